"""What may be kept of a file's name (文件名): people write into it whom and what the file is about.

An event keeps it for ever and in the clear, so only words that are about nobody are kept: dates, the words of this
list, the kind of file. What else it says is left out, and a mark stands in its place. Which file it was, its hash says.
"""

import re

LEFT_OUT = "〔略〕"
"""Stands in a name for what was not kept."""

_HAN_WORDS = """
    店铺 本店 全店 团队 小组 部门 公司 员工 人员 客服 运营 售前 售后 主播 销售 一月 二月 三月 四月 五月 六月
    七月 八月 九月 十月 十一月 十二月 月份 月度 一季度 二季度 三季度 四季度 季度 年度 月初 月末 月底 上旬 中旬
    下旬 本月 上月 上半月 下半月 第一周 第二周 第三周 第四周 周报 月报 日报 季报 年报 绩效 考核 指标 数据 考勤
    奖惩 工资 薪资 薪酬 提成 业绩 销售额 营业额 目标 订单 退款 退货 转化 转化率 上新 库存 流量 推广 费用 成本
    利润 质检 服务 聊天 会话 聊天记录 记录 对话 交接 评分 得分 排名 打分 统计 汇总 明细 报表 导出 导入 原始 表格
    模板 最终版 终版 修订 更正 补充 副本 千牛 赤兔 生意参谋 表 的 和 与 及 月 年
"""
_LATIN_WORDS = """
    jan feb mar apr jun jul aug sep oct nov dec january february march april may june july august september
    october november december month monthly week weekly quarter year q1 q2 q3 q4 facts fact data sales targets
    orders refunds returns attendance chats chat transcript transcripts service operations shop staff team
    handover measures counts ranks scores pay payroll report export copy final corrected summary table of and
    the in x a
"""
KINDS = (".csv", ".xlsx", ".txt", ".tsv")

_DAY = r"20[0-9]{2}(?:[-_./年]?(?:1[0-2]|0?[1-9])(?:[-_./月]?(?:3[01]|[12][0-9]|0?[1-9])日?|月)?|年)?"
_PART = re.compile(
    rf"(?P<date>(?<![0-9])(?<![0-9][-_. ]){_DAY}(?:[-_~至到]{_DAY})?(?![-_. ]?[0-9])"
    r"|(?<![0-9])(?:1[0-2]|[1-9])月份?)"
    r"|(?P<copy>[(（][1-9][0-9]?[)）])"
    r"|(?P<latin>[A-Za-z][A-Za-z0-9]*)"
    r"|(?P<han>[\u3400-\u9fff]+)"
    r"|(?P<between>[-_. +~,，、]+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_HAN = re.compile("|".join(sorted(_HAN_WORDS.split(), key=len, reverse=True)))


def kept_name(name: str) -> str:
    """`张三 13812345678 退款.csv` is `〔略〕退款.csv`; `2026年10月考勤.xlsx` stays as it is."""
    kind = next((kind for kind in KINDS if name.lower().endswith(kind)), "")
    stem = name[: len(name) - len(kind)] if kind else name
    kept = "".join(_kept(found) for found in _PART.finditer(stem))
    mark = re.escape(LEFT_OUT)
    return re.sub(rf"{mark}(?:[-_. +~,，、]*{mark})*[-_. ]*", LEFT_OUT, kept) + name[len(stem) :]


def _kept(part: re.Match[str]) -> str:
    if part["latin"]:
        return part[0] if part[0].lower() in _LATIN_WORDS.split() else LEFT_OUT
    if part["han"]:
        return part[0] if _made_of_words(part[0]) else _words_of(part[0])
    return LEFT_OUT if part["other"] else part[0]


def _made_of_words(run: str) -> bool:
    return re.fullmatch(f"(?:{_HAN.pattern})+", run) is not None


def _words_of(run: str) -> str:
    """A run with more in it keeps its words of two characters and more: 年 and 月 may be part of a name."""
    found = [word[0] for word in _HAN.finditer(run) if len(word[0]) > 1]
    return LEFT_OUT + "".join(found)
