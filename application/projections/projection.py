"""The projection of a ledger: every event through every read model that it changes.

    changes = project(recorded, rows)                        all models
    past = projection_of(SCORECARDS_MODEL, …)                some of them, for a look back

Pure: it reads nothing but the event, its envelope and the rows. An event of a kind that no model knows (written by a
later version of the program, say) changes no model; it stands in the audit log all the same.
"""

from collections.abc import Callable, Iterable

from application.ports import Project, Recorded, RowReader
from application.projections import (
    appeals,
    chats,
    cycles,
    employees,
    evidence,
    notices,
    organization,
    payrolls,
    rulebooks,
    scorecards,
    shares,
    standings,
    team_funds,
)
from application.projections.audit_log import log_entry
from application.projections.projecting import Change, Entry, Model
from application.projections.timeline import timeline_entries
from domain.eventsourced import Event

MODELS: tuple[Model, ...] = (
    *organization.MODELS,
    *employees.MODELS,
    *rulebooks.MODELS,
    *cycles.MODELS,
    *scorecards.MODELS,
    *appeals.MODELS,
    *shares.MODELS,
    *payrolls.MODELS,
    *team_funds.MODELS,
    *standings.MODELS,
    *notices.MODELS,
    *chats.MODELS,
    *evidence.MODELS,
)

IGNORED: frozenset[type[Event]] = frozenset()
"""Domain events that deliberately change no model but the audit log. None at present."""

FOR_EVERY_EVENT: tuple[Callable[[Entry], Iterable[Change]], ...] = (timeline_entries, log_entry)


def projection_of(*models: Model) -> Project:
    """The projection of these models alone, without timeline and audit log."""
    return _composed(models, ())


def _composed(models: Iterable[Model], for_every_event: Iterable[Callable[[Entry], Iterable[Change]]]) -> Project:
    by_event: dict[type[Event], list[Callable[[Entry], Iterable[Change]]]] = {}
    for model in models:
        for event in model.events:
            by_event.setdefault(event, []).append(model.project)
    always = tuple(for_every_event)

    def project(recorded: Recorded, rows: RowReader, /) -> Iterable[Change]:
        entry = Entry(recorded, rows)
        for changes_of in (*by_event.get(type(recorded.event), ()), *always):
            yield from changes_of(entry)

    return project


project: Project = _composed(MODELS, FOR_EVERY_EVENT)
