"""Pages of a list: complete, without repetition, whatever is written meanwhile; cursors tell nothing."""

import base64
from typing import Any
from uuid import UUID

import pytest

from application.notices import ReadNotice
from application.ports import Row
from application.projections import MemoryRows
from application.queries import Page, Paging
from application.queries.pages import page, page_of
from domain.errors import Invalid
from tests.application.projections.company import Company
from tests.application.projections.month import Month


def all_pages(ask: Any, limit: int) -> list[Any]:
    """Every item, page by page."""
    items: list[Any] = []
    shown: Page = ask(Paging(limit))
    while True:
        assert len(shown.items) <= limit
        items += shown.items
        if shown.next is None:
            return items
        shown = ask(Paging(limit, shown.next))


class TestPages:
    @pytest.mark.parametrize("limit", [1, 2, 3, 7, 200])
    def test_every_limit_gives_the_same_list(self, month: Month, limit: int) -> None:
        """Also where some rows are passed over because they may not be seen."""
        company = month.company
        manager, s1, auditor = company.asks("M1"), company.asks("S1"), company.asks("U1")
        lists: list[Any] = [
            lambda paging: manager.cards(paging, cycle=company.cycle),
            lambda paging: manager.appeals(paging),
            lambda paging: s1.cards(paging),
            lambda paging: s1.notices(paging),
            lambda paging: s1.timeline(company.person("S1"), paging),
            lambda paging: auditor.events(paging),
            lambda paging: auditor.payslips(paging, payroll=company.payroll),
            lambda paging: auditor.employees(paging),
        ]
        for ask in lists[:5] if limit == 1 else lists:
            assert all_pages(ask, limit) == ask(Paging(200)).items

    def test_the_audit_log_is_newest_first_and_may_be_of_one_thing(self, month: Month) -> None:
        """Design: the newest events by position."""
        auditor = month.company.asks("U1")
        head = month.company.ledger.head()
        assert [held["position"] for held in auditor.events(Paging(3)).items] == [head, head - 1, head - 2]
        of_card = auditor.events(subject=month.company.card("S1")).items
        assert of_card[-1]["event"] == "scorecard-opened"
        assert {held["subject"] for held in of_card} == {str(month.company.card("S1"))}

    def test_a_cursor_names_no_row_that_may_not_be_seen(self) -> None:
        """It is opaque to programs, not to curious people."""
        rows = MemoryRows()
        history = [Row("m", f"key-{index}", "", f"{index:03d}", {"n": index}) for index in range(9)]
        for row in history:
            rows._put(row)
        shown = page(rows, "m", Paging(1), lambda row: dict(row.body) if row.body["n"] in (1, 7) else None)
        assert shown.next is not None
        assert b"key-1" in base64.urlsafe_b64decode(shown.next + "==")
        assert all(f"key-{index}".encode() not in base64.urlsafe_b64decode(shown.next + "==") for index in (2, 6, 7))

    def test_a_new_row_shifts_nothing(self) -> None:
        """A page number would show a row twice when one comes in before it."""
        rows = [Row("m", name, "", name, {"name": name}) for name in "bcd"]
        first = page_of(rows, Paging(2), lambda row: dict(row.body), "rows")
        assert first.next is not None
        rows.append(Row("m", "a", "", "a", {"name": "a"}))
        second = page_of(rows, Paging(2, first.next), lambda row: dict(row.body), "rows")
        assert [held["name"] for held in first.items + second.items] == ["b", "c", "d"]

    @pytest.mark.parametrize("limit", [0, -1, 201])
    def test_a_limit_has_bounds(self, limit: int) -> None:
        """Contract: 50 by default, 200 at most."""
        with pytest.raises(Invalid):
            Paging(limit)

    @pytest.mark.parametrize("after", ["x", "!!", "W10", "WzEsMl0", "bnVsbA", "Wzw", "é", "WyJhXHUwMDAwIiwiYiJd"])
    def test_a_cursor_of_ones_own_making_is_refused(self, month: Month, after: str) -> None:
        """As a fault of the request, not of the server."""
        with pytest.raises(Invalid) as error:
            month.company.asks("U1").events(Paging(5, after))
        assert error.value.code == "cursor-invalid"


class TestNotices:
    def test_read_ones_leave_the_unread(self, company: Company) -> None:
        """An inbox is what is still to be looked at."""
        month = Month(company)
        for step in (month.open, month.enter, month.rate, month.deduct, month.review, month.publish):
            step()
        unread = company.asks("S1").notices(unread=True).items
        assert [held["kind"] for held in unread] == ["score-published"]
        company.act("S1", ReadNotice(UUID(unread[0]["id"])))
        assert company.asks("S1").notices(unread=True).items == []
        assert company.asks("S1").notices().items[0]["read"] is not None
