"""Reads a facts document strictly, against the scheme that it is for: the input of a scoring dry run."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from domain.errors import Fault
from domain.scoring.entries import (
    adjustment_faults,
    count_faults,
    deduction_faults,
    judgement_faults,
    measure_faults,
    parameter_faults,
    rank_faults,
    rating_faults,
    rating_item_faults,
    target_faults,
    waiver_faults,
)
from domain.scoring.facts import Adjustment, CardFacts, Deduction, Judgement, ParameterValue, Rating, Waiver
from domain.scoring.plain import Place, Table, step
from domain.scoring.reading_parameters import read_value
from domain.scoring.scheme import Scheme

Entry = TypeVar("Entry")

JUDGEMENT_PARTS = ("level", "points", "reason")
RATING_PARTS = ("by", "points")
ENTRY_PARTS = ("item", "code", "severity", "points", "reason")

CLOSES_QUARTER = "closes_quarter"
"""A yes or no among the parameters, for schemes with quarterly items: whether they score in this period."""


def read_facts(place: Place, scheme: Scheme) -> tuple[str | None, CardFacts]:
    """The employee named, and all facts; whatever is wrong is noted in `place`."""
    table = place.table()
    employee = table.get("employee", _text_or_none, None)
    parameters, closes_quarter = _read_parameters(table, scheme)
    facts = CardFacts(
        targets=_named(table, "targets", Place.decimal, lambda id, value: target_faults(scheme, id, value)),
        measures=_named(table, "measures", Place.decimal, lambda name, _: measure_faults(scheme, name)),
        judgements=_named(
            table, "judgements", _judgement, lambda id, value: judgement_faults(scheme, id, value), JUDGEMENT_PARTS
        ),
        counts=_named(table, "counts", Place.decimal, lambda id, value: count_faults(scheme, id, value)),
        ranks=_named(table, "ranks", lambda at: at.whole(least=1), lambda id, value: rank_faults(scheme, id, value)),
        deductions=_listed(table, "deductions", _deduction, lambda entry, _: deduction_faults(scheme, entry)),
        ratings=_read_ratings(table, scheme),
        adjustments=_listed(
            table, "adjustments", _adjustment, lambda entry, earlier: adjustment_faults(scheme, entry, earlier)
        ),
        waivers=_listed(table, "waivers", _waiver, lambda entry, earlier: waiver_faults(scheme, entry, earlier)),
        parameters=parameters,
        closes_quarter=closes_quarter,
    )
    table.done()
    return employee, facts


def _text_or_none(place: Place) -> str | None:
    return None if place.value is None else place.text()


def _named(
    table: Table,
    key: str,
    read: Callable[[Place], Entry],
    check: Callable[[str, Entry], Iterable[Fault]],
    parts: tuple[str, ...] = (),
) -> dict[str, Entry]:
    """A table of entries by name; what `check` finds is noted at the entry, or at its part that the fault points to."""

    def read_all(place: Place) -> dict[str, Entry]:
        entries = {}
        for name, at in place.table().entries():
            entries[name] = read(at)
            _note(at, check(name, entries[name]), parts)
        return entries

    return table.get(key, read_all, {})


def _listed(
    table: Table, key: str, read: Callable[[Place], Entry], check: Callable[[Entry, list[Entry]], Iterable[Fault]]
) -> tuple[Entry, ...]:
    """A list of entries; `check` also sees the earlier ones."""

    def read_all(place: Place) -> list[Entry]:
        entries: list[Entry] = []
        for at in place.list():
            entry = read(at)
            _note(at, check(entry, entries), ENTRY_PARTS)
            entries.append(entry)
        return entries

    return tuple(table.get(key, read_all, []))


def _note(at: Place, faults: Iterable[Fault], parts: tuple[str, ...] = ()) -> None:
    """Add what is wrong with an entry's meaning, but for places that could not even be read."""
    unread = {fault.pointer for fault in at.faults}
    for fault in faults:
        part = fault.pointer.removeprefix("/")
        pointer = step(at.pointer, part) if part in parts else at.pointer
        if not unread & {pointer, at.pointer}:
            at.faults.append(Fault(pointer, fault.code, fault.detail))


def _judgement(place: Place) -> Judgement:
    table = place.table()
    judgement = Judgement(
        table.need("level").text(),
        table.get("points", Place.decimal, None),
        table.get("reason", Place.text, ""),
    )
    table.done()
    return judgement


def _deduction(place: Place) -> Deduction:
    table = place.table()
    deduction = Deduction(
        table.need("item").text(),
        table.get("points", Place.decimal, None),
        table.get("code", Place.text, ""),
        table.get("severity", Place.text, ""),
        table.get("reason", Place.text, ""),
    )
    table.done()
    return deduction


def _read_ratings(table: Table, scheme: Scheme) -> dict[str, tuple[Rating, ...]]:
    def read_all(place: Place) -> dict[str, tuple[Rating, ...]]:
        return {name: _ratings(at, name, scheme) for name, at in place.table().entries()}

    return table.get("ratings", read_all, {})


def _ratings(place: Place, item: str, scheme: Scheme) -> tuple[Rating, ...]:
    """All ratings of one item; an item that takes none is told once, not for each rating."""
    misplaced = rating_item_faults(scheme, item)
    _note(place, misplaced)
    ratings: list[Rating] = []
    for at in place.list():
        rating = _rating(at)
        _note(at, [] if misplaced else rating_faults(scheme, item, rating, ratings), RATING_PARTS)
        ratings.append(rating)
    return tuple(ratings)


def _rating(place: Place) -> Rating:
    table = place.table()
    rating = Rating(table.need("by").text(), table.need("points").decimal())
    table.done()
    return rating


def _adjustment(place: Place) -> Adjustment:
    table = place.table()
    adjustment = Adjustment(table.need("points").decimal(), table.get("reason", Place.text, ""))
    table.done()
    return adjustment


def _waiver(place: Place) -> Waiver:
    table = place.table()
    waiver = Waiver(table.need("item").text(), table.get("reason", Place.text, ""))
    table.done()
    return waiver


def _read_parameters(table: Table, scheme: Scheme) -> tuple[dict[str, ParameterValue], bool]:
    closes_quarter = True

    def read_all(place: Place) -> dict[str, ParameterValue]:
        nonlocal closes_quarter
        values: dict[str, ParameterValue] = {}
        for name, at in place.table().entries():
            parameter = scheme.parameter(name)
            if name == CLOSES_QUARTER and scheme.is_quarterly:
                closes_quarter = at.flag()
            elif parameter is None:
                _note(at, parameter_faults(scheme, name, at.value))
            else:
                values[name] = read_value(at, parameter, scheme)
        return values

    none: dict[str, ParameterValue] = {}
    return table.get("parameters", read_all, none), closes_quarter
