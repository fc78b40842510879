"""A month that was played and sealed, its backup, and empty databases to restore it into."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from adapters.backup import DatabaseBackups
from adapters.database import migrate
from adapters.directory import DatabaseDirectory
from adapters.sealing import DatabaseSeals, NoteSigner, SigningKey, TrustedKeys, origin_of
from application.backup import Backup
from application.commanding import Request
from application.employees import SetBasePay
from application.ports import Answer
from application.sealing import Sealer
from tests.adapters.sealing.copies import SystemClock
from tests.application.projections.company import Company
from tests.application.projections.month import Month
from tests.postgres_server import with_database

FINGERPRINT = "f" * 64


@dataclass(frozen=True)
class Played:
    """A ledger with something in every table.

    Attributes:
        file: its backup, with evidence.
        known: a request under an idempotency key, and what it was answered.
    """

    company: Company
    key: SigningKey
    file: Path
    backup: Backup
    known: tuple[Request, Answer]

    @property
    def organization(self) -> UUID:
        """Whose it is."""
        return self.company.organization

    @property
    def trust(self) -> TrustedKeys:
        """The key that its checkpoints are signed by."""
        return TrustedKeys([self.key.verifier(origin_of(self.organization)).encode()])

    @property
    def evidence(self) -> Path:
        """Its evidence files."""
        return self.company.folder / "evidence"


def pay_rise(company: Company) -> SetBasePay:
    """The command of `known`."""
    return SetBasePay(company.person("S2"), Decimal("4321.00"), company.moment.date(), "加薪")


def sealer_of(company: Company, key: SigningKey) -> Sealer:
    """What seals the company's ledger."""
    seals = DatabaseSeals(company.database, company.organization)
    return Sealer(lambda _: company.ledger, lambda _: seals, NoteSigner(lambda: (key,)), SystemClock())


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The month on SQLite."""
    company, key = Company(tmp_path_factory.mktemp("played")).founded(), SigningKey.generate()
    Month(company).played()
    DatabaseDirectory(company.database).add_organization(company.organization, "样板店")
    company.evidence.keep(b"day,minutes\n2026-09-03,10\n", "text/csv")
    request = Request(company.organization, str(company.person("H1")), uuid4(), company.moment, FINGERPRINT)
    answer = company.commands.execute(pay_rise(company), request)
    for size in (50, 120):
        sealer_of(company, key).seal(company.organization, until=size)
    sealer_of(company, key).seal(company.organization)
    company.catch_up()
    file = company.folder / "backup.zip"
    backups = DatabaseBackups(company.database, company.folder / "evidence")
    made = backups.write(company.organization, file, with_evidence=True, progress=lambda *_: None)
    yield Played(company, key, file, made, (request, answer))
    company.close()


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server_url: str) -> Iterator[str]:
    """The name of a migrated database that knows nobody; it is copied, never used."""
    name = f"jixiao_template_{uuid4().hex[:12]}"
    with psycopg.connect(postgres_server_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
    migrate(with_database(postgres_server_url, name))
    yield name
    with psycopg.connect(postgres_server_url, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that knows nobody; it is copied, never used."""
    file = tmp_path_factory.mktemp("migrated") / "jixiao.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def empty_postgres(postgres_server_url: str, migrated_postgres: str) -> Iterator[str]:
    """A database of this test's own that knows nobody."""
    name = f"jixiao_restored_{uuid4().hex[:12]}"
    with psycopg.connect(postgres_server_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {migrated_postgres}".encode())
    yield with_database(postgres_server_url, name)
    with psycopg.connect(postgres_server_url, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def empty_sqlite(tmp_path: Path, migrated_sqlite: Path) -> str:
    """A file of this test's own that knows nobody."""
    shutil.copy(migrated_sqlite, tmp_path / "restored.db")
    return f"sqlite:///{tmp_path / 'restored.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind."""
    url: str = request.getfixturevalue("empty_sqlite" if request.param == "sqlite" else "empty_postgres")
    return url
