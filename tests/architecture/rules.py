"""House rules that import-linter and ruff have no words for. Each reads a package's files and names what breaks it."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("domain", "application", "adapters", "web")


@dataclass(frozen=True)
class Breach:
    """One place where a rule is broken."""

    file: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


Check = Callable[[ast.AST], str | None]


def python_breaches(package: Path, *checks: Check) -> list[Breach]:
    """What any of the checks says about any node of the package's modules."""
    return [
        Breach(file, getattr(node, "lineno", 1), what)
        for file in sorted(package.rglob("*.py"))
        for node in _walk(ast.parse(file.read_text(encoding="utf-8"), str(file)))
        for check in checks
        if (what := check(node))
    ]


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but the types in `isinstance(…, types)`: to refuse a float one must be able to ask for it."""
    yield node
    match node:
        case ast.Call(func=ast.Name(id="isinstance"), args=[asked, _]):
            yield from _walk(asked)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _walk(child)


def no_float(node: ast.AST) -> str | None:
    """Money and points are exact: no float is written, made or named, nor is anything rounded half to even."""
    match node:
        case ast.Constant(value=float() | complex()):
            return f"float literal {node.value!r}: write Decimal in quotes"
        case ast.Name(id="float" | "complex" | "round"):
            return f"{node.id}: only Decimal is exact, and `cents` rounds half up"
    return None


def no_clock(node: ast.AST) -> str | None:
    """Time is an argument; a decision that reads a clock cannot be replayed."""
    match node:
        case ast.Attribute(
            attr="now" | "utcnow" | "today" | "fromtimestamp", value=ast.Name(id=name) | ast.Attribute(attr=name)
        ):
            if name in {"datetime", "date"}:
                return f"{name}.{node.attr}: time is an argument"
        case ast.Import() | ast.ImportFrom():
            return _imported(node, {"time"}, "time is an argument")
    return None


def no_chance(node: ast.AST) -> str | None:
    """Ids are arguments or follow from natural keys; nothing is drawn."""
    match node:
        case ast.Attribute(attr="uuid1" | "uuid4") | ast.Name(id="uuid1" | "uuid4"):
            return "a random id: ids are arguments, or `natural_id`"
        case ast.Import() | ast.ImportFrom():
            return _imported(node, {"random", "secrets"}, "nothing is drawn by lot")
    return None


def no_outside(node: ast.AST) -> str | None:
    """The domain imports itself and the standard library, and of that nothing which reaches outside the process."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return None
    reaching = {"io", "os", "pathlib", "shutil", "socket", "sqlite3", "subprocess", "tempfile", "threading", "urllib"}
    return _imported(node, reaching, "it reaches outside") or next(
        (
            f"import of {name}: not the standard library"
            for name in _roots(node)
            if name not in sys.stdlib_module_names and name not in {"domain", "eventsourcing"}
        ),
        None,
    )


_EVENTS = r'(?:ONLY\s+)?(?:"?\w+"?\.)?"?(?:ledger_)?events"?(?!\w)'
_REWRITES = re.compile(
    rf"""\b(?:
        UPDATE\s+(?:OR\s+\w+\s+)?{_EVENTS}(?!\s+(?:ON|OR)\b)
      | DELETE\s+FROM\s+{_EVENTS}
      | TRUNCATE\s+(?:TABLE\s+)?{_EVENTS}
      | (?:REPLACE|INSERT\s+OR\s+REPLACE)\s+INTO\s+{_EVENTS}
      | INSERT\s+INTO\s+{_EVENTS}[^;]*?\bDO\s+UPDATE
      | MERGE\s+INTO\s+{_EVENTS}
      | ALTER\s+TABLE\s+{_EVENTS}\s+DISABLE\s+TRIGGER
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def rewrites_of_events(package: Path) -> list[Breach]:
    """Statements that would change or remove events, in SQL files and in the strings of Python files."""
    return [
        Breach(
            file, line + text.count("\n", 0, found.start()), f"history only grows: {' '.join(found[0].split())[:80]}"
        )
        for file in sorted(package.rglob("*"))
        for line, text in _sql(file)
        for found in _REWRITES.finditer(text)
    ]


def _sql(file: Path) -> Iterator[tuple[int, str]]:
    if file.suffix == ".sql":
        yield 1, re.sub(r"--[^\n]*", "", file.read_text(encoding="utf-8"))
    elif file.suffix == ".py":
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.lineno, node.value


def _roots(node: ast.Import | ast.ImportFrom) -> list[str]:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    return [name.partition(".")[0] for name in names]


def _imported(node: ast.Import | ast.ImportFrom, banned: set[str], why: str) -> str | None:
    return next((f"import of {name}: {why}" for name in _roots(node) if name in banned), None)
