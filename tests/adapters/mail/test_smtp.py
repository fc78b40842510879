"""Letters over SMTP, against a real server: protected where that was asked for, and every refusal told apart."""

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread

import pytest

from adapters.mail import SmtpPostman, mail_server
from application.delivering.email import Letter
from application.delivering.sending import NotForThem, NotSent
from domain.errors import Invalid
from tests.adapters.mail.mailbox import Mailbox, open_mailbox
from tests.certificates import Certificate

LETTER = Letter(
    "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "wang@example.com",
    "【绩效】你的绩效结果已公布 / Your result has been published",
    "如有异议，请在 2026 年 11 月 11 日结束前申诉。\n.\nTo object, appeal before the end of 2026-11-11.\n",
    datetime(2026, 11, 4, 1, 0, tzinfo=UTC),
)
FROM = "jixiao@shop.example"
USER = "jixiao:s3cret%2F%3A%40@"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A server in plain."""
    with open_mailbox() as opened:
        yield opened


def postman(url: str, sender: str = FROM, timeout: int = 5) -> SmtpPostman:
    return SmtpPostman(mail_server(url), sender, timeout=timeout)


def test_a_letter_arrives_as_it_was_written(mailbox: Mailbox) -> None:
    """Chinese and English, with lines that SMTP itself would take for an end."""
    postman(mailbox.url).post(LETTER)
    (letter,) = mailbox.letters
    assert (letter["To"], letter["From"]) == ("wang@example.com", FROM)
    assert letter["Subject"] == LETTER.subject
    assert letter.get_content().replace("\r\n", "\n") == LETTER.text
    assert letter["Message-ID"] == f"<{LETTER.id}@shop.example>"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_every_attempt_is_the_same_letter(mailbox: Mailbox) -> None:
    """Whoever gets it twice can tell by its id; servers that drop doubles do."""
    for _ in range(2):
        postman(mailbox.url).post(LETTER)
    first, second = mailbox.raw
    assert first == second


def test_starttls_protects_and_signs_in(trusted: Certificate) -> None:
    """The password has characters that a URL must escape."""
    with open_mailbox(starttls=trusted) as mailbox:
        postman(f"smtp://{USER}localhost:{mailbox.port}?starttls").post(LETTER)
        assert mailbox.secured == [True]
        assert mailbox.signed_in == [(b"jixiao", b"s3cret/:@")]


def test_a_wrong_password_is_the_servers_trouble(trusted: Certificate) -> None:
    """It is tried again: somebody will put the right one in."""
    with open_mailbox(starttls=trusted) as mailbox:
        failure = failing(f"smtp://jixiao:wrong@localhost:{mailbox.port}?starttls")
    assert (failure.code, failure.final, failure.rests) == ("smtp-sign-in-refused", False, True)


def test_tls_from_the_start(trusted: Certificate) -> None:
    """smtps, as many Chinese providers have it on 465."""
    with open_mailbox(tls=trusted) as mailbox:
        postman(f"smtps://127.0.0.1:{mailbox.port}").post(LETTER)
        assert len(mailbox.raw) == 1


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
def test_a_server_that_nobody_vouches_for_gets_nothing(certificate: Certificate, scheme: str) -> None:
    """Neither the letter nor the password goes to whoever sits in between."""
    tls, query = scheme == "smtps", "" if scheme == "smtps" else "?starttls"
    with open_mailbox(tls=certificate if tls else None, starttls=None if tls else certificate) as mailbox:
        assert failing(f"{scheme}://{USER}localhost:{mailbox.port}{query}").code == "smtp-tls-failed"
        assert not mailbox.signed_in
        assert not mailbox.raw


def test_a_server_without_starttls_gets_nothing_in_plain(mailbox: Mailbox) -> None:
    """Whoever asked for protection is not quietly served without."""
    assert failing(f"smtp://127.0.0.1:{mailbox.port}?starttls").rests
    assert mailbox.raw == []


@pytest.mark.parametrize(
    ("answer", "code", "final"),
    [("550 5.1.1 no such user", "smtp-550", True), ("451 4.7.1 greylisted, try later", "smtp-451", False)],
)
def test_a_refused_recipient_is_one_letters_trouble(mailbox: Mailbox, answer: str, code: str, final: bool) -> None:
    """A wrong address is not tried for days; neither holds up the others."""
    mailbox.refuse_recipient = answer
    failure = failing(mailbox.url)
    assert (failure.code, failure.final, failure.rests) == (code, final, False)


@pytest.mark.parametrize(("answer", "final"), [("554 5.7.1 looks like spam", True), ("452 4.3.1 disk full", False)])
def test_a_refused_letter_is_told_apart(mailbox: Mailbox, answer: str, final: bool) -> None:
    """What the server will never take is given up at once, where somebody sees it."""
    mailbox.answer = answer
    failure = failing(mailbox.url)
    assert (failure.code, failure.final) == (f"smtp-{answer[:3]}", final)


def failing(url: str, timeout: int = 5) -> NotSent:
    with pytest.raises(NotSent) as caught:
        postman(url, timeout=timeout).post(LETTER)
    return caught.value


def test_no_server_and_a_silent_one_are_waited_for() -> None:
    """Nobody listens; somebody listens and says nothing; somebody hangs up."""
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        assert failing(f"smtp://127.0.0.1:{port}", timeout=1).code == "smtp-broken-off"
    assert failing(f"smtp://127.0.0.1:{port}").code == "smtp-not-reached"
    with closing(socket.create_server(("127.0.0.1", 0))) as rude:
        Thread(target=lambda: rude.accept()[0].close()).start()
        assert failing(f"smtp://127.0.0.1:{rude.getsockname()[1]}").code in ("smtp-broken-off", "smtp-not-reached")


@pytest.mark.parametrize(
    "to",
    ["", "wang", "@example.com", "wang@", "wang@example.com, li@example.com", "a@b\nBcc: everybody@example.com",
     "wang@example.com\r\nX-Evil: 1", "王 <wang@example.com>", "wang@exa mple.com"],
)  # fmt: skip
def test_what_is_no_address_is_written_to_nobody(mailbox: Mailbox, to: str) -> None:
    """A profile is free text: no second recipient and no header of somebody's own comes out of it."""
    with pytest.raises(NotForThem) as caught:
        postman(mailbox.url).post(replace(LETTER, to=to))
    assert caught.value.code == "address-malformed"
    assert mailbox.raw == []


@pytest.mark.parametrize("known", [True, False])
def test_an_address_in_chinese_needs_a_server_that_knows_them(known: bool) -> None:
    """Where it does not, the person is left to the inbox."""
    letter = replace(LETTER, to="王@例子.公司")
    with open_mailbox(utf8=known) as mailbox:
        if known:
            postman(mailbox.url).post(letter)
            assert mailbox.letters[0]["To"] == "王@例子.公司"
            return
        with pytest.raises(NotForThem) as caught:
            postman(mailbox.url).post(letter)
        assert caught.value.code == "address-not-supported"


def test_letters_come_from_an_address() -> None:
    """Said when the service starts, not when the first letter fails."""
    with pytest.raises(Invalid) as caught:
        postman("smtp://127.0.0.1:25", sender="Jixiao")
    assert caught.value.code == "mail-from-malformed"
