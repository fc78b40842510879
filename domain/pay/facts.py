"""What a plan reads of each person besides the score: facts of the month, recorded and imported like measured ones."""

from collections.abc import Mapping

from domain.pay.plan import SALARY_STRUCTURE, TASK_COEFFICIENT, Plan

PAY_FACTS: Mapping[str, tuple[str, ...]] = {
    SALARY_STRUCTURE: (
        "bonus",
        "meal_days",
        "meal_rate",
        "late",
        "leave_days",
        "overtime_workday",
        "overtime_rest_day",
        "overtime_holiday",
        "commission",
    ),
    TASK_COEFFICIENT: ("team_share", "rewards", "penalties"),
}
"""By kind of plan: yuan (`bonus`, `meal_rate`, `commission`, `team_share`, `rewards`, `penalties`), days, times
late, hours.

Source: D05 月工资结构; D09 工资制度.
"""


NEEDED_FACTS: Mapping[str, tuple[str, ...]] = {SALARY_STRUCTURE: ("late", "leave_days")}
"""Those without which nobody can be paid: whether somebody was late is never guessed. The others are 0 when nobody
records them.
"""


def needed_facts(plan: Plan) -> tuple[str, ...]:
    """What must be recorded of each person before the facts are closed."""
    return NEEDED_FACTS.get(plan.kind, ())


def pay_facts(plan: Plan) -> tuple[str, ...]:
    """The names of the facts that the plan reads of each person; none for a `store-dividend`."""
    return PAY_FACTS.get(plan.kind, ())
