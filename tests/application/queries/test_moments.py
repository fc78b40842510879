"""As of an earlier moment, everything is what it was then; after a command, everything is what it made."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from application.cycles.closing import CloseFacts
from application.organizations import WithdrawDuty
from application.ports import ProjectionStopped, Recorded, Removal, Row, RowReader
from application.projections import project
from domain.cycle.events import FactsClosed
from domain.errors import Invalid, NotFound
from tests.application.projections.company import Company
from tests.application.projections.month import Month


class TestAsOf:
    def test_a_card_is_what_it_was_at_every_step(self, company: Company) -> None:
        """Answers given then and asked for later are the same, whole."""
        month, then = Month(company), []
        for step in (
            month.open,
            month.enter,
            month.rate,
            month.deduct,
            month.review,
            month.publish,
            month.appeal_and_share,
        ):
            step()
            asked = company.asks("M1")
            then.append((company.ledger.head(), asked.card(company.card("S1")), asked.cycle(company.cycle)))
        month.pay()
        for position, card, cycle in then:
            assert company.asks("M1").card(company.card("S1"), as_of=str(position)) == card
            assert company.asks("M1").cycle(company.cycle, as_of=str(position)) == cycle

    def test_so_are_payroll_appeal_and_standing(self, company: Company) -> None:
        """Money too."""
        month = Month(company).played()
        head = str(company.ledger.head())
        asked = company.asks("U1")
        assert asked.payroll(company.payroll, as_of=head) == asked.payroll(company.payroll)
        assert asked.appeal(month.appeal, as_of=head) == asked.appeal(month.appeal)
        assert asked.standing(company.person("S1"), as_of=head) == asked.standing(company.person("S1"))
        with pytest.raises(NotFound):
            asked.payroll(company.payroll, as_of=str(month.positions["publish"]))
        before = asked.standing(company.person("S1"), as_of=str(month.positions["publish"]))
        assert [held["score"] for held in before["months"]] == ["83.83"]

    def test_a_time_stands_for_the_last_position_recorded_by_then(self, month: Month) -> None:
        """By the server's clock, which is the one that cannot be chosen."""
        company = month.company
        recorded = next(iter(company.ledger.read(after=month.positions["deduct"] - 1, limit=1)))
        at = recorded.recorded_at
        by_time = company.asks("M1").card(company.card("S1"), as_of=at.isoformat())
        assert by_time == company.asks("M1").card(company.card("S1"), as_of=str(company.ledger.position_at(at)))
        zulu = at.isoformat().replace("+00:00", "Z")
        assert company.asks("M1").card(company.card("S1"), as_of=zulu) == by_time

    def test_before_it_began_there_was_nothing(self, month: Month) -> None:
        """Also before the ledger."""
        company = month.company
        first = next(iter(company.ledger.read(limit=1))).recorded_at
        for moment in ("0", (first - timedelta(days=1)).isoformat()):
            with pytest.raises(NotFound):
                company.asks("M1").card(company.card("S1"), as_of=moment)

    @pytest.mark.parametrize(
        "as_of", ["", "yesterday", "2026-10-01", "2026-10-01T08:00:00", "-1", "1.5", "١", "9" * 5000]
    )
    def test_anything_else_is_refused(self, month: Month, as_of: str) -> None:
        """A time without its zone is two times."""
        with pytest.raises(Invalid) as error:
            month.company.asks("M1").card(month.company.card("S1"), as_of=as_of)
        assert error.value.pointer == "/as_of"

    def test_a_position_that_is_not_reached_is_refused(self, month: Month) -> None:
        """An answer for it would change."""
        with pytest.raises(Invalid) as error:
            month.company.asks("M1").card(month.company.card("S1"), as_of=str(month.company.ledger.head() + 1))
        assert error.value.code == "as-of-ahead"

    def test_a_look_back_shows_nobody_more_than_today(self, company: Company) -> None:
        """Somebody whose duty was withdrawn does not see through an old ledger what they saw then."""
        Month(company).open()
        position = str(company.ledger.head())
        assert company.asks("M1").card(company.card("S1"), as_of=position)
        company.act("A1", WithdrawDuty(company.person("M1"), "manager", company.shop("A")))
        with pytest.raises(NotFound):
            company.asks("M1").card(company.card("S1"), as_of=position)


class TestCatchingUp:
    def test_a_query_sees_the_command_before_it(self, company: Company) -> None:
        """Whichever process the next request reaches."""
        Month(company).open()
        assert company.asks("M1").cycle(company.cycle)["phase"] == "open"
        assert company.models.tracked() is not None

    def test_a_stopped_projection_is_told_and_nothing_stale_is_shown(self, company: Company) -> None:
        """An old answer that looks new is worse than none."""
        month = Month(company)
        month.open()
        company.asks("M1").cycle(company.cycle)
        company.act("M1", CloseFacts(company.cycle))

        def broken(recorded: Recorded, rows: RowReader, /) -> list[Row | Removal]:
            if isinstance(recorded.event, FactsClosed):
                raise LookupError("broken")
            return list(project(recorded, rows))

        with pytest.raises(ProjectionStopped):
            company.models.catch_up(company.ledger, broken)
        queries = company.asks("M1")
        asks: list[Callable[[], Any]] = [lambda: queries.cycle(company.cycle), queries.me, queries.cards]
        for ask in asks:
            with pytest.raises(ProjectionStopped):
                ask()
