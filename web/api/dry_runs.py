"""Dry runs: one card or one payroll computed, nothing written, nothing kept."""

from typing import Any

from application.dry_runs import dry_payroll, dry_score
from domain.errors import placed
from domain.pay.documents import plan_from_plain
from domain.pay.plan import Plan
from domain.scoring.documents import scheme_from_plain
from domain.scoring.scheme import Scheme
from web.api.answers.dry_runs import TriedCard, TriedPayroll
from web.api.callers import queries, services
from web.api.documents import error_responses
from web.api.entries.dry_runs import PayrollEntry, ScoreEntry
from web.api.routes import ALWAYS, Blueprint
from web.api.shelf import PLANS, SCHEMES

STATUSES = (*ALWAYS, 404, 413, 415, 422)
SCORE = {"scheme": "operations-standard", "facts": {"measures": {"actual_sales": "118000", "target_sales": "120000"}}}
PAY = {
    "plan": "store-dividend",
    "input": {
        "parameters": {"net_profit": "100000"},
        "people": [{"id": "E1", "role": "service", "base": "4000", "score": "92.5"}],
    },
}


def score(given: dict[str, Any]) -> dict[str, Any]:
    """Score one card."""
    scheme = _scheme(given["scheme"])
    with placed("/facts"):
        return dry_score(scheme, given["facts"])


def payroll(given: dict[str, Any]) -> dict[str, Any]:
    """Compute one payroll."""
    plan = _plan(given["plan"])
    with placed("/input"):
        return dry_payroll(plan, given["input"])


def routes() -> Blueprint:
    """Both dry runs."""
    blueprint = Blueprint("dry-runs", "试算 · computed, never written")
    scored = blueprint.arguments(ScoreEntry, example=SCORE)(blueprint.response(200, TriedCard)(score))
    paid = blueprint.arguments(PayrollEntry, example=PAY)(blueprint.response(200, TriedPayroll)(payroll))
    responses = error_responses(*STATUSES)
    blueprint.add("/dry-runs/score", "POST", scored, "dry-score", "Score one card", responses=responses)
    blueprint.add("/dry-runs/payroll", "POST", paid, "dry-payroll", "Compute one payroll", responses=responses)
    return blueprint


def _scheme(reference: str | dict[str, Any]) -> Scheme:
    with placed("/scheme"):
        if isinstance(reference, dict):
            return scheme_from_plain(reference)
        return SCHEMES.rules(queries(), services().library, reference)


def _plan(reference: str | dict[str, Any]) -> Plan:
    with placed("/plan"):
        if isinstance(reference, dict):
            return plan_from_plain(reference)
        return PLANS.rules(queries(), services().library, reference)
