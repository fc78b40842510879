"""Bytes as text in exactly one way."""

from base64 import b64decode, b64encode


class Malformed(Exception):
    """It is not written as its specification has it; nothing is guessed."""


def to_base64(content: bytes) -> str:
    """Standard base64 with padding (RFC 4648 section 4)."""
    return b64encode(content).decode()


def from_base64(text: str) -> bytes:
    """The bytes that `to_base64` wrote. Raises Malformed for any other way to write them."""
    try:
        content = b64decode(text, validate=True)
    except ValueError as error:
        raise Malformed(f"{text[:60]!r} is not base64") from error
    if to_base64(content) != text:
        raise Malformed(f"{text[:60]!r} is not how base64 writes those bytes")
    return content
