"""Reviewing proposals in bulk (批量审核): many at once, each confirmed or rejected, all of them or none."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from application.commanding import Work, handles
from application.ports import Answer
from domain import policies
from domain.cycle import Cycle
from domain.errors import DomainError, Fault, Forbidden, Invalid, InvalidDocument
from domain.scorecard import Scorecard
from domain.scoring.plain import Place, raise_faults


@dataclass(frozen=True)
class Decided:
    """A proposal and the card that it stands on; `reason` is why it is rejected."""

    card: UUID
    deduction: UUID
    reason: str = ""


Decisions = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def decisions_from(document: object) -> Decisions:
    """What is confirmed and what is rejected, from plain data. Raises InvalidDocument with every fault."""
    place = Place(document)
    table = place.table()
    none: list[dict[str, Any]] = []
    confirmed = table.get("confirm", lambda entries: [_read(entry, why=False) for entry in entries.list()], none)
    rejected = table.get("reject", lambda entries: [_read(entry, why=True) for entry in entries.list()], none)
    table.done()
    raise_faults(place.faults)
    return confirmed, rejected


def _read(place: Place, *, why: bool) -> dict[str, Any]:
    table = place.table()
    ids = {name: _id(table.need(name)) for name in ("card", "deduction")}
    read = {**ids, "reason": table.need("reason").text() if why else ""}
    table.done()
    return read


def _id(place: Place) -> str:
    text = place.text()
    try:
        return str(UUID(text))
    except ValueError:
        if text:
            place.fault("wrong-type", "这里应为 UUID", "expected a UUID")
        return str(NIL)


NIL = UUID(int=0)
"""Stands in for an id that cannot be read."""


@dataclass(frozen=True)
class ReviewProposals:
    """Confirm some proposals of a cycle and reject others."""

    cycle: UUID
    confirm: tuple[Decided, ...] = ()
    reject: tuple[Decided, ...] = ()


@handles(ReviewProposals)
def review_proposals(command: ReviewProposals, work: Work) -> Answer:
    """Decide about each as if it were decided alone; one that cannot be leaves all as they were."""
    cycle = work.get(Cycle, command.cycle, "cycle")
    cycle.require_open("对提议的决定 / reviews of proposals")
    work.depend_on(cycle)
    if not command.confirm and not command.reject:
        raise Invalid(
            "请至少审核一条 / decide about one proposal at least", code="nothing-reviewed", pointer="/confirm"
        )
    faults: list[Fault] = []
    for name, decided in (("confirm", command.confirm), ("reject", command.reject)):
        for index, one in enumerate(decided):
            faults += _decide(work, cycle, name, index, one)
    if faults:
        raise InvalidDocument(faults)
    return Answer("chat-review", cycle.id)


def _decide(work: Work, cycle: Cycle, name: str, index: int, one: Decided) -> list[Fault]:
    card = work.get(Scorecard, one.card, "scorecard")
    place = f"/{name}/{index}"
    if card.cycle != cycle.id:
        detail = "这张考核表属于另一考核期 / this card belongs to another cycle"
        return [Fault(f"{place}/card", "card-of-another-cycle", detail)]
    policies.score.require(work.acting, card.employee, card.lead, card.shop)
    try:
        if name == "confirm":
            card.confirm_deduction(one.deduction, by=work.by, at=work.at)
        else:
            reason = work.seal(card.employee, one.reason)
            card.reject_deduction(one.deduction, reason, by=work.by, at=work.at)
    except Forbidden:
        raise
    except DomainError as error:
        return [Fault(place + error.pointer, error.code, error.message)]
    return []
