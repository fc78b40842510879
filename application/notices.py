"""Notice (通知): a person reads what they were told."""

from dataclasses import dataclass
from uuid import UUID

from application.commanding import Work, handles
from application.ports import Answer
from domain.errors import NotFound
from domain.notice import Notice


@dataclass(frozen=True)
class ReadNotice:
    """Mark one's own notice as read."""

    notice: UUID


@handles(ReadNotice)
def read_notice(command: ReadNotice, work: Work) -> Answer:
    """Read; somebody else's notice does not exist."""
    notice = work.get(Notice, command.notice, "notice")
    if not work.acting.is_(notice.person):
        raise NotFound(f"there is no notice {command.notice}", code="notice-not-found")
    notice.mark_read(by=work.by, at=work.at)
    return Answer("notice", notice.id)
