"""Notice (通知): what a person was told, and when; deadlines count from it.

States: given (in the person's inbox), delivered by further channels, read.
"""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from domain.eventsourced import Aggregate, Created, Event, natural_id


class NoticeGiven(Created):
    """It lies in the person's inbox; a deadline that it names counts from `given_on`."""

    TOPIC = "jixiao.notice-given.1"
    person: UUID
    kind: str
    subject_kind: str
    subject: UUID
    given_on: date
    deadline: date | None
    calendar: str


class NoticeDelivered(Event):
    """It went out by a further channel, such as e-mail."""

    TOPIC = "jixiao.notice-delivered.1"
    channel: str

    def apply(self, notice: "Notice") -> None:
        notice.delivered = (*notice.delivered, self.channel)


class NoticeRead(Event):
    """The person opened it."""

    TOPIC = "jixiao.notice-read.1"

    def apply(self, notice: "Notice") -> None:
        notice.read = True


def notice_id(person: UUID, kind: str, subject: UUID, cause: UUID) -> UUID:
    """The id of what a person is told about a subject because of one command."""
    return natural_id(person, "notice", kind, subject, cause)


class Notice(Aggregate):
    """Keeps what somebody was told."""

    TOPIC = "jixiao.notice.1"

    def __init__(self, person: UUID, kind: str, subject: UUID, given_on: date, deadline: date | None) -> None:
        self.person = person
        self.kind = kind
        self.subject = subject
        self.given_on = given_on
        self.deadline = deadline
        self.delivered: tuple[str, ...] = ()
        self.read = False

    @classmethod
    def give(
        cls,
        person: UUID,
        *,
        kind: str,
        subject_kind: str,
        subject: UUID,
        cause: UUID,
        given_on: date,
        deadline: date | None,
        calendar: str,
        by: str,
        at: datetime,
    ) -> Self:
        """Put a notice into somebody's inbox; `cause` is the command that led to it."""
        return cls.begin(
            NoticeGiven,
            id=notice_id(person, kind, subject, cause),
            actor=by,
            at=at,
            person=person,
            kind=kind,
            subject_kind=subject_kind,
            subject=subject,
            given_on=given_on,
            deadline=deadline,
            calendar=calendar,
        )

    def mark_delivered(self, channel: str, *, by: str, at: datetime) -> None:
        """It went out by a channel, such as `email`; a second time changes nothing."""
        if channel not in self.delivered:
            self.record(NoticeDelivered, actor=by, at=at, channel=channel)

    def mark_read(self, *, by: str, at: datetime) -> None:
        """The person opened it; a second time changes nothing."""
        if not self.read:
            self.record(NoticeRead, actor=by, at=at)
