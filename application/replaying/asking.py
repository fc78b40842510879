"""Asking a replay: who may, about what; the answer, and the hash that a decision may quote.

    replays = Replays(ledger, library, vault)
    answer = replays.ask(question, actor)

It reads the ledger from its beginning and writes nothing, not even what a query caches.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from application.catalogue import Library
from application.ports import Ledger, Vault
from application.projections.plain import event_name, moment
from application.replaying.adding import Adding
from application.replaying.changes import Changes, Rules
from application.replaying.comparing import differences, state
from application.replaying.confining import admitted, peers_kept, require_open_ratings
from application.replaying.history import History
from application.replaying.leaving_out import left_out
from application.replaying.outcome import Outcome, outcome_of
from application.replaying.playing import Player
from application.replaying.question import Added, Question
from application.replaying.remembering import Memo
from application.replaying.world import World
from application.things import absent
from domain.appeal import Appeal
from domain.employee import Employee
from domain.errors import DomainError, InvalidDocument, NotFound, WrongState
from domain.eventsourced import Aggregate
from domain.organization import Organization, organization_stream
from domain.policies import Acting
from domain.scoring.documents import canonical_text

FORMAT = "jixiao.replay.1"
UNHASHED = ("hash", "people")
"""Parts of the answer that its hash leaves out: itself, and names, which an erasure takes away."""

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A person; where an answer says who did something, the program may have done it."""

Document = dict[str, Any]


class Replays:
    """Answers looks back and what-ifs over one organization's ledger."""

    def __init__(self, ledger: Ledger, library: Library, vault: Vault) -> None:
        self._ledger = ledger
        self._rules = Rules(ledger, library)
        self._vault = vault

    def ask(self, question: Question, actor: str) -> Document:
        """The state as of the question's position or, where anything is different, every difference.

        Args:
            actor: who asks, as text, from the token.

        Returns:
            `format, organization, position, recorded_at, question, without, reproduced, departures, fallen, state,
            differences, hash, people`. `hash` is the SHA-256 of the canonical JSON (RFC 8785) of all but itself and
            `people`. `departures` are places where the ledger says something else than its own history comes to;
            there are none unless the program that wrote it computed otherwise.

        Raises:
            Forbidden: a policy does not allow this person to ask that.
            Invalid, InvalidDocument: what is wrong with the question, by its fields.
            NotFound: there is no such appeal.
            WrongState: the ledger's own history cannot be played.
        """
        organization = self._organization()
        acting = Acting(actor, organization.duties_of(UUID(actor)))
        asked = admitted(question, acting, organization, self._appeal(question.appeal))
        history = History.read(self._ledger, asked.as_of)
        asked = replace(asked, as_of=history.position)
        require_open_ratings(asked, history, acting)
        memo = Memo()
        was = self._as_it_was(history, memo)
        before = outcome_of(was.played, Changes(self._rules), asked.shop)
        document = self._head(asked, history, was)
        if asked.is_what_if:
            changes = Changes(self._rules, asked.schemes, asked.plans, peers_kept(asked, history, acting))
            without = left_out(history, asked.without)
            with _blamed_on(asked):
                would_be = self._play(history, memo, changes, without, asked.added)
            after = outcome_of(would_be.played, changes, asked.shop)
            document["without"] = list(_named(history, without))
            document["fallen"] = _in_scope(would_be.decisions.fallen, before, after)
            document["differences"] = differences(before, after, pay=bool(asked.pay))
        else:
            document["state"] = state(before, pay=bool(asked.pay))
        return {**document, "hash": hash_of(document), "people": self._people(document, was.played.world)}

    def _head(self, asked: Question, history: History, was: Player) -> Document:
        departures = was.played.departures
        last = history.at(history.position)
        return {
            "format": FORMAT,
            "organization": str(self._ledger.organization),
            "position": history.position,
            "recorded_at": None if last is None else moment(last.recorded_at),
            "question": asked.plain(),
            "reproduced": not departures,
            "departures": departures if asked.shop is None and asked.pay else [],
            "without": [],
            "fallen": [],
            "state": None,
            "differences": None,
        }

    def _as_it_was(self, history: History, memo: Memo) -> Player:
        try:
            return self._play(history, memo, Changes(self._rules), frozenset(), ())
        except DomainError as error:
            said = (
                "这一版程序无法推演账本自己的历史 / "
                f"the ledger's own history cannot be played by this version of the program: {error.message}"
            )
            raise WrongState(said, code="replay-impossible") from error

    def _play(
        self, history: History, memo: Memo, changes: Changes, without: frozenset[int], added: tuple[Added, ...]
    ) -> Player:
        world = World(self._ledger.organization, memo)
        player = Player(world, changes, without)
        adding = Adding(world, player, history, added)
        at = None
        for events in history.commands():
            at = events[0].event.timestamp
            adding.before(events[0].position, events[-1].position, at)
            player.play(events)
        if at is not None:
            adding.after_all(at)
        return player

    def _organization(self) -> Organization:
        found = self._folded(organization_stream(self._ledger.organization))
        if not isinstance(found, Organization):
            raise NotFound("还没有组织 / there is no organization yet", code="organization-not-found")
        return found

    def _appeal(self, id: UUID | None) -> Appeal | None:
        if id is None:
            return None
        found = self._folded(id)
        if not isinstance(found, Appeal):
            raise absent("appeal", id)
        return found

    def _folded(self, stream: UUID) -> Aggregate | None:
        """An aggregate as it stands now, read without the cache that `load` keeps."""
        aggregate: Aggregate | None = None
        for held in self._ledger.stream(stream):
            aggregate = held.event.mutate(aggregate)
        return aggregate

    def _people(self, document: Document, world: World) -> Document:
        people = {}
        for person in sorted(set(_mentioned(document))):
            employee, profile = world.find(Employee, UUID(person)), self._vault.profile(UUID(person))
            number = None if employee is None else employee.number
            people[person] = {"number": number, "name": None if profile is None else profile.get("name")}
        return people


def hash_of(document: Document) -> str:
    """SHA-256 (hex) of an answer's canonical JSON, without `hash` and `people`."""
    hashed = {name: value for name, value in document.items() if name not in UNHASHED}
    return sha256(canonical_text(hashed).encode()).hexdigest()


@contextmanager
def _blamed_on(asked: Question) -> Iterator[None]:
    """A step that became impossible is blamed on the one part of the question that is different, if there is one."""
    parts = {"without": asked.without, "with": asked.added, "schemes": asked.schemes, "plans": asked.plans}
    given = {name: part for name, part in parts.items() if part}
    pointer = ""
    if len(given) == 1:
        ((name, part),) = given.items()
        pointer = f"/{name}/0" if len(part) == 1 else f"/{name}"
    try:
        yield
    except InvalidDocument as error:
        raise InvalidDocument([replace(fault, pointer=fault.pointer or pointer) for fault in error.faults]) from error


def _named(history: History, positions: frozenset[int]) -> Iterator[Document]:
    """What was left out, so that a reader sees it without the ledger."""
    for position in sorted(positions):
        happened = history.at(position)
        if happened is not None:
            yield {
                "position": position,
                "event": event_name(happened.event),
                "subject": str(happened.stream),
                "by": happened.actor,
                "at": moment(happened.event.timestamp),
            }


def _in_scope(fallen: list[Document], before: Outcome, after: Outcome) -> list[Document]:
    people = {person for outcome in (before, after) for (person,) in outcome.standings}
    return [held for held in fallen if held["employee"] in people]


def _mentioned(value: Any) -> Iterator[str]:
    """Ids of people, wherever an answer names one."""
    if isinstance(value, dict):
        for name, held in value.items():
            if name in ("employee", "by") and isinstance(held, str):
                if ID.fullmatch(held):
                    yield held
            else:
                yield from _mentioned(held)
    elif isinstance(value, list):
        for held in value:
            yield from _mentioned(held)
