"""What a replay's columns, kinds and states are called where people read them; `--json` has the names themselves."""

from collections.abc import Mapping

from domain.pay.columns import COLUMNS
from domain.scorecard import stages
from domain.standing import rules
from web.cli.output import called, say

CHINESE: Mapping[str, str] = {
    **rules.CHINESE,
    **stages.CHINESE,
    "points": "总分之和",
    "credit": "工资转入",
    "correction": "更正",
    "spending": "支出",
    "adjustments": "更正之和",
    "fund_balance": "基金余额",
}


def word(name: str, lang: str) -> str:
    """The name in the reader's language: a payroll's column by its one name, the rest as `called`."""
    if name in COLUMNS:
        return say(COLUMNS[name], lang)
    return called(CHINESE, name, lang)
