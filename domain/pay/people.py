"""What a payroll is computed from, and what comes out of it. Money is yuan; amounts out have two decimals."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.scoring.words import Words

ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True)
class DividendPerson:
    """Someone paid from the shop's pool.

    Attributes:
        base: base pay of the period, yuan.
        score: final score on 100.
        weight: part in the role's share, such as days worked; equal weights by default.
    """

    id: str
    role: str
    base: Decimal
    score: Decimal
    weight: Decimal = ONE


@dataclass(frozen=True)
class Grant:
    """Percentage points of share given from the general manager's 5 %, to a role or to a person.

    Attributes:
        giver: the role that gives, for `shifted` funding; "" otherwise.
    """

    points: Decimal
    role: str = ""
    person: str = ""
    giver: str = ""


@dataclass(frozen=True)
class SalaryPerson:
    """Someone on the salary structure.

    Attributes:
        bonus: the appraisal bonus at full score, yuan.
        meal_days: days with a meal allowance; `meal_rate` is yuan a day.
        late: times late in the month; `leave_days` is days of leave.
        regular: a regular employee (正式员工); only they get the meal allowance.
        hourly_base: a whole month's base that an hour of overtime is counted from; None: `base` is one.
        overtime_workday: hours; likewise on rest days and holidays.
        commission: yuan.
    """

    id: str
    base: Decimal
    score: Decimal
    late: Decimal
    leave_days: Decimal
    regular: bool
    bonus: Decimal = ZERO
    meal_days: Decimal = ZERO
    meal_rate: Decimal = ZERO
    overtime_workday: Decimal = ZERO
    overtime_rest_day: Decimal = ZERO
    overtime_holiday: Decimal = ZERO
    commission: Decimal = ZERO
    hourly_base: Decimal | None = None


@dataclass(frozen=True)
class Duty:
    """A weighted line of a job sheet; completion 1 is done as asked."""

    id: str
    weight: Decimal
    completion: Decimal


@dataclass(frozen=True)
class TaskPerson:
    """Someone paid by the completion of a job sheet; money in yuan.

    Attributes:
        base: the base wage of what they worked, for somebody who did not work one whole month; None: the plan's.
    """

    id: str
    duties: tuple[Duty, ...]
    team_share: Decimal = ZERO
    rewards: Decimal = ZERO
    penalties: Decimal = ZERO
    base: Decimal | None = None


Person = DividendPerson | SalaryPerson | TaskPerson


@dataclass(frozen=True)
class PayLine:
    """One person's line.

    Attributes:
        role: the person's role; "" where the plan knows none.
        amounts: the plan's columns in their order; money with two decimals, `coefficient` with four.
        explanation: how the line came about, for the person paid.
    """

    id: str
    role: str
    amounts: Mapping[str, Decimal]
    explanation: Words


@dataclass(frozen=True)
class PayrollResult:
    """A computed payroll.

    Attributes:
        pool: the amount shared out, yuan; None where the plan shares nothing.
        lines: in the order of the people.
        totals: per money column, the sum of the lines; for a pool also `unassigned`.
    """

    plan: str
    version: int
    pool: Decimal | None
    lines: tuple[PayLine, ...]
    totals: Mapping[str, Decimal]


def result_plain(result: PayrollResult) -> dict[str, object]:
    """The payroll in the JSON shape of the dry run; numbers as decimal text."""
    pool = {} if result.pool is None else {"pool": str(result.pool)}
    return {
        "plan": result.plan,
        "version": result.version,
        **pool,
        "lines": [_line_plain(line) for line in result.lines],
        "totals": {name: str(amount) for name, amount in result.totals.items()},
    }


def _line_plain(line: PayLine) -> dict[str, str]:
    role = {"role": line.role} if line.role else {}
    return {"id": line.id, **role} | {name: str(amount) for name, amount in line.amounts.items()}
