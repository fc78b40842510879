"""A line of the salary structure (D05) or of the task coefficient (D09) explained, part by part."""

from decimal import Decimal

from application.explaining.items import ZERO
from application.explaining.paid import Paying
from application.explaining.terms import (
    AT_MOST,
    Term,
    choice,
    difference,
    half_up_to,
    labelled,
    least,
    number,
    product,
    quotient,
    total,
)
from domain.pay.columns import COLUMNS
from domain.pay.people import SalaryPerson, TaskPerson
from domain.scoring.exact import short
from domain.scoring.words import Words

HUNDRED = number("100")
BONUS, MEALS, OVERTIME = Words("考核奖金", "appraisal bonus"), Words("餐补", "meals"), Words("加班工资", "overtime")
KINDS = {
    "overtime_workday": Words("工作日加班小时", "hours on working days"),
    "overtime_rest_day": Words("休息日加班小时", "hours on rest days"),
    "overtime_holiday": Words("法定节假日加班小时", "hours on public holidays"),
}


def explain_salary(paying: Paying, person: SalaryPerson) -> None:
    """Base, bonus, meals, full attendance, overtime, commission."""
    line = paying.paid.line
    paying.add(
        "base", paying.base(person.base), "", Words("基本工资按在岗自然日折算", "base pay by calendar days at work")
    )
    bonus = product(paying.fact("bonus", person.bonus, BONUS), quotient(paying.score(person.score), HUNDRED))
    score = short(person.score)
    paying.add(
        "bonus",
        half_up_to(2, bonus),
        "",
        Words(
            f"考核奖金 {short(person.bonus)} × {score}% = {line['bonus']} 元",
            f"bonus {short(person.bonus)} × {score}% = {line['bonus']} yuan",
        ),
    )
    paying.add("meal", _meal(paying, person), "", _said_meal(person, line["meal"]))
    paying.add("full_attendance", _attendance(paying, person), "full_attendance_rate", _said_attendance(person))
    paying.add(
        "overtime",
        _overtime(paying, person),
        "overtime_workday",
        Words(f"加班工资 {line['overtime']} 元", f"overtime {line['overtime']} yuan"),
    )
    commission = paying.fact("commission", person.commission, Words("提成", "commission"))
    said = Words(f"提成 {line['commission']} 元", f"commission {line['commission']} yuan")
    paying.add("commission", half_up_to(2, commission), "", said)


def explain_task(paying: Paying, person: TaskPerson) -> None:
    """Coefficient, base wage by it, team share, rewards, penalties."""
    line = paying.paid.line
    exact = _coefficient(paying, person)
    shown = line["coefficient"]
    paying.add(
        "coefficient",
        half_up_to(4, exact),
        "cap",
        Words(
            f"任务完成系数 {shown}：各职责完成度按权重平均",
            f"task coefficient {shown}: completion, by the duties' weights",
        ),
    )
    base = paying.parameter("base") if person.base is None else paying.plan_base(person.base)
    paying.add(
        "base_pay",
        half_up_to(2, product(base, exact)),
        "base",
        Words(
            f"底薪 {short(base.value)} × {shown} = {line['base_pay']} 元",
            f"base {short(base.value)} × {shown} = {line['base_pay']} yuan",
        ),
    )
    for name, zh, en in (("team_share", "团队分成", "team share"), ("rewards", "奖励", "rewards")):
        fact = paying.fact(name, getattr(person, name), Words(zh, en))
        paying.add(name, half_up_to(2, fact), "", Words(f"{zh} {line[name]} 元", f"{en} {line[name]} yuan"))
    taken = paying.fact("penalties", person.penalties, Words("处罚", "penalties"))
    said = Words(f"处罚 {line['penalties']} 元", f"penalties {line['penalties']} yuan")
    paying.add("penalties", half_up_to(2, taken), "", said)


def explain_exempt_wage(paying: Paying) -> None:
    """Who is exempt from appraisal is paid their base."""
    line = paying.paid.line
    words = Words("本期免考核：只发底薪", "exempt from appraisal this period: base pay only")
    if "base_pay" in line:
        paying.add("base_pay", paying.plan_base(Decimal(line["base_pay"])), "base", words)
    else:
        paying.add("base", paying.base(Decimal(line["base"])), "", words)


def parts_of(line: dict[str, str], names: tuple[str, ...], paying: Paying) -> list[Term]:
    """The columns of a line that its gross is the sum of."""
    return [paying.amount(name, COLUMNS[name]) for name in names if name in line]


def gross_of_task(paying: Paying) -> Term:
    """Base wage, team share and rewards, less penalties."""
    line = paying.paid.line
    gains = total(parts_of(line, ("base_pay", "team_share", "rewards"), paying))
    taken = parts_of(line, ("penalties",), paying)
    return difference(gains, *taken) if taken else gains


def _meal(paying: Paying, person: SalaryPerson) -> Term:
    if not person.regular:
        return number("0.00", MEALS)
    days = paying.fact("meal_days", person.meal_days, Words("就餐天数", "meal days"))
    rate = paying.fact("meal_rate", person.meal_rate, Words("每天餐补", "yuan a day"))
    return labelled(half_up_to(2, product(days, rate)), MEALS)


def _said_meal(person: SalaryPerson, amount: str) -> Words:
    if not person.regular:
        return Words("餐补只发给正式员工", "the meal allowance is for regular staff only")
    days, rate = short(person.meal_days), short(person.meal_rate)
    return Words(f"餐补 {days} 天 × {rate} 元 = {amount} 元", f"meals: {days} days × {rate} yuan = {amount} yuan")


def _attendance(paying: Paying, person: SalaryPerson) -> Term:
    """A part of base pay where lateness and leave together are at most 0."""
    late = paying.fact("late", person.late, Words("迟到次数", "times late"))
    leave = paying.fact("leave_days", person.leave_days, Words("请假天数", "days of leave"))
    base = paying.amount("base", Words("基本工资", "base pay"))
    rate = paying.parameter("full_attendance_rate")
    return half_up_to(2, choice(AT_MOST, total([late, leave]), ZERO, product(base, rate), ZERO))


def _said_attendance(person: SalaryPerson) -> Words:
    if person.late or person.leave_days:
        return Words("有迟到或请假，无全勤奖", "late or on leave: no full attendance")
    return Words("无迟到、无请假，有全勤奖", "no lateness, no leave: full attendance")


def _overtime(paying: Paying, person: SalaryPerson) -> Term:
    """Hours × hourly wage × factor, the three kinds added up."""
    monthly = (
        paying.amount("base", Words("基本工资", "base pay"))
        if person.hourly_base is None
        else number(person.hourly_base, Words("整月基本工资", "base pay of a whole month"))
    )
    hourly = quotient(quotient(monthly, paying.parameter("month_days")), paying.parameter("day_hours"))
    hours = [
        product(paying.fact(name, getattr(person, name), label), paying.parameter(name))
        for name, label in KINDS.items()
    ]
    return labelled(half_up_to(2, product(hourly, total(hours))), OVERTIME)


def _coefficient(paying: Paying, person: TaskPerson) -> Term:
    """Σ weight × completion / Σ weight; each duty is an item of the card."""
    source = paying.card()
    weights = [number(duty.weight, Words(f"{duty.id} 权重", f"weight of {duty.id}"), source) for duty in person.duties]
    done = [
        product(weight, number(duty.completion, Words(f"{duty.id} 完成度", f"{duty.id} done"), source))
        for weight, duty in zip(weights, person.duties, strict=True)
    ]
    exact = quotient(total(done), total(weights))
    return exact if paying.paid.settings.values["cap"] is None else least(exact, paying.parameter("cap"))
