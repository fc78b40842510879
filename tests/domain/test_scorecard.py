"""One person's month: what may be entered at which stage, and how what stands becomes a total."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from domain.errors import Invalid, InvalidDocument, WrongState
from domain.scorecard import Scorecard, Stage, events, scorecard_id
from domain.scorecard.stages import TRANSITIONS
from tests.domain.cards import (
    APPEAL,
    CYCLE,
    DAY,
    ID,
    LEAD,
    OPENED,
    PERSON,
    PHOTO,
    SCHEME,
    SHOP,
    card,
    deduction,
    figures,
    judged,
    measured,
    proposed,
    rating,
    record_deduction,
    taken,
)
from tests.domain.story import SOMEBODY, by, fact, happened, id_of, refused, sealed, then

RECORDED, PROPOSED = id_of("no handover"), id_of("rumour")

ACTS: dict[str, Callable[[Scorecard], None]] = {
    "submit": lambda held: held.submit(SCHEME, **SOMEBODY),
    "return": lambda held: held.send_back(sealed(), **SOMEBODY),
    "approve": lambda held: held.approve(**SOMEBODY),
    "reopen": lambda held: held.reopen("漏了数据", **SOMEBODY),
    "publish": lambda held: held.publish(DAY, **SOMEBODY),
    "record facts": lambda held: held.record_facts(SCHEME, measured(sales="90"), **SOMEBODY),
    "judge": lambda held: held.judge(SCHEME, judged("fair", "15"), **SOMEBODY),
    "rate": lambda held: held.rate(SCHEME, "view", "peer", Decimal(9), None, **SOMEBODY),
    "propose a deduction": lambda held: held.propose_deduction(SCHEME, id_of("new"), taken(), **SOMEBODY),
    "record a deduction": lambda held: record_deduction(held, "new"),
    "confirm a deduction": lambda held: held.confirm_deduction(PROPOSED, **SOMEBODY),
    "reverse a deduction": lambda held: held.reverse_deduction(RECORDED, sealed(), **SOMEBODY),
    "reduce a deduction": lambda held: held.reduce_deduction(RECORDED, Decimal(1), sealed(), **SOMEBODY),
    "adjust": lambda held: held.adjust(SCHEME, id_of("bonus"), Decimal(2), sealed(), **SOMEBODY),
    "waive": lambda held: held.waive(SCHEME, "listings", sealed(), **SOMEBODY),
    "acknowledge": lambda held: held.acknowledge(None, **SOMEBODY),
    "amend": lambda held: held.amend(SCHEME, APPEAL, **SOMEBODY),
    "facts by appeal": lambda held: held.record_facts(SCHEME, measured(sales="90"), APPEAL, **SOMEBODY),
    "judgement by appeal": lambda held: held.judge(SCHEME, judged("fair", "15"), APPEAL, **SOMEBODY),
    "reversal by appeal": lambda held: held.reverse_deduction(RECORDED, sealed(), APPEAL, **SOMEBODY),
    "reduction by appeal": lambda held: held.reduce_deduction(RECORDED, Decimal(1), sealed(), APPEAL, **SOMEBODY),
    "adjustment by appeal": lambda held: held.adjust(
        SCHEME, id_of("bonus"), Decimal(9), sealed(), APPEAL, **SOMEBODY
    ),
    "waiver by appeal": lambda held: held.waive(SCHEME, "listings", sealed(), APPEAL, **SOMEBODY),
}  # fmt: skip
MOVES: dict[str, dict[Stage, Stage]] = {
    "submit": {Stage.OPEN: Stage.SUBMITTED, Stage.RETURNED: Stage.SUBMITTED},
    "return": {Stage.SUBMITTED: Stage.RETURNED},
    "approve": {Stage.SUBMITTED: Stage.APPROVED},
    "reopen": dict.fromkeys((Stage.SUBMITTED, Stage.RETURNED, Stage.APPROVED), Stage.OPEN),
    "publish": {Stage.APPROVED: Stage.PUBLISHED},
}
ENTRIES = {Stage.OPEN: Stage.OPEN, Stage.RETURNED: Stage.RETURNED}
AFTERWARDS = {Stage.PUBLISHED: Stage.PUBLISHED}
LATE = {"acknowledge", "amend", *(act for act in ACTS if act.endswith("by appeal"))}


def allowed(act: str) -> dict[Stage, Stage]:
    """The stages that allow an act, and where it leads; every other stage refuses it."""
    return MOVES.get(act) or (AFTERWARDS if act in LATE else ENTRIES)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("act", ACTS)
def test_every_stage_allows_its_acts_and_no_others(act: str, stage: Stage) -> None:
    """An entry after submission changes what was looked at; one after publication changes what somebody was told,
    and that only an appeal may.
    """
    held = card(stage=stage)
    if stage in allowed(act):
        ACTS[act](held)
        assert held.stage == allowed(act)[stage]
        assert len(held.pending_events) == 1
        return
    with refused(held, WrongState, "card-stage"):
        ACTS[act](held)


def test_the_drawn_table_is_the_one_that_holds() -> None:
    """`docs/states.md` shows this table to people who rely on it."""
    assert {act: dict.fromkeys(stages, target) for act, (stages, target) in TRANSITIONS.items()} == MOVES


def test_it_opens_with_scheme_targets_and_lead() -> None:
    """Everything that the score is held against is fixed when work starts."""
    held = Scorecard.open(
        cycle=CYCLE,
        shop=SHOP,
        period="2026-10",
        employee=PERSON,
        role="service",
        lead=LEAD,
        scheme=SCHEME,
        targets={"sales": Decimal(100)},
        **SOMEBODY,
    )
    assert then(held) == [OPENED]
    assert held.id == ID == scorecard_id(CYCLE, PERSON) != scorecard_id(CYCLE, id_of("other"))


def test_submission_computes_from_what_stands() -> None:
    """What was proposed, rejected or reversed takes no points; what was recorded does."""
    held = card(stage=Stage.OPEN)
    held.submit(SCHEME, **SOMEBODY)
    (submitted,) = then(held)
    assert (submitted.event, submitted.values["total"]) == (events.ScorecardSubmitted, Decimal("97.00"))
    scores = {line["id"]: line["score"] for line in submitted.values["result"]["items"]}
    assert scores == {"sales": 40, "attitude": 20, "teamwork": 17, "view": 10, "listings": 10}
    assert held.final_total == Decimal("97.00")


def test_a_card_with_unscored_items_names_each_of_them() -> None:
    """Unrated is not zero: nobody is paid by a form that was not filled in."""
    held = card(figures(measures={"sales": Decimal(50)}))
    with pytest.raises(WrongState) as caught:
        held.submit(SCHEME, **SOMEBODY)
    assert caught.value.code == "card-unscored"
    for item in ("attitude", "view", "listings"):
        assert f"{item}: " in str(caught.value)
    assert "sales" not in str(caught.value)
    assert then(held) == []


def test_the_total_is_unknown_before_submission() -> None:
    """Nothing may be paid or published by a card that nobody submitted."""
    held = card()
    with refused(held, WrongState, "card-unscored"):
        _ = held.final_total


def test_the_newest_figure_counts_and_others_stay() -> None:
    """A second import corrects one column without losing the rest; who entered what is remembered."""
    held = card(figures(measures={"sales": Decimal(50)}, counts={"listings": Decimal(10)}))
    held.record_facts(SCHEME, measured(sales="60"), **by("other hr"))
    assert (held.measures, held.counts) == ({"sales": Decimal(60)}, {"listings": Decimal(10)})
    assert held.fact_authors == {"measures.sales": str(id_of("other hr")), "counts.listings": str(id_of("hr"))}


def test_figures_that_the_scheme_does_not_read_are_refused() -> None:
    """A figure that changes no score is a misunderstanding that somebody should see."""
    held = card()
    with pytest.raises(InvalidDocument) as caught:
        held.record_facts(SCHEME, measured(visitors="1", sales="2", clicks="3"), **SOMEBODY)
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [
        ("/measures/visitors", "unknown-measure"),
        ("/measures/clicks", "unknown-measure"),
    ]
    assert then(held) == []
    with refused(held, Invalid, "facts-missing"):
        held.record_facts(SCHEME, measured(), **SOMEBODY)


@pytest.mark.parametrize(
    ("level", "points", "code"),
    [
        ("fair", "9.99", "points-outside-level"),
        ("fair", "19.01", "points-outside-level"),
        ("good", "19", "points-outside-level"),
        ("fair", None, "points-missing"),
        ("best", "20", "unknown-level"),
    ],
)
def test_a_judgement_stays_inside_its_level(level: str, points: str | None, code: str) -> None:
    """The level says in public what the points say in detail; the two must agree."""
    held = card()
    with refused(held, Invalid, code):
        held.judge(SCHEME, judged(level, points), **SOMEBODY)


def test_a_later_judgement_replaces_an_earlier_one() -> None:
    """A level of one value needs no points said; the event always says them."""
    held = card()
    held.judge(SCHEME, judged("fair", "12.5"), **by("lead"))
    held.judge(SCHEME, judged("good"), **by("manager"))
    assert held.judgements["attitude"] == {"level": "good", "points": Decimal(20), "by": str(id_of("manager"))}


def test_each_rater_counts_once_with_their_newest_points() -> None:
    """Whoever rates twice does not weigh twice (D13)."""
    held = card(rating("anna", "peer", "4"), rating("anna", "peer", "8"), rating("bo", "peer", "6"))
    assert sorted(one["points"] for one in held.ratings.values()) == [6, 8]
    with refused(held, Invalid, "points-outside-item"):
        held.rate(SCHEME, "view", "peer", Decimal("10.01"), None, **SOMEBODY)
    with refused(held, Invalid, "wrong-kind"):
        held.rate(SCHEME, "sales", "peer", Decimal(1), None, **SOMEBODY)


@pytest.mark.parametrize(
    ("points", "code", "refusal"),
    [("1.99", "", "deduction-outside-range"), ("3.01", "", "deduction-outside-range"), (None, "", "points-missing"),
     ("2", "late", "deduction-outside-range"), ("1", "rude", "unknown-code")],
)  # fmt: skip
def test_a_deduction_stays_inside_its_range(points: str | None, code: str, refusal: str) -> None:
    """D01 七: each instance takes 2 to 3; no manager takes ten for being annoyed."""
    held = card()
    for decide in (held.record_deduction, held.propose_deduction):
        with refused(held, Invalid, refusal):
            decide(SCHEME, id_of("new"), taken(points, code), **SOMEBODY)


@pytest.mark.parametrize(
    ("item", "severity", "refusal"),
    [("sales", "", "wrong-kind"), ("nothing", "", "unknown-item"), ("teamwork", "fatal", "severity-refused")],
)
def test_a_deduction_is_taken_from_an_item_that_knows_it(item: str, severity: str, refusal: str) -> None:
    """Points taken from what is measured would count twice."""
    held = card()
    with refused(held, Invalid, refusal):
        record_deduction(held, "new", taken(item=item, severity=severity))


def test_a_deduction_keeps_reason_evidence_and_who_took_it() -> None:
    """That is what the appeal is about; a catalogue's code says its points."""
    held = card()
    record_deduction(held, "new", taken(None, "late"))
    values = {"item": "teamwork", "rule_code": "late", "severity": "", "points": Decimal(1)}
    assert then(held) == [
        fact(
            events.DeductionRecorded, deduction=id_of("new"), reason=sealed(), evidence=(PHOTO,), **values
        )
    ]  # fmt: skip
    assert held.deductions[str(id_of("new"))]["by"] == SOMEBODY["by"]
    with refused(held, WrongState, "deduction-exists"):
        record_deduction(held, "new")


def test_who_confirms_a_proposal_is_who_took_the_points() -> None:
    """Programs propose, people deduct: the confirming person does not decide the appeal."""
    held = card(proposed("rumour"))
    held.confirm_deduction(PROPOSED, **by("manager"))
    assert held.deductions[str(PROPOSED)]["status"] == "recorded"
    assert held.deductions[str(PROPOSED)]["by"] == str(id_of("manager"))


DEDUCTIONS = {
    "proposed": [proposed("it")],
    "recorded": [deduction("it")],
    "rejected": [proposed("it"), fact(events.DeductionRejected, deduction=id_of("it"), reason=sealed())],
    "reversed": [deduction("it"), fact(events.DeductionReversed, deduction=id_of("it"), reason=sealed(), appeal=None)],
}
CHANGES: dict[str, tuple[str, Callable[[Scorecard], None]]] = {
    "confirm": ("proposed", lambda held: held.confirm_deduction(id_of("it"), **SOMEBODY)),
    "reject": ("proposed", lambda held: held.reject_deduction(id_of("it"), sealed(), **SOMEBODY)),
    "reverse": ("recorded", lambda held: held.reverse_deduction(id_of("it"), sealed(), **SOMEBODY)),
    "reduce": ("recorded", lambda held: held.reduce_deduction(id_of("it"), Decimal(1), sealed(), **SOMEBODY)),
}


@pytest.mark.parametrize("status", DEDUCTIONS)
@pytest.mark.parametrize("change", CHANGES)
def test_a_deduction_changes_only_from_where_it_stands(change: str, status: str) -> None:
    """Reversed is reversed; a rejected proposal never takes points."""
    needed, act = CHANGES[change]
    held = card(*DEDUCTIONS[status])
    if status == needed:
        act(held)
        assert len(held.pending_events) == 1
    else:
        with refused(held, WrongState, "deduction-status"):
            act(held)
    nothing = card()
    with refused(nothing, Invalid, "deduction-unknown"):
        act(nothing)


@pytest.mark.parametrize("points", ["0", "-1", "3", "4"])
def test_a_reduced_deduction_takes_fewer_points_but_some(points: str) -> None:
    """More would be a new deduction, none is a reversal; each has its own event."""
    held = card(deduction("it", "3"))
    with refused(held, Invalid, "points-out-of-range"):
        held.reduce_deduction(id_of("it"), Decimal(points), sealed(), **SOMEBODY)


def test_a_reduction_may_go_below_what_one_instance_takes() -> None:
    """An appeal finds half of it justified: 1 point, though the range begins at 2; the card still computes."""
    held = card(stage=Stage.PUBLISHED)
    held.reduce_deduction(RECORDED, Decimal(1), sealed(), APPEAL, **SOMEBODY)
    held.amend(SCHEME, APPEAL, **SOMEBODY)
    assert held.total == Decimal("99.00")


def test_adjustments_stay_inside_the_schemes_caps_together() -> None:
    """D16: a superior may add 5 and take 4 here, however many times."""
    held = card()
    held.adjust(SCHEME, id_of("a"), Decimal(3), sealed(), **SOMEBODY)
    with refused(held, Invalid, "adjustment-outside-caps"):
        held.adjust(SCHEME, id_of("b"), Decimal("2.01"), sealed(), **SOMEBODY)
    held.adjust(SCHEME, id_of("b"), Decimal(-4), sealed(), **SOMEBODY)
    with refused(held, Invalid, "adjustment-outside-caps"):
        held.adjust(SCHEME, id_of("c"), Decimal("-0.01"), sealed(), **SOMEBODY)
    with refused(held, Invalid, "adjustment-zero"):
        held.adjust(SCHEME, id_of("c"), Decimal(0), sealed(), **SOMEBODY)


@pytest.mark.parametrize("points", ["0", "1.005"])
def test_an_appeal_may_pass_the_caps_but_not_break_the_total(points: str) -> None:
    """What is put right may exceed what a superior could give, but a total has two decimals."""
    held = card(stage=Stage.PUBLISHED)
    with refused(held, Invalid, "adjustment-invalid"):
        held.adjust(SCHEME, id_of("bonus"), Decimal(points), sealed(), APPEAL, **SOMEBODY)
    held.adjust(SCHEME, id_of("bonus"), Decimal(-20), sealed(), APPEAL, **SOMEBODY)
    held.amend(SCHEME, APPEAL, **SOMEBODY)
    assert held.total == Decimal("77.00")


def test_a_waived_item_leaves_the_total_and_is_waived_once() -> None:
    """90 points are in play; 87 of them are 96.67 of 100."""
    held = card(stage=Stage.OPEN)
    held.waive(SCHEME, "listings", sealed(), **SOMEBODY)
    with refused(held, WrongState, "item-waived"):
        held.waive(SCHEME, "listings", sealed(), **SOMEBODY)
    with refused(held, Invalid, "unknown-item"):
        held.waive(SCHEME, "nothing", sealed(), **SOMEBODY)
    held.submit(SCHEME, **SOMEBODY)
    assert held.total == Decimal("96.67")


def test_something_is_left_in_play() -> None:
    """A card without any item has no total, so it could never be submitted."""
    held = card()
    for item in ("sales", "attitude", "teamwork", "view"):
        held.waive(SCHEME, item, sealed(), **SOMEBODY)
    with refused(held, Invalid, "nothing-in-play"):
        held.waive(SCHEME, "listings", sealed(), **SOMEBODY)


def test_a_returned_card_keeps_its_total_until_it_is_submitted_again() -> None:
    """The general manager sees what changed between the two."""
    held = card(stage=Stage.RETURNED)
    held.reverse_deduction(RECORDED, sealed(), **SOMEBODY)
    assert held.total == Decimal("97.00")
    held.submit(SCHEME, **SOMEBODY)
    assert held.total == Decimal("100.00")


def test_a_reopened_card_has_no_total() -> None:
    """Nothing of what was submitted stands."""
    held = card(stage=Stage.APPROVED)
    held.reopen("漏了数据", **SOMEBODY)
    assert (held.stage, held.total, held.takes_entries) == (Stage.OPEN, None, True)


def test_it_is_acknowledged_once() -> None:
    """Having seen it is a fact with a moment; it says nothing about agreement."""
    held = card(stage=Stage.PUBLISHED)
    held.acknowledge(sealed("知道了"), **SOMEBODY)
    with refused(held, WrongState, "card-acknowledged"):
        held.acknowledge(None, **SOMEBODY)


def test_an_amendment_keeps_the_old_total_beside_the_new() -> None:
    """The old score stays visible: nobody can say afterwards that it had never been given."""
    held = card(stage=Stage.PUBLISHED)
    held.reverse_deduction(RECORDED, sealed(), APPEAL, **SOMEBODY)
    held.amend(SCHEME, APPEAL, **SOMEBODY)
    reversal, amended = then(held)
    assert reversal == fact(events.DeductionReversed, deduction=RECORDED, reason=sealed(), appeal=APPEAL)
    assert amended.values["old_total"] == Decimal("97.00")
    assert amended.values["new_total"] == Decimal("100.00")
    assert amended.values["appeal"] == APPEAL
    assert (held.total, held.amendments, held.stage) == (Decimal("100.00"), (APPEAL,), Stage.PUBLISHED)
    assert held.deductions[str(RECORDED)]["status"] == "reversed"


def test_a_second_amendment_begins_where_the_first_ended() -> None:
    """Each moves the difference between two consecutive totals, so that pay follows without counting twice."""
    held = card(stage=Stage.PUBLISHED)
    held.reduce_deduction(RECORDED, Decimal(2), sealed(), APPEAL, **SOMEBODY)
    held.amend(SCHEME, APPEAL, **SOMEBODY)
    held.reverse_deduction(RECORDED, sealed(), id_of("second appeal"), **SOMEBODY)
    held.amend(SCHEME, id_of("second appeal"), **SOMEBODY)
    totals = [(one.values["old_total"], one.values["new_total"]) for one in then(held)[1::2]]
    assert totals == [(Decimal("97.00"), Decimal("98.00")), (Decimal("98.00"), Decimal("100.00"))]
    assert happened(held)[1::2] == [events.ScorecardAmended] * 2
