"""What a replay's columns, kinds and states are called where people read them; `--json` has the names themselves."""

from collections.abc import Mapping

from domain.pay.columns import COLUMNS
from web.cli.output import called, say

CHINESE: Mapping[str, str] = {
    "points": "总分之和",
    "credit": "工资转入",
    "correction": "更正",
    "spending": "支出",
    "adjustments": "更正之和",
    "fund_balance": "基金余额",
    "open": "录入中",
    "submitted": "已提交",
    "returned": "已退回",
    "approved": "已批准",
    "published": "已公布",
    "warning": "警告",
    "dismissal-review": "辞退复核",
    "improvement": "改进期",
    "proposed": "待决定",
    "issued": "已发出",
    "declined": "不采纳",
    "withdrawal-proposed": "待撤回",
    "withdrawn": "已撤回",
    "made": "已作出",
    "running": "进行中",
    "reached": "已达到",
    "not-reached": "未达到",
    "unjudged": "未评定",
}


def word(name: str, lang: str) -> str:
    """The name in the reader's language: a payroll's column by its one name, the rest as `called`."""
    if name in COLUMNS:
        return say(COLUMNS[name], lang)
    return called(CHINESE, name, lang)
