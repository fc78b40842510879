"""What the columns of a payroll are called where people read them, in every table, report and explanation alike."""

from collections.abc import Mapping

from domain.scoring.words import Words

COLUMNS: Mapping[str, Words] = {
    "base": Words("底薪", "base pay"),
    "base_pay": Words("底薪", "base pay"),
    "bonus": Words("考核奖金", "appraisal bonus"),
    "meal": Words("餐补", "meal allowance"),
    "full_attendance": Words("全勤奖", "full attendance"),
    "overtime": Words("加班费", "overtime"),
    "commission": Words("提成", "commission"),
    "coefficient": Words("任务完成系数", "task coefficient"),
    "team_share": Words("团队分成", "team share"),
    "rewards": Words("奖励", "rewards"),
    "penalties": Words("处罚", "penalties"),
    "entitlement": Words("应得绩效", "entitlement"),
    "paid": Words("绩效发放", "performance pay"),
    "team_fund": Words("入团队基金", "to the team fund"),
    "retained": Words("公司留存", "kept by the company"),
    "unassigned": Words("未分配", "unassigned"),
    "adjustment": Words("以前月份更正", "corrections of earlier months"),
    "gross": Words("应发合计", "gross"),
    "pool": Words("奖金池", "pool"),
}
"""By the column's name in lines and totals (D04 三, D05, D09)."""
