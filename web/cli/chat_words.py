"""What the columns and words of the tables about chats are called; `--json` has the names themselves."""

from collections.abc import Mapping
from functools import partial

from web.cli.output import called

CHINESE: Mapping[str, str] = {
    "id": "编号",
    "file_name": "文件",
    "chats": "会话",
    "messages": "消息",
    "rule": "规则",
    "rules": "聊天规则",
    "rules_version": "版本",
    "severity": "程度",
    "sureness": "把握（%）",
    "name": "姓名",
    "number": "工号",
    "line": "行",
    "status": "状态",
    "reason": "理由",
    "reviewer": "审核人",
    "measures": "数据",
    "proposed": "待审核",
    "confirmed": "已确认",
    "rejected": "已驳回",
    "reversed": "已撤销",
    "offered": "待取用",
    "accepted": "已取用",
    "refused": "不用",
    "fatal": "致命",
    "non-fatal": "非致命",
}

word = partial(called, CHINESE)
"""A name of these in the reader's language."""
