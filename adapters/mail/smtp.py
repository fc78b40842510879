"""Letters over SMTP; implements the port `application.delivering.email.Postman`."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cached_property

from adapters.mail.server import MailServer, Security
from application.delivering.email import Letter
from application.delivering.sending import NotForThem, NotSent
from domain.errors import Invalid

TIMEOUT = 10
"""Seconds to wait for each answer of the server."""

_PLAIN = r'[^\x00-\x20\x7f@<>()\[\]\\,;:"]'
ADDRESS = re.compile(rf"({_PLAIN}{{1,64}})@({_PLAIN}{{1,255}})")
"""One address, without quotes and comments: nobody's is written so, and each opens a way to write something else."""

PERMANENT = 500
"""Answers from here on say that trying again is no use."""


class SmtpPostman:
    """Hands each letter to one server; a connection a letter."""

    def __init__(self, server: MailServer, sender: str, *, timeout: int = TIMEOUT) -> None:
        """`sender` is the address that letters come from. Raises Invalid when it is none."""
        try:
            self._sender = _address(sender)
        except ValueError:
            raise Invalid(
                "JIXIAO_MAIL_FROM 不是邮箱地址 / JIXIAO_MAIL_FROM is no e-mail address", code="mail-from-malformed"
            ) from None
        self._server = server
        self._timeout = timeout

    def post(self, letter: Letter) -> None:
        message = self._message(letter)
        with _told_as_failure(), self._connection() as connection:
            try:
                connection.send_message(message)
            except smtplib.SMTPRecipientsRefused as error:
                code = min(code for code, _ in error.recipients.values())
                raise NotSent(f"smtp-{code}", final=code >= PERMANENT, rests=False) from error
            except smtplib.SMTPNotSupportedError as error:
                raise NotForThem("address-not-supported") from error
            except smtplib.SMTPDataError as error:
                raise NotSent(f"smtp-{error.smtp_code}", final=error.smtp_code >= PERMANENT, rests=False) from error

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        try:
            message["To"] = _address(letter.to)
        except ValueError as error:
            raise NotForThem("address-malformed") from error
        message["From"] = self._sender
        message["Subject"] = letter.subject
        message["Date"] = letter.at
        message["Message-ID"] = f"<{letter.id}@{self._sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text, cte="base64")
        return message

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        """A connection that is protected and signed in, as the server wants it."""
        server, connection = self._server, self._connected()
        try:
            if server.security is Security.STARTTLS:
                connection.starttls(context=self._trust)
            if server.user:
                connection.login(server.user, server.password)
            yield connection
            with suppress(smtplib.SMTPException, OSError):  # the letter was taken: a rude goodbye changes nothing
                connection.quit()
        finally:
            connection.close()

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """Whom this machine trusts; reading that takes longer than sending a letter."""
        return ssl.create_default_context()

    def _connected(self) -> smtplib.SMTP:
        host, port, name = self._server.host, self._server.port, self._sender.domain
        if self._server.security is Security.TLS:
            return smtplib.SMTP_SSL(host, port, name, timeout=self._timeout, context=self._trust)
        return smtplib.SMTP(host, port, name, timeout=self._timeout)


@contextmanager
def _told_as_failure() -> Iterator[None]:
    """Whatever else goes wrong is the server's trouble, not the letter's."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent("smtp-sign-in-refused") from error
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"smtp-{error.smtp_code}") from error
    except smtplib.SMTPException as error:
        raise NotSent("smtp-broken-off") from error
    except ssl.SSLError as error:
        raise NotSent("smtp-tls-failed") from error
    except TimeoutError as error:
        raise NotSent("smtp-timed-out") from error
    except OSError as error:
        raise NotSent("smtp-not-reached") from error


def _address(text: str) -> Address:
    """An address as it stands in a letter's head. Raises ValueError for anything else, such as two of them."""
    match = ADDRESS.fullmatch(text.strip())
    if match is None or ".." in text:
        raise ValueError("no address")
    return Address(username=match[1], domain=match[2])
