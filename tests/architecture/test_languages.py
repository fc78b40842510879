"""Whatever is refused is said in Chinese and in English: `中文 / English`, in one text, wherever it is raised."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("domain", "application", "adapters", "web")

MESSAGE_AT = {
    **dict.fromkeys(
        (
            "DomainError",
            "Invalid",
            "WrongState",
            "Forbidden",
            "NotFound",
            "Stale",
            "LedgerUnavailable",
            "SealRefused",
            "MasterKeyUnusable",
        ),
        0,
    ),
    **dict.fromkeys(("Flaw", "require_reason"), 1),
    **dict.fromkeys(("Fault", "refused", "Problem"), 2),
}
"""By what is called, which argument people read."""


def spoken(node: ast.expr) -> str:
    """What an expression says by itself, without the values that are put into it; "" where it only hands on."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(spoken(part) for part in parts)
        case ast.BinOp(left=left, right=right):
            return spoken(left) + spoken(right)
        case ast.IfExp(body=body, orelse=orelse):
            return spoken(body) or spoken(orelse)
    return ""


def is_bilingual(text: str) -> bool:
    """Whether Chinese stands before a slash and English behind it; a text without a letter needs neither."""
    zh, slash, en = text.partition(" / ")
    if not any(char.isalpha() for char in text):
        return True
    return bool(slash) and any("\u4e00" <= char <= "\u9fff" for char in zh) and any(char.isascii() for char in en)


def messages(source: str) -> Iterator[tuple[int, str]]:
    """Every message that is written down where something is refused, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MESSAGE_AT:
            at = MESSAGE_AT[node.func.id]
            if len(node.args) > at:
                yield node.lineno, spoken(node.args[at])


def refusals(source: str) -> Iterator[tuple[int, str]]:
    """Every text that a policy answers."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Return) or node.value is None:
            continue
        branches = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
        yield from ((node.lineno, spoken(branch)) for branch in branches)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_refusal_is_in_both_languages(package: str) -> None:
    """Shop people read them; whoever reads only one of the languages learns what to do."""
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for line, text in messages(path.read_text(encoding="utf-8"))
        if not is_bilingual(text)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_policy_refuses_in_both_languages() -> None:
    """A policy answers with its reason; `require` raises it."""
    found = list(refusals((ROOT / "domain" / "policies.py").read_text(encoding="utf-8")))
    assert len([text for _, text in found if text]) > 40
    assert not [told for told in found if not is_bilingual(told[1])]


@pytest.mark.parametrize(
    "source",
    [
        'raise Invalid("use another day", code="x")',
        'raise WrongState(f"{name} is taken")',
        'Fault("/a", "b", f"只有中文 {day}")',
        'Flaw("a", "English / 中文")',
        'raise NotFound("one" if old else "two")',
    ],
)
def test_a_message_in_one_language_is_found(source: str) -> None:
    """The check can fail: each of these is named."""
    assert [text for _, text in messages(source) if not is_bilingual(text)]


def test_what_is_handed_on_is_left_to_where_it_is_written() -> None:
    """An error's own message, and a function that puts one together."""
    assert not [text for _, text in messages("Invalid(error.message); Fault(at, code, said)") if text]
