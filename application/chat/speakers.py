"""Whose words they are: from what a chat tool calls the staff to the people of a cycle."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from application.commanding import Work
from application.importing import fault, quoted
from domain.cycle import Cycle
from domain.employee import Employee
from domain.errors import Fault, Invalid
from domain.scoring.plain import raise_faults, step, twice_in

Nicknames = Mapping[str, str | None]
"""What the chat tool calls somebody → their staff number; None for what is nobody of the cycle, such as a robot."""

SUBACCOUNT = ":"
"""Taobao's sub-accounts are called `shop:nickname`."""


class Speakers:
    """Finds the person of a speaker, by the nicknames given, else by staff number, else by name."""

    def __init__(self, work: Work, cycle: Cycle, nicknames: Nicknames) -> None:
        self._numbers = {work.get(Employee, UUID(id), "employee").number: UUID(id) for id in cycle.participants}
        self._nicknames = dict(nicknames)
        self._names = _unique_names(work, self._numbers.values())
        self._known: dict[str, UUID | None] = {}
        self._faults: list[Fault] = [
            _no_such_person(f"/staff/{name}", name, number)
            for name, number in self._nicknames.items()
            if number is not None and number not in self._numbers
        ]

    def person(self, speaker: str, line: int) -> UUID | None:
        """Who speaks; None for nobody of the cycle. A speaker whom nobody knows is noted."""
        if speaker not in self._known:
            self._known[speaker] = self._find(speaker, line)
        return self._known[speaker]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every speaker whom nobody knows, and every nickname of nobody."""
        return tuple(self._faults)

    def _find(self, speaker: str, line: int) -> UUID | None:
        plain = speaker.replace("：", SUBACCOUNT)
        for name in (speaker, plain.rpartition(SUBACCOUNT)[2].strip()):
            if name in self._nicknames:
                number = self._nicknames[name]
                return None if number is None else self._numbers.get(number)
            if name in self._numbers:
                return self._numbers[name]
            if name in self._names:
                return self._names[name]
        self._faults.append(_unknown(speaker, line))
        return None


def read_nicknames(document: object) -> dict[str, str | None]:
    """Nicknames from plain data: `{"旗舰店:小美": "S001", "机器人": null}`. Raises Invalid, InvalidDocument."""
    raise_faults(twice_in(document, "/staff"))
    if not isinstance(document, dict) or not all(
        isinstance(name, str) and (number is None or isinstance(number, str)) for name, number in document.items()
    ):
        raise Invalid(
            '昵称对照应为 {"昵称": "工号"} / nicknames are {"nickname": "staff number"}, null for a robot',
            code="nicknames-malformed",
            pointer="/staff",
        )
    return dict(document)


def _unique_names(work: Work, people: Iterable[UUID]) -> dict[str, UUID]:
    """Names that only one of the people has."""
    found: dict[str, UUID | None] = {}
    for person in people:
        profile = work.tools.vault.profile(person) or {}
        for name in {profile.get("name", ""), profile.get("nickname", "")} - {""}:
            found[name] = None if name in found else person
    return {name: person for name, person in found.items() if person is not None}


def _unknown(speaker: str, line: int) -> Fault:
    return fault(
        step("/speakers", speaker),
        "speaker-unknown",
        f"第 {line} 行的发言人 {quoted(speaker)} 不在本期考核中；请给出其工号，机器人等写 null",
        f"line {line}: nobody in this cycle is called {quoted(speaker)}; give the staff number, or null for a robot",
    )


def _no_such_person(pointer: str, name: str, number: str) -> Fault:
    return fault(
        pointer,
        "person-unknown",
        f"昵称 {quoted(name)} 对应的工号 {quoted(number)} 不在本期考核中",
        f"nobody in this cycle has the number {quoted(number)}, which {quoted(name)} stands for",
    )
