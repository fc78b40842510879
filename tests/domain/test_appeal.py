"""An appeal's life: every act in every status, deadlines, and what a decision may order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.appeal import (
    Appeal,
    AppealKind,
    Outcome,
    Remedy,
    RemedyKind,
    Status,
    Subject,
    events,
    objection_id,
    request_id,
)
from domain.appeal.appeal import TRANSITIONS
from domain.errors import Invalid, WrongState
from domain.values import Evidence, Sealed
from tests.domain.story import SOMEBODY, Fact, by, fact, given, happened, id_of, refused, sealed, then

SHOP, CYCLE, CARD, DEDUCTION = id_of("shop"), id_of("cycle"), id_of("card"), id_of("deduction")
APPELLANT, HANDLER, MANAGER = id_of("employee"), id_of("handler"), id_of("manager")
DUE, LATER = date(2026, 11, 11), date(2026, 11, 18)
FILE = Evidence("ab" * 32, "application/pdf", 1024)
REVERSAL = Remedy(RemedyKind.REVERSE_DEDUCTION, deduction=DEDUCTION)

ABOUT_DEDUCTION = Subject(
    AppealKind.DEDUCTION, SHOP, CYCLE, card=CARD, target=str(DEDUCTION), excluded=(str(MANAGER),)
)  # fmt: skip
ABOUT_SHARE = Subject(AppealKind.SHARE, SHOP, CYCLE)
ID = request_id(id_of("command"))


def file(
    subject: Subject = ABOUT_DEDUCTION,
    *,
    today: date = DUE,
    file_by: date | None = DUE,
    late: Sealed | None = None,
    points: str | None = None,
) -> Appeal:
    return Appeal.file(
        ID,
        subject,
        appellant=APPELLANT,
        role="service" if subject.kind is AppealKind.SHARE else "",
        grounds=sealed("我交接了"),
        asked_points=None if points is None else Decimal(points),
        file_by=file_by,
        today=today,
        late_reason=late,
        decide_by=LATER,
        calendar="cn-1",
        **SOMEBODY,
    )


def filed(subject: Subject = ABOUT_DEDUCTION) -> Fact:
    return then(file(subject, points="2" if subject.kind is AppealKind.SHARE else None))[0]


def decided(outcome: Outcome) -> Fact:
    remedies = () if outcome is Outcome.DISMISSED else (REVERSAL.as_data(),)
    values: dict[str, Any] = {"reasons": sealed(), "remedies": remedies, "granted_points": None, "replay_hash": ""}
    return fact(events.AppealDecided, outcome=outcome.value, **values)


ACCEPTED = fact(events.AppealAccepted, reason=None)
ESCALATED = fact(events.AppealEscalated, handler=HANDLER, reason="late", decide_by=LATER, calendar="cn-1")
ASKED = fact(events.InformationAsked, question=sealed(), answer_by=DUE, decide_by=LATER, calendar="cn-1")
ROADS: dict[str, list[Fact]] = {
    Status.FILED: [],
    Status.ACCEPTED: [ACCEPTED],
    Status.REFUSED: [fact(events.AppealRefused, reason=sealed())],
    Status.DECIDED: [ACCEPTED, decided(Outcome.PARTLY)],
    Status.WITHDRAWN: [fact(events.AppealWithdrawn, reason=None)],
    Status.LAPSED: [ASKED, fact(events.AppealLapsed, due_on=DUE)],
}
PENDING = (Status.FILED, Status.ACCEPTED)


def appeal(status: str = Status.FILED, *more: Fact, subject: Subject = ABOUT_DEDUCTION) -> Appeal:
    held = given(Appeal, ID, filed(subject), *ROADS[status], *more)
    assert more or held.status == status
    return held


def decide(
    appeal: Appeal, outcome: Outcome = Outcome.UPHELD, *remedies: Remedy, points: str | None = None
) -> None:  # fmt: skip
    granted = None if points is None else Decimal(points)
    appeal.decide(outcome, sealed(), remedies, granted_points=granted, replay_hash="", **SOMEBODY)


def escalate(appeal: Appeal, who: str = "somebody") -> None:
    appeal.escalate(HANDLER, "late", LATER, "cn-1", **by(who))


ACTS: dict[str, Callable[[Appeal], None]] = {
    "accept": lambda held: held.accept(None, **SOMEBODY),
    "refuse": lambda held: held.refuse(sealed(), **SOMEBODY),
    "attach evidence": lambda held: held.attach(FILE, None, **SOMEBODY),
    "assign": lambda held: held.assign(HANDLER, "休假", **SOMEBODY),
    "answer": lambda held: held.answer(sealed(), **SOMEBODY),
    "ask for information": lambda held: held.ask_information(sealed(), DUE, DUE, "cn-1", **SOMEBODY),
    "give information": lambda held: held.give_information(sealed(), **SOMEBODY),
    "note a hearing": lambda held: held.note_hearing(sealed(), **SOMEBODY),
    "decide": lambda held: decide(held, Outcome.UPHELD, REVERSAL),
    "escalate": escalate,
    "withdraw": lambda held: held.withdraw(None, **SOMEBODY),
    "lapse": lambda held: held.lapse(DUE, **SOMEBODY),
}
STAYS = {status: status for status in PENDING}
ALLOWED: dict[str, dict[Status, Status]] = {
    "accept": {Status.FILED: Status.ACCEPTED},
    "refuse": {Status.FILED: Status.REFUSED},
    **dict.fromkeys(("attach evidence", "assign", "answer", "ask for information", "give information"), STAYS),
    "note a hearing": {Status.ACCEPTED: Status.ACCEPTED},
    "decide": {Status.ACCEPTED: Status.DECIDED},
    "escalate": dict.fromkeys(
        (Status.FILED, Status.ACCEPTED, Status.REFUSED, Status.DECIDED), Status.ACCEPTED
    ),
    "withdraw": dict.fromkeys(PENDING, Status.WITHDRAWN),
    "lapse": dict.fromkeys(PENDING, Status.LAPSED),
}  # fmt: skip
"""For each act, the statuses that allow it and where it leads; every other status refuses it."""


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("act", ACTS)
def test_every_status_allows_its_acts_and_no_others(act: str, status: Status) -> None:
    """A decision after a withdrawal, or a second acceptance, would confuse whose turn it is."""
    asked = [ASKED] if act == "give information" and status in PENDING else []
    held = appeal(status, *asked)
    if status in ALLOWED[act]:
        ACTS[act](held)
        assert held.status == ALLOWED[act][status]
        assert len(held.pending_events) == 1
        return
    with refused(held, WrongState, "appeal-status"):
        ACTS[act](held)


def test_the_drawn_table_is_the_one_that_holds() -> None:
    """`docs/states.md` shows this table to people who rely on it."""
    drawn = {act: {status: target or status for status in allowed} for act, (allowed, target) in TRANSITIONS.items()}
    assert drawn == ALLOWED


def test_filing_keeps_deadlines_and_whose_entry_is_objected_to() -> None:
    """Who recorded the deduction may not decide; until when it must be decided is fixed at filing."""
    held = file()
    assert then(held)[0].values == {
        "kind": "deduction",
        "shop": SHOP,
        "cycle": CYCLE,
        "appellant": APPELLANT,
        "role": "",
        "card": CARD,
        "payroll": None,
        "target": str(DEDUCTION),
        "grounds": sealed("我交接了"),
        "asked_points": None,
        "file_by": DUE,
        "late_reason": None,
        "decide_by": LATER,
        "calendar": "cn-1",
        "excluded": (str(MANAGER),),
    }
    assert (held.status, held.pending, held.excluded) == (Status.FILED, True, (str(MANAGER),))


def test_the_last_day_of_the_window_is_in_time() -> None:
    """Five working days means the end of the fifth."""
    file(today=DUE)
    with pytest.raises(Invalid) as caught:
        file(today=date(2026, 11, 12))
    assert (caught.value.code, caught.value.pointer) == ("appeal-late", "/late_reason")
    late = file(today=date(2026, 11, 12), late=sealed("住院"))
    assert then(late)[0].values["late_reason"] == sealed("住院")


@pytest.mark.parametrize("points", [None, "0", "-1"])
def test_a_share_is_asked_for_in_points(points: str | None) -> None:
    """The general manager must see what is wanted beside what is left."""
    with pytest.raises(Invalid) as caught:
        file(ABOUT_SHARE, file_by=None, points=points)
    assert caught.value.code == "points-missing"


def test_it_is_heard_by_whom_it_is_assigned_to() -> None:
    """When a handler leaves or is conflicted, somebody else takes over by an event."""
    held = appeal(Status.ACCEPTED)
    held.assign(HANDLER, "原负责人离职", **SOMEBODY)
    assert held.handler == HANDLER
    with refused(held, WrongState, "already-assigned"):
        held.assign(HANDLER, "再一次", **SOMEBODY)


def test_a_question_waits_for_its_answer() -> None:
    """Until the appellant answers, the appeal may lapse; after that it may not for this question."""
    held = appeal(Status.ACCEPTED, ASKED)
    waits = [held.answer_by]
    held.give_information(sealed("在这里"), **SOMEBODY)
    assert [*waits, held.answer_by] == [DUE, None]
    with refused(held, WrongState, "nothing-asked"):
        held.give_information(sealed("还有"), **SOMEBODY)


def test_it_goes_to_the_general_manager_once() -> None:
    """One level up, and then it is final."""
    held = appeal(Status.DECIDED)
    escalate(held, "employee")
    (escalated,) = then(held)
    assert (escalated.event, escalated.values, escalated.actor) == (
        events.AppealEscalated,
        ESCALATED.values,
        str(APPELLANT),
    )
    assert (held.status, held.outcome, held.handler, held.escalated) == (Status.ACCEPTED, "", HANDLER, True)
    decide(held, Outcome.DISMISSED)
    for who in ("employee", "clock"):
        with refused(held, WrongState, "already-escalated"):
            escalate(held, who)


def test_a_handlers_delay_does_not_use_up_the_appellants_turn() -> None:
    """The clock brought it to the general manager: there is nothing to escalate while it waits there, and once after
    they decided.
    """
    held = appeal(Status.ACCEPTED, ESCALATED)
    with refused(held, WrongState, "already-escalated"):
        escalate(held, "employee")
    decide(held, Outcome.DISMISSED)
    escalate(held, "employee")
    assert (held.status, held.escalated, held.taken_further) == (Status.ACCEPTED, True, True)
    decide(held, Outcome.DISMISSED)
    with refused(held, WrongState, "already-escalated"):
        escalate(held, "employee")


def test_a_flag_says_whose_pay_moves_and_how() -> None:
    """The newest of a person's holds."""
    held = appeal(Status.ACCEPTED)
    one, both = ("team-fund",), ("profit-share", "team-fund")
    for ways in (one, both):
        held.flag_interest(HANDLER, ways, **SOMEBODY)
    assert then(held) == [fact(events.InterestFlagged, person=HANDLER, ways=ways) for ways in (one, both)]
    assert held.interests == {str(HANDLER): both}


@pytest.mark.parametrize("outcome", Outcome)
def test_what_was_upheld_in_full_goes_no_further(outcome: Outcome) -> None:
    """There is nothing left to ask for."""
    held = appeal(Status.ACCEPTED, decided(outcome))
    if outcome is Outcome.UPHELD:
        with refused(held, WrongState, "appeal-status"):
            escalate(held)
    else:
        escalate(held)
        assert held.pending


def test_grounds_for_going_further_are_kept_beside_the_first_ones() -> None:
    """Why the first decision is not accepted is a fact of its own."""
    held = appeal(Status.REFUSED, ESCALATED)
    held.give_grounds(sealed("没有听我说"), **SOMEBODY)
    assert then(held) == [fact(events.GroundsAdded, grounds=sealed("没有听我说"))]


def test_each_missed_deadline_is_recorded_once() -> None:
    """The general manager's delay is shown too; it decides nothing."""
    held = appeal(Status.ACCEPTED, ESCALATED)
    held.miss_deadline(LATER, **SOMEBODY)
    with refused(held, WrongState, "deadline-recorded"):
        held.miss_deadline(LATER, **SOMEBODY)
    assert (happened(held), held.pending) == ([events.AppealDeadlineMissed], True)


@pytest.mark.parametrize(
    ("subject", "outcome", "remedies", "points", "code"),
    [
        (ABOUT_DEDUCTION, Outcome.DISMISSED, (REVERSAL,), None, "remedy-refused"),
        (ABOUT_DEDUCTION, Outcome.UPHELD, (), None, "remedy-missing"),
        (ABOUT_DEDUCTION, Outcome.PARTLY, (), None, "remedy-missing"),
        (ABOUT_DEDUCTION, Outcome.UPHELD, (REVERSAL,), "1", "points-refused"),
        (ABOUT_SHARE, Outcome.UPHELD, (), None, "points-missing"),
        (ABOUT_SHARE, Outcome.UPHELD, (REVERSAL,), "2", "remedy-refused"),
        (ABOUT_SHARE, Outcome.DISMISSED, (), "2", "remedy-refused"),
    ],
)
def test_outcome_and_remedy_fit_together(
    subject: Subject, outcome: Outcome, remedies: tuple[Remedy, ...], points: str | None, code: str
) -> None:
    """An appeal that is upheld changes something, one that is dismissed nothing."""
    held = appeal(Status.ACCEPTED, subject=subject)
    with refused(held, Invalid, code):
        decide(held, outcome, *remedies, points=points)


def test_a_decision_says_what_is_put_right() -> None:
    """Years later the event alone says what was ordered and why; it may quote the replay that was shown."""
    held = appeal(Status.ACCEPTED)
    remedies = (REVERSAL, Remedy(RemedyKind.ADJUST_SCORE, points=Decimal("1.5")))
    held.decide(Outcome.PARTLY, sealed("有记录"), remedies, granted_points=None, replay_hash="f" * 64, **SOMEBODY)
    assert then(held) == [
        fact(
            events.AppealDecided,
            outcome="partly",
            reasons=sealed("有记录"),
            remedies=(
                {"kind": "reverse-deduction", "deduction": DEDUCTION},
                {"kind": "adjust-score", "points": Decimal("1.5")},
            ),
            granted_points=None,
            replay_hash="f" * 64,
        )
    ]
    dismissed = appeal(Status.ACCEPTED)
    decide(dismissed, Outcome.DISMISSED)
    assert dismissed.outcome == "dismissed"


NEEDS: dict[RemedyKind, dict[str, Any]] = {
    RemedyKind.REVERSE_DEDUCTION: {"deduction": DEDUCTION},
    RemedyKind.REDUCE_DEDUCTION: {"deduction": DEDUCTION, "points": Decimal(1)},
    RemedyKind.REPLACE_JUDGEMENT: {"item": "ability", "level": "good", "points": Decimal(21)},
    RemedyKind.CORRECT_FACT: {"measure": "actual_sales", "value": Decimal(0)},
    RemedyKind.WAIVE_ITEM: {"item": "conversion"},
    RemedyKind.ADJUST_SCORE: {"points": Decimal(-1)},
    RemedyKind.ADJUST_PAY: {"amount": Decimal("-0.01")},
}


@pytest.mark.parametrize("kind", RemedyKind)
def test_a_remedy_is_complete(kind: RemedyKind) -> None:
    """An order with a gap cannot be carried out; zero is a figure, not a gap."""
    assert Remedy(kind, **NEEDS[kind]).as_data() == {"kind": kind.value, **NEEDS[kind]}
    for name in NEEDS[kind]:
        rest = {key: value for key, value in NEEDS[kind].items() if key != name}
        with pytest.raises(Invalid) as caught:
            Remedy(kind, **rest)
        assert (caught.value.code, caught.value.pointer) == ("remedy-incomplete", f"/remedies/{name}")


def test_the_same_command_files_the_same_appeal() -> None:
    """Asked twice after a lost answer, it is one appeal."""
    assert request_id(id_of("command")) == request_id(id_of("command")) != request_id(id_of("other"))


def test_there_is_one_objection_to_a_thing_and_another_when_it_was_dropped() -> None:
    """By a natural key, so that two requests at once cannot make two of them."""
    subjects = (
        ABOUT_DEDUCTION,
        replace(ABOUT_DEDUCTION, target="other"),
        replace(ABOUT_DEDUCTION, kind=AppealKind.ITEM),
        Subject(AppealKind.PAYSLIP, SHOP, CYCLE, payroll=id_of("payroll")),
    )
    ids = [objection_id(about, who, turn) for about in subjects for who in (APPELLANT, HANDLER) for turn in (0, 1)]
    assert len(set(ids)) == len(ids)
    assert objection_id(ABOUT_DEDUCTION, APPELLANT, 0) == objection_id(
        replace(ABOUT_DEDUCTION, excluded=()), APPELLANT, 0
    )


def test_a_hearing_asks_three_times_at_most() -> None:
    """Each question moves the day of the decision; without an end, a handler could put it off for ever."""
    held = appeal(Status.ACCEPTED)
    for _ in range(3):
        held.ask_information(sealed(), DUE, DUE, "cn-1", **SOMEBODY)
        held.give_information(sealed(), **SOMEBODY)
    with refused(held, WrongState, "questions-exhausted"):
        held.ask_information(sealed(), DUE, DUE, "cn-1", **SOMEBODY)
    held.escalate(None, "taken further", LATER, "cn-1", **SOMEBODY)
    held.ask_information(sealed(), DUE, DUE, "cn-1", **SOMEBODY)
