"""What a command answers with an item is held against its events by `verify`: by a list of kinds that must be whole."""

import ast
from collections.abc import Iterator
from pathlib import Path

from application.chat.rules import CHAT_RULES
from application.verifying.items import KINDS_WITHIN, RULEBOOKS
from domain.rulebook import PLAN, SCHEME

APPLICATION = Path(__file__).parents[2] / "application"


def answers() -> Iterator[tuple[str, bool]]:
    """Every kind that a handler answers, and whether with an item; a rulebook's kind is the command's."""
    for file in APPLICATION.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Answer":
                kind = node.args[0]
                with_item = len(node.args) > 2 or any(given.arg == "item" for given in node.keywords)
                for name in [kind.value] if isinstance(kind, ast.Constant) else RULEBOOKS:
                    yield str(name), with_item


def test_the_list_is_whole() -> None:
    """A kind that is missing would let its items be emptied; one too many would call honest answers forged."""
    assert {SCHEME, PLAN, CHAT_RULES} == RULEBOOKS
    found = set(answers())
    assert {kind for kind, with_item in found if with_item} == KINDS_WITHIN
    assert not {kind for kind, with_item in found if not with_item} & KINDS_WITHIN
