"""Payrolls for those who make and approve them; payslips for the people who are paid."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from application.ports import Row
from application.projections.payrolls import PAYROLLS, PAYSLIPS, payslip_id
from application.queries.pages import Page, Paging, page, page_of
from application.queries.people import named, with_people
from application.queries.views import Document, View, body_of
from application.things import absent
from domain.payroll import PayrollStatus

SETTLED = (PayrollStatus.APPROVED, PayrollStatus.PAID)
"""A person sees a payslip once its payroll is approved: before, it may still be calculated anew."""

_LISTED = (
    *("id", "shop", "period", "cycle", "status", "plan", "plan_version", "totals", "digest", "calculated"),
    *("invalidated", "approved", "paid", "appeals_until", "version", "position"),
)


def payroll(view: View, id: UUID) -> Document:
    """A payroll with its lines, totals, inputs, adjustments and superseded calculations."""
    body = view.visible(PAYROLLS, id, "payroll", lambda _body: view.sees_payroll())
    body["lines"] = [{"payslip": str(payslip_id(id, UUID(line["id"]))), **line} for line in body["lines"]]
    body["below_zero"] = [
        {"employee": line["id"], "amount": line["gross"]} for line in body["lines"] if Decimal(line["gross"]) < 0
    ]
    return with_people(view, body, (line["id"] for line in body["lines"]))


def payrolls(view: View, paging: Paging, *, shop: UUID | None = None, status: str | None = None) -> Page:
    """Payrolls, newest first; empty for those who may see none."""

    def shape(row: Row) -> Document | None:
        if not view.sees_payroll() or status not in (None, row.body["status"]):
            return None
        return {**{name: row.body[name] for name in _LISTED}, "people": len(row.body["lines"])}

    return page(view.rows, PAYROLLS, paging, shape, parent=None if shop is None else str(shop), descending=True)


def payslip(view: View, id: UUID) -> Document:
    """One person's line of a payroll."""
    body = view.visible(PAYSLIPS, id, "payslip", lambda body: sees(view, body))
    return with_people(view, named(view, _confined(view, body)))


def payslips(view: View, paging: Paging, *, payroll: UUID | None = None, employee: UUID | None = None) -> Page:
    """Payslips of a payroll in the order of employee ids, or of a person (oneself by default), newest first."""

    def shape(row: Row) -> Document | None:
        return named(view, _confined(view, body_of(row))) if sees(view, row.body) else None

    if payroll is None:
        whose = view.acting.id if employee is None else str(employee)
        return page(view.rows, PAYSLIPS, paging, shape, parent=whose, descending=True)
    of = f"{PAYSLIPS}/{payroll}/{employee or ''}"
    return page_of(_lines_of(view, payroll, employee), paging, shape, of)


def _lines_of(view: View, payroll: UUID, employee: UUID | None) -> list[Row]:
    held = view.rows.get(PAYROLLS, str(payroll))
    if held is None:
        raise absent("payroll", payroll)
    people = [line["id"] for line in held.body["lines"] if employee is None or line["id"] == str(employee)]
    found = [view.rows.get(PAYSLIPS, str(payslip_id(payroll, UUID(person)))) for person in people]
    slips = [Row(row.model, row.key, row.parent, row.parent, row.body) for row in found if row is not None]
    if not any(sees(view, row.body) for row in slips) and not view.sees_payroll():
        raise absent("payroll", payroll)
    return slips


def sees(view: View, body: Any) -> bool:
    """Whose payslip it is once it is settled; at any time, who may see whole payrolls."""
    settled = body["status"] in SETTLED and body["line"] is not None
    return view.sees_pay(body["employee"]) and (settled or view.sees_payroll())


def _confined(view: View, body: Document) -> Document:
    """Calculations that were superseded before anybody was paid are the office's affair."""
    return body if view.sees_payroll() else {**body, "history": []}
