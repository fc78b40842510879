"""A real mail server on this machine, which keeps what it is given."""

import asyncio
import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from threading import Lock
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.certificates import Certificate

TAKEN = "250 OK"


class _AnyPort(Controller):
    """On a port that the system chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # the library leaves it untyped


class Mailbox:
    """What the server was given, and what it answers.

    Attributes:
        refuse_recipient: answer to every recipient, such as `550 no such user`; "" takes them.
        answer: to every letter.
    """

    def __init__(self) -> None:
        self.refuse_recipient = ""
        self.answer = TAKEN
        self.port = 0
        self.signed_in: list[tuple[bytes, bytes]] = []
        self.secured: list[bool] = []
        self._raw: list[bytes] = []
        self._lock = Lock()

    @property
    def url(self) -> str:
        """Of the server, in plain."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def raw(self) -> list[bytes]:
        """Every letter that was taken, as it came."""
        with self._lock:
            return list(self._raw)

    @property
    def letters(self) -> list[EmailMessage]:
        """Every letter that was taken."""
        return [email.message_from_bytes(raw, EmailMessage, policy=email.policy.default) for raw in self.raw]

    def ids(self) -> list[str]:
        """The ids of the notices, in the order in which their letters came."""
        return [str(letter["Message-ID"]).strip("<>").partition("@")[0] for letter in self.letters]

    async def handle_RCPT(  # noqa: N802  # the server's own name for it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if self.refuse_recipient:
            return self.refuse_recipient
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take or refuse a letter."""
        with self._lock:
            self.secured.append(session.ssl is not None)
            if self.answer == TAKEN:
                assert isinstance(envelope.content, bytes)
                self._raw.append(envelope.content)
        return self.answer

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _kind: str, data: Any) -> AuthResult:
        """Let in whoever knows the password."""
        assert isinstance(data, LoginPassword)
        self.signed_in.append((data.login, data.password))
        return AuthResult(success=data.password == b"s3cret/:@", handled=False)


@contextmanager
def open_mailbox(
    *, starttls: Certificate | None = None, tls: Certificate | None = None, utf8: bool = True
) -> Iterator[Mailbox]:
    """A server that runs for the time of the block.

    Args:
        starttls: then it takes nothing in plain, and asks to sign in.
        tls: then it speaks nothing else from the start.
        utf8: whether it knows addresses that are not ASCII.
    """
    mailbox = Mailbox()
    protected: dict[str, Any] = {"enable_SMTPUTF8": utf8}
    if starttls is not None:
        protected |= {"tls_context": starttls.server_context(), "require_starttls": True}
        protected |= {"authenticator": mailbox.authenticate, "auth_required": True}
    server = _AnyPort(mailbox, "127.0.0.1", 0, ssl_context=None if tls is None else tls.server_context(), **protected)
    server.start()
    mailbox.port = server.port
    try:
        yield mailbox
    finally:
        server.stop()
