"""Where everything is put together: the only module of the faces that knows adapters. Nothing happens at import.

Dry runs need the packaged rules alone and must start at once; so what speaks to databases, keys and files is imported
by the functions that open it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from adapters.library import PackagedLibrary, plan_from_toml, scheme_from_toml
from application.catalogue import Library
from domain.pay.documents import plan_document
from domain.scoring.documents import canonical_text, scheme_document
from web.settings import Settings

if TYPE_CHECKING:
    from adapters.chat import chat_rules_from_toml
    from adapters.database import Database
    from adapters.importing import mapping_from_file
    from adapters.sealing import KeyFiles, TrustedKeys, ledger_of_checkpoint
    from adapters.vault import MasterKey
    from application.backup import ShowProgress
    from application.bundling import BundleVerifier
    from application.chat.ports import ChatDesk
    from application.commanding import Commands
    from application.ports import Clock, Ledger
    from application.sealing import Sealer, Witness
    from application.verifying import LedgerVerifier
    from web.backups import Backups, CheckedBackup
    from web.published import PublishedRules
    from web.services import Services, WaysOut
else:
    LATE = {
        "chat_rules_from_toml": "adapters.chat",
        "mapping_from_file": "adapters.importing",
        "KeyFiles": "adapters.sealing",
        "TrustedKeys": "adapters.sealing",
        "ledger_of_checkpoint": "adapters.sealing",
    }

    def __getattr__(name: str) -> Any:
        """What else of adapters the faces use, imported when it is asked for."""
        if name not in LATE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(LATE[name]), name)


__all__ = [
    "BuiltInRules",
    "KeyFiles",
    "SystemClock",
    "TrustedKeys",
    "bundle_verifier",
    "chat_desk",
    "chat_rules_from_toml",
    "checked_backup",
    "first_token",
    "key_files",
    "ledger_of_checkpoint",
    "library",
    "mapping_from_file",
    "open_backups",
    "open_published",
    "open_services",
    "open_verifier",
    "plan_from_toml",
    "prepare_database",
    "scheme_from_toml",
    "sealer_over",
    "trusted_keys",
    "ways_out_over",
]

KEPT = 500
"""Organizations whose vaults, stores and read models are kept at hand; others are made again when asked for."""

NO_PRIVILEGE = "42501"
"""PostgreSQL's code for a right that the user does not have."""


def library() -> Library:
    """The schemes and plans that ship with the product."""
    return PackagedLibrary()


def chat_desk() -> "ChatDesk":
    """What reads chats; the dictionary of Chinese words is loaded with the first line that needs it."""
    from adapters.chat import JiebaSegmenter, PackagedChatRules, PatternMasker, TranscriptFiles
    from application.chat.ports import ChatDesk

    return ChatDesk(JiebaSegmenter(), TranscriptFiles(), PatternMasker(), PackagedChatRules())


def prepare_database(settings: Settings) -> None:
    """Bring the database to the present schema, where the user that it is reached as may do that.

    Raises:
        LedgerUnavailable: it cannot be reached.
        ValueError: the URL names no database of either kind.
    """
    if not settings.database.startswith(("sqlite:", "postgresql:", "postgres:")):
        raise ValueError(
            "数据库写作 sqlite:///文件 或 postgresql://… / a database is named as sqlite:///FILE or postgresql://…"
        )
    from adapters.database import Refused, migrate

    try:
        migrate(settings.database, service_password=settings.service_password)
    except Refused as error:
        # The service's own user changes no table: whoever runs it so migrates first, and opening tells if nobody did.
        if error.code != NO_PRIVILEGE:
            raise


def open_services(
    settings: Settings, clock: "Clock | None" = None, *, read_only: bool = False, founding: bool = True
) -> "Services":
    """Everything that a face works with, over one migrated database.

    Args:
        clock: another time than the machine's.
        read_only: the database itself refuses every write.
        founding: makes the master key where there is none yet, and nothing that needs another.

    Raises:
        LedgerUnavailable: the database cannot be reached, or was never migrated.
        Unreadable: there is no master key to work with.
    """
    from adapters.bundles import BundleCraft
    from adapters.database import open_database
    from adapters.directory import DatabaseDirectory
    from adapters.evidence import FolderEvidenceStore
    from adapters.importing import FactFiles
    from adapters.ledger import Ledgers
    from adapters.read_store import DatabaseReadStore
    from adapters.vault import DatabaseVault
    from application.commanding import Tools
    from application.delivering.delivering import Deliverer
    from application.ports import LedgerUnavailable, Unreadable
    from application.queries import ReadModelRoster
    from application.sealed_commands import SealedCommands
    from web.services import Progress, Services

    database = open_database(settings.database, max_connections=settings.connections, read_only=read_only)
    try:
        master = _master_key(settings, database, make=founding)  # second: where there is no database, no key is made
    except (Unreadable, LedgerUnavailable):
        database.close()
        raise
    ledgers = Ledgers(database)
    files, rules, chats = FactFiles(), BuiltInRules(library()), chat_desk()

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
            chats=chats,
        )

    def progress_of(organization: UUID) -> Progress:
        tracked, head = models_of(organization).tracked(), ledgers.of(organization).head()
        return Progress(head) if tracked is None else Progress(head - tracked.position, tracked.failed_position)

    now = clock or SystemClock()
    sealer = sealer_over(settings, database, ledgers.of, now)
    commands = SealedCommands(ledgers.of, tools_of, sealer, _tell_unsealed)
    ways_out = ways_out_over(settings, database, master, ledgers.of, commands, now)
    return Services(
        clock=now,
        directory=DatabaseDirectory(database),
        library=library(),
        files=files,
        chats=chats,
        commands=commands,
        ledger_of=ledgers.of,
        models_of=models_of,
        vault_of=lambda organization: tools_of(organization).vault,
        evidence_of=lambda organization: tools_of(organization).evidence,
        fingerprint_key=lambda organization: master.key_for("request-fingerprint", organization),
        progress_of=progress_of,
        ping=lambda: _ping(database),
        close=database.close,
        sealer=sealer,
        craft=BundleCraft(),
        deliverer=Deliverer(ledgers.of, ways_out.outbox_of, ways_out.senders_of, commands, now, _tell_not_sent),
        ways_out=ways_out,
    )


def _master_key(settings: Settings, database: "Database", *, make: bool) -> "MasterKey":
    """The deployment's master key. A new one opens nothing, so none is made where another has sealed something.

    Raises:
        MasterKeyUnusable: there is none and it may not be made, or it cannot be used.
    """
    from adapters.directory import DatabaseDirectory
    from adapters.vault import MasterKeyUnusable, find_master_key, load_master_key, master_needed

    found = find_master_key(settings.data, settings.master_key)
    if found is not None:
        return found
    needed = {master_needed(database, organization) for organization in DatabaseDirectory(database).organizations()}
    if ids := sorted(filter(None, needed)):
        raise MasterKeyUnusable(
            f"数据文件夹中没有主密钥，而这里的文字由主密钥 {', '.join(ids)} 封存：把 master.key 放回 JIXIAO_DATA，或设 "
            f"JIXIAO_MASTER_KEY / the data folder has no master key, and texts here are sealed under {', '.join(ids)}: "
            "put its master.key back into JIXIAO_DATA, or set JIXIAO_MASTER_KEY"
        )
    if not make:
        raise MasterKeyUnusable(
            "数据文件夹中没有主密钥：检查 JIXIAO_DATA；只有 jixiao init 和 jixiao serve 会生成 / the data folder has "
            "no master key: check JIXIAO_DATA; only jixiao init and jixiao serve make one"
        )
    return load_master_key(settings.data)


def sealer_over(
    settings: Settings, database: "Database", ledger_of: "Callable[[UUID], Ledger]", clock: "Clock"
) -> "Sealer":
    """What seals the ledgers of a database.

    Raises:
        SigningKeyUnusable: there is no key to sign with.
    """
    from adapters.sealing import DatabaseSeals, GivenKeys, KeyFiles, NoteSigner
    from application.sealing import Sealer

    keys = GivenKeys(settings.signing_key) if settings.signing_key else KeyFiles(settings.data)
    return Sealer(ledger_of, lambda owner: DatabaseSeals(database, owner), NoteSigner(keys), clock, _witness(settings))


def _witness(settings: Settings) -> "Witness | None":
    """Who receives checkpoints. Raises Invalid where the setting is neither a folder nor a URL."""
    from adapters.sealing import FolderWitness, HttpWitness

    if settings.witness is None:
        return None
    return HttpWitness(settings.witness) if "://" in settings.witness else FolderWitness(Path(settings.witness))


def ways_out_over(
    settings: Settings,
    database: "Database",
    master: "MasterKey",
    ledger_of: "Callable[[UUID], Ledger]",
    commands: "Commands",
    clock: "Clock",
) -> "WaysOut":
    """What notices go out by: webhooks, and the one mail server. Raises Invalid where a setting of it is malformed."""
    from adapters.mail import SmtpPostman, mail_server
    from adapters.outbox import DatabaseOutbox
    from adapters.vault import DatabaseVault
    from adapters.webhooks import DatabaseWebhooks, HttpWebhooks
    from application.delivering.email import EmailSender
    from application.delivering.sending import Sender
    from application.delivering.webhooks import Webhooks, WebhookSender
    from web.services import WaysOut

    caller = HttpWebhooks(clock, settings.webhook_inside)
    postman = SmtpPostman(mail_server(settings.smtp), settings.mail_from) if settings.smtp else None

    def outbox_of(organization: UUID) -> DatabaseOutbox:
        return DatabaseOutbox(database, organization)

    def webhooks_of(organization: UUID) -> Webhooks:
        store = DatabaseWebhooks(database, organization, master)
        return Webhooks(store, outbox_of(organization), caller, ledger_of(organization), commands)

    def senders_of(organization: UUID) -> list[Sender]:
        working = DatabaseWebhooks(database, organization, master).working()
        senders: list[Sender] = [WebhookSender(webhook, caller) for webhook in working]
        if postman is not None:
            senders.append(EmailSender(postman, DatabaseVault(database, organization, master), settings.address))
        return senders

    return WaysOut(outbox_of, webhooks_of, senders_of)


def trusted_keys(texts: Iterable[str]) -> "TrustedKeys":
    """Verifier keys from their texts, `name+hash+base64`. Raises InvalidDocument."""
    from adapters.sealing import TrustedKeys

    return TrustedKeys(texts)


@contextmanager
def open_verifier(url: str, trust: "TrustedKeys") -> "Iterator[LedgerVerifier]":
    """What verifies the ledgers of a database.

    Raises:
        LedgerUnavailable: it cannot be reached, or was never migrated.
        ValueError: the URL names no database of either kind.
    """
    from adapters.database import open_database
    from adapters.sealing import DatabaseImages
    from application.verifying import LedgerVerifier

    database = open_database(url, max_connections=1, damaged=True)
    try:
        yield LedgerVerifier(DatabaseImages(database), trust)
    finally:
        database.close()


def bundle_verifier(trust: "TrustedKeys") -> "BundleVerifier":
    """What verifies evidence bundles; it needs no database."""
    from adapters.bundles import BundleCraft
    from application.bundling import BundleVerifier

    return BundleVerifier(BundleCraft(), trust)


def key_files(settings: Settings) -> "KeyFiles | None":
    """The signing keys in the data folder; None where the environment gives them. Raises SigningKeyUnusable."""
    from adapters.sealing import KeyFiles

    return None if settings.signing_key else KeyFiles(settings.data)


@contextmanager
def open_published(settings: Settings) -> "Iterator[PublishedRules]":
    """What stands in a database's ledgers beside the packaged rules; it needs no key, and makes no file.

    Raises:
        LedgerUnavailable: it cannot be reached, or was never migrated.
        ValueError: the URL names no database of either kind.
    """
    from adapters.database import open_database
    from adapters.directory import DatabaseDirectory
    from adapters.ledger import Ledgers
    from adapters.read_store import DatabaseReadStore
    from web.published import PublishedRules

    database = open_database(settings.database, max_connections=1)
    ledgers = Ledgers(database)
    try:
        yield PublishedRules(
            DatabaseDirectory(database), ledgers.of, lambda organization: DatabaseReadStore(database, organization)
        )
    finally:
        database.close()


@contextmanager
def open_backups(settings: Settings) -> "Iterator[Backups]":
    """What backs up the ledgers of a database; it needs no key, and makes no file.

    Raises:
        LedgerUnavailable: it cannot be reached, or was never migrated.
        ValueError: the URL names no database of either kind.
    """
    from adapters.backup import DatabaseBackups
    from adapters.database import open_database
    from adapters.directory import DatabaseDirectory
    from web.backups import Backups

    database = open_database(settings.database, max_connections=1)
    try:
        yield Backups(DatabaseDirectory(database), DatabaseBackups(database, settings.data / "evidence"))
    finally:
        database.close()


@contextmanager
def checked_backup(
    settings: Settings, file: Path, trust: "TrustedKeys", progress: "ShowProgress"
) -> "Iterator[CheckedBackup]":
    """A backup that was found whole, and what puts it into the database of these settings; makes nothing by itself.

    Raises:
        BackupRefused: it is not whole, was changed, or is none.
        MasterKeyUnusable: the data folder has another master key than the one that it needs.
    """
    from adapters.backup import check_backup
    from adapters.vault import MasterKeyUnusable, find_master_key
    from web.backups import CheckedBackup

    with check_backup(file, trust, progress) as checked:
        master, needed = find_master_key(settings.data, settings.master_key), checked.backup.master_keys
        if master is not None and needed and needed != (master.id,):
            raise MasterKeyUnusable(
                f"备份需要主密钥 {', '.join(needed)}，此处的是 {master.id}："
                "请在有该密钥的地方恢复，或先把密钥放进数据目录 / "
                f"the backup needs the master key {', '.join(needed)}, and this deployment has {master.id}: "
                "restore it where that key is, or put the key into the data folder first"
            )

        def restore(told: "ShowProgress") -> None:
            from adapters.backup import DatabaseRestorer

            DatabaseRestorer(settings.database, settings.data / "evidence").restore(checked, told)

        yield CheckedBackup(checked.backup, master is not None or not needed, restore)


def first_token(settings: Settings, organization: UUID, expires_at: datetime) -> tuple[UUID, str] | None:
    """A token for an administrator of a ledger that nobody has a token for; None when there is no administrator."""
    from adapters.database import open_database
    from adapters.directory import DatabaseDirectory
    from adapters.ledger import Ledgers
    from application.backup import administrator
    from application.ports import Bearer

    database = open_database(settings.database, max_connections=1)
    try:
        person = administrator(Ledgers(database).of(organization))
        if person is None:
            return None
        return person, DatabaseDirectory(database).issue_token(Bearer(organization, person), expires_at=expires_at)
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
        from adapters.calendar.documents import built_in_calendar

        return canonical_text(built_in_calendar())


def _tell_unsealed(organization: UUID, error: Exception) -> None:
    import structlog

    structlog.get_logger("jixiao.sealing").error("not sealed", organization=str(organization), error=str(error))


def _tell_not_sent(organization: UUID, channel: str, notice: UUID, code: str) -> None:
    import structlog

    structlog.get_logger("jixiao.delivering").warning(
        "not sent", organization=str(organization), channel=channel, notice=str(notice), code=code
    )


def _ping(database: "Database") -> None:
    database.read(None, "SELECT 1")
