"""What can happen to an appeal."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.eventsourced import Created, Event
from domain.values import Evidence, Sealed

if TYPE_CHECKING:
    from domain.appeal.appeal import Appeal


class AppealFiled(Created):
    """Somebody objects, or asks for a share, with grounds; the deadlines are stored with the calendar they were
    counted by.
    """

    TOPIC = "jixiao.appeal-filed.1"
    kind: str
    shop: UUID
    cycle: UUID
    appellant: UUID
    role: str
    card: UUID | None
    payroll: UUID | None
    target: str
    grounds: Sealed
    asked_points: Decimal | None
    file_by: date | None
    late_reason: Sealed | None
    decide_by: date
    calendar: str
    excluded: tuple[str, ...]


class AppealEvidenceAttached(Event):
    """A side added a file."""

    TOPIC = "jixiao.appeal-evidence-attached.1"
    evidence: Evidence
    note: Sealed | None


class AppealAccepted(Event):
    """It will be heard."""

    TOPIC = "jixiao.appeal-accepted.1"
    reason: Sealed | None

    def apply(self, appeal: "Appeal") -> None:
        appeal.status = "accepted"


class AppealRefused(Event):
    """It will not be heard, for a reason."""

    TOPIC = "jixiao.appeal-refused.1"
    reason: Sealed

    def apply(self, appeal: "Appeal") -> None:
        appeal.status = "refused"
        appeal.answer_by = None
        appeal.ruled = True


class AppealAssigned(Event):
    """This person hears it from now on."""

    TOPIC = "jixiao.appeal-assigned.1"
    handler: UUID
    reason: str

    def apply(self, appeal: "Appeal") -> None:
        appeal.handler = self.handler


class AppealAnswered(Event):
    """The respondent said their side."""

    TOPIC = "jixiao.appeal-answered.1"
    answer: Sealed

    def apply(self, appeal: "Appeal") -> None:
        appeal.answered = True


class InformationAsked(Event):
    """The appellant must add something by a day, or the appeal lapses."""

    TOPIC = "jixiao.information-asked.1"
    question: Sealed
    answer_by: date
    decide_by: date
    calendar: str

    def apply(self, appeal: "Appeal") -> None:
        appeal.decide_by = self.decide_by
        appeal.answer_by = self.answer_by
        appeal.questions += 1


class InformationGiven(Event):
    """The appellant answered what was asked."""

    TOPIC = "jixiao.information-given.1"
    answer: Sealed

    def apply(self, appeal: "Appeal") -> None:
        appeal.answer_by = None


class HearingNoted(Event):
    """What was said when it was heard."""

    TOPIC = "jixiao.hearing-noted.1"
    note: Sealed


class AppealDecided(Event):
    """Upheld, partly or dismissed, with reasons and what is put right."""

    TOPIC = "jixiao.appeal-decided.1"
    outcome: str
    reasons: Sealed
    remedies: tuple[dict[str, Any], ...]
    granted_points: Decimal | None
    replay_hash: str

    def apply(self, appeal: "Appeal") -> None:
        appeal.status = "decided"
        appeal.outcome = self.outcome
        appeal.decided_by = self.actor
        appeal.answer_by = None
        appeal.ruled = True


class AppealEscalated(Event):
    """It went to the general manager: by the appellant, or because its handler let the deadline pass."""

    TOPIC = "jixiao.appeal-escalated.1"
    handler: UUID | None
    reason: str
    decide_by: date
    calendar: str

    def apply(self, appeal: "Appeal") -> None:
        appeal.escalated = True
        appeal.taken_further = appeal.taken_further or self.actor == str(appeal.appellant)
        appeal.status = "accepted"
        appeal.outcome = ""
        appeal.handler = self.handler
        appeal.decide_by = self.decide_by
        appeal.answer_by = None
        appeal.questions = 0


class GroundsAdded(Event):
    """The appellant said why it is taken further."""

    TOPIC = "jixiao.appeal-grounds-added.1"
    grounds: Sealed


class AppealDeadlineMissed(Event):
    """A decision deadline passed after escalation."""

    TOPIC = "jixiao.appeal-deadline-missed.1"
    due_on: date

    def apply(self, appeal: "Appeal") -> None:
        appeal.missed = (*appeal.missed, self.due_on)


class InterestFlagged(Event):
    """The pay of whoever hears or decides it moves with the decision, in these ways: the general manager is told."""

    TOPIC = "jixiao.appeal-interest-flagged.1"
    person: UUID
    ways: tuple[str, ...]

    def apply(self, appeal: "Appeal") -> None:
        appeal.interests[str(self.person)] = self.ways


class AppealWithdrawn(Event):
    """The appellant takes it back."""

    TOPIC = "jixiao.appeal-withdrawn.1"
    reason: Sealed | None

    def apply(self, appeal: "Appeal") -> None:
        appeal.status = "withdrawn"


class AppealLapsed(Event):
    """The appellant let a deadline pass."""

    TOPIC = "jixiao.appeal-lapsed.1"
    due_on: date

    def apply(self, appeal: "Appeal") -> None:
        appeal.status = "lapsed"
