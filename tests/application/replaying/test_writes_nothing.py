"""A replay writes nothing and draws no lots: the same question about the same ledger has the same hash, for ever."""

import json
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
import rfc8785

from adapters.database import open_database
from adapters.ledger import OrganizationLedger
from adapters.vault import DatabaseVault, MasterKey
from application.appeals.deciding import DecideAppeal
from application.ports import LedgerUnavailable
from application.replaying import Added, PlanChange, Question, Replays, SchemeChange, hash_of
from domain.appeal.events import AppealDecided
from domain.scorecard.events import DeductionRecorded
from tests.application.handlers import months
from tests.application.handlers.firm import OCTOBER, Firm
from tests.application.replaying.asking import Asking, asking_of
from web.wiring import library


def questions(firm: Firm) -> tuple[Question, ...]:
    """One of each sort."""
    taken = asking_of(firm).position(DeductionRecorded)
    added = Added("adjustment", firm.card("S1"), {"points": Decimal("-3.5")}, now=True)
    return (
        Question(),
        Question(as_of=60),
        Question(without=(taken,)),
        Question(added=(added,)),
        Question(schemes=(SchemeChange(targets={"conversion": Decimal("1.5")}, replaces=months.OPERATIONS),)),
        Question(plans=(PlanChange(parameters={"threshold_inclusive": False, "pool": "net-profit"}),)),
    )


def test_on_a_connection_that_cannot_write(each_firm: Firm, database_url: str, master: MasterKey) -> None:
    """SQLite `mode=ro`, PostgreSQL `default_transaction_read_only`: the database itself would refuse."""
    months.paid(each_firm, OCTOBER, {"S1": "91"})
    database = open_database(database_url, read_only=True)
    try:
        organization = each_firm.organization
        ledger = OrganizationLedger(database, organization)
        replays = Replays(ledger, library(), DatabaseVault(database, organization, master))
        asker, head = str(each_firm.person("G1")), each_firm.ledger.head()
        for question in questions(each_firm):
            answer = replays.ask(question, asker)
            assert answer["hash"] == asking_of(each_firm)(question)["hash"]
        assert each_firm.ledger.head() == head
        with pytest.raises(LedgerUnavailable, match=r"read-?only"), database.transaction(organization) as session:
            session.execute("DELETE FROM ledger_heads WHERE organization = %s", (organization,)).fetchall()
    finally:
        database.close()


def test_the_whole_database_is_as_it_was(firm: Firm, asking: Asking, sqlite_url: str) -> None:
    """Not even a cache: every table has the same rows after as before."""
    months.paid(firm)
    before = _contents(sqlite_url, firm)
    for question in questions(firm):
        asking(question)
    assert _contents(sqlite_url, firm) == before


def test_the_same_question_has_the_same_hash(firm: Firm, asking: Asking) -> None:
    """Asked twice, by another process, or after more has happened: as of the position that the answer names."""
    months.paid(firm)
    for question in questions(firm):
        first, again = asking(question), asking_of(firm)(question)
        assert first == again
    answer = asking(Question(without=(asking.position(DeductionRecorded),)))
    head = firm.ledger.head()
    months.paid(firm, "2026-11")
    later = asking(Question(as_of=head, without=(asking.position(DeductionRecorded),)))
    assert (later["hash"], later["position"]) == (answer["hash"], answer["position"])
    assert asking(Question(without=(asking.position(DeductionRecorded),)))["hash"] != answer["hash"]


def test_different_questions_have_different_hashes(firm: Firm, asking: Asking) -> None:
    """Also where they change nothing: a hash stands for its question, too."""
    months.paid(firm)
    hashes = {asking(question)["hash"] for question in questions(firm)}
    assert len(hashes) == len(questions(firm))
    nothing = PlanChange(parameters={"threshold": "80"})
    assert asking(Question(plans=(nothing,)))["hash"] not in hashes


def test_anybody_can_compute_the_hash(firm: Firm, asking: Asking) -> None:
    """RFC 8785 canonical JSON of the answer without `hash` and `people`, by somebody else's library."""
    months.paid(firm)
    for question in questions(firm):
        answer: dict[str, Any] = json.loads(json.dumps(asking(question)))
        claimed = answer.pop("hash")
        answer.pop("people")
        assert sha256(rfc8785.dumps(answer)).hexdigest() == claimed == hash_of({**answer, "people": {}})


def test_a_persons_name_is_not_in_the_hash(firm: Firm, asking: Asking) -> None:
    """An erasure takes the name away, and every decision that quoted the hash still stands."""
    months.paid(firm)
    before = asking()
    firm.vault.erase(firm.person("S1"))
    after = asking()
    assert before["people"][str(firm.person("S1"))]["name"] == "员工 S1"
    assert after["people"][str(firm.person("S1"))] == {"number": "S1", "name": None}
    assert after["hash"] == before["hash"]


def test_a_decision_quotes_what_the_hearing_was_shown(firm: Firm, asking: Asking) -> None:
    """And whoever checks it later asks the same question as of the position named there."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    shown = asking(
        Question(
            appeal=appeal,
            pay=False,
            added=(Added("deduction-reversal", firm.card("D1"), {"deduction": deduction}, now=True),),
        ),
        "M1",
    )
    decision = months.uphold(deduction, appeal)
    quoting = DecideAppeal(appeal, "upheld", decision.reasons, decision.remedies, replay_hash=shown["hash"])
    firm.do("M1", quoting)
    (decided,) = firm.events(AppealDecided)
    question = Question(
        as_of=shown["position"],
        appeal=appeal,
        pay=False,
        added=(Added("deduction-reversal", firm.card("D1"), {"deduction": deduction}, now=True),),
    )
    assert asking(question, "U1")["hash"] == decided.replay_hash


def _contents(url: str, firm: Firm) -> dict[str, list[tuple[Any, ...]]]:
    database = open_database(url)
    try:
        tables = database.read(None, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        return {name: sorted(database.read(None, f'SELECT * FROM "{name}"'), key=str) for (name,) in tables}
    finally:
        database.close()
