"""The salary structure: base, appraisal bonus, meal allowance, full attendance, overtime, commission.

Source: D05 月工资结构.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from domain.errors import Fault
from domain.pay.checks import duplicate_faults, negative_faults, score_fault
from domain.pay.people import PayLine, PayrollResult, SalaryPerson
from domain.pay.plan import Plan, Settings
from domain.scoring.exact import half_up, short
from domain.scoring.words import Words

PARTS = ("base", "bonus", "meal", "full_attendance", "overtime", "commission")
NOT_BELOW_ZERO = (
    "base",
    "bonus",
    "meal_days",
    "meal_rate",
    "late",
    "leave_days",
    "overtime_workday",
    "overtime_rest_day",
    "overtime_holiday",
    "commission",
)
PLACES = {name: name.replace("overtime_", "overtime/") for name in NOT_BELOW_ZERO}


def compute_salary(plan: Plan, settings: Settings, people: Sequence[SalaryPerson]) -> PayrollResult:
    """The payroll of a checked input; each part half-up to the fen, gross their sum."""
    lines = tuple(_line(person, settings) for person in people)
    totals = {column: sum((line.amounts[column] for line in lines), Decimal("0.00")) for column in (*PARTS, "gross")}
    return PayrollResult(plan.id, plan.version, None, lines, totals)


def _line(person: SalaryPerson, settings: Settings) -> PayLine:
    meal = Fraction(person.meal_days) * Fraction(person.meal_rate) if person.regular else Fraction(0)
    exact = (
        Fraction(person.base),
        Fraction(person.bonus) * Fraction(person.score) / 100,
        meal,
        full_attendance(person, settings),
        overtime(person, settings),
        Fraction(person.commission),
    )
    amounts = {name: half_up(part) for name, part in zip(PARTS, exact, strict=True)}
    amounts["gross"] = sum(amounts.values(), Decimal("0.00"))
    return PayLine(person.id, "", amounts, _why(person, amounts))


def full_attendance(person: SalaryPerson, settings: Settings) -> Fraction:
    """A part of base pay for a month without lateness and without leave, yuan, exact.

    Source: D05 全勤奖.
    """
    if person.late or person.leave_days:
        return Fraction(0)
    return Fraction(person.base) * Fraction(settings.number("full_attendance_rate"))


def overtime(person: SalaryPerson, settings: Settings) -> Fraction:
    """Overtime pay, yuan, exact: hours × hourly wage × factor, the three kinds added up.

    Source: D05 加班工资; the factors and the hourly wage are assumed.
    """
    monthly = person.base if person.hourly_base is None else person.hourly_base
    hourly = Fraction(monthly) / Fraction(settings.number("month_days")) / Fraction(settings.number("day_hours"))
    hours = (
        Fraction(person.overtime_workday) * Fraction(settings.number("overtime_workday"))
        + Fraction(person.overtime_rest_day) * Fraction(settings.number("overtime_rest_day"))
        + Fraction(person.overtime_holiday) * Fraction(settings.number("overtime_holiday"))
    )
    return hourly * hours


def _why(person: SalaryPerson, amounts: dict[str, Decimal]) -> Words:
    attendance_zh = "无迟到、无请假" if amounts["full_attendance"] else "有迟到或请假，无全勤奖"
    attendance_en = "no lateness, no leave" if amounts["full_attendance"] else "late or on leave: no full attendance"
    return Words(
        f"基本工资 {amounts['base']} + 考核奖金 {short(person.bonus)} × {short(person.score)}% = {amounts['bonus']}"
        f" + 餐补 {amounts['meal']} + 全勤奖 {amounts['full_attendance']}（{attendance_zh}）"
        f" + 加班 {amounts['overtime']} + 提成 {amounts['commission']} = {amounts['gross']} 元",
        f"base {amounts['base']} + bonus {short(person.bonus)} × {short(person.score)}% = {amounts['bonus']}"
        f" + meals {amounts['meal']} + full attendance {amounts['full_attendance']} ({attendance_en})"
        f" + overtime {amounts['overtime']} + commission {amounts['commission']} = {amounts['gross']} yuan",
    )


def salary_faults(people: Sequence[SalaryPerson]) -> list[Fault]:
    """Everything that keeps this payroll from being computed."""
    faults = duplicate_faults([person.id for person in people])
    for index, person in enumerate(people):
        at = f"/people/{index}"
        faults += score_fault(at, person.score)
        faults += negative_faults(at, {PLACES[name]: getattr(person, name) for name in NOT_BELOW_ZERO})
        faults += negative_faults(at, {"hourly_base": person.hourly_base or Decimal(0)})
    return faults
