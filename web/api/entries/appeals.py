"""Bodies about appeals (申诉 / 绩效诉求)."""

from typing import Any

import marshmallow as ma

from domain.appeal import AppealKind, Outcome, Remedy, RemedyKind
from web.api.entries.cycles import EVIDENCE, UNSEALED
from web.api.fields import Choice, Exact, Id, Sha256, Text, Whole
from web.api.objects import Many, Nested, Schema

CARD_KINDS = tuple(kind.value for kind in AppealKind if kind not in (AppealKind.PAYSLIP, AppealKind.SHARE))
LATE = "Needed after the window is over; whoever hears it decides whether it is good enough."


class CardAppealEntry(Schema):
    """An objection to one's own card."""

    kind = Choice("What is objected to.", CARD_KINDS, required=True)
    target = Text("Id of the deduction or of the item; empty for the whole score.", longest=64, load_default="")
    grounds = Text("Why.", shortest=1, required=True)
    late_reason = Text(LATE, load_default="")
    evidence = Many(EVIDENCE, Sha256("A file."), load_default=())


class PayslipAppealEntry(Schema):
    """An objection to one's own line of a paid payroll."""

    grounds = Text("Why.", shortest=1, required=True)
    late_reason = Text(LATE, load_default="")
    evidence = Many(EVIDENCE, Sha256("A file."), load_default=())


class ShareAppealEntry(Schema):
    """A request for points of the discretionary share (5% 浮动权限)."""

    role = Text("One's own role, for all of it; empty for oneself.", longest=64, load_default="")
    points = Exact("Points of share asked for.", digits=3, scale=4, signed=False, required=True)
    grounds = Text("Why: what was done, with figures.", shortest=1, required=True)
    evidence = Many(EVIDENCE, Sha256("A file."), load_default=())


class EvidenceEntry(Schema):
    """A file to add."""

    sha256 = Sha256("Hash of a file uploaded to /evidence.", required=True)
    note = Text("What it shows.", load_default="")


class OptionalReasonEntry(Schema):
    """A reason, if there is one to give."""

    reason = Text("Why; the appellant reads it.", load_default="")


class RequiredReasonEntry(Schema):
    """A reason."""

    reason = Text("Why; both sides read it.", shortest=1, required=True)


class HandlerEntry(Schema):
    """Who hears it."""

    handler = Id("The person.", required=True)
    reason = Text(f"Why this person; {UNSEALED}.", shortest=1, required=True)


class AnswerEntry(Schema):
    """What one side says."""

    answer = Text("The answer; both sides read it.", shortest=1, required=True)


class QuestionEntry(Schema):
    """Something that the appellant must add, or the appeal lapses."""

    question = Text("What is asked.", shortest=1, required=True)
    days = Whole("Working days to answer in.", least=1, most=20, load_default=3)


class HearingEntry(Schema):
    """What was said when it was heard."""

    note = Text("The note; both sides read it.", shortest=1, required=True)


class RemedyEntry(Schema):
    """One thing that is put right; which fields it needs depends on its kind."""

    kind = Choice("What is done.", tuple(kind.value for kind in RemedyKind), required=True)
    deduction = Id("For `reverse-deduction` and `reduce-deduction`.", allow_none=True)
    item = Text("For `replace-judgement` and `waive-item`.", longest=64)
    level = Text("For `replace-judgement`.", longest=64)
    points = Exact(
        "For `reduce-deduction` (what it takes from now on), `replace-judgement`, `adjust-score`.",
        digits=6,
        allow_none=True,
    )
    measure = Text("For `correct-fact`.", longest=64)
    value = Exact("For `correct-fact`.", digits=15, scale=10, allow_none=True)
    amount = Exact("For `adjust-pay`: yuan that the next payroll adds.", digits=9, allow_none=True)


class DecisionEntry(Schema):
    """A decision (裁决)."""

    outcome = Choice("Upheld, partly, or dismissed.", tuple(outcome.value for outcome in Outcome), required=True)
    reasons = Text("Why; the appellant reads it.", shortest=1, required=True)
    remedies = Many(
        "What is put right; none when dismissed or for a share.", Nested("One thing.", RemedyEntry), load_default=()
    )
    points = Exact("For a share: points granted.", digits=3, scale=4, signed=False, load_default=None, allow_none=True)
    from_role = Text("For a share under a plan with shifted funding: the role that gives.", longest=64, load_default="")
    replay_hash = Text(
        "Hash of the replay that was shown, if any.", longest=64, pattern=r"^([0-9a-f]{64})?$", load_default=""
    )

    @ma.post_load
    def _with_remedies(self, given: dict[str, Any], **_: object) -> dict[str, Any]:
        given["remedies"] = tuple(_remedy(**entry) for entry in given["remedies"])
        return given


def _remedy(kind: str, **fields: Any) -> Remedy:
    return Remedy(RemedyKind(kind), **fields)
