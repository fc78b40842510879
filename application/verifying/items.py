"""What a command made within a stream, held against its events: a retry is answered with the id of it."""

from collections.abc import Mapping
from uuid import UUID

from application.verifying.image import Examined, Remembered
from domain.scoring.words import Words

KINDS_WITHIN = frozenset({
    "adjustment", "calendar", "chat-rules", "deduction", "duty", "judgement", "plan", "rating", "role", "scheme",
    "share", "shop", "shop-fact", "spending", "standing", "waiver", "webhook",
})  # fmt: skip
"""Kinds of things within a stream: answered with an item always, all others never."""

RULEBOOKS = frozenset({"chat-rules", "plan", "scheme"})
"""Kinds whose item is the name of the whole stream, which only its first event gives."""


class Items:
    """Every item is named by an event of its command; a rulebook's name by the first one of its stream."""

    def __init__(self, remembered: Mapping[UUID, Remembered]) -> None:
        self._due = {command: held for command, held in remembered.items() if held.item}
        self._named: set[UUID] = set()  # commands whose item was found
        rulebooks = (held.subject for held in self._due.values() if held.kind in RULEBOOKS)
        self._names: dict[UUID, frozenset[str]] = dict.fromkeys(rulebooks, frozenset())  # as first events give them

    def see(self, row: Examined) -> None:
        """Take in the next row."""
        if row.facts is None:
            return
        if row.recorded is None:  # it is reported as that; what it names is not known
            self._named.add(row.facts.command)
            return
        stream, held = row.facts.stream, self._due.get(row.facts.command)
        if held is None and stream not in self._names:
            return
        said = frozenset(str(value) for value in vars(row.recorded.event).values())
        if stream in self._names and row.facts.version == 1:
            self._names[stream] = said
        if held is not None and held.item in (self._names[held.subject] if held.kind in RULEBOOKS else said):
            self._named.add(row.facts.command)

    def fault(self, command: UUID, held: Remembered) -> Words | None:
        """What is wrong with the item that a command is answered with, all of whose events were seen."""
        if bool(held.item) != (held.kind in KINDS_WITHIN):
            zh = f"指令 {command} 的回答种类为 {held.kind}，所记之物却是“{held.item}”"
            return Words(zh, f"command {command} is answered with the kind {held.kind} and the item {held.item!r}")
        if held.item and command not in self._named:
            zh = f"指令 {command} 的回答记为 {held.item}，其事件中却没有它"
            return Words(zh, f"command {command} is answered with {held.item}, which none of its events names")
        return None
