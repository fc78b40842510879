"""What a final result changes in a person's record by its scheme: each function says which events follow, and why.

They are asked in the order of `STAGES`, each on what the one before has left. Asked again about the same result, they
say nothing more: an appeal may bring any result of a cycle here again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.eventsourced import Event
from domain.periods import starts_after
from domain.scoring.consequences import FinalCard, Wanted
from domain.standing import events
from domain.standing.rules import IMPROVEMENT

Held = Mapping[str, Any]
Record = Mapping[str, Held]
Step = tuple[type[Event], dict[str, Any]]

GONE, FAILED = "withdrawn", "not-reached"


@dataclass(frozen=True)
class Result:
    """A final result of one person.

    Attributes:
        card: the scorecard; `period` is its cycle's.
        final: what it came to, by its scheme.
        wanted: what the scheme wants proposed because of it and of the others in the cycle.
        appeal: that amended some result of the cycle, or None at publication.
    """

    card: UUID
    period: str
    final: FinalCard
    wanted: tuple[Wanted, ...]
    appeal: UUID | None = None

    def reaches(self, grade: str) -> bool | None:
        """Whether it is of the grade or better; None where its scheme does not know the grade."""
        return self.final.reaches(grade)


def judge(record: Record, result: Result) -> Iterator[Step]:
    """End the improvement periods whose next result this is, at its publication; judge anew those that it has ended.

    An amended result judges no chance that it did not end before: it was published before the chance was given.

    Source: D10 五.2(2), (3).
    """
    for id, held in _of_kind(record, IMPROVEMENT):
        reached = result.reaches(held["reach"])
        facts = {"consequence": id, "period": result.period, "card": result.card, "total": result.final.total}
        is_next = result.appeal is None and starts_after(result.period, held["periods"][0])
        if held["state"] == "running" and is_next:
            if reached is None:
                scheme = result.final.scheme
                yield (
                    events.ImprovementPeriodUnjudged,
                    {
                        **facts,
                        "scheme": scheme.id,
                        "scheme_version": scheme.version,
                    },
                )
            else:
                yield events.ImprovementPeriodEnded, facts | _verdict(result, reached)
        elif _judged_by(held, result.card) and reached is not None and reached != (held["state"] == "reached"):
            yield events.ImprovementPeriodEnded, facts | _verdict(result, reached)


def take_ground_away(record: Record, result: Result) -> Iterator[Step]:
    """Withdraw, or propose to withdraw, what this result no longer asks for, or asks for on other facts."""
    wanted = {want.rule.id: want for want in result.wanted}
    for id, held in _by_card(record, result.card):
        want = wanted.get(held["rule"])
        if want is None:
            yield from _withdrawn(id, held, result.appeal)
        elif held["state"] == "proposed" and dict(want.facts) != dict(held["facts"]):
            yield events.ConsequenceWithdrawn, {"consequence": id, "appeal": result.appeal}


def take_failures_back(record: Record, result: Result) -> Iterator[Step]:
    """Withdraw what an improvement led to that was reached after all, or should never have begun."""
    for id, held in _alive(record):
        improvement = held.get("improvement")
        if improvement is not None and record[str(improvement)]["state"] != FAILED:
            yield from _withdrawn(id, held, result.appeal)


def propose(record: Record, result: Result) -> Iterator[Step]:
    """Propose, or begin, what this result asks for and nobody was asked about yet."""
    scheme = result.final.scheme
    asked = {held["rule"] for _, held in _by_card(record, result.card)}
    for want in result.wanted:
        rule = want.rule
        if rule.id in asked or (rule.kind == IMPROVEMENT and _chance_given(record, result, rule.otherwise)):
            continue
        facts = {
            "period": result.period,
            "card": result.card,
            "scheme": scheme.id,
            "scheme_version": scheme.version,
            "rule": rule.id,
            "clause": rule.source,
            "facts": dict(want.facts),
        }
        if rule.kind == IMPROVEMENT:
            chance = {"grade": rule.grade, "reach": rule.reach, "otherwise": rule.otherwise}
            yield events.ImprovementPeriodBegun, facts | chance
        else:
            yield events.ConsequenceProposed, facts | {"kind": rule.kind, "improvement": None}


def propose_failures(record: Record, result: Result) -> Iterator[Step]:
    """Propose what follows from an improvement that was not reached."""
    answered = {held.get("improvement") for _, held in _alive(record)}
    for id, held in _of_kind(record, IMPROVEMENT):
        if held["state"] == FAILED and id not in answered:
            yield events.ConsequenceProposed, failure(id, held)


def failure(id: UUID, improvement: Held) -> dict[str, Any]:
    """The proposal that an improvement period leads to when its grade was not reached."""
    judged = improvement["judged"]
    return {
        "kind": improvement["otherwise"],
        "period": judged["period"],
        "card": judged["card"],
        "scheme": improvement["scheme"],
        "scheme_version": improvement["scheme_version"],
        "rule": improvement["rule"],
        "clause": improvement["clause"],
        "facts": {
            "since": improvement["periods"][0],
            "grade_then": improvement["grade"],
            "reach": improvement["reach"],
            "grade": judged["grade"],
            "total": str(judged["total"]),
        },
        "improvement": id,
    }


STAGES: tuple[Callable[[Record, Result], Iterator[Step]], ...] = (
    judge,
    take_ground_away,
    take_failures_back,
    propose,
    propose_failures,
)


def _verdict(result: Result, reached: bool) -> dict[str, Any]:
    return {"grade": result.final.grade, "reached": reached, "reason": None, "appeal": result.appeal}


def _withdrawn(id: UUID, held: Held, appeal: UUID | None) -> Iterator[Step]:
    """What nobody decided about falls; what was made is asked about; an improvement that was reached is over."""
    if held["state"] in ("proposed", "running", "unjudged", FAILED):
        yield events.ConsequenceWithdrawn, {"consequence": id, "appeal": appeal}
    elif held["state"] == "made":
        yield events.ConsequenceWithdrawalProposed, {"consequence": id, "appeal": appeal}


def _chance_given(record: Record, result: Result, otherwise: str) -> bool:
    """Whether the same chance was just missed by this very result, runs over it, or was given because of a later one.

    Source: D10 五.2: one month is given; when it is missed the consequence follows, not another month.
    """
    same = (held for _, held in _of_kind(record, IMPROVEMENT) if held["otherwise"] == otherwise)
    return any(_covers(held, result) for held in same)


def _covers(improvement: Held, result: Result) -> bool:
    since, judged = improvement["periods"][0], improvement["judged"]
    if not starts_after(result.period, since):
        return starts_after(since, result.period)
    missed = improvement["state"] == FAILED and judged["card"] == result.card
    return missed or not judged or starts_after(judged["period"], result.period)


def _judged_by(held: Held, card: UUID) -> bool:
    ended = held["state"] in ("reached", FAILED)
    return ended and held["judged"]["card"] == card and not held["judged"]["by_person"]


def _by_card(record: Record, card: UUID) -> Iterator[tuple[UUID, Held]]:
    """What a result itself led to; what a missed chance led to is its improvement's."""
    for id, held in _alive(record):
        if held.get("card") == card and held.get("improvement") is None:
            yield id, held


def _of_kind(record: Record, kind: str) -> Iterator[tuple[UUID, Held]]:
    for id, held in _alive(record):
        if held["kind"] == kind:
            yield id, held


def _alive(record: Record) -> Iterator[tuple[UUID, Held]]:
    for key, held in tuple(record.items()):
        if held["state"] != GONE:
            yield UUID(key), held
