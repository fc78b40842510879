"""The mail server is one URL; a password never leaves this machine in plain, nor stands in a message."""

import pytest

from adapters.mail import MailServer, mail_server
from adapters.mail.server import Security
from domain.errors import Invalid


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", MailServer("mail.example", 25, Security.NONE)),
        ("smtp://mail.example:2525/", MailServer("mail.example", 2525, Security.NONE)),
        ("smtp://a:b@mail.example?starttls", MailServer("mail.example", 587, Security.STARTTLS, "a", "b")),
        ("smtps://a%40b:c%2Fd@mail.example", MailServer("mail.example", 465, Security.TLS, "a@b", "c/d")),
        ("smtp://a:b@127.0.0.1:1025", MailServer("127.0.0.1", 1025, Security.NONE, "a", "b")),
        ("smtp://a:b@[::1]:1025", MailServer("::1", 1025, Security.NONE, "a", "b")),
    ],
)
def test_a_url_says_everything(url: str, server: MailServer) -> None:
    """Characters that a URL cannot hold are percent-encoded, as anywhere."""
    assert mail_server(url) == server


@pytest.mark.parametrize(
    "url",
    ["", "mail.example", "http://mail.example", "smtp://", "smtp://h:port", "smtp://h:99999", "smtp://h/inbox",
     "smtp://h?starttls=no", "smtp://[::1"],
)  # fmt: skip
def test_anything_else_is_refused(url: str) -> None:
    """A misspelt setting must not mean a server without protection."""
    with pytest.raises(Invalid) as caught:
        mail_server(url)
    assert caught.value.code == "smtp-url-malformed"


def test_a_password_is_not_sent_in_plain() -> None:
    """Whoever forgets `?starttls` is told, and the message does not repeat the password."""
    with pytest.raises(Invalid) as caught:
        mail_server("smtp://user:hunter2@mail.example:25")
    assert caught.value.code == "smtp-plain-password"
    assert "hunter2" not in caught.value.message


def test_no_text_holds_the_password() -> None:
    """Settings end up in logs."""
    assert "hunter2" not in repr(mail_server("smtps://user:hunter2@mail.example"))
