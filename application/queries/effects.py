"""What an entry of a timeline changed: points of a card, yuan of a payslip or of base pay."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from application.ports import Ledger
from application.projections import MemoryRows, projection_of
from application.projections.employees import EMPLOYEES
from application.projections.payrolls import PAYROLLS_MODEL, PAYSLIPS, payslip_id
from application.projections.plain import event_name
from application.projections.scorecards import SCORECARDS, SCORECARDS_MODEL
from application.queries.card_scores import score_of
from application.queries.rules import scheme_of
from application.queries.views import Document, View, body_of
from domain.scoring.scheme import Scheme

SETTLED_PAY = ("payroll-approved", "payroll-paid", "adjustment-posted")
"""What a payroll tells the people on it; the rest is work in progress."""

MOVE_POINTS = frozenset(
    {
        *("facts-recorded", "judgement-given", "rating-given", "adjustment-made", "item-waived"),
        *("deduction-recorded", "deduction-confirmed", "deduction-reversed", "deduction-reduced"),
        "scorecard-amended",
    }
)
"""Events that may move the points of a card."""

_CARD = projection_of(SCORECARDS_MODEL)
_PAYROLL = projection_of(PAYROLLS_MODEL)
_NONE: Document = {"points": None, "total": None, "yuan": None}


class Effects:
    """The effects of one person's entries, as far as the one who asks may see the figures; a stream is read once."""

    def __init__(self, view: View, ledger: Ledger, employee: str) -> None:
        self._view = view
        self._ledger = ledger
        self._employee = employee
        self._known: dict[str, dict[int, Document]] = {}

    def of(self, entry: Document) -> Document | None:
        """What a timeline's entry changed; None for one that moves nothing, or nothing that may be seen."""
        read = {"scorecard": self._of_card, "payroll": self._of_payroll, "employee": self._of_base_pay}
        kind, subject = entry["subject_kind"], entry["subject"]
        if kind not in read:
            return None
        if subject not in self._known:
            self._known[subject] = read[kind](subject)
        return self._known[subject].get(entry["position"])

    def _of_card(self, card: str) -> dict[int, Document]:
        """Points and total after each event less those before it, by the stage of the moment."""
        row = self._view.live.get(SCORECARDS, card)
        if row is None or not self._view.sees_person(self._employee, row.body["lead"], row.body["shop"]):
            return {}
        rows, found = MemoryRows(), {}
        scheme, sees_ratings = scheme_of(self._view, body_of(row)), self._view.sees_single_ratings(body_of(row))
        before: tuple[Decimal, Decimal | None] | None = None
        for held in self._ledger.stream(UUID(card)):
            rows.advance(held, _CARD)
            after = self._figures(rows, card, scheme)
            event = event_name(held.event)
            if before is not None and event in MOVE_POINTS and (sees_ratings or event != "rating-given"):
                points, total = _moved(before[0], after[0]), _moved(before[1], after[1])
                found[held.position] = {**_NONE, "points": points, "total": total}
            before = after
        return found

    def _figures(self, rows: MemoryRows, card: str, scheme: Scheme) -> tuple[Decimal, Decimal | None]:
        row = rows.get(SCORECARDS, card)
        score = score_of(self._view, {} if row is None else body_of(row), scheme)
        return score.points + score.adjustment, score.total

    def _of_payroll(self, payroll: str) -> dict[int, Document]:
        """What the person's line comes to at each step that the one who asks is told of."""
        if not self._view.sees_pay(self._employee):
            return {}
        rows, found = MemoryRows(), {}
        before: Decimal | None = None
        for held in self._ledger.stream(UUID(payroll)):
            rows.advance(held, _PAYROLL)
            event = event_name(held.event)
            if event not in SETTLED_PAY and not self._view.sees_payroll():
                continue
            if event == "adjustment-posted":
                found[held.position] = {**_NONE, "yuan": _change(held.event)}
                continue
            after = self._gross(rows, payroll)
            if after != before:
                found[held.position] = {**_NONE, "yuan": _moved(before, after)}
            before = after
        return found

    def _gross(self, rows: MemoryRows, payroll: str) -> Decimal | None:
        row = rows.get(PAYSLIPS, str(payslip_id(UUID(payroll), UUID(self._employee))))
        line = None if row is None else row.body["line"]
        return None if line is None else Decimal(line["gross"])

    def _of_base_pay(self, employee: str) -> dict[int, Document]:
        row = self._view.live.get(EMPLOYEES, employee)
        found: dict[int, Document] = {}
        before: Decimal | None = None
        for pay in () if row is None or not self._view.sees_pay(employee) else row.body["base_pays"]:
            after = Decimal(pay["amount"])
            found[pay["position"]] = {**_NONE, "yuan": _moved(before, after)}
            before = after
        return found


def _moved(before: Decimal | None, after: Decimal | None) -> Document:
    change = None if before is None or after is None else format(after - before, "f")
    return {"before": _text(before), "after": _text(after), "change": change}


def _change(event: Any) -> Document:
    """A correction adds to what the payroll pays; what it pays in all is told by its calculation."""
    return {"before": None, "after": None, "change": format(event.paid, "f")}


def _text(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")
