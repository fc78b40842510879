"""The scheme: what is appraised, for how many points, by which rule and on whose word."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from domain.scoring.facts import ParameterValue
from domain.scoring.item import QUARTER, Item
from domain.scoring.words import Words


@dataclass(frozen=True)
class Section:
    """A heading of the card; its points are the sum of its items'."""

    id: str
    title: Words
    source: str


@dataclass(frozen=True)
class Fact:
    """A measured number that items read."""

    name: str
    title: Words


@dataclass(frozen=True)
class Parameter:
    """A number or choice that a shop may set without touching code.

    Attributes:
        default: the value in force until someone sets another.
        choices: the allowed texts; empty for a number.
        sets: `item.field` places that take the value, or `fatal`, the one field of the scheme itself.
    """

    id: str
    title: Words
    default: ParameterValue
    choices: tuple[str, ...]
    sets: tuple[str, ...]
    source: str
    assumed: bool = False


@dataclass(frozen=True)
class Caps:
    """How much superiors may add and take on one card, in points, all adjustments together."""

    up: Decimal
    down: Decimal
    source: str
    assumed: bool = False


@dataclass(frozen=True)
class Grade:
    """A name for totals from `at_least` up to the next better grade."""

    id: str
    title: Words
    at_least: Decimal
    source: str
    assumed: bool = False


@dataclass(frozen=True)
class Consequence:
    """What a result may lead to: the program proposes it, a person decides (see `domain.scoring.consequences`).

    Attributes:
        kind: `promotion`, `improvement`, `supervisor` or `reward`.
        grade: whose result has this grade; "" for a reward.
        to: promotion: the post, such as `group-leader`.
        leader_below: promotion: the present leader's result must be below this grade.
        reach: improvement: the grade to reach in the next period.
        otherwise: improvement: what is proposed when it is not reached, `probation-pay` or `leaving-talk`.
        when: reward: `all-targets`.
        assumption: what is assumed, where something is.
    """

    id: str
    kind: str
    title: Words
    source: str
    assumed: bool = False
    assumption: Words | None = None
    grade: str = ""
    to: str = ""
    leader_below: str = ""
    reach: str = ""
    otherwise: str = ""
    when: str = ""


@dataclass(frozen=True)
class Scheme:
    """A published way to appraise; versions never change.

    Attributes:
        source: the document, such as `D01`.
        facts: the measured numbers that items read, by name; `parameters` likewise by id.
        items: in the order of the card, sections together.
        fatal: how far a fatal defect reaches: `item`, `section` or `card`.
        adjustments: the superior's caps; None where the scheme knows no adjustment.
        grades: best first; empty where the scheme names none.
        pass_mark: the least total that passes, or None.
        consequences: what results may lead to; empty where the scheme names nothing.
    """

    id: str
    version: int
    title: Words
    source: str
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    facts: tuple[Fact, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    fatal: str = "item"
    adjustments: Caps | None = None
    grades: tuple[Grade, ...] = ()
    pass_mark: Decimal | None = None
    pass_source: str = ""
    consequences: tuple[Consequence, ...] = ()

    @property
    def total(self) -> Decimal:
        """Full points of all items: 100."""
        return sum((item.max for item in self.items), Decimal(0))

    def item(self, id: str) -> Item | None:
        """The item of that id."""
        return next((item for item in self.items if item.id == id), None)

    def parameter(self, id: str) -> Parameter | None:
        """The parameter of that id."""
        return next((parameter for parameter in self.parameters if parameter.id == id), None)

    def inputs(self) -> tuple[str, ...]:
        """Every path of a facts document that some item reads, each once, in the order of the card."""
        return tuple(dict.fromkeys(path for item in self.items for path in item.inputs()))

    def measures(self) -> tuple[str, ...]:
        """The names of the measured facts that some item reads."""
        return tuple(path.removeprefix("measures.") for path in self.inputs() if path.startswith("measures."))

    def ranked_by(self) -> tuple[str, ...]:
        """The names of the facts that teams are ranked by."""
        return tuple(dict.fromkeys(name for item in self.items for name in item.rule.ranked_by()))

    def targets(self) -> dict[str, Decimal | None]:
        """Each item that takes a target, with the scheme's own target or None: a cycle must set that one."""
        return {item.id: item.target for item in self.items if item.takes_target}

    def grade(self, total: Decimal) -> Grade | None:
        """The best grade that `total` reaches, or None."""
        return next((grade for grade in self.grades if total >= grade.at_least), None)

    def grade_named(self, id: str) -> Grade | None:
        """The grade of that id, or None."""
        return next((grade for grade in self.grades if grade.id == id), None)

    @property
    def is_quarterly(self) -> bool:
        """Whether some item scores only when a quarter closes."""
        return any(item.every == QUARTER for item in self.items)

    def configured(self, values: Mapping[str, ParameterValue]) -> "Scheme":
        """This scheme with parameters set; those not named keep their defaults. Unknown ids are ignored."""
        scheme = self
        for parameter in self.parameters:
            for place in parameter.sets if parameter.id in values else ():
                scheme = scheme._set(place, values[parameter.id])
        return scheme

    def _set(self, place: str, value: ParameterValue) -> "Scheme":
        item_id, _, name = place.rpartition(".")
        if not item_id:
            return replace(self, fatal=str(value))
        return replace(
            self,
            items=tuple(
                replace(item, rule=replace(item.rule, **{name: value})) if item.id == item_id else item
                for item in self.items
            ),
        )
