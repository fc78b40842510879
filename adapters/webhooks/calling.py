"""Calls to webhooks, signed by Standard Webhooks; implements the port `application.delivering.webhooks.WebhookCaller`.

No redirect is followed, no proxy of the environment used, nothing of an answer read but its head.
"""

import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from threading import Event, Timer

from standardwebhooks import Webhook as Signing

from adapters.webhooks.addresses import Target, resolved, target_of
from application.delivering.cloud_events import MEDIA_TYPE
from application.delivering.sending import NotSent
from application.delivering.webhooks import Webhook
from application.ports import Clock
from domain.errors import Invalid

TIMEOUT = 10
"""Seconds to wait for each step of a call."""

PATIENCE = 20
"""Seconds that a connection may last, however busily the other side drips."""


class HttpWebhooks:
    """Calls webhooks from this machine."""

    def __init__(
        self, clock: Clock, inside: frozenset[str] = frozenset(), *, timeout: int = TIMEOUT, patience: int = PATIENCE
    ) -> None:
        """`inside` are the hosts that may be called though they are not public, also by http."""
        self._clock = clock
        self._inside = inside
        self._timeout = timeout
        self._patience = patience

    def require_callable(self, url: str) -> None:
        target_of(url, self._inside)

    def call(self, webhook: Webhook, id: str, body: bytes) -> None:
        try:
            target = target_of(webhook.url, self._inside)
        except Invalid as error:
            raise NotSent(error.code) from error  # it was callable once: the operator has changed what is inside
        with _told_as_failure():
            status = self._status(target, self._headers(webhook, id, body), body)
        if not 200 <= status < 300:
            raise NotSent(f"http-{status}")

    def _headers(self, webhook: Webhook, id: str, body: bytes) -> dict[str, str]:
        """Signed at the time of this attempt: receivers refuse what was signed long ago."""
        now = self._clock.now()
        return {
            "Content-Type": MEDIA_TYPE,
            "User-Agent": "Jixiao",
            "webhook-id": id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Signing(webhook.secret).sign(id, now, body.decode()),
        }

    def _status(self, target: Target, headers: dict[str, str], body: bytes) -> int:
        """The status of the answer, from the address that was checked, under the name that it was checked for."""
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.auto_open = 0
        connection.default_port = 443 if target.secure else 80  # the header Host names no port that is usual
        with closing(self._connected(target)) as sock, closing(connection), _hung_up_after(self._patience, sock):
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            connection.sock = sock
            connection.request("POST", target.path, body, headers)
            return connection.getresponse().status

    def _connected(self, target: Target) -> socket.socket:
        """A connection, by TLS where it is https, though no hands were shaken yet. Raises OSError or NotSent."""
        failure: OSError = OSError("it has no address")
        for address in resolved(target, self._inside):
            try:
                sock = socket.create_connection((address, target.port), self._timeout)
            except OSError as error:
                failure = error
                continue
            if not target.secure:
                return sock
            return self._trust.wrap_socket(sock, server_hostname=target.host, do_handshake_on_connect=False)
        raise failure

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """Whom this machine trusts; reading that takes longer than a call."""
        return ssl.create_default_context()


@contextmanager
def _hung_up_after(seconds: int, sock: socket.socket) -> Iterator[None]:
    """Raises TimeoutError when the block has not ended by then: the connection is ended under it."""
    expired = Event()

    def hang_up() -> None:
        expired.set()
        with suppress(OSError):
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if not expired.is_set():
            raise
    finally:
        timer.cancel()
    if expired.is_set():
        raise TimeoutError  # also where the end of the connection was taken for the end of the answer


@contextmanager
def _told_as_failure() -> Iterator[None]:
    try:
        yield
    except http.client.HTTPException as error:
        raise NotSent("answer-malformed") from error
    except ssl.SSLError as error:
        raise NotSent("tls-failed") from error
    except TimeoutError as error:
        raise NotSent("timed-out") from error
    except OSError as error:
        raise NotSent("not-reached") from error
