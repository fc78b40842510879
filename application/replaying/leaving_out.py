"""Which events a what-if may leave out: what people entered and decided. Steps of the month and what was computed from
entries are not left out: they are played again, with another result.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from application.projections.plain import event_name
from application.replaying.history import Happened, History
from application.replaying.question import QuestionRefused
from domain.appeal.events import AppealDecided
from domain.cycle.events import ShopFactRecorded, WeightRecorded
from domain.discretionary_share import GrantWithdrawn, ShareGranted
from domain.employee import BasePaySet
from domain.errors import Fault
from domain.eventsourced import Event
from domain.payroll.events import PayrollCorrected
from domain.scorecard.events import (
    AdjustmentMade,
    DeductionConfirmed,
    DeductionProposed,
    DeductionRecorded,
    DeductionReduced,
    DeductionRejected,
    DeductionReversed,
    FactsRecorded,
    ItemWaived,
    JudgementGiven,
    RatingGiven,
    ScorecardAmended,
)
from domain.standing import (
    ConsequenceDecided,
    DismissalReviewClosed,
    WarningDeclined,
    WarningIssued,
    WarningWithdrawn,
)
from domain.team_fund import FundSpent

ENTRIES: frozenset[type[Event]] = frozenset(
    {
        FactsRecorded,
        JudgementGiven,
        RatingGiven,
        DeductionProposed,
        DeductionRecorded,
        DeductionConfirmed,
        DeductionRejected,
        DeductionReversed,
        DeductionReduced,
        AdjustmentMade,
        ItemWaived,
        ShopFactRecorded,
        WeightRecorded,
        BasePaySet,
        ShareGranted,
        GrantWithdrawn,
        FundSpent,
        PayrollCorrected,
    }
)
"""What people entered."""

DECISIONS: frozenset[type[Event]] = frozenset(
    {WarningIssued, WarningDeclined, WarningWithdrawn, DismissalReviewClosed, ConsequenceDecided}
)
"""What people decided about consequences; where the program did it because of an appeal, it is computed."""

NEEDED_BY: Mapping[type[Event], tuple[str, tuple[type[Event], ...]]] = {
    DeductionRecorded: ("deduction", (DeductionReversed, DeductionReduced)),
    DeductionProposed: ("deduction", (DeductionConfirmed, DeductionRejected, DeductionReversed, DeductionReduced)),
    ShareGranted: ("grant", (GrantWithdrawn,)),
}
"""For an entry that others refer to: by which field, and which events do."""


def left_out(history: History, positions: Sequence[int]) -> frozenset[int]:
    """Every position that is not played: the named ones, and for an appeal's decision all that it ordered.

    Raises:
        QuestionRefused: naming each position that is none, is not left out, or whose event others need.
    """
    faults: list[Fault] = []
    without: set[int] = set()
    for index, position in enumerate(positions):
        happened = history.at(position)
        if happened is None or not _is_entry(happened.event):
            faults.append(Fault(f"/without/{index}", *_refusal(history, position, happened)))
        else:
            without |= _with_orders(history, happened)
    if not faults:
        faults = list(_needed(history, positions, frozenset(without)))
    if faults:
        raise QuestionRefused(faults)
    return frozenset(without)


def _is_entry(event: Event) -> bool:
    """Whether a person entered or decided it; of consequences, the program decides some because of an appeal."""
    by_person = type(event) in DECISIONS and getattr(event, "appeal", None) is None
    return by_person or type(event) in ENTRIES or isinstance(event, AppealDecided)


def _refusal(history: History, position: int, happened: Happened | None) -> tuple[str, str]:
    if happened is None:
        zh = f"到位置 {history.position} 为止没有第 {position} 条事件"
        en = f"there is no event {position} up to position {history.position}"
        return "position-unknown", f"{zh} / {en}"
    name = event_name(happened.event)
    zh = f"第 {position} 条（{name}）是流程步骤或计算结果，会重新推演；请去掉引起它的录入或裁决"
    en = f"event {position} ({name}) is a step or a result and is played again; leave out the entry that led to it"
    return "event-not-left-out", f"{zh} / {en}"


def _with_orders(history: History, happened: Happened) -> set[int]:
    """A decision's remedies and grants were recorded with it, by the same command, and so was the amended card."""
    if not isinstance(happened.event, AppealDecided):
        return {happened.position}
    ordered = ENTRIES | {ScorecardAmended}
    return {happened.position} | {
        held.position for held in history.of_command(happened.command) if type(held.event) in ordered
    }


def _needed(history: History, named: Sequence[int], without: frozenset[int]) -> Iterator[Fault]:
    removed: dict[tuple[type[Event], Any], int] = {}
    for position in sorted(without):
        happened = history.at(position)
        if happened is not None and type(happened.event) in NEEDED_BY:
            field, users = NEEDED_BY[type(happened.event)]
            removed |= {(user, getattr(happened.event, field)): position for user in users}
    for held in history if removed else ():
        user = type(held.event)
        missing = removed.get((user, getattr(held.event, "deduction", getattr(held.event, "grant", None))))
        if missing is None or held.position in without:
            continue
        index = named.index(missing) if missing in named else 0
        name = event_name(held.event)
        zh = f"第 {held.position} 条（{name}）要用到第 {missing} 条：请一并去掉，或都保留"
        en = f"event {held.position} ({name}) needs event {missing}: leave that out too, or keep both"
        yield Fault(f"/without/{index}", "event-needed", f"{zh} / {en}")
