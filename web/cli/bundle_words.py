"""What the figures of a verified bundle are called where people read them; `--json` has the names themselves."""

from collections.abc import Mapping
from functools import partial

from web.cli.output import called

CHINESE: Mapping[str, str] = {
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
    "open": "录入中",
    "submitted": "已提交",
    "returned": "已退回",
    "published": "已公布",
    "opened": "待核算",
    "calculated": "已核算",
    "invalidated": "已失效",
    "approved": "已批准",
    "paid": "已发放",
    "filed": "已提交",
    "accepted": "已受理",
    "refused": "不受理",
    "decided": "已裁决",
    "withdrawn": "已撤回",
    "lapsed": "已失效",
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
