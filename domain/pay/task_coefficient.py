"""The task coefficient: base × weighted completion of the job sheet, plus team share and rewards, less penalties.

Source: D09 工资制度.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from domain.errors import Fault
from domain.pay.checks import duplicate_faults, fault, negative_faults
from domain.pay.people import PayLine, PayrollResult, TaskPerson
from domain.pay.plan import Plan, Settings
from domain.scoring.exact import half_up
from domain.scoring.words import Words

MONEY = ("base_pay", "team_share", "rewards", "penalties", "gross")


def compute_task(plan: Plan, settings: Settings, people: Sequence[TaskPerson]) -> PayrollResult:
    """The payroll of a checked input; the coefficient is shown to four decimals and used unrounded."""
    lines = tuple(_line(person, settings) for person in people)
    totals = {column: sum((line.amounts[column] for line in lines), Decimal("0.00")) for column in MONEY}
    return PayrollResult(plan.id, plan.version, None, lines, totals)


def coefficient(person: TaskPerson, settings: Settings) -> Fraction:
    """Σ weight × completion / Σ weight, exact; not capped unless the plan says so.

    Source: D09 任务完成系数.
    """
    weights = sum((Fraction(duty.weight) for duty in person.duties), Fraction(0))
    done = sum((Fraction(duty.weight) * Fraction(duty.completion) for duty in person.duties), Fraction(0))
    exact = done / weights
    return exact if settings.values["cap"] is None else min(exact, Fraction(settings.number("cap")))


def _line(person: TaskPerson, settings: Settings) -> PayLine:
    exact = coefficient(person, settings)
    base = settings.number("base") if person.base is None else person.base
    base_pay, team, rewards, penalties = (
        half_up(Fraction(base) * exact),
        half_up(person.team_share),
        half_up(person.rewards),
        half_up(person.penalties),
    )
    gross = base_pay + team + rewards - penalties
    shown = half_up(exact, 4)
    amounts = {"coefficient": shown} | dict(zip(MONEY, (base_pay, team, rewards, penalties, gross), strict=True))
    return PayLine(
        person.id,
        "",
        amounts,
        Words(
            f"底薪 {base} × 任务完成系数 {shown} = {base_pay}，"
            f"+ 团队分成 {team} + 奖励 {rewards} − 处罚 {penalties} = {gross} 元",
            f"base {base} × task coefficient {shown} = {base_pay}, + team share {team} + rewards {rewards}"
            f" − penalties {penalties} = {gross} yuan",
        ),
    )


def task_faults(people: Sequence[TaskPerson]) -> list[Fault]:
    """Everything that keeps this payroll from being computed."""
    faults = duplicate_faults([person.id for person in people])
    for index, person in enumerate(people):
        at = f"/people/{index}"
        money = {"team_share": person.team_share, "rewards": person.rewards, "penalties": person.penalties}
        money["base"] = person.base or Decimal(0)
        faults += negative_faults(at, money)
        faults += duplicate_faults([duty.id for duty in person.duties], f"{at}/duties")
        for place, duty in enumerate(person.duties):
            faults += negative_faults(f"{at}/duties/{place}", {"weight": duty.weight, "completion": duty.completion})
        if not any(duty.weight for duty in person.duties):
            faults.append(
                fault(
                    f"{at}/duties",
                    "weights-all-zero",
                    "没有任何有权重的职责，系数无法计算",
                    "no duty carries a weight, so there is no coefficient",
                )
            )
    return faults
