"""A line of a payroll: columns that every plan has, and those that the plan adds."""

from typing import Any

import marshmallow as ma

from web.api.answers import Words
from web.api.fields import Exact, Id, Text


class Line(ma.Schema):
    """What one person gets, in yuan; a plan may add columns of its own, each a decimal as text."""

    class Meta:
        unknown = ma.INCLUDE

    id = Id("The person.", required=True)
    payslip = Id("Their payslip; in a payroll.")
    role = Text("Role.", required=True)
    base = Exact("Base pay earned.")
    entitlement = Exact("Share of the pool.")
    paid = Exact("Performance part that is paid.")
    team_fund = Exact("What goes to the team fund.")
    retained = Exact("What stays with the company.")
    adjustment = Exact("What earlier months got wrong.", required=True)
    gross = Exact("All that is paid out.", required=True)
    explanation = Words("How it came about.", required=True)

    @ma.post_dump(pass_original=True)
    def _with_columns_of_the_plan(self, dumped: dict[str, Any], original: Any, **_: object) -> dict[str, Any]:
        return {**original, **dumped}
