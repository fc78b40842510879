"""What single histories leave in the rows."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from application.projections.agenda import AGENDA
from application.projections.appeals import APPEALS
from application.projections.employees import EMPLOYEES, POSTINGS
from application.projections.evidence import EVIDENCE
from application.projections.notices import NOTICES
from application.projections.organization import CALENDARS, DUTIES, ORGANIZATION, ROLES, SHOPS
from application.projections.payrolls import PAYROLLS, PAYSLIPS, payslip_id
from application.projections.rulebooks import RULEBOOK_VERSIONS, RULEBOOKS, version_key
from application.projections.shares import SHARES
from application.projections.standings import STANDINGS, WAITS
from application.projections.team_funds import FUND_ENTRIES, TEAM_FUNDS
from application.projections.timeline import TIMELINE
from domain.appeal import Appeal, AppealKind, Outcome, Remedy, RemedyKind, Subject
from domain.discretionary_share import DiscretionaryShare
from domain.employee import Employee
from domain.notice import Notice
from domain.organization import Duty, Organization, organization_stream
from domain.payroll import Adjustment, Calculation, Payroll
from domain.rulebook import Rulebook
from domain.standing import ConsequenceRules, Standing
from domain.team_fund import TeamFund
from domain.values import Evidence
from tests.application.projections.history import AT, AT_TEXT, History, by, id_of, sealed, sealed_row

SHOP, OTHER, S1, S2 = id_of("shop"), id_of("other shop"), id_of("S1"), id_of("S2")


@pytest.fixture
def history() -> History:
    """An empty ledger."""
    return History()


def mark(who: str, position: int, **facts: Any) -> dict[str, Any]:
    """Who did something, when and where."""
    return {"by": str(id_of(who)), "at": AT_TEXT, "position": position, **facts}


class TestOrganization:
    def test_shops_roles_and_calendar_are_found_by_their_names(self, history: History) -> None:
        """They are what every other page is built from."""
        company = id_of("company")
        organization = Organization.found(company, "样板", "Asia/Shanghai", **by("setup"))
        organization.open_shop(SHOP, "A", "旗舰店", "tmall", **by("admin"))
        organization.define_role("service", "客服", "Service", **by("admin"))
        organization.set_calendar("cn-1", "{}", "abc", **by("admin"))
        history.append(organization)
        assert history.body(SHOPS, SHOP) == {
            "id": str(SHOP), "code": "A", "name": "旗舰店", "platform": "tmall", "opened": mark("admin", 2),
            "version": 2, "position": 2,
        }  # fmt: skip
        assert history.body(ROLES, "service")["title"] == {"zh": "客服", "en": "Service"}
        assert history.body(CALENDARS, "abc")["document"] == "{}"
        body = history.body(ORGANIZATION, organization_stream(company))
        assert (body["calendar"], body["calendar_sha256"], body["version"]) == ("cn-1", "abc", 4)

    def test_a_withdrawn_duty_is_gone(self, history: History) -> None:
        """What somebody may see follows from these rows."""
        organization = Organization.found(id_of("company"), "样板", "Asia/Shanghai", **by("setup"))
        organization.open_shop(SHOP, "A", "旗舰店", "tmall", **by("admin"))
        organization.grant_duty(S1, Duty.HR, None, **by("admin"))
        organization.grant_duty(S1, Duty.MANAGER, SHOP, **by("admin"))
        organization.withdraw_duty(S1, Duty.HR, None, **by("admin"))
        history.append(organization)
        assert [(row.body["duty"], row.body["shop"]) for row in history.found(DUTIES, S1)] == [("manager", str(SHOP))]


class TestEmployees:
    def test_posts_pay_and_leaving_are_kept_with_their_days(self, history: History) -> None:
        """A month's base pay and lead are looked up by day."""
        person = Employee.hire(
            id_of("company"),
            "S1",
            shop=SHOP,
            role="service",
            lead=None,
            hired_on=date(2026, 1, 5),
            regular=True,
            **by("hr"),
        )
        person.set_base_pay(Decimal("4000.00"), effective_on=date(2026, 1, 5), reason=sealed("agreed"), **by("hr"))
        person.move(
            shop=OTHER, role="design", lead=S2, effective_on=date(2026, 3, 1), reason=sealed("asked"), **by("hr")
        )
        person.leave(left_on=date(2026, 6, 30), reason=sealed("studies"), **by("hr"))
        history.append(person)
        body = history.body(EMPLOYEES, person.id)
        assert (body["shop"], body["role"], body["lead"]) == (str(OTHER), "design", str(S2))
        assert [post["effective_on"] for post in body["posts"]] == ["2026-01-05", "2026-03-01"]
        assert body["posts"][1]["reason"] == sealed_row("asked")
        assert body["base_pays"] == [
            mark("hr", 2, amount="4000.00", effective_on="2026-01-05", reason=sealed_row("agreed"))
        ]
        assert body["left"] == mark("hr", 4, left_on="2026-06-30", reason=sealed_row("studies"))
        assert (body["version"], body["position"]) == (4, 4)

    def test_whoever_moved_away_stays_findable_in_the_old_shop(self, history: History) -> None:
        """Their card there is part of that shop's cycle."""
        person = Employee.hire(
            id_of("company"),
            "S1",
            shop=SHOP,
            role="service",
            lead=None,
            hired_on=date(2026, 1, 5),
            regular=True,
            **by("hr"),
        )
        for shop in (OTHER, SHOP):
            person.move(
                shop=shop, role="service", lead=None, effective_on=date(2026, 3, 1), reason=sealed("x"), **by("hr")
            )
        history.append(person)
        for shop in (SHOP, OTHER):
            assert [row.body["employee"] for row in history.found(POSTINGS, shop)] == [str(person.id)]


class TestRulebooks:
    def test_each_version_keeps_its_document(self, history: History) -> None:
        """An old card is explained by the version that it names."""
        rulebook = Rulebook.draft(id_of("company"), "scheme", "house", **by("hr"))
        rulebook.publish(1, '{"v":1}', **by("hr"))
        rulebook.publish(2, '{"v":2}', **by("hr"))
        rulebook.retire("replaced", **by("hr"))
        history.append(rulebook)
        documents = [history.body(RULEBOOK_VERSIONS, version_key(str(rulebook.id), v))["document"] for v in (1, 2)]
        assert documents == ['{"v":1}', '{"v":2}']
        body = history.body(RULEBOOKS, rulebook.id)
        assert (body["newest"], body["retired"]) == (2, mark("hr", 4, reason="replaced"))


class TestAppeals:
    def _filed(self) -> Appeal:
        subject = Subject(AppealKind.DEDUCTION, SHOP, id_of("cycle"), card=id_of("card"), target="d", excluded=("x",))
        return Appeal.file(
            id_of("appeal"), subject, appellant=S1, role="", grounds=sealed("unfair"), asked_points=None,
            file_by=date(2026, 10, 8), today=date(2026, 10, 2), late_reason=None, decide_by=date(2026, 10, 9),
            calendar="c", **by("S1"),
        )  # fmt: skip

    def test_an_escalated_decision_stays_beside_the_new_one(self, history: History) -> None:
        """A first decision is history, and the second one's reason for being."""
        appeal = self._filed()
        appeal.accept(None, **by("M1"))
        appeal.decide(Outcome.DISMISSED, sealed("no"), (), granted_points=None, replay_hash="", **by("M1"))
        appeal.escalate(id_of("G1"), "escalated", date(2026, 10, 20), "c2", **by("S1"))
        appeal.give_grounds(sealed("look again"), **by("S1"))
        appeal.decide(
            Outcome.UPHELD, sealed("yes"), (Remedy(RemedyKind.ADJUST_SCORE, points=Decimal(3)),), granted_points=None,
            replay_hash="h", **by("G1"),
        )  # fmt: skip
        history.append(appeal)
        body = history.body(APPEALS, appeal.id)
        assert [held["outcome"] for held in body["earlier_decisions"]] == ["dismissed"]
        assert body["decision"]["remedies"] == [{"kind": "adjust-score", "points": "3"}]
        assert (body["handler"], body["decide_by"], body["escalated"]) == (str(id_of("G1")), "2026-10-20", True)
        assert [held["grounds"] for held in body["grounds"]] == [sealed_row("unfair"), sealed_row("look again")]
        assert [step["event"] for step in body["timeline"]] == [
            "appeal-filed", "appeal-accepted", "appeal-decided", "appeal-escalated", "appeal-grounds-added",
            "appeal-decided",
        ]  # fmt: skip

    def test_it_is_on_the_agenda_while_it_waits(self, history: History) -> None:
        """The clock looks only at these; a refused one comes back when it is escalated."""
        appeal = self._filed()
        seen: list[int] = []
        acts: list[Callable[[], None]] = [
            lambda: appeal.refuse(sealed("late"), **by("M1")),
            lambda: appeal.escalate(None, "escalated", date(2026, 10, 20), "c", **by("S1")),
            lambda: appeal.miss_deadline(date(2026, 10, 20), **by("clock")),
            lambda: appeal.lapse(date(2026, 10, 25), **by("clock")),
        ]
        for act in acts:
            history.append(appeal)
            seen.append(len(history.found(AGENDA, "appeals")))
            act()
        history.append(appeal)
        assert [*seen, len(history.found(AGENDA, "appeals"))] == [1, 0, 1, 1, 0]
        assert history.body(APPEALS, appeal.id)["missed_deadlines"] == [mark("clock", 4, due_on="2026-10-20")]

    def test_a_file_is_found_by_its_hash(self, history: History) -> None:
        """Who may read it follows from what it supports."""
        appeal = self._filed()
        appeal.attach(Evidence("ab" * 32, "image/png", 12), sealed("photo"), **by("S1"))
        appeal.withdraw(sealed("settled"), **by("S1"))
        history.append(appeal)
        assert [(row.body["kind"], row.body["subject"]) for row in history.found(EVIDENCE, "ab" * 32)] == [
            ("appeal", str(appeal.id))
        ]
        assert history.body(APPEALS, appeal.id)["status"] == "withdrawn"


class TestShares:
    def test_a_withdrawn_grant_no_longer_counts_and_stays_visible(self, history: History) -> None:
        """What is left is what the general manager looks at."""
        share = DiscretionaryShare.set_ceiling(id_of("cycle"), Decimal(5), **by("hr"))
        share.grant(
            id_of("grant"), role="", employee=S1, points=Decimal(2), from_role="", appeal=id_of("appeal"),
            reason=sealed("good"), **by("G1"),
        )  # fmt: skip
        history.append(share)
        assert history.body(SHARES, share.id)["left"] == "3"
        share.withdraw(id_of("grant"), "granted twice", **by("G1"))
        history.append(share)
        body = history.body(SHARES, share.id)
        assert (body["left"], body["grants"][0]["withdrawn"]) == ("5", mark("G1", 3, reason="granted twice"))
        assert [row.body["event"] for row in history.found(TIMELINE, S1)] == ["share-granted", "grant-withdrawn"]


def calculation(digest: str, *people: str) -> Calculation:
    """A payroll of 100.00 each."""
    lines = tuple(
        {
            "id": str(id_of(person)), "role": "service", "base": Decimal("100.00"), "entitlement": Decimal("0.00"),
            "paid": Decimal("0.00"), "team_fund": Decimal("0.00"), "retained": Decimal("0.00"),
            "adjustment": Decimal("0.00"), "gross": Decimal("100.00"), "explanation": {"zh": "底薪", "en": "base"},
        }
        for person in people
    )  # fmt: skip
    totals = {"paid": Decimal("0.00"), "pool": Decimal("50.00")}
    return Calculation(id_of("cycle"), "store-dividend", 1, {"people": ()}, {}, lines, totals, digest)


class TestPayrolls:
    def _slip(self, history: History, payroll: Payroll, person: str) -> dict[str, Any]:
        return history.body(PAYSLIPS, payslip_id(payroll.id, id_of(person)))

    def test_a_superseded_calculation_stays_in_the_history(self, history: History) -> None:
        """Who approved what must be answerable later; who fell off the payroll keeps a slip that says so."""
        payroll = Payroll.open(SHOP, "2026-09", **by("F1"))
        payroll.calculate(calculation("one", "S1", "S2"), **by("F1"))
        payroll.calculate(calculation("two", "S1"), **by("F1"))
        payroll.approve("two", **by("F2"))
        payroll.pay(date(2026, 10, 10), "BANK-1", date(2026, 10, 16), "c", **by("F1"))
        history.append(payroll)
        body = history.body(PAYROLLS, payroll.id)
        assert [(held["digest"], held["ended"]["how"], len(held["lines"])) for held in body["history"]] == [
            ("one", "superseded", 2)
        ]
        assert (body["status"], body["appeals_until"]) == ("paid", "2026-10-16")
        slip = self._slip(history, payroll, "S1")
        assert (slip["status"], slip["line"]["gross"], slip["pool"]) == ("paid", "100.00", "50.00")
        dropped = self._slip(history, payroll, "S2")
        assert (dropped["line"], dropped["history"][0]["line"]["gross"]) == (None, "100.00")

    def test_a_voided_one_has_no_lines(self, history: History) -> None:
        """A slip must not show money that nobody will pay."""
        payroll = Payroll.open(SHOP, "2026-09", **by("F1"))
        payroll.calculate(calculation("one", "S1"), **by("F1"))
        payroll.void("wrong profit", **by("F1"))
        history.append(payroll)
        body = history.body(PAYROLLS, payroll.id)
        assert (body["status"], body["lines"], body["digest"]) == ("opened", [], "")
        assert body["history"][0]["ended"] == mark("F1", 3, how="voided", reason="wrong profit")
        assert self._slip(history, payroll, "S1")["line"] is None

    def test_an_adjustment_invalidates_what_is_calculated(self, history: History) -> None:
        """The calculation does not hold the adjustment yet."""
        payroll = Payroll.open(SHOP, "2026-10", **by("F1"))
        payroll.calculate(calculation("one", "S1"), **by("F1"))
        moved = (Decimal(5), Decimal(-5), Decimal(0))
        payroll.post_adjustment(
            Adjustment(id_of("adj"), S1, *moved, id_of("earlier"), "2026-09"), id_of("appeal"), "amended", **by("G1")
        )
        history.append(payroll)
        body = history.body(PAYROLLS, payroll.id)
        assert (body["status"], body["adjustments"][0]["paid"]) == ("invalidated", "5")
        assert body["invalidated"]["appeal"] == str(id_of("appeal"))
        assert self._slip(history, payroll, "S1")["adjustments"][0]["corrects"] == str(id_of("earlier"))

    def test_the_row_has_the_aggregates_status(self, history: History) -> None:
        """One truth, told twice: after every event they agree."""
        payroll = Payroll.open(SHOP, "2026-10", **by("F1"))
        acts: list[Callable[[], None]] = [
            lambda: payroll.calculate(calculation("one", "S1"), **by("F1")),
            lambda: payroll.invalidate("a card was amended", None, **by("M1")),
            lambda: payroll.calculate(calculation("two", "S1"), **by("F1")),
            lambda: payroll.approve("two", **by("F2")),
            lambda: payroll.invalidate("an adjustment waits", None, **by("M1")),
            lambda: payroll.void("again", **by("F1")),
        ]
        for act in acts:
            history.append(payroll)
            assert history.body(PAYROLLS, payroll.id)["status"] == payroll.status
            act()


class TestTeamFunds:
    def test_each_entry_says_what_was_left_after_it(self, history: History) -> None:
        """A fund's ledger reads like a bank's."""
        fund = TeamFund.open(SHOP, **by("F1"))
        fund.credit(id_of("payroll"), "2026-09", Decimal("100.00"), **by("F1"))
        fund.spend(id_of("party"), Decimal("30.00"), "fruit", **by("M1"))
        fund.correct(id_of("payroll"), id_of("appeal"), Decimal("-80.00"), "amended", **by("G1"))
        history.append(fund)
        entries = [
            (row.body["kind"], row.body["amount"], row.body["balance"]) for row in history.found(FUND_ENTRIES, fund.id)
        ]
        assert entries == [
            ("credit", "100.00", "100.00"), ("spending", "-30.00", "70.00"), ("correction", "-80.00", "-10.00")
        ]  # fmt: skip
        assert history.body(TEAM_FUNDS, fund.id)["balance"] == "-10.00"


class TestStandings:
    def test_consequences_are_followed_step_by_step(self, history: History) -> None:
        """D04 三.5: two poor months propose a warning, three open a review; an amended month takes the ground away."""
        rules = ConsequenceRules()
        standing = Standing.open(S1, **by("hr"))
        for period in ("2026-07", "2026-08"):
            standing.rate_month(period, id_of(period), Decimal(70), rules, None, **by("hr"))
        history.append(standing)
        warning = history.body(STANDINGS, standing.id)["consequences"][0]
        assert (warning["kind"], warning["state"], warning["periods"]) == (
            "warning",
            "proposed",
            ["2026-07", "2026-08"],
        )
        assert [row.key for row in history.found(STANDINGS, WAITS)] == [str(standing.id)]
        consequence = UUID(next(iter(standing.consequences)))
        standing.issue_warning(consequence, sealed("two poor months"), **by("hr"))
        history.append(standing)
        assert history.found(STANDINGS, WAITS) == []
        standing.rate_month("2026-09", id_of("2026-09"), Decimal(70), rules, None, **by("hr"))
        standing.rate_month("2026-08", id_of("2026-08"), Decimal(90), rules, id_of("appeal"), **by("G1"))
        history.append(standing)
        body = history.body(STANDINGS, standing.id)
        states = {held["kind"]: [step["state"] for step in held["steps"]] for held in body["consequences"][:1]}
        assert states == {"warning": ["proposed", "issued", "withdrawal-proposed"]}
        assert {held["kind"]: held["state"] for held in body["consequences"]} == {
            held["kind"]: held["state"] for held in standing.consequences.values()
        }
        august = next(held for held in body["months"] if held["period"] == "2026-08")
        assert (august["score"], august["earlier"][0]["score"]) == ("90", "70")


class TestNotices:
    def test_reading_and_delivery_are_kept(self, history: History) -> None:
        """That somebody was told, and when, is what deadlines stand on."""
        notice = Notice.give(
            S1, kind="score-published", subject_kind="scorecard", subject=id_of("card"), cause=id_of("command"),
            given_on=date(2026, 10, 1), deadline=date(2026, 10, 13), calendar="c", **by("hr"),
        )  # fmt: skip
        notice.mark_read(by=str(S1), at=AT)
        history.append(notice)
        body = history.body(NOTICES, notice.id)
        assert (body["deadline"], body["read"]) == ("2026-10-13", mark("S1", 2))
        assert [row.key for row in history.found(NOTICES, S1)] == [str(notice.id)]
