"""No event of the domain is forgotten by the read models."""

import importlib
import pkgutil
from collections.abc import Iterator

import domain
from application.projections import IGNORED, MODELS, MemoryRows, project
from application.projections.audit_log import AUDIT_LOG
from application.projections.projecting import StreamModel
from domain.eventsourced import Created, Event
from tests.application.projections.month import Month


def stored_events() -> set[type[Event]]:
    """Every event class of the domain that has a name to be stored under."""
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        importlib.import_module(module.name)
    return {cls for cls in _subclasses(Event) if "TOPIC" in vars(cls) and cls.__module__.startswith("domain.")}


def _subclasses(cls: type[Event]) -> Iterator[type[Event]]:
    for sub in cls.__subclasses__():
        yield sub
        yield from _subclasses(sub)


class TestEveryEvent:
    def test_is_projected_or_deliberately_ignored(self) -> None:
        """A new event must be thought of here: what nobody projects is invisible."""
        projected = {event for model in MODELS for event in model.events}
        assert stored_events() - projected - IGNORED == set()

    def test_is_not_both(self) -> None:
        """A list of exceptions that is out of date would hide the next one."""
        projected = {event for model in MODELS for event in model.events}
        assert projected & IGNORED == set()

    def test_no_model_names_an_event_that_is_not_stored(self) -> None:
        """Such an entry would never be used."""
        assert {event for model in MODELS for event in model.events} <= stored_events() - {Created, Event}

    def test_moves_the_version_of_its_aggregates_row(self, month: Month) -> None:
        """ETags are versions: a row that lagged behind would refuse an If-Match that is right."""
        company = month.company
        company.catch_up()
        versions = {recorded.originator_id: recorded.originator_version for recorded in company.ledger.read()}
        rows = MemoryRows.replayed(company.ledger.read(), project)
        models = [model.name for model in MODELS if isinstance(model, StreamModel)]
        held = {row.key: row.body["version"] for model in models for row in rows.find(model)}
        assert held == {str(id): version for id, version in versions.items()}

    def test_stands_in_the_audit_log_even_when_no_model_knows_it(self, month: Month) -> None:
        """A log with gaps would be none."""
        rows = MemoryRows.replayed(month.company.ledger.read(), project)
        positions = [row.body["position"] for row in rows.find(AUDIT_LOG)]
        assert positions == list(range(1, month.company.ledger.head() + 1))
