"""Checks that see every row of a ledger once, in order. Each reports the first that it cannot accept, then rests."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from application.verifying.image import Examined, LedgerImage
from application.verifying.report import Failure
from domain.scoring.words import Words


class Check(Protocol):
    """One promise of the ledger."""

    def see(self, row: Examined) -> Failure | None:
        """Take in the next row."""

    def finish(self) -> Failure | None:
        """There are no more rows; not asked of a check that has failed."""


class Readable:
    """Every row is well-formed, and its event can be decoded."""

    def see(self, row: Examined) -> Failure | None:
        return Failure("row", row.fault, row.position) if row.fault else None

    def finish(self) -> Failure | None:
        return None


class Positions:
    """1, 2, 3, … up to the head, each once."""

    def __init__(self, image: LedgerImage) -> None:
        self._image = image
        self._head = image.head()
        self._last = 0

    def see(self, row: Examined) -> Failure | None:
        due, found = self._last + 1, row.position
        if found != due:
            zh = f"应为第 {due} 条，实为第 {found} 条：有事件被删除、插入或移动"
            en = f"position {due} is due and {found} is there: an event was deleted, inserted or moved"
            return Failure("position", Words(zh, en), due)
        if found > self._head:
            zh = f"账本记其最后一条为 {self._head}，其后却有第 {found} 条：事件不是由账本写入的"
            en = f"the ledger says that {self._head} is its last and holds {found}: not appended as events are"
            return Failure("position", Words(zh, en), found)
        self._last = found
        return None

    def finish(self) -> Failure | None:
        if self._last < self._head:
            zh = f"账本记其最后一条为 {self._head}，却只到 {self._last}：末尾的事件被删除"
            en = f"the ledger says that {self._head} is its last and ends at {self._last}: its last events were deleted"
            return Failure("position", Words(zh, en), self._last + 1)
        count = self._image.count()
        if count != self._last:
            zh, en = (
                f"共有 {count} 行，序号只到 {self._last}",
                f"{count} rows are stored and {self._last} positions are",
            )
            return Failure("position", Words(zh, en))
        return None


class Versions:
    """1, 2, 3, … within each stream."""

    def __init__(self) -> None:
        self._versions: dict[UUID, int] = {}

    def see(self, row: Examined) -> Failure | None:
        if row.facts is None:
            return None
        stream, found = row.facts.stream, row.facts.version
        due = self._versions.get(stream, 0) + 1
        if found != due:
            zh = f"对象 {stream} 应为第 {due} 版，实为第 {found} 版"
            en = f"version {due} of {stream} is due and {found} is there"
            return Failure("version", Words(zh, en), row.position)
        self._versions[stream] = due
        return None

    def finish(self) -> Failure | None:
        return None


class Times:
    """The clock of the ledger never runs backwards."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def see(self, row: Examined) -> Failure | None:
        if row.facts is None:
            return None
        before, self._last = self._last, row.facts.recorded_at
        if before is not None and self._last < before:
            zh = f"记录时间 {self._last.isoformat()} 早于前一条的 {before.isoformat()}"
            en = f"recorded at {self._last.isoformat()}, before the event in front of it ({before.isoformat()})"
            return Failure("time", Words(zh, en), row.position)
        return None

    def finish(self) -> Failure | None:
        return None


class CommandsRemembered:
    """Every command's events stand together, and it is remembered, so that a retry of it does nothing."""

    def __init__(self, image: LedgerImage) -> None:
        self._remembered = dict(image.commands())
        self._under_way: tuple[UUID, int] | None = None
        self._done: set[UUID] = set()

    def see(self, row: Examined) -> Failure | None:
        if row.facts is None:
            return None
        command = row.facts.command
        before, self._under_way = self._under_way, (command, row.position)
        if before is not None and before[0] == command:
            return None
        if command in self._done:
            zh, en = f"指令 {command} 的事件不相连", f"the events of command {command} do not stand together"
            return Failure("command", Words(zh, en), row.position)
        return None if before is None else self._ended(*before)

    def finish(self) -> Failure | None:
        failure = None if self._under_way is None else self._ended(*self._under_way)
        if failure is None and self._remembered:
            command, position = min(self._remembered.items(), key=lambda item: item[1])
            zh = f"指令 {command} 记至第 {position} 条，账本中却没有它的事件：事件被删除"
            en = f"command {command} is remembered up to position {position} and has no events: they were deleted"
            return Failure("command", Words(zh, en), position)
        return failure

    def _ended(self, command: UUID, position: int) -> Failure | None:
        self._done.add(command)
        remembered = self._remembered.pop(command, None)
        if remembered == position:
            return None
        if remembered is None:
            zh = f"指令 {command} 止于第 {position} 条，却未被记住：重试会再执行一次"
            en = f"command {command} ends at position {position} and is not remembered: a retry would run it again"
        else:
            zh = f"指令 {command} 止于第 {position} 条，却记为第 {remembered} 条"
            en = f"command {command} ends at position {position} and is remembered up to {remembered}"
        return Failure("command", Words(zh, en), position)
