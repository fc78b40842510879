"""Reads what a scheme's results may lead to, and checks it against the scheme's grades."""

from collections.abc import Callable, Mapping, Sequence

from domain.scoring.consequences import (
    ALL_TARGETS,
    IMPROVEMENT,
    LEAVING_TALK,
    PROBATION_PAY,
    PROMOTION,
    REWARD,
    SUPERVISOR,
)
from domain.scoring.plain import Place, Table
from domain.scoring.scheme import Consequence, Grade


def _otherwise(place: Place) -> str:
    return place.choice(PROBATION_PAY, LEAVING_TALK)


def _when(place: Place) -> str:
    return place.choice(ALL_TARGETS)


OWN_KEYS: Mapping[str, Mapping[str, Callable[[Place], str]]] = {
    PROMOTION: {"grade": Place.text, "to": Place.kebab, "leader_below": Place.text},
    IMPROVEMENT: {"grade": Place.text, "reach": Place.text, "otherwise": _otherwise},
    SUPERVISOR: {"grade": Place.text},
    REWARD: {"when": _when},
}
"""By kind of consequence, the keys of its own, all of them needed."""

GRADES = ("grade", "reach", "leader_below")
"""Which of them name grades of the scheme."""


def read_consequences(place: Place, grades: Sequence[Grade]) -> tuple[Consequence, ...]:
    """The consequences at `place`; a grade that the scheme has not, or one that nobody could reach, is noted."""
    names = [grade.id for grade in grades]
    found: list[Consequence] = []
    for entry in place.list():
        consequence = _read(entry, names)
        if consequence.id and consequence.id in [other.id for other in found]:
            zh, en = f"结果应用 {consequence.id} 重复", f"consequence {consequence.id} stands here twice"
            entry.inside("id", None).fault("duplicate-id", zh, en)
        if any(_asks(other) == _asks(consequence) for other in found):
            entry.fault(
                "consequence-repeated",
                "同一等级已有同样的结果应用",
                "this grade has a consequence of this kind already; keep one of them",
            )
        found.append(consequence)
    return tuple(found)


def _asks(consequence: Consequence) -> tuple[str, str, str]:
    return consequence.kind, consequence.grade, consequence.to


def _read(place: Place, grades: list[str]) -> Consequence:
    table = place.table()
    kind = table.need("kind")
    name = kind.choice(*OWN_KEYS)
    is_known = kind.value == name
    own = {key: read(table.need(key)) for key, read in OWN_KEYS[name].items()} if is_known else {}
    consequence = Consequence(
        table.need("id").kebab(),
        name,
        table.need("title").words(),
        table.need("source").text(),
        table.get("assumed", Place.flag, False),
        table.get("assumption", Place.words, None),
        **own,
    )
    if consequence.assumption and not consequence.assumed:
        place.fault("not-assumed", "写了假设说明但没有标 assumed", "an assumption is told but assumed is not true")
    if is_known:
        table.done()
        _check_grades(place, table, consequence, grades)
    return consequence


def _check_grades(place: Place, table: Table, consequence: Consequence, grades: list[str]) -> None:
    named = [key for key in GRADES if getattr(consequence, key)]
    unknown = [key for key in named if getattr(consequence, key) not in grades]
    for key in unknown:
        grade, known = getattr(consequence, key), ", ".join(grades) or "-"
        place.inside(key, None).fault(
            "grade-unknown",
            f"方案没有等级 {grade}；现有等级：{known}",
            f"the scheme has no grade {grade}; its grades: {known}",
        )
    if unknown:
        return
    if consequence.reach and grades.index(consequence.reach) >= grades.index(consequence.grade):
        place.inside("reach", None).fault(
            "reach-not-better",
            f"要达到的等级 {consequence.reach} 应高于 {consequence.grade}",
            f"the grade to reach, {consequence.reach}, must be better than {consequence.grade}",
        )
    if consequence.leader_below and consequence.leader_below == grades[-1]:
        place.inside("leader_below", None).fault(
            "grade-unreachable",
            f"{consequence.leader_below} 是最低等级，没有人会低于它",
            f"{consequence.leader_below} is the lowest grade: nobody can be below it",
        )
