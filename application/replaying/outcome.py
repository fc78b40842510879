"""What a played world comes to, as plain data: cards, standings, pay, funds; ids and decimals as text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.replaying.changes import Changes
from application.replaying.playing import Played
from domain.payroll import Payroll
from domain.scorecard import Scorecard
from domain.scoring.card import ScoredCard
from domain.scoring.exact import decimal_text
from domain.standing import Standing
from domain.team_fund import TeamFund

Document = dict[str, Any]
Keyed = dict[tuple[str, ...], Document]


@dataclass(frozen=True)
class Outcome:
    """A world's figures, each under a key that is the same in every world of one ledger.

    Attributes:
        cards: by card.
        standings: by employee.
        payrolls: by payroll, without lines; `payslips` has these, by payroll and employee.
        adjustments: by the payroll that takes them, employee and corrected payroll.
        funds: by shop.
    """

    cards: Keyed
    standings: Keyed
    payrolls: Keyed
    payslips: Keyed
    adjustments: Keyed
    funds: Keyed


def outcome_of(played: Played, changes: Changes, shop: UUID | None) -> Outcome:
    """The figures of a shop, or of all; a person's standing is of every shop in which they have a card."""
    world = played.world
    cards = [card for card in world.all(Scorecard) if shop in (None, card.shop)]
    people = {card.employee for card in cards}
    payrolls = [payroll for payroll in world.all(Payroll) if shop in (None, payroll.shop)]
    return Outcome(
        {(str(card.id),): _card(card, played.results.get(card.id), changes) for card in cards},
        {
            (str(standing.employee),): _standing(standing)
            for standing in world.all(Standing)
            if standing.employee in people
        },
        {(str(payroll.id),): _payroll(payroll) for payroll in payrolls},
        dict(slip for payroll in payrolls for slip in _payslips(payroll)),
        _adjustments(payrolls, played),
        {(str(fund.shop),): _fund(fund, played) for fund in world.all(TeamFund) if shop in (None, fund.shop)},
    )


def _card(card: Scorecard, result: ScoredCard | None, changes: Changes) -> Document:
    """Items and grade are told once the card is submitted: what moves before tells who rated what."""
    return {
        "card": str(card.id),
        "employee": str(card.employee),
        "cycle": str(card.cycle),
        "shop": str(card.shop),
        "period": card.period,
        "scheme": changes.shown(card.scheme, card.scheme_version),
        "stage": str(card.stage),
        "total": None if card.total is None else decimal_text(card.total),
        "grade": result.grade.id if result is not None and result.grade is not None else None,
        "items": [] if result is None or card.total is None else [_item(item) for item in result.items],
    }


def _item(item: Any) -> Document:
    return {
        "item": item.id,
        "max": decimal_text(item.max),
        "state": item.state,
        "score": _text(item.score),
        "value": _text(item.value),
        "target": _text(item.target),
    }


def _standing(standing: Standing) -> Document:
    months = [
        {"period": period, "score": decimal_text(held["score"]), "poor": held["poor"]}
        for period, held in sorted(standing.months.items())
    ]
    consequences = [
        {"kind": held["kind"], "periods": list(held["periods"]), "rule": held.get("rule"), "state": held["state"]}
        for held in standing.consequences.values()
    ]
    return {
        "employee": str(standing.employee),
        "months": months,
        "consequences": sorted(consequences, key=lambda held: (held["periods"], held["kind"], held["rule"] or "")),
    }


def _payroll(payroll: Payroll) -> Document:
    plan, version = payroll.plan or (None, None)
    return {
        "payroll": str(payroll.id),
        "shop": str(payroll.shop),
        "period": payroll.period,
        "status": str(payroll.status),
        "plan": None if plan is None else {"id": plan, "version": version},
        "totals": _money(payroll.totals) if payroll.lines else {},
    }


def _payslips(payroll: Payroll) -> Iterable[tuple[tuple[str, ...], Document]]:
    for line in payroll.lines:
        slip = {
            "payroll": str(payroll.id),
            "employee": line["id"],
            "shop": str(payroll.shop),
            "period": payroll.period,
            "amounts": _money(line),
        }
        yield (str(payroll.id), line["id"]), slip


def _adjustments(payrolls: Iterable[Payroll], played: Played) -> Keyed:
    """What one payroll takes for one person because of another, summed: several appeals may have moved it."""
    found: Keyed = {}
    for payroll in payrolls:
        for held in payroll.adjustments.values():
            key = (str(payroll.id), str(held["employee"]), str(held["corrects"]))
            sums = found.get(key, {})
            appeal = played.appeals.get(held["adjustment"])
            found[key] = {
                "payroll": str(payroll.id),
                "period": payroll.period,
                "shop": str(payroll.shop),
                "employee": str(held["employee"]),
                "corrects": str(held["corrects"]),
                "corrected_period": held["corrected_period"],
                "appeals": sorted({*sums.get("appeals", ()), *([str(appeal)] if appeal else ())}),
                **{
                    name: decimal_text(Decimal(sums.get(name, "0.00")) + held[name])
                    for name in ("paid", "team_fund", "retained")
                },
            }
    return found


def _fund(fund: TeamFund, played: Played) -> Document:
    entries = [
        {**entry, "appeal": _text(entry["appeal"]), "amount": decimal_text(entry["amount"])}
        for entry in played.fund.get(fund.shop, ())
    ]
    return {"shop": str(fund.shop), "balance": decimal_text(fund.balance), "entries": entries}


def _money(held: Mapping[str, Any]) -> dict[str, str]:
    return {name: decimal_text(value) for name, value in held.items() if isinstance(value, Decimal)}


def _text(value: Decimal | UUID | None) -> str | None:
    if isinstance(value, Decimal):
        return decimal_text(value)
    return None if value is None else str(value)
