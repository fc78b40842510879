"""Texts that events hold in the clear: who writes one is told, and a new one is not added unnoticed."""

import inspect
from collections.abc import Iterator

import marshmallow as ma
import pytest

import domain.chat.events
import domain.cycle.events
import domain.discretionary_share
import domain.employee
import domain.notice
import domain.organization
import domain.payroll.events
import domain.rulebook
import domain.scorecard.events
import domain.standing
import domain.team_fund
from domain.appeal import events as appeal_events
from domain.eventsourced import Event
from web.api.entries import appeals, cycles, payrolls, rulebooks

ROOMS = (
    *(appeal_events, domain.chat.events, domain.cycle.events, domain.discretionary_share, domain.employee),
    *(domain.notice, domain.organization, domain.payroll.events, domain.rulebook, domain.scorecard.events),
    *(domain.standing, domain.team_fund),
)
WRITTEN = {"reason", "note", "purpose", "duty", "reference", "comment", "answer", "question", "grounds"}
"""What a field is called that a person writes into."""

BY_PEOPLE: dict[str, type[ma.Schema]] = {
    "AppealAssigned.reason": appeals.HandlerEntry,
    "CycleReopened.reason": cycles.ReasonEntry,
    "GrantWithdrawn.reason": cycles.ReasonEntry,
    "FundSpent.purpose": payrolls.SpendingEntry,
    "PayrollCorrected.reason": payrolls.CorrectionEntry,
    "PayrollPaid.reference": payrolls.PaymentEntry,
    "PayrollVoided.reason": cycles.ReasonEntry,
    "ResultsReturned.reason": cycles.ReasonEntry,
    "RulebookRetired.reason": rulebooks.RetirementEntry,
    "SchemeAssigned.duty": cycles.AssignmentEntry,
    "ShopFactRecorded.note": cycles.ShopFactEntry,
}
BY_THE_PROGRAM = {
    "AdjustmentPosted.reason": "as the correction says, or that an appeal was upheld",
    "AppealEscalated.reason": "whether the appellant or the clock",
    "DutyGranted.duty": "one of the duties",
    "DutyWithdrawn.duty": "one of the duties",
    "FundCorrected.reason": "as the correction says, or that an appeal was upheld",
    "PayrollInvalidated.reason": "what has changed",
    "PersonErased.reason": "one of the law's",
    "PersonErased.reference": "a number without spaces",
    "ScorecardReopened.reason": "as the cycle's",
}


def held_in_the_clear() -> Iterator[str]:
    """Every text of an event that is not sealed and might be written by a person."""
    for room in ROOMS:
        for name, event in inspect.getmembers(room, inspect.isclass):
            if issubclass(event, Event) and event.__module__ == room.__name__:
                for field, kind in inspect.get_annotations(event).items():
                    if field in WRITTEN and kind is str:
                        yield f"{name}.{field}"


def test_each_is_known() -> None:
    """A reason about one person is sealed with their key; one that is not is on one of these lists."""
    assert set(held_in_the_clear()) == {*BY_PEOPLE, *BY_THE_PROGRAM}


@pytest.mark.parametrize("text", BY_PEOPLE)
def test_who_writes_it_is_told_to_name_nobody(text: str) -> None:
    """No erasure reaches it."""
    field = BY_PEOPLE[text]().fields[text.partition(".")[2]]
    assert "not sealed: name nobody" in field.metadata["description"]
