"""What the things that people ask for are called, and the answer where there is none."""

from collections.abc import Mapping

from domain.errors import NotFound

CHINESE: Mapping[str, str] = {
    "appeal": "申诉",
    "chat-rules": "聊天规则",
    "cycle": "考核周期",
    "employee": "员工",
    "evidence": "证据文件",
    "explanation": "说明",
    "notice": "通知",
    "organization": "组织",
    "payroll": "工资单",
    "payslip": "工资条",
    "plan": "薪酬方案",
    "scheme": "考核方案",
    "scorecard": "考核表",
    "share": "浮动份额",
    "shop": "店铺",
    "standing": "考核后果",
    "team-fund": "团队活动基金",
    "transcript": "聊天记录",
    "webhook": "外部通知（webhook）",
}


def called(what: str) -> str:
    """Its name in Chinese; as it is where it has none."""
    return CHINESE.get(what, what)


def absent(what: str, key: object) -> NotFound:
    """The same words for what does not exist and for what may not be seen."""
    return NotFound(f"没有{called(what)} {key} / there is no {what} {key}", code=f"{what}-not-found")
