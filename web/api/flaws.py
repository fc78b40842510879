"""What is wrong with a field, said with a stable code, and where: marshmallow's messages as RFC 6901 pointers."""

from collections.abc import Iterator
from typing import Self

from domain.errors import Fault
from domain.scoring.plain import step

SCHEMA = "_schema"
"""Where marshmallow keeps what is wrong with an object as a whole."""


class Flaw(str):
    """A message with its code; marshmallow formats it and passes it on like any text."""

    __slots__ = ("code",)

    code: str

    def __new__(cls, code: str, detail: str) -> Self:
        flaw = super().__new__(cls, detail)
        flaw.code = code
        return flaw

    def format(self, *args: object, **kwargs: object) -> "Flaw":
        return Flaw(self.code, super().format(*args, **kwargs))


def faults(messages: object, pointer: str = "") -> Iterator[Fault]:
    """Each message with the pointer to its field, in the order of the document."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from faults(inner, pointer if name == SCHEMA else step(pointer, name))
    elif isinstance(messages, list):
        for message in messages:
            yield from faults(message, pointer)
    else:
        yield Fault(pointer, getattr(messages, "code", "invalid"), str(messages))
