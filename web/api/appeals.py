"""Appeal (申诉 / 绩效诉求): filing, hearing, deciding; grants from the 5 %."""

from application.appeals.deciding import DecideAppeal, WithdrawGrant
from application.appeals.filing import AskForShare, EscalateAppeal, FileCardAppeal, FilePayslipAppeal, WithdrawAppeal
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
from application.queries import Queries
from domain.appeal import Status
from web.api.answers.appeals import Appeal, AppealSummary
from web.api.entries.appeals import (
    AnswerEntry,
    CardAppealEntry,
    DecisionEntry,
    EvidenceEntry,
    HandlerEntry,
    HearingEntry,
    OptionalReasonEntry,
    PayslipAppealEntry,
    QuestionEntry,
    RequiredReasonEntry,
    ShareAppealEntry,
)
from web.api.entries.cycles import ReasonEntry
from web.api.fields import Choice, Id
from web.api.parameters import AsOf, PagedAsOf, YesNo
from web.api.routes import Blueprint, Command, Ids, Query, add_routes, commands_on

APPEAL = "/appeals/<uuid:appeal>"
SOME_ID = "7d1f7d80-6a3f-5d0e-9d0e-5a4b1c1f2a3b"
OBJECTION = {
    "kind": "deduction",
    "target": SOME_ID,
    "grounds": "当天请假已获批准 / leave was approved",
}
PITCH = {"role": "", "points": "2", "grounds": "带教两名新人，转化率 +4% / trained two people"}
UPHELD = {
    "outcome": "upheld",
    "reasons": "请假记录属实 / the leave is on record",
    "remedies": [{"kind": "reverse-deduction", "deduction": SOME_ID}],
}


class AppealsOf(PagedAsOf):
    """Which appeals."""

    cycle = Id("Of a cycle.")
    card = Id("About a card.")
    status = Choice("With a status.", tuple(status.value for status in Status))
    mine = YesNo("Those that I filed.")
    handler = Id("Heard by somebody.")


def seen(asked: Queries, ids: Ids) -> object:
    """The appeal may be seen."""
    return asked.appeal(ids["appeal"])


def card_seen(asked: Queries, ids: Ids) -> object:
    """The card may be seen."""
    return asked.card(ids["card"])


def payroll_seen(asked: Queries, ids: Ids) -> object:
    """A payslip of that payroll may be seen."""
    return asked.payslips(payroll=ids["payroll"])


def cycle_seen(asked: Queries, ids: Ids) -> object:
    """The cycle may be seen."""
    return asked.cycle(ids["cycle"])


def routes() -> Blueprint:
    """Everything about appeals."""
    appeal = commands_on(APPEAL, seen)
    card, payroll = "/scorecards/<uuid:card>/appeals", "/payrolls/<uuid:payroll>/appeals"
    cycle, grant = "/cycles/<uuid:cycle>/share-requests", "/grants/<uuid:cycle>/<uuid:grant>/withdrawal"
    return add_routes(
        Blueprint("appeals", "申诉 · objections, and requests for a share"),
        Query("/appeals", "Appeals", AppealSummary, Queries.appeals, AppealsOf, listed=True),
        Query(APPEAL, "An appeal", Appeal, Queries.appeal, AsOf, versioned=True),
        Command(card, FileCardAppeal, "Object to one's own card", CardAppealEntry, card_seen, example=OBJECTION),
        Command(payroll, FilePayslipAppeal, "Object to one's own pay", PayslipAppealEntry, payroll_seen),
        Command(cycle, AskForShare, "Ask for points of the 5%", ShareAppealEntry, cycle_seen, example=PITCH),
        appeal("evidence", AttachAppealEvidence, "Add a file", EvidenceEntry),
        appeal("acceptance", AcceptAppeal, "Take it up for hearing", OptionalReasonEntry),
        appeal("refusal", RefuseAppeal, "Do not hear it", RequiredReasonEntry),
        appeal("assignment", AssignAppeal, "Say who hears it", HandlerEntry),
        appeal("answer", AnswerAppeal, "Say the other side", AnswerEntry),
        appeal("questions", AskAppellant, "Ask the appellant for something", QuestionEntry),
        appeal("replies", ReplyToQuestion, "Answer what was asked", AnswerEntry),
        appeal("hearing-notes", NoteHearing, "Keep what was said", HearingEntry),
        appeal("decision", DecideAppeal, "Decide, and put right what was wrong", DecisionEntry, example=UPHELD),
        appeal("escalation", EscalateAppeal, "Take it to the general manager, once", RequiredReasonEntry),
        appeal("withdrawal", WithdrawAppeal, "Take it back", OptionalReasonEntry),
        Command(grant, WithdrawGrant, "Take a granted share back", ReasonEntry, cycle_seen),
    )
