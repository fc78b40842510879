"""Where everything is put together: the only module of the faces that knows adapters. Nothing happens at import."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

import structlog

from adapters.calendar.documents import built_in_calendar
from adapters.database import Database, Refused, migrate, open_database
from adapters.directory import DatabaseDirectory
from adapters.evidence import FolderEvidenceStore
from adapters.importing import FactFiles, mapping_from_file
from adapters.ledger import Ledgers
from adapters.library import PackagedLibrary, plan_from_toml, scheme_from_toml
from adapters.read_store import DatabaseReadStore
from adapters.sealing import (
    DatabaseImages,
    DatabaseSeals,
    FolderWitness,
    GivenKeys,
    KeyFiles,
    NoteSigner,
    TrustedKeys,
    ledger_of_checkpoint,
)
from adapters.vault import DatabaseVault, load_master_key
from application.catalogue import Library
from application.commanding import Tools
from application.ports import Clock, Ledger
from application.queries import ReadModelRoster
from application.sealed_commands import SealedCommands
from application.sealing import Sealer
from application.verifying import LedgerVerifier
from domain.pay.documents import plan_document
from domain.scoring.documents import canonical_text, scheme_document
from web.services import Progress, Services
from web.settings import Settings

__all__ = [
    "BuiltInRules",
    "SystemClock",
    "TrustedKeys",
    "ledger_of_checkpoint",
    "library",
    "mapping_from_file",
    "open_services",
    "open_verifier",
    "plan_from_toml",
    "prepare_database",
    "scheme_from_toml",
    "sealer_over",
    "trusted_keys",
]

KEPT = 500
"""Organizations whose vaults, stores and read models are kept at hand; others are made again when asked for."""

NO_PRIVILEGE = "42501"
"""PostgreSQL's code for a right that the user does not have."""


def library() -> Library:
    """The schemes and plans that ship with the product."""
    return PackagedLibrary()


def prepare_database(settings: Settings) -> None:
    """Bring the database to the present schema, where the user that it is reached as may do that.

    Raises:
        LedgerUnavailable: it cannot be reached.
        ValueError: the URL names no database of either kind.
    """
    try:
        migrate(settings.database, service_password=settings.service_password)
    except Refused as error:
        # The service's own user changes no table: whoever runs it so migrates first, and opening tells if nobody did.
        if error.code != NO_PRIVILEGE:
            raise


def open_services(settings: Settings, clock: Clock | None = None) -> Services:
    """Everything that a face works with, over one migrated database.

    Args:
        clock: another time than the machine's.

    Raises:
        LedgerUnavailable: the database cannot be reached, or was never migrated.
        Unreadable: there is no master key to work with.
    """
    master = load_master_key(settings.data, settings.master_key)
    database = open_database(settings.database, max_connections=settings.connections)
    ledgers = Ledgers(database)
    files, rules = FactFiles(), BuiltInRules(library())

    @lru_cache(maxsize=KEPT)
    def models_of(organization: UUID) -> DatabaseReadStore:
        return DatabaseReadStore(database, organization)

    @lru_cache(maxsize=KEPT)
    def tools_of(organization: UUID) -> Tools:
        return Tools(
            vault=DatabaseVault(database, organization, master),
            evidence=FolderEvidenceStore(settings.data / "evidence", master, organization),
            library=rules,
            roster=ReadModelRoster(ledgers.of(organization), models_of(organization)),
            files=files,
        )

    def progress_of(organization: UUID) -> Progress:
        tracked, head = models_of(organization).tracked(), ledgers.of(organization).head()
        return Progress(head) if tracked is None else Progress(head - tracked.position, tracked.failed_position)

    now = clock or SystemClock()
    sealer = sealer_over(settings, database, ledgers.of, now)
    return Services(
        clock=now,
        directory=DatabaseDirectory(database),
        library=library(),
        files=files,
        commands=SealedCommands(ledgers.of, tools_of, sealer, _tell_unsealed),
        ledger_of=ledgers.of,
        models_of=models_of,
        vault_of=lambda organization: tools_of(organization).vault,
        evidence_of=lambda organization: tools_of(organization).evidence,
        fingerprint_key=lambda organization: master.key_for("request-fingerprint", organization),
        progress_of=progress_of,
        ping=lambda: _ping(database),
        close=database.close,
        sealer=sealer,
    )


def sealer_over(settings: Settings, database: Database, ledger_of: Callable[[UUID], Ledger], clock: Clock) -> Sealer:
    """What seals the ledgers of a database.

    Raises:
        SigningKeyUnusable: there is no key to sign with.
    """
    keys = GivenKeys(settings.signing_key) if settings.signing_key else KeyFiles(settings.data)
    witness = FolderWitness(settings.witness) if settings.witness else None
    return Sealer(ledger_of, lambda owner: DatabaseSeals(database, owner), NoteSigner(keys), clock, witness)


def trusted_keys(texts: Iterable[str]) -> TrustedKeys:
    """Verifier keys from their texts, `name+hash+base64`. Raises InvalidDocument."""
    return TrustedKeys(texts)


@contextmanager
def open_verifier(url: str, trust: TrustedKeys) -> Iterator[LedgerVerifier]:
    """What verifies the ledgers of a database.

    Raises:
        LedgerUnavailable: it cannot be reached, or was never migrated.
        ValueError: the URL names no database of either kind.
    """
    database = open_database(url, max_connections=1)
    try:
        yield LedgerVerifier(DatabaseImages(database), trust)
    finally:
        database.close()


class SystemClock:
    """The machine's clock; implements the port `Clock`."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)


class BuiltInRules:
    """The documents that an organization may adopt; implements `application.commanding.RuleLibrary`."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def scheme_document(self, name: str) -> str | None:
        """The built-in scheme as canonical JSON, or None."""
        scheme = self._library.scheme(name)
        return None if scheme is None else scheme_document(scheme)

    def plan_document(self, name: str) -> str | None:
        """The built-in plan as canonical JSON, or None."""
        plan = self._library.plan(name)
        return None if plan is None else plan_document(plan)

    def calendar_document(self) -> str:
        """The calendar that ships with the product, as canonical JSON."""
        return canonical_text(built_in_calendar())


def _tell_unsealed(organization: UUID, error: Exception) -> None:
    structlog.get_logger("jixiao.sealing").error("not sealed", organization=str(organization), error=str(error))


def _ping(database: Database) -> None:
    database.read(None, "SELECT 1")
