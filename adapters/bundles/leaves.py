"""The sealed form of an event, written and read: an event is read only if it is written so again, to the byte."""

import json
from typing import Any
from uuid import UUID

from adapters.database import as_moment, as_uuid
from adapters.ledger import Entry, leaf_bytes, recorded
from adapters.ledger.leaf import FORMAT
from application.bundling import Unfit
from application.bundling.enclosable import AGGREGATES, EVENTS
from application.ports import Recorded
from domain.scorecard import Scorecard
from domain.scoring.words import Words


def leaf_of(organization: UUID, held: Recorded) -> bytes:
    """The leaf of an event."""
    return leaf_bytes(organization, held)


def event_of(organization: UUID, leaf: bytes) -> Recorded:
    """The event in a leaf. Raises Unfit unless it is one of this organization, to the byte, and can be decoded."""
    try:
        told: dict[str, Any] = json.loads(leaf)
        entry = Entry(
            told["position"], as_moment(told["recorded_at"]), told["actor"], as_uuid(told["command"]),
            as_uuid(told["causation"]), as_uuid(told["correlation"]), as_uuid(told["originator_id"]),
            told["originator_version"], told["topic"], told["state"],
        )  # fmt: skip
        whole = type(entry.position) is int and type(entry.originator_version) is int
        same = whole and told["format"] == FORMAT and leaf_bytes(organization, entry) == leaf
    except Exception as error:  # whatever the bytes do to the reader is a finding
        reason = f"{type(error).__name__}: {error}"
        raise Unfit(Words(f"事件无法读取：{reason}", f"an event cannot be read: {reason}")) from error
    if not same:
        position = told["position"]
        zh, en = (
            f"第 {position} 条不是本账本的规范写法",
            f"position {position} is not an event of this ledger as it is sealed",
        )
        raise Unfit(Words(zh, en))
    if entry.topic not in EVENTS:
        zh = f"第 {entry.position} 条是包内不应有的事件：{entry.topic[:80]}"
        en = f"position {entry.position} is an event that no bundle holds: {entry.topic[:80]}"
        raise Unfit(Words(zh, en))
    return _decoded(entry)


def _decoded(entry: Entry) -> Recorded:
    """Only topics that are known are looked up: an unknown one would name a module to import."""
    try:
        found = recorded(entry)
        if getattr(found.event, "originator_topic", Scorecard.TOPIC) not in AGGREGATES:
            raise ValueError("it begins no history of a bundle")
        return found
    except Exception as error:  # whatever the text does to the decoder is a finding
        reason = f"{type(error).__name__}: {error}"
        zh, en = f"第 {entry.position} 条无法解读：{reason}", f"position {entry.position} cannot be decoded: {reason}"
        raise Unfit(Words(zh, en)) from error
