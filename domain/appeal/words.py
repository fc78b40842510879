"""What an appeal's statuses and acts are called in Chinese, for those who read why something is refused."""

CHINESE = {
    "filed": "已提交",
    "accepted": "已受理",
    "refused": "不受理",
    "decided": "已裁决",
    "withdrawn": "已撤回",
    "lapsed": "已失效",
    "accept": "受理",
    "refuse": "不予受理",
    "attach evidence": "补充证据",
    "assign": "指定审理人",
    "answer": "答复",
    "ask for information": "要求补充说明",
    "give information": "补充说明",
    "note a hearing": "记录听证",
    "decide": "裁决",
    "escalate": "上报总经理",
    "withdraw": "撤回",
    "lapse": "失效",
}
"""By the status's or act's name in `TRANSITIONS`."""
