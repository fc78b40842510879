"""What a replay is asked: up to when, of which shop, and what is different from what happened.

    Question(without=(57,), schemes=(SchemeChange(scheme="shop-staff", version=2),))

A question says everything that its answer depends on, but the ledger: asked again, it has the same answer.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.projections.plain import plain
from domain.errors import DomainError, Fault, Forbidden, InvalidDocument


class QuestionRefused(InvalidDocument):
    """Faults of the question itself, by their place in it; whatever happens later only follows from them."""


@contextmanager
def part(pointer: str) -> Iterator[None]:
    """What is wrong inside the block is wrong with this part of the question."""
    try:
        yield
    except InvalidDocument as error:
        moved = [Fault(pointer + fault.pointer, fault.code, fault.detail) for fault in error.faults]
        raise QuestionRefused(moved) from error
    except Forbidden:
        raise
    except DomainError as error:
        place = f"/{error.pointer.lstrip('/')}" if error.pointer else ""
        raise QuestionRefused([Fault(pointer + place, error.code, error.message)]) from error


def _none() -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Added:
    """An entry that nobody made.

    Attributes:
        kind: what is entered; a key of `application.replaying.adding.KINDS`, which says what it needs.
        subject: the card, cycle or employee.
        facts: what the entry says, by field.
        after: the position after which it is made; None for as early as it counts: with the card's own entries, before
            it was submitted; with the cycle's, before it was published; for base pay and shares, before the payroll.
        now: made after everything else instead; a published card is then put right as an appeal would do it.
    """

    kind: str
    subject: UUID
    facts: Mapping[str, Any] = field(default_factory=_none)
    after: int | None = None
    now: bool = False


@dataclass(frozen=True)
class SchemeChange:
    """Cards by another scheme, another version, other targets or other parameters.

    Attributes:
        cycle: whose cards; None for every cycle.
        employee: whose card; None for everybody's.
        replaces: only cards by this scheme; "" for any.
        scheme: the scheme instead; "" keeps each card's own.
        version: its version; None is the newest, or for `scheme` "" the card's own.
        parameters: values that replace the scheme's own, by parameter id.
        targets: values that replace the card's, by item id.
    """

    cycle: UUID | None = None
    employee: UUID | None = None
    replaces: str = ""
    scheme: str = ""
    version: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=_none)
    targets: Mapping[str, Decimal] = field(default_factory=_none)

    def touches(self, cycle: UUID, employee: UUID, scheme: str) -> bool:
        """Whether it concerns this card."""
        return (
            self.cycle in (None, cycle) and self.employee in (None, employee) and self.replaces in ("", scheme)
        )  # fmt: skip


@dataclass(frozen=True)
class PlanChange:
    """Pay by another plan, another version or other parameters.

    Attributes:
        cycle: whose pay; None for every cycle.
        plan: the plan instead; "" keeps each cycle's own.
        version: its version; None is the newest, or for `plan` "" the cycle's own.
        parameters: values that replace those in force, by parameter id, as documents have them.
    """

    cycle: UUID | None = None
    plan: str = ""
    version: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=_none)


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        as_of: the position up to which the ledger is replayed; None for its head.
        shop: whose cards and pay are answered; None for all shops.
        pay: whether pay is answered; None for whatever the one who asks may see.
        appeal: the appeal that is being heard, for whoever hears it.
        without: positions of the events that are left out.
        added: entries that nobody made, in the order in which they are made.
    """

    as_of: int | None = None
    shop: UUID | None = None
    pay: bool | None = None
    appeal: UUID | None = None
    without: tuple[int, ...] = ()
    added: tuple[Added, ...] = ()
    schemes: tuple[SchemeChange, ...] = ()
    plans: tuple[PlanChange, ...] = ()

    @property
    def is_what_if(self) -> bool:
        """Whether anything is different from what happened."""
        return bool(self.without or self.added or self.schemes or self.plans)

    def plain(self) -> dict[str, Any]:
        """The question as its answer repeats it; what the ledger's position and the asker's sight made of it, too."""
        said = {name: value for name, value in vars(self).items() if name not in ("added", "schemes", "plans")}
        document: dict[str, Any] = plain(said)
        parts = {"with": self.added, "schemes": self.schemes, "plans": self.plans}
        return document | {name: [plain(vars(one)) for one in part] for name, part in parts.items()}
