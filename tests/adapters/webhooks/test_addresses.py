"""A webhook leads to the public internet or nowhere: whoever registers one must not reach what only this server can."""

import socket
from ipaddress import ip_address

import pytest

from adapters.webhooks.addresses import Target, is_public, resolved, target_of
from application.delivering.sending import NotSent
from domain.errors import Invalid

NOWHERE: frozenset[str] = frozenset()

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "203.0.113.9",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "100::1", "5f00::1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "223.5.5.5", "114.114.114.114", "2400:3200::1", "2606:4700:4700::1111"]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_told(address: str) -> None:
    """Also where it hides inside an address of another kind."""
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_known(address: str) -> None:
    """A rule that refuses everything delivers nothing."""
    assert is_public(ip_address(address))


def test_an_address_is_taken_apart() -> None:
    """The query goes along: many receivers' keys stand there."""
    url = "https://Hooks.Example.com:8443/a/b?token=x%20y"
    assert target_of(url, NOWHERE) == Target(True, "hooks.example.com", 8443, "/a/b?token=x%20y")
    assert target_of("https://hooks.example.com", NOWHERE) == Target(True, "hooks.example.com", 443, "/")


@pytest.mark.parametrize(
    "url",
    ["", "https://", "https:///x", "example.com", "https://u:p@example.com", "https://u@example.com",
     "https://example.com/#x", "https://example.com:99999", "https://example.com:x", "https://[::1",
     "https://.x.cn", "https://例子.公司", "https://example.com/a b", "https://example.com/\r\nX: 1",
     "https://example.com/" + "x" * 500],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    """With a pointer to the field."""
    with pytest.raises(Invalid) as caught:
        target_of(url, NOWHERE)
    assert (caught.value.code, caught.value.pointer) == ("webhook-url-malformed", "/url")


@pytest.mark.parametrize(
    "url",
    ["http://example.com", "//example.com", "ftp://example.com", "file://example.com/etc/passwd", "https://localhost",
     "https://LOCALHOST:5432", "https://10.0.0.7", "https://[::1]", "https://[::ffff:169.254.169.254]/latest"],
)  # fmt: skip
def test_what_never_leads_outside_is_refused_at_once(url: str) -> None:
    """Whoever registers it hears so, not a log a minute later."""
    with pytest.raises(Invalid) as caught:
        target_of(url, NOWHERE)
    assert caught.value.code == "webhook-url-refused"


def test_the_operator_may_allow_a_host_inside() -> None:
    """A shop's own system in its own network; by name, one by one, and then also without TLS."""
    inside = frozenset({"erp.lan", "10.0.0.7"})
    assert target_of("http://erp.lan/hook", inside) == Target(False, "erp.lan", 80, "/hook")
    assert target_of("https://10.0.0.7:8443/", inside).host == "10.0.0.7"
    for url in ("http://other.lan", "https://10.0.0.8", "http://erp.lan.example.com"):
        with pytest.raises(Invalid):
            target_of(url, inside)


@pytest.mark.parametrize(
    "host", ["localhost", "127.1", "2130706433", "0x7f000001", "017700000001", "localhost.", "ip6-localhost"]
)
def test_a_name_that_leads_inside_is_refused_when_it_is_called(host: str) -> None:
    """The resolver, not the spelling, says where a name leads."""
    with pytest.raises(NotSent) as caught:
        resolved(Target(True, host, 443, "/"), NOWHERE)
    assert caught.value.code in ("address-not-public", "name-not-resolved")


def names(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name mean these addresses."""

    def meaning(_host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", meaning)


def test_one_address_inside_spoils_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the second of them would be the one that is reached."""
    names(monkeypatch, "8.8.8.8", "192.168.1.1")
    with pytest.raises(NotSent) as caught:
        resolved(Target(True, "rebinding.example", 443, "/"), NOWHERE)
    assert caught.value.code == "address-not-public"


def test_every_address_of_a_good_name_may_be_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the resolver's order, each once."""
    names(monkeypatch, "8.8.8.8", "8.8.8.8", "2400:3200::1%eth0")
    assert resolved(Target(True, "good.example", 443, "/"), NOWHERE) == ["8.8.8.8", "2400:3200::1%eth0"]


def test_a_name_that_nobody_knows_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver may be down."""

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NotSent) as caught:
        resolved(Target(True, "gone.example", 443, "/"), NOWHERE)
    assert (caught.value.code, caught.value.final) == ("name-not-resolved", False)
