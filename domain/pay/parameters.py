"""Which parameters each kind of plan has, and which values they may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.pay.plan import SALARY_STRUCTURE, STORE_DIVIDEND, TASK_COEFFICIENT, Setting
from domain.scoring.plain import Place

HUNDRED = Decimal(100)
ZERO = Decimal(0)

NET_PROFIT, TURNOVER = "net-profit", "turnover"
ON_TOP, RESERVED, SHIFTED = "on_top", "reserved", "shifted"
LOST, ALL, NONE = "lost", "all", "none"
IN_A_ROW, LAST_12_MONTHS = "in-a-row", "last-12-months"


@dataclass(frozen=True)
class Kind:
    """What a parameter's value may be.

    Attributes:
        choices: the allowed texts of a choice.
        least: the smallest number, or None for any.
        above: the number must be greater than this.
        most: the greatest number.
        places: the most decimals.
        is_flag: a yes or no instead of a number.
        nullable: there may be no value: a fact of the month, or no cap.
    """

    choices: tuple[str, ...] = ()
    least: Decimal | None = None
    above: Decimal | None = None
    most: Decimal | None = None
    places: int | None = None
    is_flag: bool = False
    nullable: bool = False

    def read(self, place: Place) -> Setting:
        """The value at `place`; what does not fit is noted there."""
        if self.nullable and place.value is None:
            return None
        if self.is_flag:
            return place.flag()
        if self.choices:
            return place.choice(*self.choices)
        return place.decimal(least=self.least, above=self.above, most=self.most, places=self.places)


POINTS = Kind(least=ZERO, most=HUNDRED)
RATE = Kind(least=ZERO, most=Decimal(1))
FACTOR = Kind(least=ZERO)
MONTHS = Kind(least=Decimal(1), places=0)
FACT = Kind(nullable=True)

PARAMETERS: Mapping[str, Mapping[str, Kind]] = {
    STORE_DIVIDEND: {
        "pool": Kind(choices=(NET_PROFIT, TURNOVER)),
        "net_profit": FACT,
        "turnover": FACT,
        "net_profit_rate": RATE,
        "turnover_rate": RATE,
        "threshold": POINTS,
        "threshold_inclusive": Kind(is_flag=True),
        "discretionary_funding": Kind(choices=(ON_TOP, RESERVED, SHIFTED)),
        "discretionary_ceiling": POINTS,
        "fund_below": Kind(choices=(LOST, ALL, NONE)),
        "poor_below": POINTS,
        "warning_after": MONTHS,
        "review_after": MONTHS,
        "review_window": Kind(choices=(IN_A_ROW, LAST_12_MONTHS)),
    },
    SALARY_STRUCTURE: {
        "full_attendance_rate": RATE,
        "month_days": Kind(above=ZERO),
        "day_hours": Kind(above=ZERO),
        "overtime_workday": FACTOR,
        "overtime_rest_day": FACTOR,
        "overtime_holiday": FACTOR,
    },
    TASK_COEFFICIENT: {
        "base": FACTOR,
        "cap": Kind(least=ZERO, nullable=True),
    },
}
"""By kind of plan, its parameters in the order in which documents list them."""
