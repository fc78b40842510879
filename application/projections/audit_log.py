"""The audit log: every event in the order of the ledger, who did it and by which command; never what it says."""

from collections.abc import Iterable

from application.projections.plain import event_name, in_order, moment
from application.projections.projecting import Change, Entry

AUDIT_LOG = "audit-log"


def log_entry(entry: Entry) -> Iterable[Change]:
    """One row an event, of whatever kind: a log with gaps would be none."""
    recorded = entry.recorded
    body = {
        **entry.mark(event=event_name(recorded.event), topic=recorded.topic, recorded_at=moment(recorded.recorded_at)),
        "command": str(recorded.command),
        "causation": str(recorded.causation),
        "correlation": str(recorded.correlation),
        "subject": entry.stream,
    }
    key = in_order(entry.position)
    yield entry.row(AUDIT_LOG, key, body, parent=entry.stream, sort=key)
