"""Importing facts (导入): a file of one shop-month becomes one event a card, or nothing at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from application.commanding import Work, handles
from application.cycles.planning import running_cycle
from application.file_names import kept_name
from application.importing import ColumnMapping, FactRow, FactTable, cell_pointer, foreign_rows, match_people, quoted
from application.ports import Answer
from application.rulebooks import pay_facts_of, scheme_of
from domain import policies
from domain.cycle import Cycle
from domain.employee import Employee
from domain.errors import DomainError, Fault, Invalid, InvalidDocument
from domain.scorecard import Scorecard, scorecard_id
from domain.scorecard.entry import FactEntry
from domain.scoring.scheme import Scheme
from domain.values import Evidence


@dataclass(frozen=True)
class ImportFacts:
    """Import a CSV or Excel file.

    Attributes:
        file_name: as the person called it; of people it names nothing is kept.
        mapping: id of a built-in column mapping, one's own mapping document, or a mapping that was read already.
        media_type: as declared by the sender; the store checks it against the bytes.
    """

    cycle: UUID
    content: bytes
    file_name: str
    mapping: str | Mapping[str, Any] | ColumnMapping
    media_type: str = "text/csv"


@handles(ImportFacts)
def import_facts(command: ImportFacts, work: Work) -> Answer:
    """Import: every row belongs to a participant and fits their scheme, or nothing is recorded and every fault is
    named. One of which nothing is read is refused too.
    """
    cycle = running_cycle(work, command.cycle)
    cycle.require_open("数据 / facts")
    work.depend_on(cycle)
    people = {work.get(Employee, UUID(person), "employee").number: UUID(person) for person in cycle.participants}
    files, asked = work.tools.files, command.mapping
    mapping = asked if isinstance(asked, ColumnMapping) else files.mapping(asked)
    table = files.read(command.content, command.file_name, mapping, people, cycle.period)
    rows = match_people(table, people)
    faults = foreign_rows(table, cycle.period, _names(work, table, people))
    evidence = work.tools.evidence.keep(command.content, command.media_type)
    found = [_record(work, cycle, person, row, table, evidence) for person, row in rows.items()]
    faults += [fault for of_row in found for fault in of_row or ()]
    if faults:
        raise InvalidDocument(sorted(faults, key=lambda fault: int(fault.pointer.split("/")[2])))
    if all(of_row is None for of_row in found):
        raise _nothing_read(table)
    return Answer("import", cycle.id)


def _names(work: Work, table: FactTable, people: Mapping[str, UUID]) -> dict[str, str]:
    """The names of everybody in the cycle, by staff number, for a table that names people; not of who was erased."""
    if not table.name_column:
        return {}
    kept = {number: work.tools.vault.profile(person) or {} for number, person in people.items()}
    return {number: profile["name"] for number, profile in kept.items() if profile.get("name")}


def _record(
    work: Work, cycle: Cycle, person: UUID, row: FactRow, table: FactTable, evidence: Evidence
) -> list[Fault] | None:
    """What is wrong with a row; None for one of which nothing is read."""
    card = work.get(Scorecard, scorecard_id(cycle.id, person), "scorecard")
    policies.enter_facts.require(work.acting, card.employee, card.shop)
    scheme = scheme_of(work, card.scheme, card.scheme_version)
    extra = pay_facts_of(work, cycle)
    facts = _read_by(scheme, extra, row, table.file_name, evidence)
    if not (facts.measures or facts.counts or facts.ranks):
        return None  # an export has a row for everybody, also for those whose scheme reads nothing of it
    try:
        card.record_facts(scheme, facts, pay_facts=extra, by=work.by, at=work.at)
    except InvalidDocument as error:
        return [_fault(row, table, fault.pointer, fault.code, fault.detail) for fault in error.faults]
    except DomainError as error:
        return [_fault(row, table, error.pointer, error.code, error.message)]
    return []


def _read_by(scheme: Scheme, extra: tuple[str, ...], row: FactRow, file_name: str, evidence: Evidence) -> FactEntry:
    """What the person's scheme and plan read of a row; a seller tool's export has columns for everybody's scheme."""
    paths = {*scheme.inputs(), *(f"measures.{name}" for name in (*extra, *scheme.ranked_by()))}
    return FactEntry(
        measures={name: value for name, value in row.measures.items() if f"measures.{name}" in paths},
        counts={item: done for item, done in row.counts.items() if f"counts.{item}" in paths},
        ranks={item: rank for item, rank in row.ranks.items() if f"ranks.{item}" in paths},
        source=kept_name(file_name),
        row=row.row,
        evidence=(evidence,),
    )


def _nothing_read(table: FactTable) -> Invalid:
    """An import that was answered as done, and recorded nothing, would be taken for one that did."""
    filled = {path for row in table.rows for path in _filled(row)}
    headers = [header for header, paths in table.columns.items() if filled.intersection(paths)]
    listed = "、".join(map(quoted, headers))
    zh = f"没有人的方案使用 {listed}" if headers else "所有数字格都是空的"
    en = f"nobody's scheme or plan reads {listed}" if headers else "every cell for a figure is blank"
    return Invalid(
        f"没有可记录的数字：{zh}；请确认文件与列映射 / "
        f"there is nothing to record: {en}; see that it is the right file and column mapping",
        code="facts-missing",
    )


def _filled(row: FactRow) -> Iterator[str]:
    for kind, held in (("measures", row.measures), ("counts", row.counts), ("ranks", row.ranks)):
        yield from (f"{kind}.{name}" for name in held)


def _fault(row: FactRow, table: FactTable, pointer: str, code: str, detail: str) -> Fault:
    header = table.header_of(pointer.rpartition("/")[2]) or table.key_column
    zh, _, en = detail.partition(" / ")
    return Fault(cell_pointer(row.row, header), code, f"第 {row.row} 行：{zh} / row {row.row}: {en}")
