"""What a bundle encloses, for whom, and that it is always the same."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from adapters.bundles import unpack
from application.bundling import Kind
from application.cycles.closing import CloseFacts
from application.cycles.publishing import PublishResults
from application.cycles.running import ApproveResults, ReopenCycle, SubmitResults
from application.scorecards import GiveRating, ReturnCard
from application.sealing import SealRefused
from domain.errors import NotFound
from tests.application.bundling.desk import CRAFT, Desk, document, events
from tests.application.projections.company import EVERYBODY, Company
from tests.application.projections.month import Month

CLOSE_TO_S1 = {"S1", "L1", "M1", "H1", "G1", "U1"}
SETTLED = ["scorecard-submitted", "scorecard-approved", "scorecard-published"]
PAY_OFFICE = {"H1", "F1", "F2", "G1", "U1"}


def topics(content: bytes) -> list[str]:
    """What happened in the enclosed events."""
    return [event["topic"].split(".")[1] for event in events(content)]


class TestTheSameBytes:
    @pytest.mark.parametrize("kind", list(Kind))
    def test_when_made_twice(self, desk: Desk, kind: Kind) -> None:
        """Two people who were given the same evidence can see that it is the same."""
        id = {
            Kind.SCORECARD: desk.company.card("S1"), Kind.APPEAL: desk.month.appeal, Kind.PAYSLIP: desk.payslip("S1"),
        }[kind]  # fmt: skip
        assert desk.make("U1", kind, id) == desk.make("U1", kind, id)

    def test_at_an_earlier_checkpoint_after_the_ledger_has_grown(self, desk: Desk, card: bytes) -> None:
        """What is evidence today is evidence tomorrow."""
        size = document(card, "manifest.json")["checkpoint"]["size"]
        assert desk.card("U1", "S1", size) == card

    def test_whoever_asks_is_named(self, own_card: bytes, desk: Desk) -> None:
        """What is in it depends on what they may see."""
        assert document(own_card, "manifest.json")["made_for"] == str(desk.company.person("S1"))


class TestACard:
    def test_holds_its_whole_history_and_the_appeals_about_it(self, desk: Desk, card: bytes) -> None:
        """From opening to amendment, with the course of the appeal, up to the checkpoint."""
        streams = document(card, "manifest.json")["streams"]
        assert [stream["kind"] for stream in streams] == ["scorecard", "appeal", "appeal"]
        assert streams[0] == {
            "id": str(desk.company.card("S1")),
            "kind": "scorecard",
            "versions": len(list(desk.company.ledger.stream(desk.company.card("S1")))),
        }
        found = topics(card)
        assert {"scorecard-opened", "deduction-recorded", "rating-given", "scorecard-amended"} <= set(found)
        assert {"appeal-filed", "appeal-decided"} <= set(found)
        assert document(card, "withheld.json") == []

    def test_each_event_is_its_sealed_form(self, desk: Desk, card: bytes) -> None:
        """A line is a leaf: nothing has to be put together before it can be hashed."""
        lines = unpack(card)["events.jsonl"].split(b"\n")
        ledger = desk.company.ledger
        for line in lines[:-1]:
            position = json.loads(line)["position"]
            (recorded,) = ledger.read(after=position - 1, until=position)
            assert CRAFT.leaf(ledger.organization, recorded) == line
        assert lines[-1] == b""

    def test_holds_the_scheme_as_it_was_published(self, card: bytes) -> None:
        """With the event that published it."""
        text = unpack(card)["documents/scheme.house.v1.json"].decode()
        (published,) = [event for event in events(card) if "version-published" in event["topic"]]
        assert json.loads(published["state"])["document"] == text

    def test_holds_the_files_that_the_asker_may_see(self, desk: Desk, card: bytes, own_card: bytes) -> None:
        """The table with everybody's figures is not for S1, and that it is left out is said."""
        table = desk.company.file("number,sales\nS1,90000\n")
        assert unpack(card)[f"evidence/{table}.csv"] == b"number,sales\nS1,90000\n"
        assert f"evidence/{table}.csv" not in unpack(own_card)
        assert {"kind": "evidence", "id": table, "why": "not-visible"} in document(own_card, "manifest.json")["absent"]
        assert f"evidence/{desk.month.chat}.csv" in unpack(own_card)

    def test_opens_what_the_asker_may_read(self, card: bytes) -> None:
        """Beside the events, and said to be the server's word."""
        opened = document(card, "opened.json")
        assert "left a customer waiting" in {text["text"] for text in opened["texts"]}
        assert "the server's word" in opened["statement"]["en"]
        assert {"number": "L1", "name": "Name of L1"} in opened["people"].values()
        assert "left a customer waiting" not in unpack(card)["events.jsonl"].decode()

    def test_its_figures_are_those_of_the_query(self, desk: Desk, card: bytes) -> None:
        """One arithmetic."""
        shown = desk.company.asks("U1").card(desk.company.card("S1"))
        (held,) = document(card, "summary.json")["scorecards"]
        assert (held["total"], held["grade"], held["stage"]) == (shown["total"], shown["grade"], shown["stage"])
        assert [item["score"] for item in held["items"]] == [item["score"] for item in shown["items"]]
        (change,) = held["amendments"]
        assert change["items"] == [
            {"id": "conduct", "title": {"zh": "Conduct", "en": "Conduct"}, "old": "14.00", "new": "20.00"}
        ]

    def test_a_card_that_still_takes_entries_is_shown_as_it_stands(self, desk: Desk) -> None:
        """At the checkpoint of that moment; nothing is computed ahead of its time."""
        content = desk.card("U1", "S1", desk.month.positions["enter"])
        (held,) = document(content, "summary.json")["scorecards"]
        assert (held["stage"], held["total"]) == ("open", None)
        assert desk.verify(content).proven


class TestWhoMayAsk:
    @pytest.mark.parametrize("number", EVERYBODY)
    def test_whoever_may_see_the_thing(self, desk: Desk, number: str) -> None:
        """The same 404 for everybody else."""
        asked = [
            (Kind.SCORECARD, desk.company.card("S1"), CLOSE_TO_S1),
            (Kind.APPEAL, desk.month.appeal, CLOSE_TO_S1),
            (Kind.PAYSLIP, desk.payslip("S1"), PAY_OFFICE | {"S1"}),
        ]
        for kind, id, allowed in asked:
            if number in allowed:
                assert desk.make(number, kind, id)
            else:
                with pytest.raises(NotFound):
                    desk.make(number, kind, id)

    def test_nothing_is_sealed_for_somebody_who_may_not_see_it(self, desk: Desk) -> None:
        """A stranger starts no work."""
        before = desk.sealer.latest(desk.company.organization)
        with pytest.raises(NotFound):
            desk.card("T1", "S1")
        assert desk.sealer.latest(desk.company.organization) == before

    def test_what_does_not_exist(self, desk: Desk) -> None:
        """Neither the thing nor the checkpoint."""
        with pytest.raises(NotFound):
            desk.make("U1", Kind.APPEAL, uuid4())
        with pytest.raises(NotFound, match="no checkpoint of 7 events"):
            desk.card("U1", "S1", 7)


class TestPeersStayUnnamed:
    def test_their_ratings_are_withheld_from_the_person_rated(self, desk: Desk, own_card: bytes) -> None:
        """D07: who gave how many points is not for the rated person; that ratings were given is."""
        company = desk.company
        rated = [event for event in events(own_card) if "rating-given" in event["topic"]]
        assert {event["actor"] for event in rated} == {str(company.person("S1")), str(company.person("M1"))}
        withheld = [held for held in document(own_card, "withheld.json") if "rating-given" in held["topic"]]
        assert [(held["why"], held["excerpt"]) for held in withheld] == [("peer-rating", None)] * 3
        everything = b"".join(unpack(own_card).values()).decode(errors="replace")
        for peer in ("S2", "S3", "S4"):
            assert str(company.person(peer)) not in everything
            assert company.person(peer).hex not in everything
            assert f"{peer} was asked" not in everything

    @pytest.mark.parametrize("number", ["L1", "H1", "G1"])
    def test_from_leads_hr_and_the_general_manager_too(self, desk: Desk, number: str) -> None:
        """They see means, as everywhere."""
        assert len(document(desk.card(number, "S1"), "withheld.json")) >= 3

    @pytest.mark.parametrize("number", ["M1", "U1"])
    def test_the_manager_and_the_auditor_get_all_of_them(self, desk: Desk, number: str) -> None:
        """Somebody must be able to compute the means."""
        assert document(desk.card(number, "S1"), "withheld.json") == []

    def test_an_appeal_that_would_name_them(self, desk: Desk) -> None:
        """Its first event lists whose entries are objected to; what else it says is stated."""
        content = desk.make("S1", Kind.APPEAL, desk.score_appeal)
        (held,) = [held for held in document(content, "withheld.json") if held["why"] == "names-raters"]
        assert held["excerpt"]["kind"] == "score"
        assert "excluded" not in held["excerpt"]
        everything = b"".join(unpack(content).values()).decode(errors="replace")
        assert str(desk.company.person("S2")) not in everything
        texts = {text["text"] for text in document(content, "opened.json")["texts"]}
        assert "the whole month is judged too hard" in texts
        (told,) = [one for one in document(content, "summary.json")["appeals"] if one["kind"] == "score"]
        assert (told["status"], told["appellant"]) == ("filed", str(desk.company.person("S1")))
        assert desk.verify(content).proven

    def test_those_who_steer_it_get_it_whole(self, desk: Desk) -> None:
        """They must know who may not decide."""
        content = desk.make("G1", Kind.APPEAL, desk.score_appeal)
        assert "names-raters" not in {held["why"] for held in document(content, "withheld.json")}

    def test_while_rating_goes_on_no_mean_is_given(self, tmp_path: Path) -> None:
        """A card that was returned shows no mean that it showed before: watching it move would tell who moved it."""
        company = Company(tmp_path).founded()
        desk = Desk(company, Month(company))
        for step in (desk.month.open, desk.month.enter, desk.month.rate):
            step()
        company.moment += timedelta(days=34)
        company.act("M1", CloseFacts(company.cycle))
        company.act("M1", SubmitResults(company.cycle))
        company.act("G1", ReturnCard(company.card("S1"), "look again"))
        content = desk.card("S1", "S1")
        withheld = {held["topic"].split(".")[1]: held["why"] for held in document(content, "withheld.json")}
        assert withheld == {"rating-given": "peer-rating", "scorecard-submitted": "peer-means"}
        (held,) = document(content, "summary.json")["scorecards"]
        assert (held["stage"], held["total"]) == ("returned", None)
        assert [item["score"] for item in held["items"] if item["id"] == "courtesy"] == [None]
        assert desk.verify(content).proven
        assert "scorecard-submitted" in topics(desk.card("M1", "S1"))
        company.close()

    def test_of_what_was_submitted_the_last_is_given_once_it_is_published(self, tmp_path: Path) -> None:
        """One peer rated anew between two submissions: both results together would tell what they gave."""
        company = Company(tmp_path).founded()
        desk = Desk(company, Month(company))
        for step in (desk.month.open, desk.month.enter, desk.month.rate, desk.month.deduct, desk.month.review):
            step()
        company.act("G1", ReopenCycle(company.cycle, "one more rating"))
        company.act("S2", GiveRating(company.card("S1"), "courtesy", "peer", Decimal(20), "on second thoughts"))
        company.act("M1", CloseFacts(company.cycle))
        company.act("M1", SubmitResults(company.cycle))
        company.act("G1", ApproveResults(company.cycle))
        submitted = desk.card("S1", "S1")
        assert not {"scorecard-submitted", "scorecard-approved"} & set(topics(submitted))
        (held,) = document(submitted, "summary.json")["scorecards"]
        assert (held["stage"], held["total"]) == ("approved", None)
        company.act("H1", PublishResults(company.cycle))
        published = desk.card("S1", "S1")
        said = [topic for topic in topics(published) if topic.startswith("scorecard-")]
        assert said == ["scorecard-opened", "scorecard-reopened", *SETTLED]
        assert desk.verify(submitted).proven
        assert desk.verify(published).proven
        (held,) = document(published, "summary.json")["scorecards"]
        assert held["total"] == company.asks("S1").card(company.card("S1"))["total"]
        assert topics(desk.card("M1", "S1")).count("scorecard-submitted") == 2
        company.close()


class TestPay:
    def test_others_pay_is_withheld_from_the_person_paid(self, desk: Desk) -> None:
        """The calculation holds everybody's line; the own one is stated."""
        content = desk.make("S1", Kind.PAYSLIP, desk.payslip("S1"))
        assert "payroll-calculated" not in topics(content)
        withheld = document(content, "withheld.json")
        assert {held["why"] for held in withheld} >= {"others-pay"}
        (stated,) = [held["excerpt"] for held in withheld if held["excerpt"]]
        assert stated["line"]["id"] == str(desk.company.person("S1"))
        everything = b"".join(unpack(content).values()).decode(errors="replace")
        assert str(desk.company.person("S2")) not in everything
        (slip,) = document(content, "summary.json")["payslips"]
        assert (slip["proven"], slip["line"]["gross"]) == (False, stated["line"]["gross"])

    def test_the_office_gets_the_whole_payroll(self, desk: Desk, payslip: bytes) -> None:
        """Inputs, lines, approvals; and the plan."""
        assert topics(payslip).count("payroll-calculated") == 2
        assert "documents/plan.store-dividend.v1.json" in unpack(payslip)
        (slip,) = document(payslip, "summary.json")["payslips"]
        shown = desk.company.asks("F1").payslip(desk.payslip("S1"))
        assert (slip["line"], slip["proven"]) == (shown["line"], True)

    def test_a_card_that_the_office_may_not_see_is_not_in_it(self, desk: Desk, payslip: bytes) -> None:
        """Finance sees pay, not scores' reasons."""
        card = str(desk.company.card("S1"))
        assert {"kind": "scorecard", "id": card, "why": "not-visible"} in document(payslip, "manifest.json")["absent"]

    def test_an_appeal_against_pay_shows_what_it_brought(self, desk: Desk) -> None:
        """The adjustment of the next payroll: for the appellant, not for their lead."""
        own = desk.make("S2", Kind.APPEAL, desk.month.payslip_appeal)
        (decision,) = document(own, "summary.json")["appeals"][0]["decisions"]
        assert [paid["paid"] for paid in decision["adjustments"]] == ["12.50"]
        lead = desk.make("L1", Kind.APPEAL, desk.month.payslip_appeal)
        assert "adjustment-posted" not in topics(lead)
        assert desk.verify(own).proven
        assert desk.verify(lead).proven

    def test_an_appeal_for_a_share_shows_the_grant(self, desk: Desk) -> None:
        """Points asked, points granted."""
        content = desk.make("S2", Kind.APPEAL, desk.month.share_appeal)
        (decision,) = document(content, "summary.json")["appeals"][0]["decisions"]
        assert [grant["points"] for grant in decision["grants"]] == ["1"]


def test_an_erased_person_stays_erased(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Names and texts are gone, every number and every proof stands."""
    desk = Desk.opened(tmp_path_factory.mktemp("erased"))
    before = desk.card("U1", "S1")
    size = document(before, "manifest.json")["checkpoint"]["size"]
    desk.company.vault.erase(desk.company.person("S1"))
    after = desk.card("U1", "S1", size)
    opened = document(after, "opened.json")
    assert opened["people"][str(desk.company.person("S1"))]["name"] is None
    assert {text["text"] for text in opened["texts"]} == {None}
    assert "Name of S1" not in unpack(after)["report.zh.html"].decode()
    assert document(after, "summary.json") == document(before, "summary.json")
    assert unpack(after)["events.jsonl"] == unpack(before)["events.jsonl"]
    assert desk.verify(after).proven
    desk.company.close()


def test_a_ledger_that_was_changed_gives_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A bundle that does not verify is worse than none."""
    desk = Desk.opened(tmp_path_factory.mktemp("changed"))
    desk.card("U1", "S1")
    company = desk.company
    with company.database.transaction(company.organization) as session:
        for (name,) in session.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            session.execute(f"DROP TRIGGER {name}")
        session.execute(
            "UPDATE ledger_events SET actor = %s WHERE organization = %s AND topic = 'jixiao.deduction-recorded.1'",
            (str(UUID(int=5)), company.organization),
        )
    with pytest.raises(SealRefused):
        desk.card("U1", "S1")
    company.close()
