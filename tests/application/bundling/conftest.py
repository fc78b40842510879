"""One month, played once for all tests here that only look at it."""

from collections.abc import Iterator

import pytest

from application.bundling import Kind
from tests.application.bundling.desk import Desk


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A played month whose ledger nobody changes any more; each test makes bundles of it."""
    opened = Desk.opened(tmp_path_factory.mktemp("bundles"))
    yield opened
    opened.company.close()


@pytest.fixture(scope="session")
def card(desk: Desk) -> bytes:
    """The auditor's bundle of S1's card: nothing is withheld."""
    return desk.card("U1", "S1")


@pytest.fixture(scope="session")
def own_card(desk: Desk) -> bytes:
    """S1's bundle of the own card."""
    return desk.card("S1", "S1")


@pytest.fixture(scope="session")
def appeal(desk: Desk) -> bytes:
    """S1's bundle of the appeal that was upheld."""
    return desk.make("S1", Kind.APPEAL, desk.month.appeal)


@pytest.fixture(scope="session")
def payslip(desk: Desk) -> bytes:
    """Finance's bundle of S1's payslip."""
    return desk.make("F1", Kind.PAYSLIP, desk.payslip("S1"))
