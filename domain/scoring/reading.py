"""Reads a whole scheme from plain data and checks what holds between its parts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from domain.scoring.exact import trimmed
from domain.scoring.item import MONTH, QUARTER, Item
from domain.scoring.kinds import KINDS
from domain.scoring.plain import Place, Table
from domain.scoring.reading_consequences import read_consequences
from domain.scoring.reading_parameters import FATAL_REACHES, read_parameter
from domain.scoring.rules.count import Count
from domain.scoring.rules.deduction import Catalogued
from domain.scoring.scheme import Caps, Fact, Grade, Parameter, Scheme, Section
from domain.scoring.words import Words

FULL_MARKS = Decimal(100)


def read_scheme_place(place: Place) -> Scheme:
    """The scheme at `place`; whatever is wrong with it is noted there."""
    table = place.table()
    scheme_id, version = table.need("id").kebab(), table.need("version").whole(least=1)
    title, source = table.need("title").words(), table.need("source").text()
    facts = _read_facts(table)
    sections, placed = _read_sections(table.need("sections"), {fact.name: fact.title for fact in facts})
    items = tuple(item for _, item in placed)
    no_mark: tuple[Decimal | None, str] = (None, "")
    pass_mark, pass_source = table.get("pass_mark", _read_pass_mark, no_mark)
    no_grades: tuple[Grade, ...] = ()
    grades = table.get("grades", _read_grades, no_grades)
    scheme = Scheme(
        scheme_id,
        version,
        title,
        source,
        sections,
        items,
        facts,
        (),
        table.get("fatal", lambda entry: entry.choice(*FATAL_REACHES), "item"),
        table.get("adjustments", _read_caps, None),
        grades,
        pass_mark,
        pass_source,
        table.get("consequences", lambda entry: read_consequences(entry, grades), ()),
    )
    scheme = replace(scheme, parameters=_read_parameters(table, scheme))
    table.done()
    _check_items(place, placed, facts)
    return scheme


def _read_facts(table: Table) -> tuple[Fact, ...]:
    def read(place: Place) -> tuple[Fact, ...]:
        return tuple(Fact(entry.named(), entry.words()) for _, entry in sorted(place.table().entries()))

    return table.get("facts", read, ())


def _read_parameters(table: Table, scheme: Scheme) -> tuple[Parameter, ...]:
    def read(place: Place) -> tuple[Parameter, ...]:
        return tuple(read_parameter(name, entry, scheme) for name, entry in sorted(place.table().entries()))

    return table.get("parameters", read, ())


def _read_sections(
    place: Place,
    titles: Mapping[str, Words],
) -> tuple[tuple[Section, ...], list[tuple[Place, Item]]]:
    sections: list[Section] = []
    placed: list[tuple[Place, Item]] = []
    for entry in place.list(least=1):
        table = entry.table()
        section = Section(table.need("id").kebab(), table.need("title").words(), table.need("source").text())
        if section.id in {other.id for other in sections}:
            entry.fault("duplicate-id", f"分组 {section.id} 重复", f"section {section.id} stands here twice")
        sections.append(section)
        placed += [(line, _read_item(line, section.id, titles)) for line in table.need("items").list(least=1)]
        table.done()
    return tuple(sections), placed


def _read_item(place: Place, section: str, titles: Mapping[str, Words]) -> Item:
    table = place.table()
    id, title = table.need("id").kebab(), table.need("title").words()
    max_points = table.need("max").decimal(least=Decimal(0), most=FULL_MARKS, places=2)
    kind = table.need("kind")
    name = kind.choice(*KINDS)
    is_known = kind.value == name
    rule = KINDS[name](table, max_points) if is_known else Count(Decimal(1), None)
    item = Item(
        id,
        title,
        max_points,
        rule.titled(titles),
        section,
        table.need("source").text(),
        table.get("assumed", Place.flag, False),
        table.get("assumption", Place.words, None),
        table.get("every", lambda entry: entry.choice(MONTH, QUARTER), MONTH),
    )
    if item.assumption and not item.assumed:
        place.fault("not-assumed", "写了假设说明但没有标 assumed", "an assumption is told but assumed is not true")
    if is_known:
        table.done()
        if not max_points and item.kind != "count":
            table.need("max").fault("too-small", "满分必须大于 0", "only a counted duty may be worth 0 points")
    return item


def _read_caps(place: Place) -> Caps:
    table = place.table()
    zero = Decimal(0)
    caps = Caps(
        table.need("up").decimal(least=zero, most=FULL_MARKS),
        table.need("down").decimal(least=zero, most=FULL_MARKS),
        table.need("source").text(),
        table.get("assumed", Place.flag, False),
    )
    table.done()
    return caps


def _read_pass_mark(place: Place) -> tuple[Decimal | None, str]:
    table = place.table()
    points = table.need("points").decimal(least=Decimal(0), most=FULL_MARKS)
    source = table.need("source").text()
    table.done()
    return points, source


def _read_grades(place: Place) -> tuple[Grade, ...]:
    grades = tuple(_read_grade(entry) for entry in place.list())
    _twice(place, "等级", "grade", [grade.id for grade in grades])
    bounds = [grade.at_least for grade in grades]
    if any(later >= earlier for earlier, later in pairwise(bounds)):
        place.fault(
            "grades-unordered", "等级应从高到低排列", "list grades from the best down, each below the one before"
        )
    return grades


def _read_grade(place: Place) -> Grade:
    table = place.table()
    grade = Grade(
        table.need("id").text(),
        table.need("title").words(),
        table.need("at_least").decimal(least=Decimal(0), most=FULL_MARKS),
        table.need("source").text(),
        table.get("assumed", Place.flag, False),
    )
    table.done()
    return grade


def _check_items(place: Place, placed: list[tuple[Place, Item]], facts: Iterable[Fact]) -> None:
    known = {fact.name for fact in facts}
    seen: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    for line, item in placed:
        seen[item.id] += 1
        if seen[item.id] > 1 and item.id:
            line.inside("id", None).fault("duplicate-id", f"考核项 {item.id} 重复", f"item {item.id} stands here twice")
        _check_facts(line, item, known)
        _check_codes(line, item, codes)
    total = sum((item.max for _, item in placed), Decimal(0))
    if placed and total != FULL_MARKS and not any(fault.pointer.endswith("/max") for fault in place.faults):
        place.inside("sections", None).fault(
            "points-do-not-sum",
            f"各项满分之和为 {trimmed(total)}，应为 100",
            f"the items' points sum to {trimmed(total)}, not to 100",
        )


def _check_facts(line: Place, item: Item, known: set[str]) -> None:
    measure = item.rule.reads()
    for name in measure.names() if measure else ():
        if name and name not in known:
            line.inside("measure", None).fault(
                "unknown-fact",
                f"指标用到的数据 {name} 没有在 facts 中声明",
                f"the measure reads {name}, which facts does not declare",
            )


def _check_codes(line: Place, item: Item, codes: Counter[str]) -> None:
    if not isinstance(item.rule, Catalogued):
        return
    for index, entry in enumerate(item.rule.codes):
        codes[entry.code] += 1
        if codes[entry.code] > 1 and entry.code:
            line.inside("codes", None).inside(index, None).fault(
                "duplicate-id", f"扣分代码 {entry.code} 重复", f"code {entry.code} stands here twice"
            )


def _twice(place: Place, zh: str, en: str, ids: list[str]) -> None:
    for index, id in enumerate(ids):
        if id and id in ids[:index]:
            place.inside(index, None).fault("duplicate-id", f"{zh} {id} 重复", f"{en} {id} stands here twice")
