"""Rows hold nothing but JSON, and the same JSON for the same values."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from application.projections.plain import event_name, fields, in_order, moment, plain
from domain.cycle import Phase
from domain.scorecard.events import DeductionConfirmed
from domain.values import Evidence, Sealed

ID = UUID("12345678-1234-5678-1234-567812345678")


class TestPlain:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (None, None),
            (True, True),
            (3, 3),
            ("text", "text"),
            (Phase.OPEN, "open"),
            (Decimal("1E+2"), "100"),
            (Decimal("19.60"), "19.60"),
            (ID, str(ID)),
            (date(2026, 1, 31), "2026-01-31"),
            (datetime(2026, 1, 31, 8, 30, tzinfo=UTC), "2026-01-31T08:30:00Z"),
            ((1, (2, [3])), [1, [2, [3]]]),
            ({"a": Decimal(1)}, {"a": "1"}),
            (Sealed(ID, "Ym94"), {"sealed": {"person": str(ID), "box": "Ym94"}}),
            (Evidence("ab", "text/csv", 3), {"sha256": "ab", "media_type": "text/csv", "size": 3}),
        ],
    )
    def test_every_value_of_an_event_has_its_json(self, value: object, expected: object) -> None:
        """Numbers that carry points or money are text; a sealed text stays sealed."""
        assert plain(value) == expected
        assert type(plain(value)) is type(expected)

    @pytest.mark.parametrize("value", [1.5, {1, 2}, object()])
    def test_anything_else_is_refused(self, value: object) -> None:
        """A float would round, a set has no order: neither gives the same bytes twice."""
        with pytest.raises(TypeError):
            plain(value)

    def test_a_time_is_told_in_utc(self) -> None:
        """Whatever zone it came in."""
        shanghai = timezone(timedelta(hours=8))
        assert moment(datetime(2026, 1, 1, 0, 0, 0, 5, tzinfo=shanghai)) == "2025-12-31T16:00:00.000005Z"

    def test_positions_sort_as_numbers(self) -> None:
        """Lists are ordered by text."""
        assert sorted(map(in_order, (10, 9, 100))) == [in_order(9), in_order(10), in_order(100)]

    def test_an_event_says_its_facts_and_its_name(self) -> None:
        """The envelope is told apart from what happened."""
        at = datetime(2026, 1, 1, tzinfo=UTC)
        facts: dict[str, Any] = {"originator_id": ID, "originator_version": 2, "actor": "x", "deduction": ID}
        event = DeductionConfirmed(timestamp=at, **facts)
        assert fields(event) == {"deduction": str(ID)}
        assert event_name(event) == "deduction-confirmed"
