"""What a schema and its statements must keep so that the tables can be distributed by organization (Citus), unchanged.

Statements are read from the code of the adapters and from the functions in the migrations; what the schema came to is
asked of the databases themselves.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

REFERENCE = frozenset({"organizations", "tokens"})
"""Copied whole to every node: read before it is known whose request it is. Everything else is distributed."""

_STATEMENT = re.compile(r"\s*(WITH|SELECT|INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)
_VOLATILE = re.compile(
    r"\b(clock_timestamp|timeofday|random|gen_random_uuid|uuidv[47]|uuid_generate_v\d\w*|nextval|setval|currval"
    r"|lastval|txid_current|pg_current_xact_id)\s*\(",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\b((BIG|SMALL)?SERIAL|GENERATED\s+\w+(\s+\w+)?\s+AS\s+IDENTITY|CREATE\s+SEQUENCE)\b", re.I)
_FILTER = re.compile(r"\b(?:\w+\.)?organization\s*=\s*(?:%s|org\b|confined_to\b|\w+\.organization\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Statement:
    """A statement and where it stands."""

    where: str
    sql: str

    @property
    def plain(self) -> str:
        """Without comments and texts, on one line."""
        sql = re.sub(r"--[^\n]*", " ", self.sql)
        return " ".join(re.sub(r"'[^']*'", "''", sql).split())


def breaches(statement: Statement, tables: frozenset[str]) -> Iterator[str]:
    """What keeps a statement from being sent to the one node that holds its organization.

    Args:
        tables: those that are distributed.
    """
    sql, named = statement.plain, "|".join(sorted(tables))
    if found := _VOLATILE.search(sql):
        yield f"{found[1]}() is volatile: each node would answer differently"
    read = re.findall(rf"\b(?:FROM|JOIN|UPDATE|USING)\s+(?:ONLY\s+)?({named})\b", sql, re.IGNORECASE)
    if len(_FILTER.findall(sql)) < len(read):
        yield f"reads {', '.join(read)} without naming the organization of each"
    for table, rest in re.findall(rf"\bINSERT\s+INTO\s+({named})\b(.*)", sql, re.IGNORECASE):
        if not re.match(r"\s*(\(\s*organization\b.*?\)\s*)?VALUES\b", rest, re.IGNORECASE):
            yield f"INSERT into {table} is no INSERT of VALUES that begins with the organization"
    if re.match(r"\s*MERGE\b", sql, re.IGNORECASE):
        yield "MERGE"


def code_statements(package: Path) -> Iterator[Statement]:
    """Every statement in a package's modules, put together where the code puts it together from constants."""
    for file in sorted(package.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
        known = _constants(tree)
        for node in _whole_expressions(tree):
            text = _text(node, known)
            if text is not None and _STATEMENT.match(text):
                yield Statement(f"{file}:{getattr(node, 'lineno', 0)}", text)


def function_statements(folder: Path) -> Iterator[Statement]:
    """Every statement in the functions and triggers of the migrations."""
    for file in sorted(folder.glob("*.sql")):
        text = re.sub(r"--[^\n]*", "", file.read_text(encoding="utf-8"))
        bodies = re.findall(r"\$\$(.*?)\$\$", text, re.DOTALL) + re.findall(r"\bBEGIN\b(.*?)\bEND;", text, re.DOTALL)
        for body in bodies:
            for part in re.split(r";|\bTHEN\b|\bLOOP\b", body):
                found = re.search(r"\b(SELECT|INSERT|UPDATE|DELETE|PERFORM|WITH)\b", part)
                if found:
                    yield Statement(str(file), part[found.start() :].replace("PERFORM", "SELECT", 1))


def numbering(folder: Path) -> Iterator[str]:
    """Numbers that a database hands out by itself: two nodes would hand out the same."""
    for file in sorted(folder.glob("*.sql")):
        for found in _NUMBERED.finditer(re.sub(r"--[^\n]*", "", file.read_text(encoding="utf-8"))):
            yield f"{file}: {found[0]}"
        if "AUTOINCREMENT" in file.read_text(encoding="utf-8").upper():
            yield f"{file}: AUTOINCREMENT"


def _constants(tree: ast.Module) -> Mapping[str, str]:
    """The module's text constants, by name."""
    known: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            text = _text(node.value, known)
            if text is not None:
                known[node.targets[0].id] = text
    return known


def _text(node: ast.AST, known: Mapping[str, str]) -> str | None:
    """The text that an expression comes to; what is only known at run time is `…`."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.Name(id=name):
            return known.get(name)
        case ast.JoinedStr(values=values):
            return "".join(_text(value, known) or "…" for value in values)
        case ast.FormattedValue(value=value):
            return _text(value, known)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return (_text(left, known) or "…") + (_text(right, known) or "…")
        case ast.Call(func=ast.Attribute(attr="join"), args=[ast.Tuple(elts=parts)]):
            return " ".join(_text(part, known) or "…" for part in parts)
    return None


def _whole_expressions(node: ast.AST) -> Iterator[ast.AST]:
    """Texts that are no part of a longer one."""
    if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join"
    ):
        yield node
        if isinstance(node, ast.Constant | ast.JoinedStr):
            return
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return
    for child in ast.iter_child_nodes(node):
        yield from _whole_expressions(child)
