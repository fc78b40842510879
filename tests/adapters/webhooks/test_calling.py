"""Calls to a real receiver, which verifies them with the library that receivers use."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from threading import Thread
from uuid import uuid4

import pytest

from adapters.webhooks import HttpWebhooks
from application.delivering.sending import NotSent
from application.delivering.webhooks import Webhook
from tests.adapters.webhooks.receiver import Call, Receiver, answer, open_receiver
from tests.certificates import Certificate
from web.wiring import SystemClock

BODY = '{"说":"thin"}'.encode()
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HERE = frozenset({"127.0.0.1", "localhost"})


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver in plain, as one in the shop's own network may be."""
    with open_receiver() as opened:
        yield opened


def webhook(url: str) -> Webhook:
    return Webhook(uuid4(), url, SECRET, 0, "somebody", datetime.now(UTC))


def call(url: str, *, inside: frozenset[str] = HERE, timeout: int = 5, patience: int = 10) -> None:
    caller = HttpWebhooks(SystemClock(), inside, timeout=timeout, patience=patience)
    caller.call(webhook(url), "notice-1", BODY)


def failure(url: str, **how: int) -> str:
    with pytest.raises(NotSent) as caught:
        call(url, **how)  # type: ignore[arg-type]  # timeout and patience alone
    assert caught.value.rests
    assert not caught.value.final
    return caught.value.code


def test_a_receiver_can_verify_what_it_gets(receiver: Receiver) -> None:
    """With the secret, and with no other; changed by a byte, not at all."""
    call(receiver.url)
    (got,) = receiver.calls
    assert (got.path, got.body, got.id) == ("/hook?key=v", BODY, "notice-1")
    assert got.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert got.is_signed_with(SECRET)
    assert not got.is_signed_with("whsec_" + "A" * 32)
    assert not replace(got, body=BODY + b" ").is_signed_with(SECRET)
    assert not replace(got, headers={**got.headers, "webhook-id": "notice-2"}).is_signed_with(SECRET)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_good_status_is_a_receipt(receiver: Receiver, status: int) -> None:
    """Standard Webhooks: 2xx."""
    receiver.respond = answer(status)
    call(receiver.url)


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 404, 410, 429, 500, 503])
def test_any_other_status_is_none(receiver: Receiver, status: int) -> None:
    """Nothing is followed: a redirect may lead inside."""
    receiver.respond = answer(status, Location=f"http://127.0.0.1:{receiver.port}/elsewhere")
    assert failure(receiver.url) == f"http-{status}"
    assert [got.path for got in receiver.calls] == ["/hook?key=v"]


def test_the_environments_proxies_are_not_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes through a proxy goes where the proxy says, not where it was checked."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    call(receiver.url)
    assert len(receiver.calls) == 1


def test_https_by_name(trusted: Certificate) -> None:
    """The connection goes to the address, the handshake and the header Host say the name."""
    with open_receiver(trusted) as receiver:
        call(f"https://localhost:{receiver.port}/")
        assert receiver.calls[0].headers["host"] == f"localhost:{receiver.port}"


def test_a_certificate_that_nobody_vouches_for_gets_nothing(certificate: Certificate) -> None:
    """Nor does one that was made out for another name."""
    with open_receiver(certificate) as receiver:
        assert failure(f"https://localhost:{receiver.port}/") == "tls-failed"
        assert receiver.calls == []


def test_the_wrong_name_gets_nothing(trusted: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate is for localhost."""
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *rest, **more: real("127.0.0.1", *rest, **more))
    with open_receiver(trusted) as receiver, pytest.raises(NotSent) as caught:
        call(f"https://erp.lan:{receiver.port}/", inside=frozenset({"erp.lan"}))
    assert caught.value.code == "tls-failed"
    assert receiver.calls == []


def test_a_machine_inside_is_not_called_unless_the_operator_said_so(receiver: Receiver) -> None:
    """It was allowed when it was registered; the setting was changed since."""
    with pytest.raises(NotSent) as caught:
        call(receiver.url, inside=frozenset())
    assert caught.value.code == "webhook-url-refused"
    assert receiver.calls == []


def test_a_name_that_means_a_machine_inside_is_not_called(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name of somebody's own that resolves to 127.0.0.1."""
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *rest, **more: real("127.0.0.1", *rest, **more))
    with pytest.raises(NotSent) as caught:
        call(f"https://evil.example:{receiver.port}/")
    assert caught.value.code == "address-not-public"
    assert receiver.calls == []


def test_a_name_is_asked_for_once(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the check and the connection it could come to mean something else (DNS rebinding)."""
    asked, real = [], socket.getaddrinfo

    def resolve(host: str, *rest: object, **more: object) -> object:
        asked.append(host)
        return real("127.0.0.1", *rest, **more)  # type: ignore[arg-type]  # as it was asked

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    call(f"http://erp.lan:{receiver.port}/", inside=frozenset({"erp.lan"}))
    assert asked.count("erp.lan") == 1
    assert receiver.calls[0].headers["host"] == f"erp.lan:{receiver.port}"


def test_nobody_listens_and_somebody_is_silent() -> None:
    """Neither keeps the others waiting for long."""
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        assert failure(f"http://127.0.0.1:{port}", timeout=1) == "timed-out"
        assert failure(f"https://127.0.0.1:{port}", timeout=1) == "timed-out"
    assert failure(f"http://127.0.0.1:{port}") == "not-reached"


def test_who_answers_a_byte_at_a_time_is_hung_up_on(receiver: Receiver) -> None:
    """Each byte comes in time; the whole would take for ever."""

    def drip(handler: BaseHTTPRequestHandler, _call: Call) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(600):
            handler.wfile.write(b"X: ")
            handler.wfile.flush()
            time.sleep(0.05)

    receiver.respond = drip
    begun = time.monotonic()
    assert failure(receiver.url, timeout=5, patience=1) == "timed-out"
    assert time.monotonic() - begun < 4


def test_who_does_not_speak_http_is_no_receiver() -> None:
    """Something else listens there."""
    with closing(socket.create_server(("127.0.0.1", 0))) as other:

        def greet() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(10_000)
                connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")

        Thread(target=greet).start()
        assert failure(f"http://127.0.0.1:{other.getsockname()[1]}") == "answer-malformed"


def test_a_long_answer_is_not_read(receiver: Receiver) -> None:
    """Its status is all that matters."""

    def pour(handler: BaseHTTPRequestHandler, _call: Call) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(10**12))
        handler.end_headers()
        for _ in range(10_000):
            handler.wfile.write(b"x" * 100_000)

    receiver.respond = pour
    begun = time.monotonic()
    call(receiver.url)
    assert time.monotonic() - begun < 2
