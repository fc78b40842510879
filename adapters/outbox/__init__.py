"""The outbox of notices on either database."""

from adapters.outbox.outbox import DatabaseOutbox

__all__ = ["DatabaseOutbox"]
