"""What the readable report calls things, in Chinese and English."""

from collections.abc import Mapping

from domain.pay.columns import COLUMNS

Table = Mapping[str, Mapping[str, str]]


def _table(lines: str) -> Table:
    """Lines of `name | zh | en`."""
    rows = [[cell.strip() for cell in line.split("|")] for line in lines.strip().splitlines()]
    return {name: {"zh": zh, "en": en} for name, zh, en in rows}


EVENT_TITLES = _table("""
scorecard-opened | 开表 | Card opened
facts-recorded | 录入数据 | Figures recorded
judgement-given | 评定 | Judgement given
rating-given | 评分 | Rating given
deduction-proposed | 提议扣分 | Deduction proposed
deduction-recorded | 扣分 | Deduction recorded
deduction-confirmed | 确认扣分 | Deduction confirmed
deduction-rejected | 驳回扣分提议 | Deduction rejected
deduction-reversed | 撤销扣分 | Deduction reversed
deduction-reduced | 减轻扣分 | Deduction reduced
adjustment-made | 上级加减分 | Points adjusted
item-waived | 项目免评 | Item waived
scorecard-submitted | 提交考核表 | Card submitted
scorecard-returned | 退回考核表 | Card returned
scorecard-approved | 批准考核表 | Card approved
scorecard-reopened | 重开考核表 | Card reopened
scorecard-published | 公布结果 | Result published
scorecard-acknowledged | 本人确认 | Acknowledged
scorecard-amended | 申诉后更正 | Amended on appeal
appeal-filed | 提出申诉 | Appeal filed
appeal-evidence-attached | 附上证据 | Evidence attached
appeal-accepted | 受理申诉 | Accepted for hearing
appeal-refused | 不予受理 | Not heard
appeal-assigned | 指定处理人 | Handler assigned
appeal-answered | 答辩 | Answered
information-asked | 要求补充 | Information asked
information-given | 补充说明 | Information given
hearing-noted | 听取记录 | Hearing noted
appeal-decided | 裁决 | Decided
appeal-escalated | 上报总经理 | Escalated
appeal-interest-flagged | 审理人利害关系 | Judge's interest flagged
appeal-grounds-added | 补充理由 | Grounds added
appeal-deadline-missed | 逾期未裁 | Deadline missed
appeal-withdrawn | 撤回申诉 | Withdrawn
appeal-lapsed | 申诉失效 | Lapsed
payroll-opened | 建立工资单 | Payroll opened
payroll-calculated | 计算工资 | Payroll calculated
payroll-invalidated | 计算失效 | Calculation invalidated
payroll-approved | 批准工资 | Payroll approved
payroll-paid | 发放工资 | Payroll paid
payroll-corrected | 更正已发放的工资单 | Paid payroll corrected
payroll-voided | 作废计算 | Calculation voided
adjustment-posted | 更正入账 | Adjustment posted
share-granted | 授予份额 | Share granted
version-published | 发布方案 | Version published
""")

VALUES = _table("""
open | 进行中 | open
submitted | 已提交 | submitted
returned | 已退回 | returned
approved | 已批准 | approved
published | 已公布 | published
opened | 已建立 | opened
calculated | 已计算 | calculated
invalidated | 已失效 | invalidated
paid | 已发放 | paid
filed | 已提出 | filed
accepted | 已受理 | accepted
refused | 不受理 | refused
decided | 已裁决 | decided
withdrawn | 已撤回 | withdrawn
lapsed | 已失效 | lapsed
upheld | 支持 | upheld
partly | 部分支持 | partly upheld
dismissed | 驳回 | dismissed
proposed | 提议 | proposed
recorded | 已扣 | recorded
rejected | 已驳回 | rejected
reversed | 已撤销 | reversed
scored | 计分 | scored
unscored | 未计分 | unscored
waived | 免评 | waived
out-of-play | 本期不计 | out of play
deduction | 扣分 | a deduction
judgement | 评定 | a judgement
rating | 评分 | a rating
item | 项目 | an item
score | 总分 | the whole score
payslip | 工资条 | a payslip
share | 浮动份额 | a share of the 5%
reverse-deduction | 撤销扣分 | reverse a deduction
reduce-deduction | 减轻扣分 | reduce a deduction
replace-judgement | 改评 | replace a judgement
correct-fact | 更正数据 | correct a figure
waive-item | 免评项目 | waive an item
adjust-score | 调整总分 | adjust the score
adjust-pay | 调整工资 | adjust pay
self | 自评 | self
peer | 同事 | peer
manager | 上级 | manager
""")

_LABELS = _table("""
title | 证据包 | Evidence bundle
scorecard | 考核表 | Scorecard
appeal | 申诉 | Appeal
payslip | 工资条 | Payslip
organization | 组织 | Organization
made_for | 索取人 | Made for
ledger | 账本 | Ledger
checkpoint | 检查点 | Checkpoint
events | 条事件 | events
root | 根哈希 | Root
proven | 受证明覆盖：各事件及其数字 | Proven: the events and their figures
person | 姓名 | Person
shop | 店铺 | Shop
period | 期间 | Period
role | 岗位 | Role
stage | 阶段 | Stage
status | 状态 | Status
scheme | 方案 | Scheme
plan | 薪酬方案 | Plan
version | 版本 | version
rules_version | 版本 | version
total | 总分 | Total
grade | 等级 | Grade
item | 项目 | Item
max | 满分 | Max
score | 得分 | Score
value | 数值 | Value
target | 对象 | Target
goal | 目标 | Goal
explanation | 说明 | How it came about
source | 来源 | Source
clause | 条款 | Clause
card | 考核表 | Card
payroll | 工资单 | Payroll
deduction | 扣分号 | Deduction
scheme_version | 方案版本 | Scheme version
plan_version | 薪酬方案版本 | Plan version
replay_hash | 推演摘要 | Replay
row | 行 | Row
corrects | 更正的工资单 | Corrects
assumed | 假定 | assumed
before_after | 申诉前后 | Before and after the appeal
before | 申诉前 | Before
after | 申诉后 | After
deductions | 扣分 | Deductions
points | 分 | Points
code | 代码 | Code
rule_code | 代码 | Code
by | 经手人 | By
at | 时间 | When
appellant | 申诉人 | Appellant
kind | 事由 | About
handler | 处理人 | Handler
outcome | 结果 | Outcome
remedies | 补救 | Put right
remedy | 补救 | remedy
reasons | 理由 | Reasons
reason | 理由 | Reason
grounds | 申诉理由 | Grounds
late_reason | 逾期理由 | Why so late
answer | 答复 | Answer
question | 问题 | Question
note | 备注 | Note
comment | 意见 | Comment
decide_by | 裁决期限 | To be decided by
file_by | 申诉期限 | To be filed by
appeals_until | 申诉截止 | Appeals until
granted_points | 授予份额 | Points granted
asked_points | 申请份额 | Points asked
escalated | 已上报 | Escalated
decision | 裁决 | Decision
line | 工资行 | Line
paid_on | 发放日 | Paid on
reference | 凭证号 | Reference
calculated | 计算 | Calculated
approved | 批准 | Approved
payment | 发放 | Paid
adjustments | 更正 | Adjustments
corrected_period | 更正的期间 | Corrects the period
line_unproven | 此行是服务器的陈述，计算事件含他人工资，未附 | The server's word: the calculation holds others' pay
timeline | 事件 | Events
position | 序号 | No.
what | 内容 | What
withheld | 未附 | withheld
absent | 未附的其他内容 | Not enclosed
files | 证据文件 | Evidence files
bytes | 字节 | bytes
measures | 指标 | Figures
counts | 计数 | Counts
ranks | 名次 | Ranks
evidence | 证据 | Evidence
sha256 | 哈希 | SHA-256
media_type | 类型 | Type
size | 大小 | Size
level | 等级 | Level
severity | 程度 | Severity
rater_kind | 评价人 | Rater
old_total | 原总分 | Old total
new_total | 新总分 | New total
targets | 目标 | Targets
answer_by | 答复期限 | To be answered by
amount | 金额 | Amount
digest | 摘要 | Digest
how_to_check | 如何核验 | How to check
""")
LABELS: Table = {**_LABELS, **{name: words.plain() for name, words in COLUMNS.items()}}
