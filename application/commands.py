"""Every command of the product, and the one place that makes sure their handlers are registered."""

from application import (
    clock,
    employees,
    erasure,
    funds,
    imports,
    notices,
    organizations,
    reminders,
    rulebooks,
    scorecards,
    standings,
    tokens,
)
from application.appeals import deciding, filing, hearing
from application.chat import figures as chat_figures
from application.chat import importing as chat_importing
from application.chat import reviewing as chat_reviewing
from application.chat import rules as chat_rules
from application.commanding import HANDLERS, Commands
from application.cycles import closing, planning, publishing, running
from application.delivering import webhooks
from application.payrolls import late_figures, paying

ROOMS = (
    organizations,
    employees,
    erasure,
    rulebooks,
    planning,
    running,
    closing,
    publishing,
    scorecards,
    imports,
    filing,
    hearing,
    deciding,
    paying,
    late_figures,
    funds,
    standings,
    notices,
    clock,
    reminders,
    tokens,
    webhooks,
    chat_rules,
    chat_importing,
    chat_reviewing,
    chat_figures,
)
"""The modules that hold commands with their handlers."""

__all__ = ["HANDLERS", "ROOMS", "Commands"]
