"""The appeal itself; `TRANSITIONS` says what is allowed when, and `docs/states.md` draws it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.appeal import events
from domain.appeal.remedies import Remedy
from domain.appeal.words import CHINESE
from domain.errors import Invalid, WrongState
from domain.eventsourced import Aggregate, natural_id
from domain.texts import not_allowed
from domain.values import Evidence, Sealed


class AppealKind(StrEnum):
    """What it is about."""

    DEDUCTION = "deduction"
    JUDGEMENT = "judgement"
    RATING = "rating"
    ITEM = "item"
    SCORE = "score"
    PAYSLIP = "payslip"
    SHARE = "share"


class Status(StrEnum):
    """Where it stands."""

    FILED = "filed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Outcome(StrEnum):
    """How it was decided."""

    UPHELD = "upheld"
    PARTLY = "partly"
    DISMISSED = "dismissed"


PENDING = frozenset({Status.FILED, Status.ACCEPTED})
DROPPED = frozenset({Status.WITHDRAWN, Status.LAPSED})
"""Ended by the appellant's doing, whatever was said about the thing before."""

MOST_QUESTIONS = 3
"""To the appellant, in one hearing."""

TRANSITIONS: dict[str, tuple[frozenset[Status], Status | None]] = {
    "accept": (frozenset({Status.FILED}), Status.ACCEPTED),
    "refuse": (frozenset({Status.FILED}), Status.REFUSED),
    "attach evidence": (PENDING, None),
    "assign": (PENDING, None),
    "answer": (PENDING, None),
    "ask for information": (PENDING, None),
    "give information": (PENDING, None),
    "note a hearing": (frozenset({Status.ACCEPTED}), None),
    "decide": (frozenset({Status.ACCEPTED}), Status.DECIDED),
    "escalate": (frozenset({Status.FILED, Status.ACCEPTED, Status.REFUSED, Status.DECIDED}), Status.ACCEPTED),
    "withdraw": (PENDING, Status.WITHDRAWN),
    "lapse": (PENDING, Status.LAPSED),
}
"""For each act: the statuses in which it is allowed, and the one that it leads to (None: unchanged)."""


@dataclass(frozen=True)
class Subject:
    """What an appeal is about.

    Attributes:
        target: the deduction's id, the item's id, or "" for a whole score, payslip or share.
        excluded: people (ids as text) who recorded what is objected to, and so do not decide about it.
    """

    kind: AppealKind
    shop: UUID
    cycle: UUID
    card: UUID | None = None
    payroll: UUID | None = None
    target: str = ""
    excluded: tuple[str, ...] = ()


def objection_id(subject: Subject, appellant: UUID, turn: int) -> UUID:
    """An objection is named by what it objects to: there is one about each thing, and another when it was left open.

    Args:
        turn: how many were filed about the same thing before.
    """
    return natural_id(subject.card or subject.payroll, "appeal", subject.kind.value, subject.target, appellant, turn)


def request_id(command: UUID) -> UUID:
    """A request for a share is named by the command that filed it: one may ask again."""
    return natural_id(command, "appeal")


class Appeal(Aggregate):
    """Decides what may happen to an objection or a request, and when."""

    TOPIC = "jixiao.appeal.1"

    def __init__(
        self,
        kind: str,
        shop: UUID,
        cycle: UUID,
        appellant: UUID,
        role: str,
        card: UUID | None,
        payroll: UUID | None,
        target: str,
        asked_points: Decimal | None,
        decide_by: date,
        excluded: tuple[str, ...],
    ) -> None:
        self.kind = kind
        self.shop = shop
        self.cycle = cycle
        self.appellant = appellant
        self.role = role
        self.card = card
        self.payroll = payroll
        self.target = target
        self.asked_points = asked_points
        self.decide_by = decide_by
        self.excluded = excluded
        self.status: str = Status.FILED
        self.outcome = ""
        self.handler: UUID | None = None
        self.decided_by = ""
        self.answered = False
        self.escalated = False
        self.taken_further = False
        self.ruled = False
        self.interests: dict[str, tuple[str, ...]] = {}
        self.answer_by: date | None = None
        self.questions = 0
        self.missed: tuple[date, ...] = ()

    @classmethod
    def file(
        cls,
        id: UUID,
        subject: Subject,
        *,
        appellant: UUID,
        role: str,
        grounds: Sealed,
        asked_points: Decimal | None,
        file_by: date | None,
        today: date,
        late_reason: Sealed | None,
        decide_by: date,
        calendar: str,
        by: str,
        at: datetime,
    ) -> Self:
        """Object, or ask for a share.

        Args:
            role: for a share asked for on behalf of a role; "" when it is for the appellant.
            file_by: last day of the window, None when there is none (a share).
            today: the local day of filing.
            late_reason: needed after `file_by`; whoever hears it decides whether it is good enough.

        Raises:
            Invalid: filed late without a reason, or a share without points.
        """
        if file_by is not None and today > file_by and late_reason is None:
            raise Invalid(
                f"申诉期已于 {file_by} 结束；逾期申诉须写明迟交原因（late_reason） / "
                f"the window for appeals ended on {file_by}; "
                "to file late, give a reason in 'late_reason'",
                code="appeal-late",
                pointer="/late_reason",
            )
        if subject.kind is AppealKind.SHARE and (asked_points is None or asked_points <= 0):
            raise Invalid(
                "请写明申请多少个百分点，大于零 / say how many points of share are asked for, more than zero",
                code="points-missing",
                pointer="/points",
            )
        return cls.begin(
            events.AppealFiled,
            id=id,
            actor=by,
            at=at,
            kind=subject.kind.value,
            shop=subject.shop,
            cycle=subject.cycle,
            appellant=appellant,
            role=role,
            card=subject.card,
            payroll=subject.payroll,
            target=subject.target,
            grounds=grounds,
            asked_points=asked_points,
            file_by=file_by,
            late_reason=late_reason,
            decide_by=decide_by,
            calendar=calendar,
            excluded=subject.excluded,
        )

    def attach(self, evidence: Evidence, note: Sealed | None, *, by: str, at: datetime) -> None:
        """Add a file to the record."""
        self._require("attach evidence")
        self.record(events.AppealEvidenceAttached, actor=by, at=at, evidence=evidence, note=note)

    def accept(self, reason: Sealed | None, *, by: str, at: datetime) -> None:
        """Take it up for hearing; the one who accepts it hears it unless it is assigned to another."""
        self._require("accept")
        self.record(events.AppealAccepted, actor=by, at=at, reason=reason)

    def refuse(self, reason: Sealed, *, by: str, at: datetime) -> None:
        """Do not hear it, with a reason; the appellant may escalate once."""
        self._require("refuse")
        self.record(events.AppealRefused, actor=by, at=at, reason=reason)

    def assign(self, handler: UUID, reason: str, *, by: str, at: datetime) -> None:
        """Say who hears it."""
        self._require("assign")
        if handler == self.handler:
            raise WrongState("已经由此人审理 / this person hears it already", code="already-assigned")
        self.record(events.AppealAssigned, actor=by, at=at, handler=handler, reason=reason)

    def answer(self, answer: Sealed, *, by: str, at: datetime) -> None:
        """Say the respondent's side."""
        self._require("answer")
        self.record(events.AppealAnswered, actor=by, at=at, answer=answer)

    def ask_information(
        self, question: Sealed, answer_by: date, decide_by: date, calendar: str, *, by: str, at: datetime
    ) -> None:
        """Ask the appellant for something; unanswered by the end of `answer_by`, the appeal lapses.

        Args:
            decide_by: the new last day for a decision: waiting for an answer is not the handler's delay.

        Raises:
            WrongState: enough was asked: each question moves the day of the decision, and that must come some day.
        """
        self._require("ask for information")
        if self.questions >= MOST_QUESTIONS:
            raise WrongState(
                f"一次审理最多提问 {MOST_QUESTIONS} 次；请裁决 / "
                f"at most {MOST_QUESTIONS} questions in one hearing; decide now",
                code="questions-exhausted",
            )
        self.record(
            events.InformationAsked,
            actor=by,
            at=at,
            question=question,
            answer_by=answer_by,
            decide_by=max(decide_by, self.decide_by),
            calendar=calendar,
        )

    def give_information(self, answer: Sealed, *, by: str, at: datetime) -> None:
        """Answer what was asked."""
        self._require("give information")
        if self.answer_by is None:
            raise WrongState(
                "没有待答的问题；可以补充证据 / nothing was asked; add evidence instead", code="nothing-asked"
            )
        self.record(events.InformationGiven, actor=by, at=at, answer=answer)

    def note_hearing(self, note: Sealed, *, by: str, at: datetime) -> None:
        """Keep what was said."""
        self._require("note a hearing")
        self.record(events.HearingNoted, actor=by, at=at, note=note)

    def decide(
        self,
        outcome: Outcome,
        reasons: Sealed,
        remedies: tuple[Remedy, ...],
        *,
        granted_points: Decimal | None,
        replay_hash: str,
        by: str,
        at: datetime,
    ) -> None:
        """Decide, with reasons. Raises Invalid where outcome and remedy do not fit together."""
        self._require("decide")
        self._check_remedy(outcome, remedies, granted_points)
        self.record(
            events.AppealDecided,
            actor=by,
            at=at,
            outcome=outcome.value,
            reasons=reasons,
            remedies=tuple(remedy.as_data() for remedy in remedies),
            granted_points=granted_points,
            replay_hash=replay_hash,
        )

    def escalate(
        self, handler: UUID | None, reason: str, decide_by: date, calendar: str, *, by: str, at: datetime
    ) -> None:
        """Take it to the general manager: once by the appellant, who does not lose that by a handler's delay."""
        self._require("escalate")
        if self.taken_further or (self.escalated and self.pending):
            raise WrongState(
                "申诉已经上报过总经理；只能上报一次 / it already went to the general manager; that happens once",
                code="already-escalated",
            )
        if self.outcome == Outcome.UPHELD:
            raise WrongState(
                "申诉已全部成立，无需上报 / it was upheld in full; there is nothing to take further",
                code="appeal-status",
            )
        if self.kind == AppealKind.SHARE and not self.pending:
            raise WrongState(
                "总经理已就这份额作出决定；可以重新申请 / the general manager has decided about this share; ask anew",
                code="appeal-status",
            )
        self.record(
            events.AppealEscalated,
            actor=by,
            at=at,
            handler=handler,
            reason=reason,
            decide_by=decide_by,
            calendar=calendar,
        )

    def give_grounds(self, grounds: Sealed, *, by: str, at: datetime) -> None:
        """Say why it is taken further."""
        self.record(events.GroundsAdded, actor=by, at=at, grounds=grounds)

    def flag_interest(self, person: UUID, ways: tuple[str, ...], *, by: str, at: datetime) -> None:
        """Record in which ways somebody's own pay moves with the decision."""
        self.record(events.InterestFlagged, actor=by, at=at, person=person, ways=ways)

    def miss_deadline(self, due_on: date, *, by: str, at: datetime) -> None:
        """Record that an escalated appeal was not decided in time; it changes nothing else."""
        if due_on in self.missed:
            raise WrongState(
                f"{due_on} 逾期已记录 / that {due_on} was missed is already recorded", code="deadline-recorded"
            )
        self.record(events.AppealDeadlineMissed, actor=by, at=at, due_on=due_on)

    def withdraw(self, reason: Sealed | None, *, by: str, at: datetime) -> None:
        """Take it back."""
        self._require("withdraw")
        self.record(events.AppealWithdrawn, actor=by, at=at, reason=reason)

    def lapse(self, due_on: date, *, by: str, at: datetime) -> None:
        """End it because the appellant did not answer in time."""
        self._require("lapse")
        self.record(events.AppealLapsed, actor=by, at=at, due_on=due_on)

    @property
    def pending(self) -> bool:
        """Whether it waits for somebody."""
        return self.status in PENDING

    @property
    def above(self) -> bool:
        """Whether it lies with the general manager alone: taken further, or a request for a share."""
        return self.escalated or self.kind == AppealKind.SHARE

    @property
    def left_open(self) -> bool:
        """Whether it was dropped before anybody had refused it or decided it: the thing may be objected to again."""
        return self.status in DROPPED and not self.ruled

    def _check_remedy(self, outcome: Outcome, remedies: tuple[Remedy, ...], granted: Decimal | None) -> None:
        share = self.kind == AppealKind.SHARE
        if outcome is Outcome.DISMISSED and (remedies or granted is not None):
            raise Invalid(
                "不成立的申诉不作改正；请去掉措施与百分点 / a dismissed appeal puts nothing right; "
                "leave remedies and points out",
                code="remedy-refused",
                pointer="/remedies",
            )
        if outcome is not Outcome.DISMISSED and share and granted is None:
            raise Invalid(
                "请写明给予多少个百分点 / say how many points of share are granted",
                code="points-missing",
                pointer="/points",
            )
        if outcome is not Outcome.DISMISSED and not share and not remedies:
            raise Invalid(
                "请写明怎样改正：成立的申诉总要改变些什么 / "
                "say what is put right: an appeal that is upheld changes something",
                code="remedy-missing",
                pointer="/remedies",
            )
        if share and remedies:
            raise Invalid(
                "对份额的申请以百分点答复，不用改正措施 / an appeal for a share is answered with points, not remedies",
                code="remedy-refused",
                pointer="/remedies",
            )
        if not share and granted is not None:
            raise Invalid(
                "只有对份额的申请才能给予百分点 / points of share are granted only on an appeal for a share",
                code="points-refused",
                pointer="/points",
            )

    def _require(self, act: str) -> None:
        allowed, _ = TRANSITIONS[act]
        if self.status not in allowed:
            raise WrongState(
                not_allowed("申诉 / an appeal", self.status, act, allowed, CHINESE, CHINESE),
                code="appeal-status",
            )
