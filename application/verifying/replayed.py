"""Checks that replay the events: every aggregate, every payroll's sums, every read model."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from application.ports import Project
from application.projections.memory import MemoryRows
from application.verifying.image import Examined, LedgerImage, StoredText
from application.verifying.report import Failure
from domain.errors import DomainError
from domain.payroll import check_balance
from domain.payroll.events import AdjustmentPosted, PayrollCalculated
from domain.scoring.words import Words


class Aggregates:
    """Every stream rebuilds from its events, and every snapshot is what its events make."""

    def __init__(self, image: LedgerImage) -> None:
        self._image = image
        self._aggregates: dict[UUID, Any] = {}

    @property
    def count(self) -> int:
        """Streams so far."""
        return len(self._aggregates)

    def see(self, row: Examined) -> Failure | None:
        if row.recorded is None:
            return None
        stream = row.recorded.originator_id
        try:
            aggregate = row.recorded.event.mutate(self._aggregates.get(stream))
        except Exception as error:  # whatever a changed event makes of an aggregate is a finding
            return _unfit("aggregate", row, f"对象 {stream} 无法重放", f"{stream} cannot be rebuilt", error)
        self._aggregates[stream] = aggregate
        fault = self._image.snapshot_fault(aggregate)
        return Failure("snapshot", fault, row.position) if fault else None

    def finish(self) -> Failure | None:
        for stream in self._image.snapshots_of_nothing():
            zh, en = f"对象 {stream} 的快照没有对应的事件", f"a snapshot of {stream} is of a version that has no event"
            return Failure("snapshot", Words(zh, en))
        return None


class Conservation:
    """Every payroll's lines and totals add up, and every adjustment moves money without making any (D04 三.4)."""

    def see(self, row: Examined) -> Failure | None:
        event = row.recorded.event if row.recorded else None
        try:
            if isinstance(event, PayrollCalculated):
                check_balance(event.lines, event.totals)
            elif isinstance(event, AdjustmentPosted) and event.paid + event.team_fund + event.retained != 0:
                raise DomainError(
                    "更正的各项金额之和不为零 / the amounts of the adjustment do not sum to zero", code="unbalanced"
                )
        except Exception as error:  # a line that lacks a column fails as one that does not add up
            return _unfit("balance", row, "工资金额不守恒", "money is not conserved", error)
        return None

    def finish(self) -> Failure | None:
        return None


class Projections:
    """The live read models are, to the byte, what the events make of them."""

    def __init__(self, image: LedgerImage, project: Project) -> None:
        self._image = image
        self._project = project
        self._rows = MemoryRows()
        self._live = image.read_side()
        self._until = 0 if self._live is None else self._live.position

    @property
    def position(self) -> int | None:
        """Where the live ones stand; None when there are none yet."""
        return None if self._live is None else self._live.position

    def see(self, row: Examined) -> Failure | None:
        if row.recorded is None or row.position > self._until:
            return None
        try:
            self._rows.advance(row.recorded, self._project)
        except Exception as error:  # whatever a changed event makes of a row is a finding
            return _unfit("projection", row, "读模型无法由该事件重建", "the read models cannot take this event", error)
        return None

    def finish(self) -> Failure | None:
        generation = self._image.stray_rows()
        if generation is not None:
            zh = f"有查询表的行属于第 {generation} 代，而没有这一代的读模型：行被留下或被改写"
            en = f"there are rows of generation {generation}, which no read models have: they were left, or put there"
            return Failure("projection", Words(zh, en))
        if self._live is None:
            return None
        if self._live.stopped:
            zh, en = f"读模型已停止（{self._live.stopped}）", f"the read models have stopped ({self._live.stopped})"
            return Failure("projection", Words(zh, en), self._until + 1)
        if self._rows.position < self._until:
            zh = f"读模型显示到第 {self._until} 条，账本只有 {self._rows.position} 条：末尾的事件被删除"
            en = f"the read models show {self._until} events and {self._rows.position} are there: the last were deleted"
            return Failure("projection", Words(zh, en))
        due = (self._image.as_stored(row) for row in self._rows.all())
        return _difference(due, self._image.read_rows())


def _difference(due: Iterator[StoredText], stored: Iterator[StoredText]) -> Failure | None:
    """The first row in which the two differ, both in order of model and key."""
    one, other = next(due, None), next(stored, None)
    while one is not None or other is not None:
        if one is None or (other is not None and _place(other) < _place(one)):
            return _differs(other, "多余", "is there and should not be")
        if other is None or _place(one) < _place(other):
            return _differs(one, "缺失", "is missing")
        if one.text != other.text:
            return _differs(one, "与事件不符", "is not what the events make of it")
        one, other = next(due, None), next(stored, None)
    return None


def _place(row: StoredText) -> tuple[str, str]:
    return row.model, row.key


def _differs(row: StoredText | None, zh: str, en: str) -> Failure | None:
    if row is None:
        return None
    words = Words(f"读模型 {row.model} 的行 {row.key} {zh}", f"row {row.key} of read model {row.model} {en}")
    return Failure("projection", words)


def _unfit(check: str, row: Examined, zh: str, en: str, error: Exception) -> Failure:
    reason = error.message if isinstance(error, DomainError) else f"{type(error).__name__}: {error}"
    return Failure(check, Words(f"{zh}：{reason}", f"{en}: {reason}"), row.position)
