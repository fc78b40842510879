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
    target_faults,
    waiver_faults,
)
from domain.scoring.facts import Adjustment, CardFacts, Deduction, Judgement, ParameterValue, Rating, Waiver
from domain.scoring.plain import Place, Table
from domain.scoring.reading_parameters import read_value
from domain.scoring.scheme import Scheme

Entry = TypeVar("Entry")

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
        judgements=_named(table, "judgements", _judgement, lambda id, value: judgement_faults(scheme, id, value)),
        counts=_named(table, "counts", Place.decimal, lambda id, value: count_faults(scheme, id, value)),
        ranks=_named(table, "ranks", lambda at: at.whole(least=1), lambda id, value: rank_faults(scheme, id, value)),
        deductions=_listed(table, "deductions", _deduction, lambda entry, _: deduction_faults(scheme, entry)),
        ratings=_named(table, "ratings", lambda at: _ratings(at, scheme), lambda id, value: _rated(scheme, id, value)),
        adjustments=_listed(table, "adjustments", _adjustment, lambda *entry: adjustment_faults(scheme, *entry)),
        waivers=_listed(table, "waivers", _waiver, lambda *entry: waiver_faults(scheme, *entry)),
        parameters=parameters,
        closes_quarter=closes_quarter,
    )
    table.done()
    return employee, facts


def _text_or_none(place: Place) -> str | None:
    return None if place.value is None else place.text()


def _named(
    table: Table, key: str, read: Callable[[Place], Entry], check: Callable[[str, Entry], Iterable[Fault]]
) -> dict[str, Entry]:
    """A table of entries by name; what `check` finds is noted at the entry, or at the part of it that it points to."""

    def read_all(place: Place) -> dict[str, Entry]:
        entries = {}
        for name, at in place.table().entries():
            before = len(at.faults)
            entries[name] = read(at)
            _note(at, check(name, entries[name]), clean=len(at.faults) == before)
        return entries

    return table.get(key, read_all, {})


def _listed(
    table: Table, key: str, read: Callable[[Place], Entry], check: Callable[[Entry, list[Entry]], Iterable[Fault]]
) -> tuple[Entry, ...]:
    """A list of entries; `check` also sees the earlier ones."""

    def read_all(place: Place) -> list[Entry]:
        entries: list[Entry] = []
        for at in place.list():
            before = len(at.faults)
            entry = read(at)
            _note(at, check(entry, entries), clean=len(at.faults) == before)
            entries.append(entry)
        return entries

    return tuple(table.get(key, read_all, []))


def _note(at: Place, faults: Iterable[Fault], *, clean: bool) -> None:
    """Add the faults of an entry's meaning; of one that could not be read, only that its name means nothing."""
    for fault in faults:
        if clean or fault.code.startswith("unknown-"):
            inside = fault.pointer if isinstance(at.value, dict) and fault.pointer[1:] in _PARTS else ""
            at.faults.append(Fault(at.pointer + inside, fault.code, fault.detail))


_PARTS = ("level", "points", "reason", "item", "code", "severity")


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


def _ratings(place: Place, scheme: Scheme) -> tuple[Rating, ...]:
    return tuple(_rating(at) for at in place.list())


def _rating(place: Place) -> Rating:
    table = place.table()
    rating = Rating(table.need("by").text(), table.need("points").decimal())
    table.done()
    return rating


def _rated(scheme: Scheme, item: str, ratings: tuple[Rating, ...]) -> list[Fault]:
    return [fault for rating in ratings for fault in rating_faults(scheme, item, rating)]


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
                _note(at, parameter_faults(scheme, name, at.value), clean=True)
            else:
                values[name] = read_value(at, parameter, scheme)
        return values

    none: dict[str, ParameterValue] = {}
    return table.get("parameters", read_all, none), closes_quarter
