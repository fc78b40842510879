"""What an appeal moved: points of a card; yuan that people, the team fund and the company get more or less of.

A paid month is put right by corrections, which name the appeal. An unpaid one is calculated anew: there, what moved is
the difference to the same payroll computed without what the appeal changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.payrolls.calculating import run
from application.payrolls.people import duties_of
from application.ports import Ledger, Recorded
from application.projections import MemoryRows, projection_of
from application.projections.payrolls import PAYROLLS
from application.projections.scorecards import SCORECARDS, SCORECARDS_MODEL
from application.projections.shares import SHARES
from application.queries.card_scores import facts_of
from application.queries.rules import plan_of, scheme_of
from application.queries.views import Document, View, body_of
from domain.appeal import AppealKind
from domain.discretionary_share import discretionary_share_id
from domain.pay.people import PayrollResult
from domain.pay.plan import TASK_COEFFICIENT, Plan
from domain.payroll import PayrollStatus, payroll_id

COMPUTED = (PayrollStatus.CALCULATED, PayrollStatus.APPROVED, PayrollStatus.PAID)
ZERO = Decimal("0.00")
_CARD = projection_of(SCORECARDS_MODEL)


@dataclass(frozen=True)
class Money:
    """Yuan; the three sum to zero.

    Attributes:
        paid: what people get more.
        team_fund: what the team fund gets more.
        retained: what stays with the company more.
    """

    paid: Decimal = ZERO
    team_fund: Decimal = ZERO
    retained: Decimal = ZERO

    def __add__(self, other: "Money") -> "Money":
        return Money(self.paid + other.paid, self.team_fund + other.team_fund, self.retained + other.retained)

    def plain(self) -> Document:
        """As JSON has it."""
        return {name: format(getattr(self, name), "f") for name in ("paid", "team_fund", "retained")}


class Moves:
    """What the appeals of one cycle moved.

    Attributes:
        corrections: by appeal, what later payrolls put right.
    """

    def __init__(self, view: View, ledger: Ledger, cycle: Document, corrections: Mapping[str, Money]) -> None:
        self._view = view
        self._ledger = ledger
        self._cycle = cycle
        self._corrections = corrections
        self._payroll = _row(view, PAYROLLS, payroll_id(UUID(cycle["shop"]), cycle["period"]))

    def points(self, appeal: Document) -> Decimal:
        """On 100; of a card's total."""
        return sum((Decimal(held["new_total"]) - Decimal(held["old_total"]) for held in self._amended(appeal)), ZERO)

    def money(self, appeal: Document) -> Money | None:
        """Yuan; None while the payroll that shows it is not computed yet."""
        if appeal["kind"] == AppealKind.SHARE:
            return self._of_grant(appeal)
        moved = self._corrections.get(appeal["id"], Money())
        for amendment in self._amended(appeal):
            change = self._of_amendment(appeal["card"], amendment)
            if change is None:
                return None
            moved += change
        return moved

    def _amended(self, appeal: Document) -> list[Document]:
        card = _row(self._view, SCORECARDS, appeal["card"]) if appeal["card"] else None
        held: list[Document] = [] if card is None else card["amendments"]
        return [amendment for amendment in held if amendment["appeal"] == appeal["id"]]

    def _of_amendment(self, card: str, amendment: Document) -> Money | None:
        """What it changed in the cycle's own payroll; nothing once that was paid: corrections follow."""
        payroll = self._payroll
        if payroll is not None and payroll["paid"] and payroll["paid"]["position"] < amendment["position"]:
            return Money()
        if payroll is None or payroll["status"] not in COMPUTED:
            return None
        plan, inputs = plan_of(self._view, payroll), payroll["inputs"]
        body = _row(self._view, SCORECARDS, card) or {}
        before, after = self._appraised(plan, body, amendment)
        person = body["employee"]
        return _difference(run(plan, inputs, {person: before}), run(plan, inputs, {person: after}))

    def _appraised(self, plan: Plan, card: Document, amendment: Document) -> tuple[Document, Document]:
        """What the payroll takes from the card, before and after."""
        if plan.kind != TASK_COEFFICIENT:
            return {"score": amendment["old_total"]}, {"score": amendment["new_total"]}
        scheme = scheme_of(self._view, card)
        before, after = self._around(card["id"], amendment["position"])
        return {"duties": duties_of(scheme, facts_of(before))}, {"duties": duties_of(scheme, facts_of(after))}

    def _around(self, card: str, position: int) -> tuple[Document, Document]:
        """The card before the decision's command, and after it."""
        history = list(self._ledger.stream(UUID(card), until=position))
        earlier = [held for held in history if held.command != history[-1].command]
        return _card_after(earlier, card), _card_after(history, card)

    def _of_grant(self, appeal: Document) -> Money | None:
        """What the whole shop's payroll comes to with the grant, less what it would come to without."""
        share = _row(self._view, SHARES, discretionary_share_id(UUID(self._cycle["id"])))
        standing = [] if share is None else [held for held in share["grants"] if held["withdrawn"] is None]
        mine = [index for index, held in enumerate(standing) if held["appeal"] == appeal["id"]]
        if not mine:
            return Money()
        payroll = self._payroll
        if payroll is None or payroll["status"] not in COMPUTED:
            return None
        plan, inputs = plan_of(self._view, payroll), payroll["inputs"]
        if "grants" not in inputs:
            return Money()
        others = [held for index, held in enumerate(inputs["grants"]) if index not in mine]
        return _difference(run(plan, {**inputs, "grants": others}), run(plan, inputs))


def corrections_of(view: View, shop: str) -> dict[str, Money]:
    """By appeal, what payrolls of the shop put right of earlier ones."""
    found: dict[str, Money] = {}
    for row in view.rows.find(PAYROLLS, parent=shop):
        for held in row.body["adjustments"]:
            if held["appeal"]:
                amounts = Money(*(Decimal(held[name]) for name in ("paid", "team_fund", "retained")))
                found[held["appeal"]] = found.get(held["appeal"], Money()) + amounts
    return found


def _card_after(history: Iterable[Recorded], card: str) -> Document:
    row = MemoryRows.replayed(history, _CARD).get(SCORECARDS, card)
    if row is None:
        raise LookupError(f"{card} was amended before it was opened")
    return body_of(row)


def _row(view: View, model: str, key: object) -> Document | None:
    row = view.rows.get(model, str(key))
    return None if row is None else body_of(row)


def _difference(before: PayrollResult, after: PayrollResult) -> Money:
    was, now = (_sums(result.lines) for result in (before, after))
    paid, fund = now["gross"] - was["gross"], now["team_fund"] - was["team_fund"]
    return Money(paid, fund, -paid - fund)


def _sums(lines: Any) -> Mapping[str, Decimal]:
    return {name: sum((line.amounts.get(name, ZERO) for line in lines), ZERO) for name in ("gross", "team_fund")}
