"""One line of a scheme, and what every kind of rule must be able to do."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from domain.scoring.facts import CardFacts
from domain.scoring.measures import Measure
from domain.scoring.words import Words

MONTH, QUARTER = "month", "quarter"


@dataclass(frozen=True)
class Outcome:
    """What a rule makes of the facts.

    Attributes:
        score: exact points, not yet rounded; None when the item is unscored.
        why: a sentence for the person scored; for an unscored item, the reason.
        value: the measured value where there is one: an exact fraction, or a recorded number as it is.
        target: the target that it was held against, where there is one.
        fatal: a fatal defect was recorded: the card decides how far it reaches.
    """

    score: Fraction | None
    why: Words
    value: Fraction | Decimal | None = None
    target: Decimal | None = None
    fatal: bool = False


@dataclass(frozen=True)
class Rule(ABC):
    """How one kind of item turns facts into points: pure, immutable, read from a document."""

    kind: ClassVar[str]

    @abstractmethod
    def score(self, item: "Item", facts: CardFacts) -> Outcome:
        """The item's points by the rule, exact. Never raises: what cannot be computed is unscored, with its reason."""

    @abstractmethod
    def inputs(self, item: str) -> tuple[str, ...]:
        """The paths of a facts document that the rule reads, such as `measures.orders`."""

    def reads(self) -> Measure | None:
        """The measure of recorded facts behind the rule, where it has one."""
        return None

    def titled(self, titles: Mapping[str, Words]) -> "Rule":
        """The same rule with each fact that it reads under its title."""
        return self

    def ranked_by(self) -> tuple[str, ...]:
        """The facts by which a team is ranked; none but for `rank`."""
        return ()

    @abstractmethod
    def plain(self) -> dict[str, Any]:
        """The rule's own keys of the scheme document; numbers as decimal text."""


@dataclass(frozen=True)
class Item:
    """A line of a scheme.

    Attributes:
        max: full points.
        source: the clause, such as `D01 一.1`.
        assumed: a number, or the way the sentence is read, is not in the source.
        assumption: what is assumed, where something is.
        every: `month`, or `quarter` for an item that scores only when a quarter closes.
    """

    id: str
    title: Words
    max: Decimal
    rule: Rule
    section: str
    source: str
    assumed: bool = False
    assumption: Words | None = None
    every: str = MONTH

    @property
    def kind(self) -> str:
        """The rule's name in the table of item kinds."""
        return self.rule.kind

    @property
    def target(self) -> Decimal | None:
        """The target that the scheme itself states; None where there is none until someone sets it."""
        return getattr(self.rule, "target", None)

    @property
    def takes_target(self) -> bool:
        """Whether a cycle may set a target for this item."""
        return hasattr(self.rule, "target")

    def inputs(self) -> tuple[str, ...]:
        """The paths of a facts document that the item reads."""
        return self.rule.inputs(self.id)
