"""What a letter says: what happened, until when, where to look; in both languages. Never a name, figure or reason.

A mailbox may be read by others, and what was sent can never be erased.
"""

from collections.abc import Mapping
from datetime import date

from application.delivering.sending import Told

Both = tuple[str, str]
"""Chinese and English."""

HAPPENED: Mapping[str, Both] = {
    "score-published": ("你的绩效结果已公布", "Your result has been published"),
    "appeal-window-ends": ("申诉期即将结束", "The time to appeal ends soon"),
    "appeal-filed": ("有一件申诉等待受理", "An appeal waits to be taken up"),
    "appeal-accepted": ("你的申诉已被受理", "Your appeal was taken up"),
    "answer-awaited": ("有一件申诉等待你的答复", "An appeal waits for your side of it"),
    "appeal-assigned": ("有一件申诉由你审理", "An appeal is yours to hear"),
    "appeal-handed-on": ("你审理的一件申诉已转给他人", "An appeal that you heard went to somebody else"),
    "appeal-answered": ("你审理的申诉有新的答复", "There is an answer in an appeal that you hear"),
    "appeal-dropped": ("你审理的一件申诉已终止", "An appeal that you heard has ended"),
    "judge-interested": (
        "一件申诉的裁决关系到审理人自己的收入",
        "The pay of whoever hears an appeal moves with the decision",
    ),
    "interested-decision": (
        "一件关系到裁决人自己收入的申诉已有决定",
        "Somebody decided an appeal with which their own pay moves",
    ),
    "interested-withdrawal": (
        "一笔份额被收回，收回人自己的收入随之变动",
        "Somebody took a share back with which their own pay moves",
    ),
    "grant-withdrawn": ("你申请到的份额已收回", "A share that you had asked for and got was taken back"),
    "appeal-concluded": ("针对你的录入的申诉已有决定", "An appeal against an entry of yours was decided"),
    "appeal-decided": ("你的申诉已有决定", "Your appeal has been decided"),
    "appeal-escalated": ("你的申诉已转交总经理", "Your appeal went to the general manager"),
    "appeal-lapsed": ("你的申诉因未按时答复而终止", "Your appeal ended because a question was not answered in time"),
    "appeal-question": ("你的申诉需要补充说明", "There is a question about your appeal"),
    "appeal-refused": ("你的申诉未被受理", "Your appeal was not taken up"),
    "decision-due": ("有一件申诉即将到期，等待你的决定", "An appeal waits for your decision and is due soon"),
    "payslip-paid": ("你的工资已发放，可查看工资单", "You were paid; your payslip can be seen"),
    "pay-adjusted": ("你的工资有一笔更正", "Your pay is corrected by an adjustment"),
    "pay-outdated": ("有数据晚到，已发放的工资可能需要更正", "Something came late: a paid month may need a correction"),
    "warning-issue": ("你收到一次警告", "You were given a warning"),
    "warning-withdraw": ("对你的一次警告已撤回", "A warning to you was withdrawn"),
    "review-closed": ("对你的去留评议已有结论", "The review of your employment was concluded"),
    "consequence-made": ("关于你的一项决定已作出", "Something was decided about you"),
    "consequence-withdrawn": ("关于你的一项决定已撤回", "A decision about you was withdrawn"),
    "improvement-begun": ("你的改进期已开始", "Your improvement period has begun"),
    "improvement-ended": ("你的改进期已结束", "Your improvement period has ended"),
}
"""By the notice's kind."""

ANYTHING: Both = ("你有一条新通知", "There is a notice for you")

UNTIL: Mapping[str, Both] = {
    "score-published": ("如有异议，请在 {day} 结束前申诉。", "To object, appeal before the end of {day}."),
    "appeal-window-ends": ("如有异议，请在 {day} 结束前申诉。", "To object, appeal before the end of {day}."),
    "payslip-paid": ("如有异议，请在 {day} 结束前申诉。", "To object, appeal before the end of {day}."),
    "appeal-question": ("请在 {day} 结束前答复，否则申诉终止。", "Answer before the end of {day}, or the appeal ends."),
    "appeal-filed": ("请在 {day} 结束前裁决。", "A decision is due before the end of {day}."),
    "appeal-accepted": ("应在 {day} 结束前裁决。", "A decision is due before the end of {day}."),
    "answer-awaited": (
        "请在 {day} 裁决期限之前答复。",
        "Answer before the decision, which is due by the end of {day}.",
    ),
    "appeal-assigned": ("请在 {day} 结束前裁决。", "Decide before the end of {day}."),
    "appeal-handed-on": ("裁决期限：{day}。", "A decision is due before the end of {day}."),
    "appeal-answered": ("请在 {day} 结束前裁决。", "Decide before the end of {day}."),
    "judge-interested": (
        "裁决期限：{day}；可以另行指定。",
        "A decision is due before the end of {day}; it may be assigned anew.",
    ),
    "appeal-escalated": ("总经理应在 {day} 结束前决定。", "The general manager decides before the end of {day}."),
    "decision-due": ("请在 {day} 结束前决定。", "Decide before the end of {day}."),
}
"""What a notice's deadline is for, by its kind."""

BY_THEN: Both = ("截止日期：{day}（当日有效）。", "Deadline: the end of {day}.")

PLACES: Mapping[str, Both] = {
    "scorecard": ("评分卡", "scorecards"),
    "appeal": ("申诉", "appeals"),
    "payroll": ("工资单", "payslips"),
    "standing": ("考核记录", "standing"),
}
"""Where to look, by the kind of what a notice is about."""

LOOK: Both = ("详情请登录绩效系统，在「通知」中查看{place}。", "Sign in and look under notices{place}.")
PLACE: Both = ("，或在「{name}」中查看", " or under {name}")
FOOT: Both = (
    "本邮件由系统自动发出，不含分数、金额和理由，请勿回复。",
    "A program sent this; it holds no scores, amounts or reasons. Please do not answer it.",
)


def subject_line(told: Told) -> str:
    """What happened, in both languages, on one line."""
    chinese, english = HAPPENED.get(told.kind, ANYTHING)
    return f"【绩效】{chinese} / {english}"


def text_of(told: Told, address: str) -> str:
    """The letter's text, Chinese before English.

    Args:
        address: where people sign in, or "" when nobody said.
    """
    return "\n\n".join((_text(told, address, 0), _text(told, address, 1))) + "\n"


def words_of(kind: str, deadline: date | None) -> Mapping[str, str]:
    """What a notice says, `zh` and `en`, for its person's inbox; the letter says the same."""
    return {"zh": "".join(_said(kind, deadline, 0)), "en": " ".join(_said(kind, deadline, 1))}


def _said(kind: str, deadline: date | None, language: int) -> list[str]:
    """What happened, and until when something may be done about it."""
    stop = "。" if language == 0 else "."
    lines = [HAPPENED.get(kind, ANYTHING)[language] + stop]
    if deadline is not None:
        lines.append(UNTIL.get(kind, BY_THEN)[language].format(day=_day(deadline, language)))
    return lines


def _text(told: Told, address: str, language: int) -> str:
    lines = _said(told.kind, told.deadline, language)
    place = PLACES.get(told.subject_kind)
    named = PLACE[language].format(name=place[language]) if place else ""
    lines.append(LOOK[language].format(place=named))
    if address:
        lines.append(address)
    return "\n".join([*lines, FOOT[language]])


def _day(day: date, language: int) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if language == 0 else day.isoformat()
