"""Which mail server, from one URL: `smtp://user:password@host:587?starttls`, `smtps://…`, or `smtp://` in plain."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from domain.errors import Invalid

PORTS = {"smtp": 25, "smtps": 465}
SUBMISSION = 587


class Security(StrEnum):
    """How a connection is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed in; the password is in no text that this makes.

    Attributes:
        user: "" where it asks for none.
    """

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"MailServer({self.host}:{self.port}, {self.security})"


def mail_server(url: str) -> MailServer:
    """The server that a URL names. Raises Invalid, without repeating the URL: it may hold a password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _malformed() from None
    if parts.scheme not in PORTS or not host or parts.path not in ("", "/") or parts.query not in ("", "starttls"):
        raise _malformed()
    security = _security(parts)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if user and security is Security.NONE and not _is_loopback(host):
        raise Invalid(
            "密码不得以明文发送：请在 JIXIAO_SMTP_URL 后加 ?starttls，或使用 smtps:// / a password is not sent in "
            "plain text: add ?starttls to JIXIAO_SMTP_URL, or use smtps://",
            code="smtp-plain-password",
        )
    usual = SUBMISSION if security is Security.STARTTLS else PORTS[parts.scheme]
    return MailServer(host, port or usual, security, user, password)


def _security(parts: SplitResult) -> Security:
    if parts.scheme == "smtps":
        return Security.TLS
    return Security.STARTTLS if parts.query == "starttls" else Security.NONE


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _malformed() -> Invalid:
    return Invalid(
        "JIXIAO_SMTP_URL 应写作 smtp://用户:密码@主机:587?starttls 或 smtps://… / write JIXIAO_SMTP_URL as "
        "smtp://user:password@host:587?starttls or smtps://…",
        code="smtp-url-malformed",
    )
