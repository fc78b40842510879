"""What a payroll holds: a calculation, what it should have been, what it puts right of an earlier one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.errors import DomainError
from domain.scoring.words import Words
from domain.values import Evidence


@dataclass(frozen=True)
class Adjustment:
    """A correction of a paid payroll, in yuan.

    Attributes:
        paid: what the person gets more (negative: less); `team_fund` and `retained` take the opposite, so the three
        sum to 0. corrects: the payroll that was wrong.
    """

    id: UUID
    employee: UUID
    paid: Decimal
    team_fund: Decimal
    retained: Decimal
    corrects: UUID
    corrected_period: str

    def as_data(self) -> dict[str, Any]:
        """The adjustment as a payroll keeps and shows it."""
        return {
            "adjustment": self.id,
            "employee": self.employee,
            "paid": self.paid,
            "team_fund": self.team_fund,
            "retained": self.retained,
            "corrects": self.corrects,
            "corrected_period": self.corrected_period,
        }


@dataclass(frozen=True)
class Correction:
    """What a paid payroll should have been, ready to be recorded.

    Attributes:
        figures: of the shop, the ones that came late, in yuan.
        inputs: as of a `Calculation`, with everything known now.
        exempt: base pay of those who are exempt from appraisal, by person.
        totals: what the inputs come to.
        reason: everybody whose pay changes reads it.
    """

    figures: Mapping[str, Decimal]
    inputs: Mapping[str, Any]
    exempt: Mapping[str, Decimal]
    totals: Mapping[str, Decimal]
    reason: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Calculation:
    """A computed payroll, ready to be recorded.

    Attributes:
        lines: a mapping a person: `id, role, base, entitlement, paid, team_fund, retained, adjustment, gross` and what
            the plan adds.
        totals: the sums of the money columns and `unassigned`.
        digest: SHA-256 over plan, inputs, lines and totals.
    """

    cycle: UUID
    plan: str
    plan_version: int
    inputs: Mapping[str, Any]
    cards: Mapping[str, int]
    lines: tuple[dict[str, Any], ...]
    totals: Mapping[str, Decimal]
    digest: str


def below_zero(gross: Decimal) -> Words | None:
    """What is said of a line that comes to less than nothing, because an earlier month is put right by more than the
    pay; None of any other.
    """
    if gross >= 0:
        return None
    return Words(
        f"实发小于零：本期不付款，差额 {-gross} 元由单位与本人另行结清，系统不转入下期",
        f"below zero: nothing is paid out; the {-gross} yuan are settled with the person outside, and carried into no "
        "later month",
    )


def check_balance(lines: Iterable[Mapping[str, Any]], totals: Mapping[str, Decimal]) -> None:
    """Raises DomainError unless Σ entitlement = Σ paid + fund + retained, a line and in all. Source: D04 三.4."""
    sums = dict.fromkeys(("entitlement", "paid", "team_fund", "retained"), Decimal(0))
    for line in lines:
        if "entitlement" not in line:
            continue
        if line["entitlement"] != line["paid"] + line["team_fund"] + line["retained"]:
            raise DomainError(
                f"{line['id']} 这一行金额不平 / the line of {line['id']} does not add up",
                code="unbalanced",
                clause="D04 三.4",
            )
        for name in sums:
            sums[name] += line[name]
    if any(name in totals and totals[name] != amount for name, amount in sums.items()):
        raise DomainError(
            "合计不等于各行之和 / the totals are not the sums of the lines", code="unbalanced", clause="D04 三.4"
        )
