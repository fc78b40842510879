"""A person is erased: ordered first, then done, finished by whoever comes next; figures and months go on."""

from typing import Any
from uuid import uuid4

import pytest

from adapters.read_store import DatabaseReadStore
from application.commanding import Commands, Tools
from application.employees import EndEmployment, HireEmployee
from application.erasure import ErasePerson, finish_erasures
from application.ports import LedgerUnavailable
from application.queries import ReadModelErasures
from domain.employee import PersonErased as ErasureOrdered
from domain.errors import Forbidden, Invalid, NotFound, WrongState
from domain.values import Sealed
from tests.application.handlers import months
from tests.application.handlers.firm import HIRED, Firm


class Interrupted(Exception):
    """The process dies here."""


class DyingVault:
    """The real vault, but the process dies before it destroys a key."""

    def __init__(self, vault: Any) -> None:
        self._vault = vault

    def __getattr__(self, name: str) -> Any:
        return getattr(self._vault, name)

    def erase(self, person: object) -> None:
        raise Interrupted


def erased(firm: Firm, number: str) -> list[ErasureOrdered]:
    """The orders to erase somebody."""
    return [event for event in firm.events(ErasureOrdered) if event.originator_id == firm.person(number)]


def test_it_is_ordered_in_the_ledger_and_the_key_is_gone(firm: Firm) -> None:
    """Who erased whom, when and why stays on record; what was said about them does not."""
    text = firm.vault.seal(firm.person("S1"), "contract")
    answer = firm.do("H1", ErasePerson(firm.person("S1"), "retention-ended", "HR-17"))
    (order,) = erased(firm, "S1")
    assert (order.actor, order.reason, order.reference) == (str(firm.person("H1")), "retention-ended", "HR-17")
    assert (answer.kind, answer.subject, answer.position) == ("employee", firm.person("S1"), firm.ledger.head())
    assert firm.vault.open(text) is None
    assert firm.vault.profile(firm.person("S1")) is None
    assert firm.vault.profile(firm.person("S2")) == {"name": "员工 S2"}


def test_only_hr_and_the_administrator_and_never_themselves(firm: Firm) -> None:
    """It cannot be undone."""
    for who in ("S1", "L1", "M1", "F1", "G1", "U1"):
        with firm.refuses(Forbidden, "erase-person"):
            firm.do(who, ErasePerson(firm.person("S2"), "consent-withdrawn"))
    for who in ("H1", "A1"):
        with firm.refuses(Forbidden, "erase-person"):
            firm.do(who, ErasePerson(firm.person(who), "consent-withdrawn"))
    with firm.refuses(NotFound, "employee-not-found"):
        firm.do("H1", ErasePerson(uuid4(), "consent-withdrawn"))
    with firm.refuses(Invalid, "erasure-reason-unknown"):
        firm.do("H1", ErasePerson(firm.person("S2"), "because"))
    assert firm.vault.profile(firm.person("S2")) is not None


def test_asking_twice_is_asking_once(firm: Firm) -> None:
    """By the same key, and by another request."""
    order = ErasePerson(firm.person("S1"), "consent-withdrawn")
    request = firm.request("H1", fingerprint="f")
    first = firm.commands.execute(order, request)
    assert firm.commands.execute(order, request) == first
    assert firm.do("A1", order).version == first.version
    assert len(erased(firm, "S1")) == 1


def test_what_was_cut_short_is_finished_by_the_same_request(firm: Firm) -> None:
    """The process died between the event and the key: the client's retry must not be answered without the deed."""
    order, request = ErasePerson(firm.person("S1"), "consent-withdrawn"), firm.request("H1", fingerprint="f")
    dying = Tools(DyingVault(firm.vault), firm.evidence, firm.tools.library, firm.tools.roster, firm.tools.files)
    with pytest.raises(Interrupted):
        Commands(lambda _: firm.ledger, lambda _: dying).execute(order, request)
    assert len(erased(firm, "S1")) == 1
    assert not firm.vault.is_erased(firm.person("S1"))
    firm.commands.execute(order, request)
    assert firm.vault.is_erased(firm.person("S1"))
    assert len(erased(firm, "S1")) == 1


def test_what_was_cut_short_is_finished_by_the_background_work(firm: Firm) -> None:
    """Nobody asks again: the next process that looks destroys what the ledger says is destroyed."""
    dying = Tools(DyingVault(firm.vault), firm.evidence, firm.tools.library, firm.tools.roster, firm.tools.files)
    for number in ("S1", "S2"):
        order = ErasePerson(firm.person(number), "consent-withdrawn")
        with pytest.raises(Interrupted):
            Commands(lambda _: firm.ledger, lambda _: dying).execute(order, firm.request("H1"))
    people = ReadModelErasures(firm.ledger, DatabaseReadStore(firm.ledger.database, firm.organization))
    assert finish_erasures(people, firm.vault) == 2
    assert finish_erasures(people, firm.vault) == 0
    assert all(firm.vault.is_erased(firm.person(number)) for number in ("S1", "S2"))


def test_nothing_is_destroyed_that_was_not_recorded(firm: Firm) -> None:
    """The database is gone before the order could be appended: the key must still be there."""

    def gone() -> None:
        raise LedgerUnavailable

    with pytest.raises(LedgerUnavailable):
        firm.overtaken("H1", ErasePerson(firm.person("S1"), "consent-withdrawn"), gone)
    assert not firm.vault.is_erased(firm.person("S1"))


def test_the_month_of_an_erased_person_goes_on(firm: Firm) -> None:
    """One person's right must not stop eight people's pay: figures count, texts about them are not kept."""
    months.open_month(firm)
    firm.do("H1", ErasePerson(firm.person("S1"), "consent-withdrawn"))
    months.enter(firm)
    months.review(firm)
    months.publish(firm)
    months.pay(firm)
    texts = [value for one in firm.ledger.read() for value in vars(one.event).values() if isinstance(value, Sealed)]
    late = [text for text in texts if text.person == firm.person("S1") and not text.box]
    assert late
    assert {firm.vault.open(text) for text in texts if text.person == firm.person("S1")} == {None}
    assert firm.pay_of("S1")["entitlement"] != "0.00"
    firm.do("H1", EndEmployment(firm.person("S1"), firm.at.date(), "辞职"))


def test_nobody_is_hired_under_the_number_of_an_erased_person(firm: Firm) -> None:
    """The number names the person for ever; a name would bring them back."""
    firm.do("H1", ErasePerson(firm.person("S2"), "consent-withdrawn"))
    with firm.refuses(WrongState, "already-exists"):
        firm.do("H1", HireEmployee("S2", None, "", None, HIRED, True, {"name": "王小明"}))
    assert firm.vault.profile(firm.person("S2")) is None
