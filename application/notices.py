"""Notice (通知): a person is told something; it goes out by further channels; they read it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from application.commanding import Work, handles
from application.ports import Answer
from application.things import absent
from domain.errors import Forbidden
from domain.notice import Notice

DELIVERY = "system:delivery"
"""The actor that records what went out."""


@dataclass(frozen=True)
class ReadNotice:
    """Mark one's own notice as read."""

    notice: UUID


@dataclass(frozen=True)
class RecordDelivery:
    """Record that a notice went out.

    Attributes:
        channel: such as `email`.
    """

    notice: UUID
    channel: str


@handles(ReadNotice)
def read_notice(command: ReadNotice, work: Work) -> Answer:
    """Read; somebody else's notice does not exist."""
    notice = work.get(Notice, command.notice, "notice")
    if not work.acting.is_(notice.person):
        raise absent("notice", command.notice)
    notice.mark_read(by=work.by, at=work.at)
    return Answer("notice", notice.id)


@handles(RecordDelivery)
def record_delivery(command: RecordDelivery, work: Work) -> Answer:
    """Record it; the same channel a second time changes nothing."""
    if work.by != DELIVERY:
        raise Forbidden(
            "只有投递程序可以记录通知已送出 / only the delivery itself records that a notice went out",
            code="delivery-only",
        )
    notice = work.get(Notice, command.notice, "notice")
    notice.mark_delivered(command.channel, by=work.by, at=work.at)
    return Answer("notice", notice.id)


def notify(work: Work, person: UUID, kind: str, subject_kind: str, subject: UUID, deadline: date | None = None) -> None:
    """Put a notice into somebody's inbox as part of this command; of one thing a command tells them once."""
    notice = Notice.give(
        person,
        kind=kind,
        subject_kind=subject_kind,
        subject=subject,
        cause=work.request.command,
        given_on=work.today,
        deadline=deadline,
        calendar=work.calendar.version,
        by=work.by,
        at=work.at,
    )
    if not work.version_of(notice.id):
        work.add(notice)
