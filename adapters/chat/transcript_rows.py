"""The rows of a transcript: a message each, or every reason why not."""

import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from adapters.chat.columns import Columns
from adapters.chat.showing import shown
from adapters.chat.times import local_time
from adapters.importing.limits import refusal
from application.importing import fault
from domain.chat.messages import Message, Role
from domain.errors import Fault, InvalidDocument
from domain.scoring.plain import step

MOST_FAULTS = 20_000
"""Bad rows that are named one by one; how many more there are is said."""

LONGEST_NAME = 200
ROLES = {"客服": Role.STAFF, "staff": Role.STAFF, "顾客": Role.CUSTOMER, "customer": Role.CUSTOMER}


class RowReader:
    """Reads rows one after another and keeps what is wrong with them."""

    def __init__(self, columns: Columns, zone: tzinfo) -> None:
        self._columns = columns
        self._zone = zone
        self._seen: dict[str, datetime] = {}
        self._messages = 0
        self._faults: list[Fault] = []
        self._unnamed = 0

    def read(self, line: int, cells: Sequence[str]) -> Message | None:
        """The message of a row; None for a blank row and a bad one."""
        if not any(cell.strip() for cell in cells):
            return None
        chat, time, role, speaker, text = (self._cell(cells, index) for index in self._columns.indices)
        found = local_time(time, self._zone)
        who = ROLES.get(role.casefold())
        faults = list(self._row_faults(line, cells, chat, speaker, who))
        if found is None:
            faults.append(_bad_time(line, self._columns.headers[1], time))
        if who is None:
            faults.append(_bad_role(line, self._columns.headers[2], role))
        if faults or found is None or who is None:
            self.note(faults)
            return None
        at, exact = found
        if at < self._seen.get(chat, at):
            self.note([_backwards(line, self._columns.headers[1], time)])
            return None
        chat = sys.intern(chat)
        self._seen[chat] = at
        self._messages += 1
        return Message(line, chat, at, who, sys.intern(speaker), text, exact)

    def finish(self) -> None:
        """Raises InvalidDocument when a row was bad, or when there was none at all."""
        if self._unnamed:
            zh, en = f"另有 {self._unnamed} 行有误", f"{self._unnamed} more rows are bad"
            self._faults.append(fault("", "more-faults", zh, en))
        if self._faults:
            raise InvalidDocument(self._faults)
        if not self._messages:
            zh, en = "有表头，但没有任何消息", "has a header and no message below it"
            raise refusal("file-empty", zh, en)

    def _cell(self, cells: Sequence[str], index: int) -> str:
        return cells[index].strip() if index < len(cells) else ""

    def _row_faults(
        self, line: int, cells: Sequence[str], chat: str, speaker: str, who: Role | None
    ) -> Iterator[Fault]:
        headers = self._columns.headers
        if not chat:
            zh, en = "没有会话编号", "no chat; write which chat the message belongs to"
            yield line_fault(line, headers[0], "chat-missing", zh, en)
        if not speaker and who is Role.STAFF:
            zh, en = "没有发言人；客服消息要写明是谁说的", "no speaker; a staff message needs whoever wrote it"
            yield line_fault(line, headers[3], "speaker-missing", zh, en)
        for header, name in ((headers[0], chat), (headers[3], speaker)):
            if len(name) > LONGEST_NAME or not name.isprintable():
                zh = f"{shown(name)} 应为不超过 {LONGEST_NAME} 个可见字符"
                en = f"{shown(name)} must be at most {LONGEST_NAME} printable characters"
                yield line_fault(line, header, "name-malformed", zh, en)
        if any("\0" in cell for cell in cells):
            yield line_fault(line, headers[4], "nul-character", "含 NUL 字符", "a NUL character")
        if len(cells) <= max(self._columns.indices):
            zh = f"第 {line} 行只有 {len(cells)} 格，比表头少；是否被截断？没有内容也要留出逗号"
            en = (
                f"line {line} has {len(cells)} cells, fewer than the header; was it cut off? A blank cell has its comma"
            )
            yield fault(f"/lines/{line}", "row-too-short", zh, en)
        stray = next((cell for cell in cells[self._columns.width :] if cell.strip()), "")
        if stray:
            zh = f"第 {line} 行在最后一个表头之外还有 {shown(stray)}；含逗号的内容要加引号"
            en = f"line {line} has {shown(stray)} beyond the last header; put quotes around a text with a comma"
            yield fault(f"/lines/{line}", "row-too-long", zh, en)

    def note(self, faults: Sequence[Fault]) -> None:
        """Keep what is wrong with a row; past the most that are named, only that there is one more."""
        if len(self._faults) < MOST_FAULTS:
            self._faults += faults
        else:
            self._unnamed += 1


def line_fault(line: int, header: str, code: str, zh: str, en: str) -> Fault:
    """A fault of one cell; lines are counted from 1 after the header."""
    return fault(
        step(f"/lines/{line}", header), code, f"第 {line} 行“{header}”列：{zh}", f"line {line}, column {header}: {en}"
    )


def _bad_time(line: int, header: str, time: str) -> Fault:
    zh = f"{shown(time)} 不是时间；请写成 2026-10-01 09:00:05"
    return line_fault(line, header, "time-unreadable", zh, f"{shown(time)} is no time; write 2026-10-01 09:00:05")


def _bad_role(line: int, header: str, role: str) -> Fault:
    zh = f"{shown(role)} 不是角色；请写客服或顾客"
    return line_fault(line, header, "chat-role-unknown", zh, f"{shown(role)} is no role; write staff or customer")


def _backwards(line: int, header: str, time: str) -> Fault:
    zh = f"{shown(time)} 早于同一会话的上一条；请按时间排序"
    en = f"{shown(time)} is earlier than the message before it in the same chat; sort the file by time"
    return line_fault(line, header, "time-backwards", zh, en)


def broken_row(line: int, error: csv.Error) -> Fault:
    """A row that is no CSV; nothing after it can be read."""
    pointer = f"/lines/{line}"
    if "field larger" in str(error):
        most = csv.field_size_limit()
        zh = f"第 {line} 行有一格超过 {most} 个字符；若非原文如此，多半是前面的引号没有成对"
        en = f"line {line} has a cell of more than {most} characters; unless it is so, a quote before it never closes"
        return fault(pointer, "too-long", zh, en)
    if "unexpected end" in str(error):
        zh = f"第 {line} 行有引号没有闭合，直到文件结束；请补上引号"
        return fault(
            pointer, "csv-broken", zh, f"line {line} has a quote that never closes before the file ends; close it"
        )
    zh = f"第 {line} 行无法解析（{error}）；含引号、逗号或换行的文字要放在引号内"
    en = f"line {line} cannot be read ({error}); put quotes around texts with a quote, a comma or a line break"
    return fault(pointer, "csv-broken", zh, en)
