"""Checks that see every row of a ledger once, in order. Each reports the first that it cannot accept, then rests."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from application.verifying.image import Examined, LedgerImage, Remembered
from application.verifying.items import Items
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
    """The clock of the ledger never runs backwards, and its head does not run ahead of it."""

    def __init__(self, image: LedgerImage) -> None:
        self._head = image.head_time()
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
        head, last = self._head, self._last
        if last is None:
            return None
        if head is None or head.held is None or head.held < last:
            held = head.held.isoformat() if head and head.held else "—"
            zh = f"账本头部记最后时间为 {held}，早于最后一条的 {last.isoformat()}：下一条可能排到它之前"
            en = f"the ledger's head holds {held}, before its last event ({last.isoformat()}): the next may precede it"
        elif head.held > max(last, head.now):
            held = head.held.isoformat()
            zh = f"账本头部记最后时间为 {held}，尚未到来（最后一条为 {last.isoformat()}）：下一条会记在那时"
            en = f"the ledger's head holds {held}, which is yet to come: the next event would be recorded for then"
        else:
            return None
        return Failure("time", Words(zh, en))


@dataclass
class Command:
    """What was seen of a command.

    Attributes:
        position: of its last event so far.
        streams: that its events are of.
    """

    id: UUID
    position: int = 0
    recorded_at: datetime | None = None
    streams: set[UUID] = field(default_factory=set)


class CommandsRemembered:
    """Every command's events stand together, and it is remembered as it was, so that a retry does nothing anew."""

    def __init__(self, image: LedgerImage) -> None:
        self._remembered = dict(image.commands())
        self._under_way: Command | None = None
        self._done: set[UUID] = set()
        self._versions: dict[UUID, int] = {}
        self._items = Items(self._remembered)

    def see(self, row: Examined) -> Failure | None:
        facts = row.facts
        if facts is None:
            return None
        failure, under_way = None, self._under_way
        if under_way is None or under_way.id != facts.command:
            failure = self._begun(facts.command, row.position)
            under_way = self._under_way = Command(facts.command)
        under_way.position, under_way.recorded_at = row.position, facts.recorded_at
        under_way.streams.add(facts.stream)
        self._versions[facts.stream] = facts.version
        self._items.see(row)
        return failure

    def finish(self) -> Failure | None:
        failure = None if self._under_way is None else self._ended(self._under_way)
        if failure is None and self._remembered:
            command, held = min(self._remembered.items(), key=lambda item: item[1].position)
            zh = f"指令 {command} 记至第 {held.position} 条，账本中却没有它的事件：事件被删除"
            en = f"command {command} is remembered up to position {held.position} and has no events: they were deleted"
            return Failure("command", Words(zh, en), held.position)
        return failure

    def _begun(self, command: UUID, position: int) -> Failure | None:
        if command in self._done:
            zh, en = f"指令 {command} 的事件不相连", f"the events of command {command} do not stand together"
            return Failure("command", Words(zh, en), position)
        return None if self._under_way is None else self._ended(self._under_way)

    def _ended(self, command: Command) -> Failure | None:
        self._done.add(command.id)
        held = self._remembered.pop(command.id, None)
        what = _not_remembered(command, held) or self._wrongly_answered(command, held)
        what = what or (None if held is None else self._items.fault(command.id, held))
        last = command.position if held is None else max(command.position, held.position)
        return None if what is None else Failure("command", what, last)

    def _wrongly_answered(self, command: Command, held: Remembered | None) -> Words | None:
        """What is wrong with what a retry would be answered: it names a stream, as the command left or saw it."""
        if held is None:
            return None
        version = self._versions.get(held.subject, 0)
        exact = held.subject in command.streams
        if held.version == version if exact else version and held.version <= version:
            return None
        zh = f"指令 {command.id} 的回答记为对象 {held.subject} 第 {held.version} 版，实为第 {version} 版"
        en = f"command {command.id} is answered with version {held.version} of {held.subject}, which was at {version}"
        return Words(zh, en)


def _not_remembered(command: Command, held: Remembered | None) -> Words | None:
    """What is wrong with where and when a command is remembered to have ended."""
    ended = f"{command.position}"
    if held is None:
        zh = f"指令 {command.id} 止于第 {ended} 条，却未被记住：重试会再执行一次"
        en = f"command {command.id} ends at position {ended} and is not remembered: a retry would run it again"
        return Words(zh, en)
    if held.position != command.position:
        zh = f"指令 {command.id} 止于第 {ended} 条，却记为第 {held.position} 条"
        en = f"command {command.id} ends at position {ended} and is remembered up to {held.position}"
        return Words(zh, en)
    if held.recorded_at != command.recorded_at:
        zh = f"指令 {command.id} 所记时间 {held.recorded_at.isoformat()} 与其事件不符"
        en = f"command {command.id} is remembered for {held.recorded_at.isoformat()}, which is not when its events were"
        return Words(zh, en)
    return None
