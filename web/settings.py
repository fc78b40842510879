"""Settings from the environment: where the database and the data folder are, and which key seals personal text."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.errors import Invalid

MOST_CONNECTIONS = 1000
DEFAULT_DATABASE = "sqlite:///jixiao.db"


@dataclass(frozen=True)
class Settings:
    """How a process finds its data.

    Attributes:
        database: `sqlite:///FILE` or `postgresql://…`.
        data: folder of evidence files and, unless `master_key` is given, of the master key (`JIXIAO_DATA`).
        master_key: base64 (`JIXIAO_MASTER_KEY`), or None.
        connections: to the database at most, in one process (`JIXIAO_CONNECTIONS`).
        signing_key: base64, or two of them during a rotation (`JIXIAO_SIGNING_KEY`); None: a file in `data`.
        witness: folder or URL that receives each checkpoint (`JIXIAO_WITNESS`), or None.
        service_password: what `jixiao_service` logs in with after a migration (`JIXIAO_SERVICE_PASSWORD`), or None.
        smtp: the mail server that notices go out by (`JIXIAO_SMTP_URL`), or None for no e-mail.
        mail_from: the address that they come from (`JIXIAO_MAIL_FROM`).
        address: where people sign in, as letters name it (`JIXIAO_ADDRESS`), or "".
        webhook_inside: hosts that webhooks may lead to though they are not public (`JIXIAO_WEBHOOK_INSIDE`, by commas).
    """

    database: str
    data: Path
    master_key: str | None = None
    service_password: str | None = None
    connections: int = 8
    signing_key: str | None = None
    witness: str | None = None
    smtp: str | None = None
    mail_from: str = ""
    address: str = ""
    webhook_inside: frozenset[str] = frozenset()


def read_settings(environment: Mapping[str, str], database: str | None = None) -> Settings:
    """The settings that the environment gives; `database` from the command line comes first.

    Raises Invalid where one of them cannot be.
    """
    url = database or environment.get("DATABASE_URL") or DEFAULT_DATABASE
    folder = environment.get("JIXIAO_DATA")
    return Settings(
        url,
        Path(folder) if folder else _beside(url),
        environment.get("JIXIAO_MASTER_KEY"),
        environment.get("JIXIAO_SERVICE_PASSWORD"),
        _connections(environment.get("JIXIAO_CONNECTIONS", "8")),
        environment.get("JIXIAO_SIGNING_KEY"),
        environment.get("JIXIAO_WITNESS") or None,
        environment.get("JIXIAO_SMTP_URL") or None,
        environment.get("JIXIAO_MAIL_FROM", ""),
        environment.get("JIXIAO_ADDRESS", ""),
        _hosts(environment.get("JIXIAO_WEBHOOK_INSIDE", "")),
    )


def _connections(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_CONNECTIONS):
        raise Invalid(
            f"JIXIAO_CONNECTIONS 应为 1 到 {MOST_CONNECTIONS} 的整数，而不是 {text} / "
            f"write JIXIAO_CONNECTIONS as a whole number from 1 to {MOST_CONNECTIONS}, not {text}",
            code="connections-malformed",
        )
    return int(text)


def _hosts(text: str) -> frozenset[str]:
    return frozenset(host for part in text.split(",") if (host := part.strip().lower()))


def _beside(url: str) -> Path:
    """`jixiao-data` next to an SQLite file; in the working folder for a server's database."""
    if not url.startswith("sqlite:///"):
        return Path("jixiao-data")
    file = Path(url.removeprefix("sqlite:///"))
    return file.with_name(f"{file.stem}-data")
