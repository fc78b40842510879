"""What people write: when it says something, and the refusal when it has to and does not."""

from domain.errors import Invalid


def is_blank(text: str) -> bool:
    """Whether nobody could read anything in it: white space, or characters without a shape."""
    return not any(char.isprintable() and not char.isspace() for char in text)


def require_reason(text: str, detail: str, pointer: str = "/reason") -> None:
    """Raises Invalid, saying `detail`, when a required reason is blank."""
    if is_blank(text):
        raise Invalid(detail, code="reason-missing", pointer=pointer)
