"""What handlers and the clock ask of the read models."""

from datetime import date

from application.clock import Agenda
from application.commanding import Roster
from application.cycles.publishing import SettleCycle
from application.employees import MoveEmployee
from application.queries import ReadModelAgenda, ReadModelRoster
from tests.application.projections.company import Company
from tests.application.projections.month import Month


class TestRoster:
    def test_names_everybody_who_ever_had_a_post_in_a_shop_in_id_order(self, company: Company) -> None:
        """Whoever worked there in the month is appraised there, wherever they are now."""
        roster: Roster = ReadModelRoster(company.ledger, company.models)
        before = {company.person(number) for number in ("L1", "S1", "S2", "S3", "S4", "S5")}
        assert list(roster.posted_in(company.shop("A"))) == sorted(before)
        move = MoveEmployee(
            company.person("S5"),
            company.shop("B"),
            "service",
            company.person("M2"),
            date(2026, 9, 15),
            "closer to home",
        )
        company.act("H1", move)
        assert set(roster.posted_in(company.shop("A"))) == before
        assert set(roster.posted_in(company.shop("B"))) == {company.person("S5"), company.person("T1")}


class TestAgenda:
    def test_holds_what_time_may_still_change(self, company: Company) -> None:
        """A settled cycle stays until its window for appeals is closed; a decided appeal leaves at once."""
        agenda: Agenda = ReadModelAgenda(company.ledger, company.models)
        assert (list(agenda.running_cycles()), list(agenda.pending_appeals())) == ([], [])
        month = Month(company).played()
        assert list(agenda.running_cycles()) == [company.cycle]
        assert set(agenda.pending_appeals()) == {month.role_appeal, month.payslip_appeal}
        company.act("H1", SettleCycle(company.cycle))
        assert list(agenda.running_cycles()) == [company.cycle]
