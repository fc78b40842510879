"""What can be wrong, each with a stable code; the message says what is wrong, why, and what to do."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


class DomainError(Exception):
    """A rule of the business was not met. Nothing was recorded.

    Attributes:
        code: stable, kebab-case; listed in `docs/errors.md`.
        pointer: RFC 6901 pointer to the offending field of the request, "" when no single field is to blame.
        clause: the source clause behind the rule, such as `D04 三.3`, or "".
    """

    code = "domain-error"

    def __init__(self, message: str, *, code: str | None = None, pointer: str = "", clause: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.pointer = pointer
        self.clause = clause


class Invalid(DomainError):
    """A value breaks a rule (HTTP 422)."""

    code = "invalid"


class WrongState(DomainError):
    """The thing is not in a state that allows this (HTTP 409)."""

    code = "wrong-state"


class Forbidden(DomainError):
    """A policy does not allow this person to do this (HTTP 403)."""

    code = "forbidden"


class NotFound(DomainError):
    """It does not exist, or the asker may not know that it does (HTTP 404)."""

    code = "not-found"


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a document or a request.

    Attributes:
        pointer: RFC 6901 pointer, such as `/people/3/score`.
        code: stable, kebab-case.
        detail: what is wrong and what to do.
    """

    pointer: str
    code: str
    detail: str


class InvalidDocument(Invalid):
    """Several faults of one document, all of them at once."""

    code = "invalid-document"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.detail}" for fault in faults))
        self.faults = tuple(faults)


@contextmanager
def placed(pointer: str) -> Iterator[None]:
    """Put `pointer` before the pointers of the faults that are found inside the block."""
    try:
        yield
    except InvalidDocument as error:
        raise InvalidDocument(
            [Fault(pointer + fault.pointer, fault.code, fault.detail) for fault in error.faults]
        ) from error
    except DomainError as error:
        if error.pointer:
            error.pointer = pointer + error.pointer
        raise
