"""A payroll computed again from its recorded inputs, by the plan version that is enclosed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeGuard

from application.bundling.card_history import CardHistory
from application.bundling.contents import Story, Stream, Withheld
from application.bundling.replayed import Report, Told, failure, reason_of, replay
from application.payrolls.calculating import digest_of, run
from application.ports import Recorded
from domain.errors import DomainError
from domain.pay.documents import read_plan
from domain.pay.people import PayrollResult
from domain.pay.plan import Plan
from domain.payroll import check_balance
from domain.payroll.events import AdjustmentPosted, PayrollApproved, PayrollCalculated, PayrollPaid, PayrollVoided
from domain.rulebook import PLAN

ZERO = Decimal("0.00")


@dataclass
class PayHistory:
    """Where a payroll stands at the end of its events.

    Attributes:
        calculated: the last calculation, where it is enclosed; `stated`: what is said of it where it is not.
        adjustments: those that are enclosed, in their order.
    """

    shop: str = ""
    period: str = ""
    status: str = ""
    calculated: Told[PayrollCalculated] | None = None
    stated: Withheld | None = None
    approved: Told[PayrollApproved] | None = None
    paid: Told[PayrollPaid] | None = None
    adjustments: list[Told[AdjustmentPosted]] = field(default_factory=list)


def pay_history(story: Story, stream: Stream, report: Report) -> PayHistory:
    """Play a payroll's events again; `report` is told where a recorded amount is not what they come to."""
    history = PayHistory()
    history.stated = next((held for held in story.of(stream.id) if _is_stated(held)), None)
    for recorded, payroll in replay(story, stream.id):
        history.shop, history.period, history.status = str(payroll.shop), payroll.period, str(payroll.status)
        _tell(story, history, recorded, report)
    return history


def _tell(story: Story, history: PayHistory, recorded: Recorded, report: Report) -> None:
    match recorded.event:
        case PayrollCalculated() as event:
            history.calculated, history.stated, history.approved = Told(recorded, event), None, None
            _compute(story, history, history.calculated, report)
        case AdjustmentPosted() as event:
            history.adjustments.append(Told(recorded, event))
        case PayrollApproved() as event:
            history.approved = Told(recorded, event)
            if history.calculated is not None and event.digest != history.calculated.event.digest:
                report(failure("pay", recorded, "批准的不是这次计算", "another calculation was approved"))
        case PayrollPaid() as event:
            history.paid = Told(recorded, event)
        case PayrollVoided():
            history.calculated = history.approved = None


def check_score(history: PayHistory, card: CardHistory, report: Report) -> None:
    """Hold the score that pay was computed from against the card at the version that was read."""
    if history.calculated is None:
        return
    recorded, event = history.calculated.recorded, history.calculated.event
    version = event.cards.get(str(card.card.id))
    entry = next((one for one in event.inputs["people"] if one["id"] == str(card.card.employee)), None)
    if version is None or entry is None or "score" not in entry:
        return
    total = card.total_at(version)
    if total is None or Decimal(entry["score"]) != total:
        zh = f"工资按 {entry['score']} 分计算，考核表第 {version} 版为 {total}"
        en = f"pay was computed from a score of {entry['score']}; the card had {total} at version {version}"
        report(failure("pay", recorded, zh, en))


def _is_stated(held: Recorded | Withheld) -> TypeGuard[Withheld]:
    return isinstance(held, Withheld) and held.excerpt is not None


def _compute(story: Story, history: PayHistory, told: Told[PayrollCalculated], report: Report) -> None:
    event = told.event
    text = story.document(PLAN, event.plan, event.plan_version)
    if text is None:
        return
    try:
        check_balance(event.lines, event.totals)
        plan = read_plan(text)
        result = run(plan, event.inputs)
    except DomainError as error:
        reason = reason_of(error)
        report(failure("pay", told.recorded, f"无法按计划重算：{reason}", f"cannot be computed again: {reason}"))
        return
    for zh, en in (*_lines(history, event, result), *_totals(event, result), *_digest(event, plan)):
        report(failure("pay", told.recorded, zh, en))


def _lines(history: PayHistory, event: PayrollCalculated, result: PayrollResult) -> Iterator[tuple[str, str]]:
    """Each line: what the plan gives, and the corrections of earlier months; those without a part in the plan too."""
    due = {line.id: line.amounts for line in result.lines}
    if due.keys() - {line["id"] for line in event.lines}:
        yield "有人没有工资行", "somebody has no line"
    for line in event.lines:
        owed = sum((held.event.paid for held in history.adjustments if str(held.event.employee) == line["id"]), ZERO)
        amounts = due.get(line["id"], {"gross": line.get("base", line.get("base_pay", ZERO))})
        wanted = {**amounts, "adjustment": owed, "gross": amounts["gross"] + owed}
        unlike = [f"{name} {line.get(name)} ≠ {amount}" for name, amount in wanted.items() if line.get(name) != amount]
        if unlike:
            text = "; ".join(unlike)
            yield (
                f"{line['id']} 的工资行与重算不符：{text}",
                f"the line of {line['id']} is not what the plan gives: {text}",
            )


def _totals(event: PayrollCalculated, result: PayrollResult) -> Iterator[tuple[str, str]]:
    wanted: dict[str, Decimal] = dict(result.totals)
    for column in ("base", "base_pay", "adjustment", "gross"):
        if column in event.totals:
            wanted[column] = sum((line.get(column, ZERO) for line in event.lines), ZERO)
    if result.pool is not None:
        wanted["pool"] = result.pool
    if wanted != dict(event.totals):
        yield "合计与重算不符", "the totals are not what the lines and the plan give"


def _digest(event: PayrollCalculated, plan: Plan) -> Iterator[tuple[str, str]]:
    content: Mapping[str, Any] = {
        "plan": plan.id,
        "version": plan.version,
        "inputs": event.inputs,
        "lines": event.lines,
        "totals": event.totals,
    }
    if digest_of(content) != event.digest:
        yield "计算的摘要不符", "the calculation's digest is not that of what it holds"
