"""Appeals over the handlers: who may, until when, what each remedy does to the card, and the way to the top."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.appeals.deciding import DecideAppeal
from application.appeals.filing import EscalateAppeal, FileCardAppeal, WithdrawAppeal
from application.appeals.hearing import (
    AcceptAppeal,
    AnswerAppeal,
    AskAppellant,
    AssignAppeal,
    AttachAppealEvidence,
    NoteHearing,
    RefuseAppeal,
    ReplyToQuestion,
)
from application.clock import DEADLINE, EscalateOverdue, LapseOverdue
from application.cycles.planning import OpenCycle
from application.organizations import GrantDuty, WithdrawDuty
from application.scorecards import GiveJudgement, RecordDeduction, WaiveItem
from domain.appeal import Appeal, Remedy, RemedyKind, Status
from domain.appeal.events import AppealEvidenceAttached, AppealFiled, GroundsAdded
from domain.errors import Forbidden, Invalid, NotFound, WrongState
from domain.scorecard import Scorecard
from tests.application.handlers import months
from tests.application.handlers.firm import EVERYBODY, Firm


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules; the whole month is shown on both."""
    return sqlite_firm


def filing(firm: Firm, number: str, kind: str, target: str = "", late: str = "", **rest: Any) -> FileCardAppeal:
    return FileCardAppeal(firm.card(number), kind, target, "不符合事实", late, **rest)


def file(firm: Firm, number: str, kind: str, target: str = "", late: str = "") -> UUID:
    return firm.do(number, filing(firm, number, kind, target, late)).subject


def excluded(firm: Firm, appeal: UUID) -> set[str]:
    """The numbers of those who may not decide because the appeal is about their entry."""
    ids = firm.load(Appeal, appeal).excluded
    return {number for number in EVERYBODY if str(firm.person(number)) in ids}


def test_an_appeal_is_about_what_is_on_ones_own_published_card(firm: Firm) -> None:
    """Neither before publication, nor about others, nor about what is not there."""
    months.open_month(firm)
    months.enter(firm)
    deduction = str(months.deduct(firm))
    with firm.refuses(WrongState, "card-stage"):
        firm.do("D1", filing(firm, "D1", "deduction", deduction))
    months.review(firm)
    months.publish(firm)
    with firm.refuses(Forbidden, "file-appeal"):
        firm.do("L1", filing(firm, "D1", "deduction", deduction))
    with firm.refuses(NotFound, "scorecard-not-found"):
        firm.do("D1", FileCardAppeal(uuid4(), "score", "", "不符合事实"))
    for kind, target in (("deduction", str(uuid4())), ("judgement", "teamwork"), ("rating", "teamwork"), ("item", "x")):
        with firm.refuses(Invalid, "target-unknown"):
            firm.do("D1", filing(firm, "D1", kind, target))
    with firm.refuses(Invalid, "target-refused"):
        firm.do("D1", filing(firm, "D1", "score", "teamwork"))
    for kind in ("payslip", "share", "weather"):
        with firm.refuses(Invalid, "appeal-kind-unknown"):
            firm.do("D1", filing(firm, "D1", kind))
    with firm.refuses(Invalid, "reason-missing"):
        firm.do("D1", FileCardAppeal(firm.card("D1"), "score", "", "  "))


def test_a_late_appeal_needs_a_reason_that_whoever_hears_it_judges(firm: Firm) -> None:
    """The window ends with the 11th; after it a reason opens the door, and the manager may close it again."""
    months.published(firm)
    firm.on(2026, 11, 11, hour=23)
    assert firm.load(Appeal, file(firm, "S1", "judgement", "ability")).status == Status.FILED
    firm.on(2026, 11, 12)
    with firm.refuses(Invalid, "appeal-late"):
        firm.do("S1", filing(firm, "S1", "judgement", "execution"))
    late = file(firm, "S1", "judgement", "execution", late="住院")
    assert firm.events(AppealFiled)[-1].late_reason is not None
    firm.do("M1", RefuseAppeal(late, "没有证明"))
    assert firm.load(Appeal, late).status == Status.REFUSED


def test_whose_entry_is_objected_to_is_kept_from_deciding(firm: Firm) -> None:
    """By what exactly is appealed: one deduction, one judgement, everything behind an item, or the whole card."""
    months.plan(firm)
    firm.do("H1", OpenCycle(firm.cycle()))
    months.enter(firm)
    deduction = months.deduct(firm)
    firm.do("M1", GiveJudgement(firm.card("S1"), "ability", "good", Decimal(20), "复核"))
    firm.do("M1", WaiveItem(firm.card("D1"), "conversion", "本月不做"))
    months.review(firm)
    months.publish(firm)
    assert excluded(firm, file(firm, "D1", "deduction", str(deduction))) == {"L1"}
    assert excluded(firm, file(firm, "S1", "judgement", "ability")) == {"M1"}
    assert excluded(firm, file(firm, "S1", "judgement", "execution")) == {"L1"}
    assert excluded(firm, file(firm, "D1", "item", "page-views")) == {"H1"}
    assert excluded(firm, file(firm, "D1", "item", "conversion")) == {"H1", "M1"}
    assert excluded(firm, file(firm, "D1", "item", "teamwork")) == {"L1"}
    assert excluded(firm, file(firm, "D1", "score")) == {"H1", "L1", "M1"}


def test_hr_takes_it_up_and_the_manager_hears_it(firm: Firm) -> None:
    """HR may steer but not hear: it goes to the shop's manager, or past one whose entry it is about."""
    months.open_month(firm)
    months.enter(firm)
    firm.do("M1", GiveJudgement(firm.card("S1"), "ability", "good", Decimal(20), "复核"))
    months.review(firm)
    months.publish(firm)
    plain, against_manager = file(firm, "S1", "judgement", "execution"), file(firm, "S1", "judgement", "ability")
    for appeal, handler in ((plain, "M1"), (against_manager, "G1")):
        firm.do("H1", AcceptAppeal(appeal, "符合条件"))
        assert firm.load(Appeal, appeal).handler == firm.person(handler)
    again = file(firm, "S1", "item", "ability")
    with firm.refuses(Forbidden, "steer-appeal"):
        firm.do("M1", RefuseAppeal(again, "不受理"))


def test_it_is_assigned_to_somebody_who_may_hear_it(firm: Firm) -> None:
    """When a handler leaves or is conflicted, another takes over, and only they decide."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    for number in ("L1", "D1", "H1", "S1"):
        with firm.refuses(Forbidden, "handler-conflicted"):
            firm.do("H1", AssignAppeal(appeal, firm.person(number), "换人"))
    with firm.refuses(NotFound, "employee-not-found"):
        firm.do("H1", AssignAppeal(appeal, uuid4(), "换人"))
    with firm.refuses(Invalid, "reason-missing"):
        firm.do("H1", AssignAppeal(appeal, firm.person("G1"), " "))
    firm.do("H1", AssignAppeal(appeal, firm.person("G1"), "店长休假"))
    with firm.refuses(Forbidden, "decide-appeal"):
        firm.do("M1", months.uphold(deduction, appeal))
    firm.do("G1", months.uphold(deduction, appeal))


def test_both_sides_are_heard(firm: Firm) -> None:
    """Words and files of either side, questions and answers, a note of the hearing; strangers have no part in it."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    chat = firm.evidence.keep("10:02,交接\n".encode(), "text/csv").sha256
    for number in ("D1", "L1", "M1"):
        firm.do(number, AttachAppealEvidence(appeal, chat, "聊天记录"))
    for number in ("S1", "F1", "H1", "A1"):
        with firm.refuses(Forbidden, "answer-appeal"):
            firm.do(number, AttachAppealEvidence(appeal, chat))
    with firm.refuses(Invalid, "evidence-unknown"):
        firm.do("D1", AttachAppealEvidence(appeal, "0" * 64))
    firm.do("L1", AnswerAppeal(appeal, "我没看到"))
    with firm.refuses(Forbidden, "answer-appeal"):
        firm.do("D1", AnswerAppeal(appeal, "我看到了"))
    with firm.refuses(WrongState, "nothing-asked"):
        firm.do("D1", ReplyToQuestion(appeal, "就是这样"))
    firm.do("M1", AskAppellant(appeal, "几点？", 3))
    with firm.refuses(Forbidden, "carry-appeal"):
        firm.do("L1", ReplyToQuestion(appeal, "十点"))
    firm.do("D1", ReplyToQuestion(appeal, "十点"))
    for number in ("L1", "D1", "H1", "S1"):
        with firm.refuses(Forbidden, "hear-appeal"):
            firm.do(number, NoteHearing(appeal, "双方在场"))
    firm.do("M1", NoteHearing(appeal, "双方在场"))
    assert len(firm.events(AppealEvidenceAttached)) == 3


def test_everybody_is_told_when_it_is_their_turn(firm: Firm) -> None:
    """Whoever may take it up, whose entry it is about, who hears it, and the appellant; nobody of what they did."""
    deduction = months.published(firm)
    appeal = file(firm, "D1", "deduction", str(deduction))
    assert firm.told("M1", appeal) == ["appeal-filed"]
    firm.do("H1", AcceptAppeal(appeal))
    assert firm.told("M1", appeal)[1:] == ["appeal-assigned"]
    assert firm.told("L1", appeal) == ["answer-awaited"]
    firm.do("L1", AnswerAppeal(appeal, "我没看到"))
    firm.do("M1", AskAppellant(appeal, "几点？", 3))
    firm.do("D1", ReplyToQuestion(appeal, "十点"))
    assert firm.told("M1", appeal)[2:] == ["appeal-answered"] * 2
    firm.do("H1", AssignAppeal(appeal, firm.person("G1"), "店长休假"))
    assert firm.told("M1", appeal)[4:] == ["appeal-handed-on"]
    assert firm.told("G1", appeal) == ["appeal-assigned"]
    firm.do("G1", months.uphold(deduction, appeal))
    assert firm.told("L1", appeal)[1:] == ["appeal-concluded"]
    assert firm.told("D1", appeal) == ["appeal-accepted", "appeal-question", "appeal-decided"]
    assert firm.told("H1", appeal) == []


def test_the_general_manager_is_told_of_what_is_theirs(firm: Firm) -> None:
    """An appeal that skips a level, one against the manager's own entry, and a request for a share."""
    deduction = months.published(firm)
    skipped = file(firm, "D1", "deduction", str(deduction))
    firm.do("D1", EscalateAppeal(skipped, "直接找总经理"))
    assert firm.told("G1", skipped) == ["appeal-assigned"]
    assert firm.told("G1", months.ask_share(firm, "S1", "1")) == ["appeal-filed"]


def test_past_a_manager_whose_entry_it_is_the_general_manager_is_told(firm: Firm) -> None:
    """The manager may not take it up: it must not lie where nobody is told of it."""
    months.open_month(firm)
    months.enter(firm)
    firm.do("M1", GiveJudgement(firm.card("S1"), "ability", "good", Decimal(20), "复核"))
    months.review(firm)
    months.publish(firm)
    appeal = file(firm, "S1", "judgement", "ability")
    assert (firm.told("G1", appeal), firm.told("M1", appeal)) == (["appeal-filed"], [])


def test_who_hears_it_is_told_when_it_ends_by_itself(firm: Firm) -> None:
    """Withdrawn, or lapsed: nobody prepares a hearing of it."""
    deduction = months.published(firm)
    withdrawn = months.object_to(firm, deduction)
    firm.do("D1", WithdrawAppeal(withdrawn))
    lapsed = months.object_to(firm, deduction)
    firm.do("M1", AskAppellant(lapsed, "几点？", 1))
    firm.on(2026, 11, 6)
    firm.do(DEADLINE, LapseOverdue(lapsed))
    for appeal in (withdrawn, lapsed):
        assert firm.told("M1", appeal)[-1] == "appeal-dropped"


def test_files_go_with_the_filing(firm: Firm) -> None:
    """All of them must have been uploaded, or nothing is filed."""
    months.published(firm)
    chat = firm.evidence.keep("10:02,交接\n".encode(), "text/csv").sha256
    with firm.refuses(Invalid, "evidence-unknown"):
        firm.do("S1", filing(firm, "S1", "score", evidence=(chat, "0" * 64)))
    firm.do("S1", filing(firm, "S1", "score", evidence=(chat,)))
    assert [one.evidence.sha256 for one in firm.events(AppealEvidenceAttached)] == [chat]


def decided(firm: Firm, number: str, kind: str, target: str, *remedies: Remedy) -> str:
    """Somebody's appeal upheld by the general manager with these remedies; the new total."""
    appeal = file(firm, number, kind, target)
    firm.do("G1", AcceptAppeal(appeal))
    firm.do("G1", DecideAppeal(appeal, "upheld", "属实", remedies))
    return firm.score(number)


def test_each_remedy_puts_the_card_right(firm: Firm) -> None:
    """Every one is an event of the card, and the total follows from what then stands."""
    months.open_month(firm)
    months.enter(firm, scores={"S1": "80", "S2": "80", "L1": "80"})
    deduction = months.deduct(firm)
    months.review(firm)
    months.publish(firm)
    judged = Remedy(RemedyKind.REPLACE_JUDGEMENT, item="execution", level="fair", points=Decimal(15))
    assert decided(firm, "S1", "judgement", "execution", judged) == "90.00"
    assert decided(firm, "S1", "item", "ability", Remedy(RemedyKind.WAIVE_ITEM, item="execution")) == "100.00"
    corrected = Remedy(RemedyKind.CORRECT_FACT, measure="actual_turnover", value=Decimal(2))
    assert decided(firm, "S2", "item", "sales-contribution", corrected) == "80.00"
    assert decided(firm, "L1", "score", "", Remedy(RemedyKind.ADJUST_SCORE, points=Decimal("2.5"))) == "82.50"
    reduced = Remedy(RemedyKind.REDUCE_DEDUCTION, deduction=deduction, points=Decimal(1))
    reversed_ = Remedy(RemedyKind.REVERSE_DEDUCTION, deduction=deduction)
    assert decided(firm, "D1", "deduction", str(deduction), reduced, reversed_) == "100.00"
    assert len(firm.load(Scorecard, firm.card("S1")).amendments) == 2
    with firm.refuses(Invalid, "target-unknown"):
        firm.do("D1", filing(firm, "D1", "deduction", str(deduction)))


def test_an_appeal_never_worsens_what_it_objects_to(firm: Firm) -> None:
    """Whoever appeals must not have to fear it."""
    months.published(firm)
    appeal = file(firm, "S1", "judgement", "ability")
    firm.do("G1", AcceptAppeal(appeal))
    worse = Remedy(RemedyKind.REPLACE_JUDGEMENT, item="ability", level="poor", points=Decimal(10))
    with firm.refuses(Invalid, "appeal-worsens"):
        firm.do("G1", DecideAppeal(appeal, "upheld", "更差", (worse,)))


def test_a_dismissed_appeal_changes_nothing_and_is_told_with_its_reasons(firm: Firm) -> None:
    """The reasons are sealed in the ledger, and the appellant may go one level up."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    with firm.refuses(Invalid, "reason-missing"):
        firm.do("M1", DecideAppeal(appeal, "dismissed", " "))
    with firm.refuses(Invalid, "outcome-unknown"):
        firm.do("M1", DecideAppeal(appeal, "maybe", "再说"))
    firm.do("M1", DecideAppeal(appeal, "dismissed", "记录清楚"))
    assert firm.score("D1") == "97.00"
    assert firm.told("D1", appeal) == ["appeal-accepted", "appeal-decided"]
    assert all("记录清楚" not in one.state for one in firm.ledger.read())


@pytest.mark.parametrize("road", ["skipped", "refused", "dismissed", "late"])
def test_after_escalation_only_whoever_may_decide_it_has_a_hand_in_it(firm: Firm, road: str) -> None:
    """The manager who was passed over, overruled or late could ask a question that lets it lapse, or take it back."""
    deduction = months.published(firm)
    appeal = file(firm, "D1", "deduction", str(deduction))
    if road == "refused":
        firm.do("M1", RefuseAppeal(appeal, "不受理"))
    if road == "dismissed":
        firm.do("M1", AcceptAppeal(appeal))
        firm.do("M1", DecideAppeal(appeal, "dismissed", "记录清楚"))
    if road == "late":
        firm.on(2026, 11, 12)
        firm.do(DEADLINE, EscalateOverdue(appeal))
    else:
        firm.do("D1", EscalateAppeal(appeal, "没有听我说"))
    for number in ("M1", "H1"):
        for command in (AskAppellant(appeal, "几点？", 1), AcceptAppeal(appeal), RefuseAppeal(appeal, "不受理")):
            with firm.refuses(Forbidden, "steer-appeal"):
                firm.do(number, command)
        with firm.refuses(Forbidden, "hear-appeal"):
            firm.do(number, NoteHearing(appeal, "双方在场"))
    with firm.refuses(Forbidden, "assign-appeal"):
        firm.do("M1", AssignAppeal(appeal, firm.person("G1"), "我来安排"))
    for number in ("H1", "G1"):
        with firm.refuses(Forbidden, "handler-conflicted"):
            firm.do(number, AssignAppeal(appeal, firm.person("M1"), "换人"))
    firm.hire("G2")
    firm.do("A1", GrantDuty(firm.person("G2"), "general-manager", None))
    firm.do("H1", AssignAppeal(appeal, firm.person("G2"), "总经理出差"))
    firm.do("G2", AskAppellant(appeal, "几点？", 1))
    firm.do("D1", ReplyToQuestion(appeal, "十点"))
    firm.do("G2", months.uphold(deduction, appeal))


def test_an_escalated_appeal_leaves_a_general_manager_who_is_one_no_more(firm: Firm) -> None:
    """Who keeps the shop may hear appeals there, and not this one."""
    firm.hire("G2")
    for number in ("M1", "G2"):
        firm.do("A1", GrantDuty(firm.person(number), "general-manager", None))
    appeal = months.object_to(firm, months.published(firm))
    firm.do("D1", EscalateAppeal(appeal, "没有听我说"))
    if firm.load(Appeal, appeal).handler != firm.person("M1"):
        firm.do("H1", AssignAppeal(appeal, firm.person("M1"), "总经理出差"))
    firm.do("A1", WithdrawDuty(firm.person("M1"), "general-manager", None))
    assert firm.load(Appeal, appeal).handler in (firm.person("G1"), firm.person("G2"))


@pytest.mark.parametrize(
    ("remedy", "kind", "target"),
    [
        (Remedy(RemedyKind.REPLACE_JUDGEMENT, item="execution", level="fair", points=Decimal(15)), "item", "execution"),
        (Remedy(RemedyKind.REPLACE_JUDGEMENT, item="execution", level="fair", points=Decimal(15)), "score", ""),
        (Remedy(RemedyKind.CORRECT_FACT, measure="actual_turnover", value=Decimal(2)), "item", "sales-contribution"),
        (Remedy(RemedyKind.WAIVE_ITEM, item="execution"), "item", "execution"),
    ],
)
def test_who_put_it_right_by_one_appeal_does_not_judge_the_next_about_it(
    firm: Firm, remedy: Remedy, kind: str, target: str
) -> None:
    """Both lay on M1's desk: by the first decision, what the second objects to became M1's own entry."""
    months.open_month(firm)
    months.enter(firm, scores={"S1": "80"})
    months.review(firm)
    months.publish(firm)
    first, second = file(firm, "S1", "judgement", "execution"), file(firm, "S1", kind, target)
    for appeal in (first, second):
        firm.do("M1", AcceptAppeal(appeal))
    firm.do("M1", DecideAppeal(first, "partly", "看过了", (remedy,)))
    assert firm.load(Appeal, second).handler == firm.person("G1")
    assert (firm.told("M1", second), firm.told("G1", second)) == (["appeal-filed"], ["appeal-assigned"])
    with firm.refuses(Forbidden, "decide-appeal"):
        firm.do("M1", DecideAppeal(second, "dismissed", "已经更正"))
    with firm.refuses(Forbidden, "steer-appeal"):
        firm.do("M1", AskAppellant(second, "几点？", 1))
    with firm.refuses(Forbidden, "handler-conflicted"):
        firm.do("G1", AssignAppeal(second, firm.person("M1"), "换人"))
    firm.do("G1", DecideAppeal(second, "dismissed", "已经更正"))


def test_the_only_general_manager_may_look_again_at_what_they_decided(firm: Firm) -> None:
    """M1 was late and G1 gave a part: what stands is G1's, and nobody else could hear the one turn that is left."""
    months.open_month(firm)
    months.enter(firm, scores={"S1": "80"})
    months.review(firm)
    months.publish(firm)
    appeal = file(firm, "S1", "judgement", "execution")
    firm.on(2026, 11, 12)
    firm.do(DEADLINE, EscalateOverdue(appeal))
    part = Remedy(RemedyKind.REPLACE_JUDGEMENT, item="execution", level="fair", points=Decimal(15))
    firm.do("G1", DecideAppeal(appeal, "partly", "一半", (part,)))
    firm.do("S1", EscalateAppeal(appeal, "全部不对"))
    assert firm.load(Appeal, appeal).handler == firm.person("G1")
    firm.do("G1", DecideAppeal(appeal, "dismissed", "维持"))


@pytest.mark.parametrize("road", ["refused", "dismissed", "skipped"])
def test_the_appellant_goes_to_the_general_manager_once(firm: Firm, road: str) -> None:
    """After a refusal or a dismissal, or straight on (D10 四.2); what the general manager decides is final."""
    deduction = months.published(firm)
    appeal = file(firm, "D1", "deduction", str(deduction))
    if road == "refused":
        firm.do("M1", RefuseAppeal(appeal, "不受理"))
    if road == "dismissed":
        firm.do("M1", AcceptAppeal(appeal))
        firm.do("M1", DecideAppeal(appeal, "dismissed", "记录清楚"))
    with firm.refuses(Forbidden, "carry-appeal"):
        firm.do("S1", EscalateAppeal(appeal, "不公平"))
    with firm.refuses(Invalid, "reason-missing"):
        firm.do("D1", EscalateAppeal(appeal, " "))
    firm.do("D1", EscalateAppeal(appeal, "没有听我说"))
    assert len(firm.events(GroundsAdded)) == 1
    with firm.refuses(Forbidden, "decide-appeal"):
        firm.do("M1", months.uphold(deduction, appeal))
    with firm.refuses(WrongState, "already-escalated"):
        firm.do("D1", EscalateAppeal(appeal, "再一次"))
    firm.do("G1", months.uphold(deduction, appeal))
    with firm.refuses(WrongState, "already-escalated"):
        firm.do("D1", EscalateAppeal(appeal, "再一次"))
    assert firm.score("D1") == "100.00"


def test_the_appellant_may_take_it_back_while_it_is_open(firm: Firm) -> None:
    """Nobody else may, and not after the decision."""
    deduction = months.published(firm)
    first = file(firm, "D1", "deduction", str(deduction))
    with firm.refuses(Forbidden, "carry-appeal"):
        firm.do("M1", WithdrawAppeal(first, "算了"))
    firm.do("D1", WithdrawAppeal(first))
    second = file(firm, "D1", "deduction", str(deduction))
    with firm.refuses(WrongState, "appeal-status"):
        firm.do("M1", AcceptAppeal(first))
    firm.do("M1", AcceptAppeal(second))
    firm.do("M1", months.uphold(deduction, second))
    with firm.refuses(WrongState, "appeal-status"):
        firm.do("D1", WithdrawAppeal(second))


def test_two_appeals_about_one_deduction_put_it_right_once(firm: Firm) -> None:
    """The second decision finds it reversed, and nothing is given back twice."""
    deduction = months.published(firm)
    first, second = months.object_to(firm, deduction), file(firm, "D1", "item", "teamwork")
    firm.do("M1", AcceptAppeal(second))
    firm.do("M1", months.uphold(deduction, first))
    with firm.refuses(WrongState, "deduction-status"):
        firm.do("M1", months.uphold(deduction, second))
    firm.do("M1", DecideAppeal(second, "dismissed", "已经更正"))


@pytest.mark.parametrize("ended", ["open", "refused", "dismissed", "partly"])
def test_the_same_thing_is_objected_to_once(firm: Firm, ended: str) -> None:
    """An answer leads to the general manager, once, and not back to the beginning; something else is another appeal."""
    deduction = months.published(firm)
    appeal = file(firm, "D1", "deduction", str(deduction))
    if ended == "refused":
        firm.do("M1", RefuseAppeal(appeal, "不受理"))
    if ended in ("dismissed", "partly"):
        firm.do("M1", AcceptAppeal(appeal))
        less = Remedy(RemedyKind.REDUCE_DEDUCTION, deduction=deduction, points=Decimal(2))
        firm.do("M1", DecideAppeal(appeal, ended, "看过了", (less,) if ended == "partly" else ()))
    with firm.refuses(WrongState, "appeal-repeated"):
        firm.do("D1", filing(firm, "D1", "deduction", str(deduction)))
    file(firm, "D1", "item", "teamwork")


def test_what_was_dropped_may_be_filed_again(firm: Firm) -> None:
    """Withdrawn, or lapsed over an unanswered question: nobody has said anything about the thing itself."""
    deduction = months.published(firm)
    first = file(firm, "D1", "deduction", str(deduction))
    firm.do("D1", WithdrawAppeal(first))
    second = months.object_to(firm, deduction)
    firm.do("M1", AskAppellant(second, "几点？", 1))
    firm.on(2026, 11, 6)
    firm.do(DEADLINE, LapseOverdue(second))
    third = file(firm, "D1", "deduction", str(deduction))
    assert len({first, second, third}) == 3
    assert firm.load(Appeal, third).pending


@pytest.mark.parametrize("dropped", ["withdrawn", "lapsed"])
@pytest.mark.parametrize("ruling", ["refused", "dismissed", "partly"])
def test_what_was_once_answered_is_not_filed_again_by_way_of_the_general_manager(
    firm: Firm, ruling: str, dropped: str
) -> None:
    """Taken further and then dropped, it would come back to the beginning as often as one likes."""
    deduction = months.published(firm)
    appeal = file(firm, "D1", "deduction", str(deduction))
    if ruling == "refused":
        firm.do("M1", RefuseAppeal(appeal, "不受理"))
    else:
        firm.do("M1", AcceptAppeal(appeal))
        less = Remedy(RemedyKind.REDUCE_DEDUCTION, deduction=deduction, points=Decimal(2))
        firm.do("M1", DecideAppeal(appeal, ruling, "看过了", (less,) if ruling == "partly" else ()))
    firm.do("D1", EscalateAppeal(appeal, "没有听我说"))
    if dropped == "withdrawn":
        firm.do("D1", WithdrawAppeal(appeal))
    else:
        firm.do("G1", AskAppellant(appeal, "几点？", 1))
        firm.on(2026, 11, 6)
        firm.do(DEADLINE, LapseOverdue(appeal))
    with firm.refuses(WrongState, "appeal-repeated"):
        firm.do("D1", filing(firm, "D1", "deduction", str(deduction)))


def test_a_second_general_manager_looks_at_what_the_first_decided(firm: Firm) -> None:
    """M1 was late and G1 dismissed it: the appellant still has their turn, and it is not G1's to hear again."""
    firm.hire("G2")
    firm.do("A1", GrantDuty(firm.person("G2"), "general-manager", None))
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    firm.on(2026, 11, 12)
    firm.do(DEADLINE, EscalateOverdue(appeal))
    with firm.refuses(WrongState, "already-escalated"):
        firm.do("D1", EscalateAppeal(appeal, "太慢了"))
    first = firm.load(Appeal, appeal).handler
    one, other = ("G1", "G2") if first == firm.person("G1") else ("G2", "G1")
    firm.do(one, DecideAppeal(appeal, "dismissed", "记录清楚"))
    firm.do("D1", EscalateAppeal(appeal, "没有听我说"))
    assert firm.load(Appeal, appeal).handler == firm.person(other)
    firm.do(other, months.uphold(deduction, appeal))
    assert firm.score("D1") == "100.00"


def test_a_manager_who_deducted_is_not_the_judge(firm: Firm) -> None:
    """M1 took the points: neither accepts nor decides; the general manager does."""
    months.open_month(firm)
    months.enter(firm)
    taken = RecordDeduction(firm.card("D1"), "teamwork", Decimal(2), "poor-cooperation", "", "没有交接")
    deduction = UUID(firm.do("M1", taken).item)
    months.review(firm)
    months.publish(firm)
    appeal = file(firm, "D1", "deduction", str(deduction))
    with firm.refuses(Forbidden, "steer-appeal"):
        firm.do("M1", AcceptAppeal(appeal))
    firm.do("H1", AcceptAppeal(appeal))
    assert firm.load(Appeal, appeal).handler == firm.person("G1")
    firm.do("M1", AnswerAppeal(appeal, "当时没有人交接"))
    with firm.refuses(Forbidden, "decide-appeal"):
        firm.do("M1", months.uphold(deduction, appeal))
    firm.do("G1", months.uphold(deduction, appeal))
