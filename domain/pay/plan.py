"""The pay plan: which arithmetic pays people, with which numbers, on whose word."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.scoring.words import Words

Setting = Decimal | str | bool | None

STORE_DIVIDEND, SALARY_STRUCTURE, TASK_COEFFICIENT = "store-dividend", "salary-structure", "task-coefficient"


@dataclass(frozen=True)
class PlanParameter:
    """A number or choice of the plan.

    Attributes:
        value: what is in force until someone sets another; None for a fact of the month, or for "none" (a cap).
        assumed: the value is not in the source.
        assumption: what is assumed, where something is.
    """

    id: str
    title: Words
    value: Setting
    source: str
    assumed: bool = False
    assumption: Words | None = None


@dataclass(frozen=True)
class RoleShare:
    """A role's part of the pool, in per cent of it."""

    id: str
    title: Words
    share: Decimal
    source: str
    assumed: bool = False


@dataclass(frozen=True)
class Plan:
    """A published way to pay; versions never change.

    Attributes:
        kind: `store-dividend`, `salary-structure` or `task-coefficient`: the arithmetic.
        roles: the shares of a `store-dividend`; empty elsewhere.
    """

    id: str
    version: int
    kind: str
    title: Words
    source: str
    parameters: tuple[PlanParameter, ...]
    roles: tuple[RoleShare, ...] = ()

    def parameter(self, id: str) -> PlanParameter | None:
        """The parameter of that id."""
        return next((parameter for parameter in self.parameters if parameter.id == id), None)

    def role(self, id: str) -> RoleShare | None:
        """The role's share."""
        return next((role for role in self.roles if role.id == id), None)

    def settings(self, given: Mapping[str, Setting]) -> "Settings":
        """All parameters: the given ones, and the plan's own for the rest."""
        return Settings({parameter.id: given.get(parameter.id, parameter.value) for parameter in self.parameters})


@dataclass(frozen=True)
class Settings:
    """The parameters in force for one payroll."""

    values: Mapping[str, Setting]

    def number(self, id: str) -> Decimal:
        """A number that the plan cannot do without."""
        value = self.values[id]
        assert isinstance(value, Decimal), f"{id} is checked to be a number before it is used"  # noqa: S101
        return value

    def text(self, id: str) -> str:
        """A choice."""
        return str(self.values[id])

    def flag(self, id: str) -> bool:
        """A yes or no."""
        return self.values[id] is True
