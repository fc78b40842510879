"""What changed about a person between two moments: cards line by line, payslips column by column, their standing.

Both moments are read through the projections, as every look back is; who may see a card or payslip now sees how it
changed.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from application.ports import Ledger, ReadStore
from application.projections.payrolls import PAYSLIPS
from application.projections.scorecards import CARDS_OF_PERSON, SCORECARDS
from application.projections.standings import STANDINGS
from application.queries import payrolls
from application.queries.card_scores import score_of
from application.queries.moments import advance, position_of, rows_at
from application.queries.people import named, with_people
from application.queries.rules import scheme_of
from application.queries.views import Document, View, body_of
from application.replaying.comparing import differences as compared
from application.replaying.outcome import Keyed, Outcome
from application.things import absent
from domain.errors import Invalid
from domain.scoring.card import ScoredItem
from domain.scoring.exact import decimal_text
from domain.standing import standing_id

LABELS = ("id", "role", "explanation")
"""Parts of a payroll's line that are no amounts."""

FIGURES = {"measures": "measure", "counts": "count", "ranks": "rank"}
"""Kinds of facts as a card keeps them, and what one is called."""


def differences(view: View, ledger: Ledger, employee: UUID, earlier: str, later: str | None) -> Document:
    """Everything that is not the same at both moments.

    Args:
        earlier: a time or position; `later` likewise, now when it is None.

    Raises:
        NotFound: the person may not be seen.
        Invalid: a moment that cannot be, or the later one before the earlier.
    """
    person = str(employee)
    if view.posts_of(person) is None or not view.sees_employee(person):
        raise absent("employee", employee)
    first = position_of(ledger, earlier, "/from")
    last = ledger.head() if later is None else position_of(ledger, later, "/to")
    if last < first:
        raise Invalid(
            f"位置 {last} 早于位置 {first} / position {last} comes before position {first}",
            code="moments-reversed",
            pointer="/to",
        )
    rows = rows_at(ledger, first)
    before = _Moment(view, rows, person)
    was, entered = before.outcome(), before.entries()
    advance(rows, ledger, last)
    after = _Moment(view, rows, person)
    document = {
        "employee": person,
        "from": first,
        "to": last,
        **_told(compared(was, after.outcome(), pay=view.sees_pay(person)), after.titles(), entered, after.entries()),
    }
    return with_people(view, named(view, document))


def _told(found: Document, titles: dict[str, Document], entered: Keyed, now: Keyed) -> Document:
    """Cards with titles and with the entries that differ; of the sums, those that are about a person."""
    totals = {name: total for name, total in found["totals"].items() if name != "fund_balance"}
    cards = [
        {
            **card,
            "items": [{**item, "title": titles.get(f"{card['card']} {item['item']}")} for item in card["items"]],
        }
        for card in found["cards"]
    ]
    return {
        "cards": cards,
        "entries": list(_entries(entered, now)),
        "payslips": found["payslips"],
        "adjustments": found["adjustments"],
        "standings": found["standings"],
        "totals": totals,
    }


def _entries(before: Keyed, after: Keyed) -> Iterator[Document]:
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if was != now:
            card, kind, name = key
            yield {"card": card, "kind": kind, "name": name, "before": was, "after": now}


class _Moment:
    """A person's cards, payslips and standing in the rows of a moment, as far as the one who asks may see them."""

    def __init__(self, view: View, rows: ReadStore, person: str) -> None:
        self._view = view
        self._rows = rows
        self._person = person
        found = [rows.get(SCORECARDS, row.key) for row in rows.find(CARDS_OF_PERSON, parent=person)]
        cards = [body_of(row) for row in found if row is not None]
        self._cards = [card for card in cards if view.sees_person(person, card["lead"], card["shop"])]

    def outcome(self) -> Outcome:
        """The figures, in the form in which what-ifs compare them."""
        slips = [body_of(row) for row in self._rows.find(PAYSLIPS, parent=self._person)]
        seen = [slip for slip in slips if payrolls.sees(self._view, slip)]
        return Outcome(
            {(card["id"],): self._card(card) for card in self._cards},
            self._standing(),
            {},
            {(slip["payroll"],): _slip(slip) for slip in seen if slip["line"] is not None},
            {(held["id"],): _correction(slip, held) for slip in seen for held in slip["adjustments"]},
            {},
        )

    def entries(self) -> Keyed:
        """What was entered on the cards by hand or file, each under card, kind and name; single ratings are not."""
        return {
            (card["id"], kind, name): said
            for card in self._cards
            for read in (_facts, _judged, _deductions, _other_entries)
            for kind, name, said in read(card)
        }

    def titles(self) -> dict[str, Document]:
        """Titles of items, by card and item."""
        return {
            f"{card['id']} {item.id}": item.title.plain()
            for card in self._cards
            for item in scheme_of(self._view, card).items
        }

    def _card(self, body: Document) -> Document:
        score = score_of(self._view, body, scheme_of(self._view, body))
        return {
            "card": body["id"],
            **{name: body[name] for name in ("employee", "cycle", "shop", "period")},
            "scheme": {"id": body["scheme"], "version": body["scheme_version"]},
            "stage": body["stage"],
            "total": _text(score.total),
            "grade": score.grade,
            "items": [_item(item) for item in score.card.items],
        }

    def _standing(self) -> Keyed:
        row = self._rows.get(STANDINGS, str(standing_id(UUID(self._person))))
        if row is None:
            return {}
        months = [{name: held[name] for name in ("period", "score", "poor")} for held in row.body["months"]]
        consequences = [
            {**{name: held[name] for name in ("kind", "periods", "state")}, "rule": held.get("rule")}
            for held in row.body["consequences"]
        ]
        return {(self._person,): {"employee": self._person, "months": months, "consequences": consequences}}


def _item(item: ScoredItem) -> Document:
    return {
        "item": item.id,
        "max": decimal_text(item.max),
        "state": item.state,
        **{name: _text(getattr(item, name)) for name in ("score", "value", "target")},
    }


def _slip(body: Document) -> Document:
    head = {name: body[name] for name in ("payroll", "employee", "shop", "period")}
    return {**head, "amounts": {name: amount for name, amount in body["line"].items() if name not in LABELS}}


def _correction(slip: Document, held: Document) -> Document:
    return {
        **{name: slip[name] for name in ("payroll", "period", "shop", "employee")},
        **{name: held[name] for name in ("corrects", "corrected_period", "paid", "team_fund", "retained")},
        "appeals": [held["appeal"]] if held["appeal"] else [],
    }


Said = Iterator[tuple[str, str, Document]]


def _facts(card: Document) -> Said:
    for kind, called in FIGURES.items():
        newest: dict[str, Any] = {}
        for entry in card["facts"]:
            newest.update(entry[kind])
        for name, value in newest.items():
            yield called, name, {"value": str(value)}


def _judged(card: Document) -> Said:
    for item, held in card["judgements"].items():
        yield "judgement", item, {"value": held["points"], "level": held["level"]}


def _deductions(card: Document) -> Said:
    for held in card["deductions"]:
        said = {"item": held["item"], "code": held["code"], "severity": held["severity"], "status": held["status"]}
        yield "deduction", held["id"], {"value": held["points"], **said}


def _other_entries(card: Document) -> Said:
    for held in card["adjustments"]:
        yield "adjustment", held["id"], {"value": held["points"]}
    for held in card["waivers"]:
        yield "waiver", held["item"], {}


def _text(number: Any) -> str | None:
    return None if number is None else format(number, "f")
