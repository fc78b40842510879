"""The ledger's rows as a verifier reads them: nothing is taken to be well-formed, nothing is smoothed over.

A row that says the same in another way (an id in capitals, a time with an offset) is a changed row: the service would
not find it, or would order it elsewhere.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from adapters.database import Dialect, Session, as_moment, as_uuid, moment_text
from adapters.ledger import Entry, leaf_hash, recorded
from adapters.sealing.merkle import HASH_SIZE
from application.verifying.image import Examined, Facts
from domain.scoring.words import Words

PAGE = 1000
BEFORE_ALL = -(2**63)
OF_NO_EVENT = bytes(HASH_SIZE)
COLUMNS = ("recorded_at", "actor", "command", "causation", "correlation", "originator_id", "topic", "state")
IDS = {"command", "causation", "correlation", "originator_id"}
_READ = {
    "postgresql": ", ".join(COLUMNS),
    # Whatever the column holds, as its bytes: text that is not UTF-8 would end the whole query.
    "sqlite": ", ".join(f"CAST({column} AS BLOB)" for column in COLUMNS),
}
ROWS = {
    dialect: f"""
        SELECT position, originator_version, {columns} FROM ledger_events
         WHERE organization = %s AND position > %s ORDER BY position LIMIT {PAGE}
    """  # noqa: S608
    for dialect, columns in _READ.items()
}


class NotAsWritten(Exception):
    """The service does not write a value like this."""


def examined_rows(session: Session, organization: UUID) -> Iterator[Examined]:
    """Every row in order of position."""
    after = BEFORE_ALL
    while page := session.execute(ROWS[session.dialect], (organization, after)).fetchall():
        for row in page:
            yield examine(session.dialect, organization, row)
        after = page[-1][0]
        if not isinstance(after, int):
            return


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
    if not isinstance(position, int) or not isinstance(version, int):
        raise NotAsWritten("position and version are whole numbers")
    given = dict(zip(COLUMNS, values, strict=True))
    if dialect == "sqlite":
        given = {column: _text(column, value) for column, value in given.items()}
        for column in IDS:
            if str(as_uuid(given[column])) != given[column]:
                raise NotAsWritten(f"{column} is not written as an id is")
        if moment_text(as_moment(given["recorded_at"])) != given["recorded_at"]:
            raise NotAsWritten("recorded_at is not written as a time is")
    command, causation, correlation, stream = (
        as_uuid(given[column]) for column in ("command", "causation", "correlation", "originator_id")
    )
    return Entry(
        position, as_moment(given["recorded_at"]), given["actor"], command, causation, correlation, stream, version,
        given["topic"], given["state"],
    )  # fmt: skip


def _text(column: str, value: Any) -> str:
    if not isinstance(value, bytes):
        raise NotAsWritten(f"{column} is empty")
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise NotAsWritten(f"{column} is not UTF-8 text: {error.reason} at byte {error.start}") from None
