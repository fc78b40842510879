"""What people write: when it says something, and the refusal when it has to and does not."""

from collections.abc import Iterable, Mapping

from domain.errors import Invalid


def is_blank(text: str) -> bool:
    """Whether nobody could read anything in it: white space, or characters without a shape."""
    return not any(char.isprintable() and not char.isspace() for char in text)


def require_reason(text: str, detail: str, pointer: str = "/reason") -> None:
    """Raises Invalid, saying `detail`, when a required reason is blank."""
    if is_blank(text):
        raise Invalid(detail, code="reason-missing", pointer=pointer)


def not_allowed(
    subject: str, state: str, act: str, allowed: Iterable[str], states: Mapping[str, str], acts: Mapping[str, str]
) -> str:
    """That something does not allow an act as it stands, in both languages.

    Args:
        subject: what it is, Chinese and English, such as `考核表 / a card`.
        state, act: how it stands and what was asked, as the table of transitions names them.
        allowed: the states that would allow it.
        states, acts: what these are called in Chinese.
    """
    zh, en = subject.split(" / ")
    when = sorted(allowed)
    return (
        f"{zh}{states[state]}，不能{acts[act]}（仅限：{'、'.join(states[one] for one in when)}） / "
        f"{en} that is {state} does not allow: {act} (allowed when {', '.join(when)})"
    )
