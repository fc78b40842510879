"""Texts: what says nothing, and the refusal of it where a reason is required."""

import pytest

from domain.errors import Invalid
from domain.texts import is_blank, require_reason

BLANK = ["", "  \t\n", "\u3000", "\u200b\u200b", "\u2060 \ufeff"]
READ = ["a", " 迟到三次 ", "\u200b补货", "。"]


@pytest.mark.parametrize("text", BLANK)
def test_what_nobody_can_read_is_no_reason(text: str) -> None:
    """White space and characters without a shape are refused, with the words and the field of whoever asks."""
    with pytest.raises(Invalid, match="say what the money is for") as told:
        require_reason(text, "say what the money is for", "/purpose")
    assert (told.value.code, told.value.pointer) == ("reason-missing", "/purpose")


@pytest.mark.parametrize("text", READ)
def test_what_can_be_read_is_a_reason(text: str) -> None:
    """One readable character is enough."""
    assert not is_blank(text)
    require_reason(text, "say why")
