"""A real receiver of webhooks on this machine: it verifies what it gets with the library that receivers use."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

from tests.certificates import Certificate


@dataclass(frozen=True)
class Call:
    """One request that came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """The notice's id, by the header that receivers know doubles by."""
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        """The CloudEvent."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    def is_signed_with(self, secret: str) -> bool:
        """Whether the signature is right, and made just now."""
        try:
            Webhook(secret).verify(self.body, self.headers)
        except WebhookVerificationError:
            return False
        return True


Respond = Callable[[BaseHTTPRequestHandler, Call], None]


class Receiver:
    """What came.

    Attributes:
        respond: answers each call.
    """

    def __init__(self, scheme: str) -> None:
        self.respond: Respond = answer(204)
        self.scheme = scheme
        self.port = 0
        self._calls: list[Call] = []
        self._lock = Lock()

    @property
    def url(self) -> str:
        """Where it listens, by address."""
        return f"{self.scheme}://127.0.0.1:{self.port}/hook?key=v"

    @property
    def calls(self) -> list[Call]:
        """Every call, in the order in which they came."""
        with self._lock:
            return list(self._calls)

    def ids(self) -> list[str]:
        """The ids of the notices, in the order in which they came."""
        return [call.id for call in self.calls]

    def take(self, call: Call) -> None:
        """Note a call."""
        with self._lock:
            self._calls.append(call)


def answer(status: int, **headers: str) -> Respond:
    """Answer every call so."""

    def respond(handler: BaseHTTPRequestHandler, _call: Call) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return respond


@contextmanager
def open_receiver(tls: Certificate | None = None) -> Iterator[Receiver]:
    """A receiver that listens for the time of the block."""
    receiver = Receiver("http" if tls is None else "https")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            call = Call(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            receiver.take(call)
            receiver.respond(self, call)

        def do_GET(self) -> None:
            receiver.take(Call(self.path, {}, b""))
            receiver.respond(self, receiver.calls[-1])

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: pytest shows what matters."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # the caller hung up, as a test wanted
    if tls is not None:
        server.socket = tls.server_context().wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
