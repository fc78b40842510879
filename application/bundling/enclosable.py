"""The events that a bundle may hold; a stranger's bundle that names anything else is refused before it is decoded."""

from collections.abc import Iterator, Mapping

import domain.appeal.events
import domain.payroll.events
import domain.scorecard.events
from domain.appeal import Appeal
from domain.discretionary_share import ShareGranted
from domain.eventsourced import Event
from domain.payroll import Payroll
from domain.rulebook import VersionPublished
from domain.scorecard import Scorecard

HISTORIES = (domain.appeal.events, domain.scorecard.events, domain.payroll.events)
"""Modules whose events make up the histories of a bundle."""


def _events() -> Iterator[type[Event]]:
    for module in HISTORIES:
        for held in vars(module).values():
            if isinstance(held, type) and issubclass(held, Event) and "TOPIC" in vars(held):
                yield held
    yield from (VersionPublished, ShareGranted)


EVENTS: Mapping[str, type[Event]] = {held.TOPIC: held for held in _events()}
"""By topic."""

AGGREGATES = frozenset({Appeal.TOPIC, Payroll.TOPIC, Scorecard.TOPIC})
"""What their histories are of."""
