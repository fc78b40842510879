"""Where a fault stands in the request, when the fault was found in a part of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from domain.errors import DomainError, Fault, InvalidDocument


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
