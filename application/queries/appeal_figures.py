"""Numbers about appeals: how many, how many succeed, how long they take, what they move; by rater and by reason.

So that a manager sees whose deductions do not stand. Single ratings of peers are nobody's entry here.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.ports import Ledger
from application.projections.appeals import APPEALS
from application.projections.cycles import CYCLES
from application.projections.organization import CALENDARS, ORGANIZATION
from application.projections.scorecards import SCORECARDS
from application.queries.appeal_moves import Moves, corrections_of
from application.queries.appeal_tallies import Case, Reason, Taken, deductions, tally
from application.queries.people import with_people
from application.queries.rules import scheme_of
from application.queries.views import Document, View, as_uuid, body_of
from application.things import absent
from domain import policies
from domain.appeal import AppealKind, Status
from domain.calendar import WorkingCalendar, local_date
from domain.calendar_document import working_calendar
from domain.errors import Invalid
from domain.organization import organization_stream
from domain.periods import period_bounds
from domain.scorecard.entry import SEALED
from domain.scoring.facts import Deduction
from domain.scoring.rules.deduction import POINTLESS, Catalogued
from domain.scoring.rules.defects import Defects
from domain.scoring.scheme import Scheme

WHOLE = {AppealKind.SCORE: "score", AppealKind.PAYSLIP: "payslip", AppealKind.SHARE: "share"}
"""Appeals that are about no single item."""


def appeal_figures(view: View, ledger: Ledger, cycle: UUID) -> Document:
    """The numbers of one cycle. Raises NotFound for who may not see them."""
    row = view.rows.get(CYCLES, str(cycle))
    if row is None or not _sees(view, row.body["shop"]):
        raise absent("cycle", cycle)
    counted = _Counted(view, ledger, [body_of(row)])
    head = {"cycle": str(cycle), "shop": row.body["shop"], "period": row.body["period"]}
    return with_people(view, {**head, **counted.whole()})


def figures_of_periods(
    view: View, ledger: Ledger, shop: UUID | None = None, first: str | None = None, last: str | None = None
) -> Document:
    """The numbers of a shop's periods, or of all shops', each period and all of them together.

    Args:
        first: the first period; from the beginning when it is None. `last` likewise.

    Raises:
        NotFound: the shop's numbers may not be seen.
        Invalid: what is no period.
    """
    if shop is not None and not _sees(view, str(shop)):
        raise absent("shop", shop)
    begin = _bounds(first, "/from")[0] if first else date.min
    end = _bounds(last, "/to")[1] if last else date.max
    rows = view.rows.find(CYCLES, parent=None if shop is None else str(shop))
    cycles = [
        body_of(row)
        for row in rows
        if _sees(view, row.body["shop"])
        and begin <= date.fromisoformat(row.body["first_day"])
        and date.fromisoformat(row.body["last_day"]) <= end
    ]
    counted = _Counted(view, ledger, cycles)
    head = {"shop": None if shop is None else str(shop), "from": first, "to": last}
    return with_people(view, {**head, **counted.whole(), "periods": counted.periods()})


class _Counted:
    """Appeals and deductions of some cycles, read once."""

    def __init__(self, view: View, ledger: Ledger, cycles: list[Document]) -> None:
        self._view = view
        self._cycles = cycles
        self._pay = view.sees_payroll()
        self._titles: dict[Reason, Document] = {}
        self._calendar, self._timezone = _calendar(view)
        self._cases: dict[str, list[Case]] = {}
        self._taken: list[Taken] = []
        corrections = {shop: corrections_of(view, shop) for shop in {cycle["shop"] for cycle in cycles}}
        for cycle in cycles:
            cards = {row.key: body_of(row) for row in view.rows.find(SCORECARDS, parent=cycle["id"])}
            moves = Moves(view, ledger, cycle, corrections[cycle["shop"]])
            appeals = [body_of(row) for row in view.rows.find(APPEALS, parent=cycle["id"])]
            self._cases[cycle["id"]] = [self._case(appeal, cards, moves) for appeal in appeals]
            self._taken += [taken for card in cards.values() for taken in self._deducted(card)]

    def whole(self) -> Document:
        """All cycles together, in all, by kind, by rater and by reason."""
        cases = [case for held in self._cases.values() for case in held]
        kinds = [kind for kind in AppealKind if any(case.kind == kind for case in cases)]
        return {
            "appeals": tally(cases, pay=self._pay),
            "by_kind": [
                {"kind": str(kind), **tally([case for case in cases if case.kind == kind], pay=self._pay)}
                for kind in kinds
            ],
            "by_rater": self._by(cases, lambda one: one.rater, lambda rater: {"employee": rater}),
            "by_reason": self._by(cases, lambda one: one.reason, self._said),
        }

    def periods(self) -> list[Document]:
        """Each cycle alone, in time."""
        return [
            {
                "cycle": cycle["id"],
                "shop": cycle["shop"],
                "period": cycle["period"],
                "appeals": tally(self._cases[cycle["id"]], pay=self._pay),
            }
            for cycle in sorted(self._cycles, key=lambda held: (held["first_day"], held["period"], held["shop"]))
        ]

    def _by(self, cases: list[Case], key: Callable[[Any], Any], said: Callable[[Any], Document]) -> list[Document]:
        """Each group's appeals and deductions, those with the most that succeeded first."""
        groups: dict[Any, tuple[list[Case], list[Taken]]] = {}
        for case in cases:
            groups.setdefault(key(case), ([], []))[0].append(case)
        for taken in self._taken:
            groups.setdefault(key(taken), ([], []))[1].append(taken)
        found = [
            {**said(group), "appeals": tally(held[0], pay=self._pay), "deductions": deductions(held[1])}
            for group, held in groups.items()
        ]
        return sorted(found, key=_gravity)

    def _case(self, appeal: Document, cards: dict[str, Document], moves: Moves) -> Case:
        rater, reason = self._objected(appeal, cards.get(appeal["card"]))
        state = appeal["outcome"] if appeal["status"] == Status.DECIDED else appeal["status"]
        return Case(
            appeal["kind"],
            "pending" if state in (Status.FILED, Status.ACCEPTED) else state,
            appeal["escalated"],
            rater,
            reason,
            self._days(appeal),
            moves.points(appeal),
            moves.money(appeal) if self._pay else None,
        )

    def _objected(self, appeal: Document, card: Document | None) -> tuple[str | None, Reason]:
        """Whose entry it objects to, and for what reason that was made."""
        kind, target = appeal["kind"], appeal["target"]
        if card is None or kind in WHOLE:
            return None, Reason(WHOLE[AppealKind(kind)])
        if kind == AppealKind.DEDUCTION:
            held = next(held for held in card["deductions"] if held["id"] == target)
            return held["by"], self._reason(card, held["item"], held["code"] or "")
        rater = None
        if kind == AppealKind.JUDGEMENT:
            given = [*card["judgements"][target]["earlier"], card["judgements"][target]]
            before = [held for held in given if held["position"] < appeal["filed"]["position"]]
            rater = before[-1]["by"]
        return rater, self._reason(card, target)

    def _deducted(self, card: Document) -> Iterator[Taken]:
        """Deductions that count, or did: what was only proposed took nothing."""
        scheme = scheme_of(self._view, card)
        for held in card["deductions"]:
            if held["status"] in ("recorded", "reversed"):
                first, now = (_points(scheme, held, held[name]) for name in ("first_points", "points"))
                reason = self._reason(card, held["item"], held["code"] or "")
                yield Taken(held["by"], reason, held["status"] == "reversed", bool(held["appeal"]), first, now)

    def _reason(self, card: Document, item: str, code: str = "") -> Reason:
        reason = Reason("item", card["scheme"], item, code)
        if reason not in self._titles:
            self._titles[reason] = _title(self._view, card, item, code)
        return reason

    def _said(self, reason: Reason) -> Document:
        empty = {"title": None, "source": None}
        names = {name: getattr(reason, name) or None for name in ("scheme", "item", "code")}
        return {"about": reason.about, **names, **self._titles.get(reason, empty)}

    def _days(self, appeal: Document) -> int | None:
        if appeal["decision"] is None or self._calendar is None:
            return None
        filed, decided = (
            local_date(datetime.fromisoformat(mark["at"]), self._timezone)
            for mark in (appeal["filed"], appeal["decision"])
        )
        covered = {filed.year, decided.year} <= set(self._calendar.years)
        return self._calendar.working_days_between(filed, decided) if covered else None


def _sees(view: View, shop: str) -> bool:
    return policies.see_appeal_figures.allows(view.acting, as_uuid(shop))


def _points(scheme: Scheme, held: Document, points: str | None) -> Decimal | None:
    """What a deduction takes: its own points or the catalogue's; None for one that takes no points but the item."""
    item = scheme.item(held["item"])
    if item is None or not isinstance(item.rule, Catalogued):
        return None
    own = None if points is None else Decimal(points)
    deduction = Deduction(held["item"], own, held["code"], held["severity"], SEALED)
    if isinstance(item.rule, Defects) and item.rule.severity_of(deduction) in POINTLESS:
        return None
    return item.rule.points_of(deduction)


def _title(view: View, card: Document, item: str, code: str) -> Document:
    """Title and clause of the catalogue's code or of the item."""
    found = scheme_of(view, card).item(item)
    entry = found.rule.code(code) if found is not None and isinstance(found.rule, Catalogued) else None
    named = entry or found
    return {"title": None, "source": None} if named is None else {"title": named.title.plain(), "source": named.source}


def _gravity(group: Document) -> tuple[Any, ...]:
    """What succeeded most first, then what was objected to most, then by name."""
    appeals, name = group["appeals"], group.get("employee") or f"{group.get('item')} {group.get('code')}"
    granted = appeals["upheld"] + appeals["partly"]
    return -granted, -group["deductions"]["reversed"], -appeals["filed"], name


def _calendar(view: View) -> tuple[WorkingCalendar | None, str]:
    """The calendar in force now, None where none is, and the time zone."""
    row = view.live.get(ORGANIZATION, str(organization_stream(view.organization)))
    if row is None:
        raise absent("organization", view.organization)
    found = view.live.get(CALENDARS, row.body["calendar_sha256"] or "")
    return (None if found is None else working_calendar(json.loads(found.body["document"]))), row.body["timezone"]


def _bounds(period: str, pointer: str) -> tuple[date, date]:
    try:
        return period_bounds(period)
    except Invalid as error:
        raise Invalid(error.message, code=error.code, pointer=pointer) from error
