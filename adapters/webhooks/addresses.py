"""Where a webhook may lead: to the public internet by https, else nowhere that the operator has not named.

Whoever may register an address must not reach, through this server, what only this server can: the database, the
machine's metadata, the shop's printers. So a name is resolved once, everything that it resolves to must be public, and
the connection goes to what was checked and not to what the name means a moment later.
"""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from application.delivering.sending import NotSent
from domain.errors import Invalid

LONGEST_URL = 500
GLOBAL = ip_network("2000::/3")
"""Where public IPv6 addresses are; what embeds an IPv4 address lies elsewhere, or is refused below."""

NOT_PUBLIC = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24")))
"""Special by RFC 6890 and RFC 7526, beyond what Python counts as such."""


@dataclass(frozen=True)
class Target:
    """A webhook's address, taken apart.

    Attributes:
        path: with the query, as it is asked for.
    """

    secure: bool
    host: str
    port: int
    path: str


def target_of(url: str, inside: frozenset[str]) -> Target:
    """Take an address apart.

    Args:
        inside: hosts that the operator allows though they are not public, also by http.

    Raises:
        Invalid: it is no address that is ever called.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _malformed() from None
    if len(url) > LONGEST_URL or not url.isascii() or any(ord(character) < 33 for character in url):
        raise _malformed()
    if not host or host.startswith(".") or parts.username is not None or parts.password is not None or parts.fragment:
        raise _malformed()
    secure = parts.scheme == "https"
    if not secure and not (parts.scheme == "http" and host in inside):
        raise _refused("地址须以 https:// 开头", "a webhook's address begins with https://")
    literal = _literal(host)
    if host not in inside and (host == "localhost" or (literal is not None and not is_public(literal))):
        raise _refused("此地址不在公网", "this address is not on the public internet")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, host, port or (443 if secure else 80), path)


def resolved(target: Target, inside: frozenset[str]) -> list[str]:
    """The addresses to connect to, one after the other. Raises NotSent when one of them is not public."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSent("name-not-resolved") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if target.host not in inside and not all(is_public(ip_address(one.partition("%")[0])) for one in addresses):
        raise NotSent("address-not-public")
    return addresses


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the public internet's, for one other machine."""
    if address.is_multicast or not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_PUBLIC)
    return address in GLOBAL and address.sixtofour is None and address.teredo is None


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _malformed() -> Invalid:
    return Invalid(
        f"请写 https://example.com/path 这样的地址：ASCII，最多 {LONGEST_URL} 个字符，不含用户名、密码、片段 / "
        f"give an address like https://example.com/path: ASCII, {LONGEST_URL} characters at most, without user, "
        "password or fragment",
        code="webhook-url-malformed",
        pointer="/url",
    )


def _refused(zh: str, en: str) -> Invalid:
    return Invalid(
        f"{zh}；运维可用 JIXIAO_WEBHOOK_INSIDE 放行某个主机 / "
        f"{en}; the operator may allow a host by JIXIAO_WEBHOOK_INSIDE",
        code="webhook-url-refused",
        pointer="/url",
    )
