"""What the figures of a verified bundle are called where people read them; `--json` has the names themselves."""

from collections.abc import Mapping
from functools import partial

from domain.appeal import words
from domain.payroll import statuses
from domain.scorecard import stages
from web.cli.output import called

CHINESE: Mapping[str, str] = {
    **words.CHINESE,
    **stages.CHINESE,
    **statuses.CHINESE,
    "scorecard": "考核表",
    "appeal": "申诉",
    "payslip": "工资条",
    "employee": "员工",
    "appellant": "申诉人",
    "period": "期间",
    "stage": "阶段",
    "status": "状态",
    "kind": "对象",
    "outcome": "裁决",
    "total": "总分",
    "old_total": "原总分",
    "new_total": "改判后总分",
    "grade": "等级",
    "gross": "合计",
    "proven": "已证明",
    "upheld": "成立",
    "partly": "部分成立",
    "dismissed": "不成立",
    "deduction": "扣分",
    "judgement": "评分",
    "rating": "评价",
    "item": "考核项",
    "score": "整张考核表",
    "share": "浮动份额",
}

word = partial(called, CHINESE)
"""A name of these in the reader's language."""
