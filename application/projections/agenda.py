"""The agenda: the cycles and appeals to which time may still bring something; the clock need not look at the rest."""

from collections.abc import Iterable

from application.ports import Removal
from application.projections.projecting import Change, Entry

AGENDA = "agenda"
AGENDA_CYCLES, AGENDA_APPEALS = "cycles", "appeals"
"""Parents of its rows."""


def on_agenda(what: str, was: bool, now: bool, entry: Entry) -> Iterable[Change]:
    """Put the entry's aggregate on the agenda or take it off, where that has changed."""
    if now and not was:
        yield entry.row(AGENDA, entry.stream, {"id": entry.stream}, parent=what, sort=entry.stream)
    if was and not now:
        yield Removal(AGENDA, entry.stream)
