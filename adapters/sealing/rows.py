"""The ledger's rows as a verifier reads them: nothing is taken to be well-formed, nothing is smoothed over.

A row that says the same in another way (an id in capitals, a time with an offset) is a changed row: the service would
not find it, or would order it elsewhere.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from adapters.database import Dialect, Session
from adapters.ledger import Entry, leaf_hash, recorded
from adapters.sealing.merkle import HASH_SIZE
from adapters.sealing.stored import Kind, NotAsWritten, identity, moment, readable, text
from application.verifying.image import Examined, Facts
from domain.scoring.words import Words

PAGE = 1000
BEFORE_ALL = -(2**63)
OF_NO_EVENT = bytes(HASH_SIZE)
KINDS: Mapping[str, Kind] = {
    "recorded_at": moment, "actor": text, "command": identity, "causation": identity, "correlation": identity,
    "originator_id": identity, "topic": text, "state": text,
}  # fmt: skip
_READ = {
    "postgresql": ", ".join(KINDS),
    # Text as its bytes, for text that is not UTF-8 would end the whole query; of what is no text, nothing.
    "sqlite": ", ".join(f"CASE typeof({column}) WHEN 'text' THEN CAST({column} AS BLOB) END" for column in KINDS),
}
ROWS = {
    dialect: f"""
        SELECT position, originator_version, {columns} FROM ledger_events
         WHERE organization = %s AND position > %s ORDER BY position LIMIT {PAGE}
    """  # noqa: S608
    for dialect, columns in _READ.items()
}


def examined_rows(session: Session, organization: UUID) -> Iterator[Examined]:
    """Every row in order of position."""
    after = BEFORE_ALL
    while page := _page(session, organization, after):
        for row in page:
            yield examine(session.dialect, organization, row)
        after = page[-1][0]
        if not isinstance(after, int):
            return


def _page(session: Session, organization: UUID, after: int) -> list[tuple[Any, ...]]:
    with readable("ledger_events"):
        return session.execute(ROWS[session.dialect], (organization, after)).fetchall()


def examine(dialect: Dialect, organization: UUID, row: tuple[Any, ...]) -> Examined:
    """What is in a row, and what is wrong with it."""
    position = row[0] if isinstance(row[0], int) else -1
    try:
        entry = _entry(dialect, row)
        leaf = leaf_hash(organization, entry)
    except (NotAsWritten, ValueError, TypeError) as error:
        words = Words(f"该行不是账本写入的样子：{error}", f"the row is not as the ledger writes it: {error}")
        return Examined(position, OF_NO_EVENT, None, None, words)
    facts = Facts(entry.originator_id, entry.originator_version, entry.recorded_at, entry.command)
    try:
        return Examined(position, leaf, facts, recorded(entry))
    except Exception as error:  # whatever the text does to the decoder is a finding
        words = Words(f"事件无法解读：{error}", f"the event cannot be decoded: {error}")
        return Examined(position, leaf, facts, None, words)


def _entry(dialect: Dialect, row: tuple[Any, ...]) -> Entry:
    position, version, *values = row
    if type(position) is not int or type(version) is not int:
        raise NotAsWritten("position and version are whole numbers")
    given = dict(zip(KINDS, values, strict=True))
    if dialect == "sqlite":
        given = {column: _text(column, value) for column, value in given.items()}
    read = {column: _read(column, value) for column, value in given.items()}
    return Entry(
        position, read["recorded_at"], read["actor"], read["command"], read["causation"], read["correlation"],
        read["originator_id"], version, read["topic"], read["state"],
    )  # fmt: skip


def _read(column: str, value: Any) -> Any:
    try:
        return KINDS[column](value)
    except NotAsWritten as error:
        raise NotAsWritten(f"{column} {error}") from None


def _text(column: str, value: Any) -> str:
    if not isinstance(value, bytes):
        raise NotAsWritten(f"{column} is not text")
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise NotAsWritten(f"{column} is not UTF-8 text: {error.reason} at byte {error.start}") from None
