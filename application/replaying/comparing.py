"""What differs between two outcomes, before and after, and what it comes to in all."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from application.replaying.outcome import Document, Keyed, Outcome
from domain.scoring.exact import decimal_text

ZERO = Decimal("0.00")
MONEY = ("gross", "paid", "team_fund", "retained")
"""Columns whose sums over all payrolls are told; `paid` is the performance part of gross."""


def differences(before: Outcome, after: Outcome, *, pay: bool) -> Document:
    """Every card, consequence, pay line, payroll, correction and fund entry that differs; `totals` are of everything.

    Args:
        pay: whether the answer holds pay.
    """
    return {
        "cards": list(_compared(before.cards, after.cards, _cards)),
        "standings": list(_compared(before.standings, after.standings, _standings)),
        "payslips": list(_compared(before.payslips, after.payslips, _payslips)) if pay else [],
        "payrolls": list(_compared(before.payrolls, after.payrolls, _payrolls)) if pay else [],
        "adjustments": list(_compared(before.adjustments, after.adjustments, _adjustments)) if pay else [],
        "funds": list(_compared(before.funds, after.funds, _funds)),
        "totals": _totals(before, after, pay=pay),
    }


def state(outcome: Outcome, *, pay: bool) -> Document:
    """Everything as it stands, and the same totals."""
    sums = _sums(outcome, pay=pay)
    return {
        "cards": list(outcome.cards.values()),
        "standings": list(outcome.standings.values()),
        "payslips": list(outcome.payslips.values()) if pay else [],
        "payrolls": list(outcome.payrolls.values()) if pay else [],
        "adjustments": list(outcome.adjustments.values()) if pay else [],
        "funds": list(outcome.funds.values()),
        "totals": {name: decimal_text(amount) for name, amount in sums.items()},
    }


def _compared(
    before: Keyed, after: Keyed, compare: Callable[[Document, Document], Document | None]
) -> Iterator[Document]:
    """What `compare` makes of each pair; a side that has nothing there is empty."""
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key, {}), after.get(key, {})
        if old != new:
            found = compare(old, new)
            if found is not None:
                yield found


def _cards(old: Document, new: Document) -> Document:
    head = ("scheme", "stage", "total", "grade")
    was, now = _by(old.get("items", ()), "item"), _by(new.get("items", ()), "item")
    items = [
        {"item": item, "before": _without(was.get(item), "item"), "after": _without(now.get(item), "item")}
        for item in dict.fromkeys((*was, *now))
        if was.get(item) != now.get(item)
    ]
    return {
        **_named(old, new, "card", "employee", "cycle", "shop", "period"),
        "before": _some(old, head),
        "after": _some(new, head),
        "change": _change(old.get("total"), new.get("total")),
        "items": items,
    }


def _standings(old: Document, new: Document) -> Document:
    was, now = _by(old.get("months", ()), "period"), _by(new.get("months", ()), "period")
    months = [
        {"period": period, "before": _without(was.get(period), "period"), "after": _without(now.get(period), "period")}
        for period in sorted({*was, *now})
        if was.get(period) != now.get(period)
    ]
    return {
        **_named(old, new, "employee"),
        "months": months,
        "consequences": list(_consequences(old.get("consequences", ()), new.get("consequences", ()))),
    }


def _consequences(old: Iterable[Document], new: Iterable[Document]) -> Iterator[Document]:
    """States side by side; what was proposed, withdrawn and proposed again is compared in that order."""
    was, now = _in_turn(old), _in_turn(new)
    for key in dict.fromkeys((*was, *now)):
        if was.get(key) != now.get(key):
            kind, periods, rule, _ = key
            yield {
                "kind": kind,
                "periods": list(periods),
                "rule": rule,
                "before": was.get(key),
                "after": now.get(key),
            }


def _in_turn(consequences: Iterable[Document]) -> dict[tuple[Any, ...], str]:
    found: dict[tuple[Any, ...], str] = {}
    for held in consequences:
        key = (held["kind"], tuple(held["periods"]), held["rule"])
        turn = sum(known[:3] == key for known in found)
        found[(*key, turn)] = held["state"]
    return found


def _payslips(old: Document, new: Document) -> Document:
    columns = list(_columns(old.get("amounts", {}), new.get("amounts", {})))
    return {**_named(old, new, "payroll", "employee", "shop", "period"), "columns": columns}


def _payrolls(old: Document, new: Document) -> Document:
    head = ("status", "plan")
    return {
        **_named(old, new, "payroll", "shop", "period"),
        "before": _some(old, head),
        "after": _some(new, head),
        "totals": list(_columns(old.get("totals", {}), new.get("totals", {}))),
    }


def _adjustments(old: Document, new: Document) -> Document:
    amounts = ("paid", "team_fund", "retained", "appeals")
    named = _named(old, new, "payroll", "period", "shop", "employee", "corrects", "corrected_period")
    return {
        **named,
        "before": _some(old, amounts),
        "after": _some(new, amounts),
        "change": _change(old.get("paid", "0.00"), new.get("paid", "0.00")),
    }


def _funds(old: Document, new: Document) -> Document:
    was, now = _entries(old), _entries(new)
    entries = [
        {
            "kind": kind,
            "period": period,
            "before": decimal_text(was.get((kind, period), ZERO)),
            "after": decimal_text(now.get((kind, period), ZERO)),
            "change": decimal_text(now.get((kind, period), ZERO) - was.get((kind, period), ZERO)),
        }
        for kind, period in dict.fromkeys((*was, *now))
        if was.get((kind, period), ZERO) != now.get((kind, period), ZERO)
    ]
    balance = (old.get("balance", "0.00"), new.get("balance", "0.00"))
    return {
        **_named(old, new, "shop"),
        "entries": entries,
        "balance": {"before": balance[0], "after": balance[1], "change": _change(*balance)},
    }


def _entries(fund: Document) -> dict[tuple[str, str], Decimal]:
    """Credits by period; corrections and spendings each in one sum."""
    sums: dict[tuple[str, str], Decimal] = {}
    for entry in fund.get("entries", ()):
        key = (entry["kind"], entry["period"])
        sums[key] = sums.get(key, ZERO) + Decimal(entry["amount"])
    return sums


def _columns(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Document]:
    for column in dict.fromkeys((*old, *new)):
        if old.get(column) != new.get(column):
            change = _change(old.get(column, "0.00"), new.get(column, "0.00"))
            yield {"column": column, "before": old.get(column), "after": new.get(column), "change": change}


def _totals(before: Outcome, after: Outcome, *, pay: bool) -> Document:
    old, new = _sums(before, pay=pay), _sums(after, pay=pay)
    return {
        name: {
            "before": decimal_text(old[name]),
            "after": decimal_text(new[name]),
            "change": decimal_text(new[name] - old[name]),
        }
        for name in old
    }


def _sums(outcome: Outcome, *, pay: bool) -> dict[str, Decimal]:
    """Points of all cards; what all payrolls pay, feed the fund and keep; corrections; what the funds hold."""
    totals = [card["total"] for card in outcome.cards.values()]
    sums = {"points": sum((Decimal(total) for total in totals if total is not None), ZERO)}
    if pay:
        slips = [slip["amounts"] for slip in outcome.payslips.values()]
        for column in MONEY:
            sums[column] = sum((Decimal(amounts.get(column, 0)) for amounts in slips), ZERO)
        corrections = [Decimal(held["paid"]) for held in outcome.adjustments.values()]
        sums["adjustments"] = sum(corrections, ZERO)
    sums["fund_balance"] = sum((Decimal(fund["balance"]) for fund in outcome.funds.values()), ZERO)
    return sums


def _by(held: Iterable[Document], name: str) -> dict[str, Document]:
    return {document[name]: document for document in held}


def _named(old: Document, new: Document, *names: str) -> Document:
    known = new or old
    return {name: known[name] for name in names}


def _some(document: Document, names: tuple[str, ...]) -> Document | None:
    return {name: document[name] for name in names} if document else None


def _without(document: Document | None, name: str) -> Document | None:
    return None if document is None else {key: value for key, value in document.items() if key != name}


def _change(old: str | None, new: str | None) -> str | None:
    """After less before, where both are numbers."""
    return None if old is None or new is None else decimal_text(Decimal(new) - Decimal(old))
