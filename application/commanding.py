"""How a command runs: load, let the aggregates decide, append everything in one transaction, answer.

A handler takes a frozen command and a `Work`; it loads aggregates through the work, calls one decision, and answers.
When somebody else's events came first, the whole handler runs again on the new state, so a decision is never taken
on an old one.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from application.chat.ports import ChatDesk
from application.importing import FactFileReader
from application.ports import Answer, ConflictError, Envelope, EvidenceStore, Ledger, PersonErased, Vault
from application.things import absent, called
from domain.calendar import WorkingCalendar, local_date
from domain.calendar_document import working_calendar
from domain.employee import Employee
from domain.errors import DomainError, Invalid, WrongState
from domain.eventsourced import Aggregate, natural_id
from domain.organization import Organization, organization_stream
from domain.policies import Acting
from domain.texts import is_blank, require_reason
from domain.values import Evidence, Sealed

ATTEMPTS = 8
"""How often a command is decided anew when others keep coming first, before it gives up with a 409."""

A = TypeVar("A", bound=Aggregate)
C = TypeVar("C")


class Stale(DomainError):
    """The thing has changed since the caller looked at it (HTTP 412)."""

    code = "stale"


@dataclass(frozen=True)
class Request:
    """Who asks for a command, when, and under which id.

    Attributes:
        actor: the person's id as text (from the token), or `system:…`.
        command: the same for every retry under one idempotency key.
        fingerprint: SHA-256 (hex) of the request where it carries an idempotency key, else "".
        expected_version: of the thing that the command names (If-Match), or None.
    """

    organization: UUID
    actor: str
    command: UUID
    at: datetime
    fingerprint: str = ""
    expected_version: int | None = None
    causation: UUID | None = None
    correlation: UUID | None = None


class RuleLibrary(Protocol):
    """The built-in documents that an organization may adopt."""

    def scheme_document(self, name: str) -> str | None:
        """The built-in scheme as canonical JSON, or None when there is none of that id."""

    def plan_document(self, name: str) -> str | None:
        """The built-in plan as canonical JSON, or None."""

    def calendar_document(self) -> str:
        """The calendar that ships with the product, as canonical JSON."""


class Roster(Protocol):
    """Who works where, from a read model that has caught up with the ledger."""

    def posted_in(self, shop: UUID) -> Sequence[UUID]:
        """Everybody who has, or ever had, a post in the shop, in id order."""

    def pending_appeals(self) -> Sequence[UUID]:
        """Appeals that wait for somebody, in id order."""


@dataclass(frozen=True)
class Tools:
    """What handlers need of the outside for one organization.

    Attributes:
        chats: what reads chats; nothing but transcripts needs it.
    """

    vault: Vault
    evidence: EvidenceStore
    library: RuleLibrary
    roster: Roster
    files: FactFileReader
    chats: ChatDesk | None = None


class Work:
    """One attempt at one command: what was loaded, what was decided, what it depends on."""

    def __init__(self, ledger: Ledger, tools: Tools, request: Request) -> None:
        self.ledger = ledger
        self.tools = tools
        self.request = request
        self._loaded: dict[UUID, Aggregate] = {}
        self._absent: set[UUID] = set()
        self._guards: dict[UUID, int] = {}
        self._calendar: WorkingCalendar | None = None

    @property
    def organization_id(self) -> UUID:
        """The organization whose ledger this is."""
        return self.request.organization

    @property
    def by(self) -> str:
        """The actor, as events keep it."""
        return self.request.actor

    @property
    def at(self) -> datetime:
        """The moment of the request."""
        return self.request.at

    @property
    def organization(self) -> Organization:
        """The organization itself."""
        return self.get(Organization, organization_stream(self.organization_id), "organization")

    @property
    def acting(self) -> Acting:
        """Who acts, with their duties."""
        if self.by.startswith("system:"):
            return Acting(self.by)
        return self.acting_as(UUID(self.by))

    def acting_as(self, person: UUID) -> Acting:
        """Somebody as they would act, with the duties of now."""
        return Acting(str(person), self.organization.duties_of(person))

    @property
    def today(self) -> date:
        """The local day of the request, in the organization's time zone."""
        return local_date(self.at, self.organization.timezone)

    @property
    def calendar(self) -> WorkingCalendar:
        """The working-day calendar in force."""
        if self._calendar is None:
            self._calendar = working_calendar(json.loads(self.organization.calendar_document))
        return self._calendar

    def find(self, kind: type[A], id: UUID) -> A | None:
        """The aggregate, or None when it has no history: the same at every asking of one attempt."""
        if id in self._absent:
            return None
        if id not in self._loaded:
            found = self.ledger.load(kind, id)
            if not isinstance(found, kind):
                self._absent.add(id)
                return None
            self._loaded[id] = found
        held = self._loaded[id]
        return held if isinstance(held, kind) else None

    def get(self, kind: type[A], id: UUID, what: str) -> A:
        """The aggregate. Raises NotFound when there is none."""
        found = self.find(kind, id)
        if found is None:
            raise absent(what, id)
        return found

    def named(self, kind: type[A], id: UUID, what: str) -> A:
        """The aggregate that the command names: held against the caller's If-Match. Raises NotFound or Stale."""
        found = self.get(kind, id, what)
        expected = self.request.expected_version
        if expected is not None and found.version != expected and not found.pending_events:
            raise Stale(
                f"{called(what)}已是第 {found.version} 版，而不是第 {expected} 版：您查看之后有人改过；请重新查看 / "
                f"this {what} is at version {found.version}, not {expected}: it has changed since you looked; "
                "look again",
                code="stale",
            )
        return found

    def add(self, aggregate: A) -> A:
        """Take a new aggregate into the work. Raises WrongState when its natural key is taken."""
        if self.find(type(aggregate), aggregate.id) is not None:
            raise WrongState(
                "已经存在；同一标识只能有一个 / this already exists; a second one with the same key is impossible",
                code="already-exists",
            )
        self._absent.discard(aggregate.id)
        self._loaded[aggregate.id] = aggregate
        return aggregate

    def number_of(self, person: UUID) -> str:
        """The staff number that people know somebody by; the id of somebody who is not there."""
        held = self.find(Employee, person)
        return held.number if held is not None else str(person)

    def depend_on(self, aggregate: Aggregate) -> None:
        """The decision holds only while this aggregate, read but not changed, stays as it is."""
        self._guards[aggregate.id] = aggregate.version

    def watch(self, kind: type[A], id: UUID) -> A | None:
        """As `find`; the decision holds only while what was found, or that there was nothing, stays as it is."""
        found = self.find(kind, id)
        self._guards[id] = 0 if found is None else found.version
        return found

    def seal(self, person: UUID, text: str, pointer: str = "/reason") -> Sealed:
        """A required free text about a person, sealed. Raises Invalid when it is blank."""
        require_reason(text, "请写明理由：当事人会看到 / say why: this text is shown to the people concerned", pointer)
        return self._sealed(person, text.strip())

    def seal_optional(self, person: UUID, text: str) -> Sealed | None:
        """An optional free text, sealed, or None when blank."""
        return None if is_blank(text) else self._sealed(person, text.strip())

    def _sealed(self, person: UUID, text: str) -> Sealed:
        """Sealed; of somebody erased nothing is kept: their shop's month goes on, and nothing piles up anew."""
        try:
            return self.tools.vault.seal(person, text)
        except PersonErased:
            return Sealed(person, box="")

    def evidence(self, hashes: tuple[str, ...], pointer: str = "/evidence") -> tuple[Evidence, ...]:
        """The stored files of these hashes. Raises Invalid for one that was not uploaded."""
        found = []
        for index, sha256 in enumerate(hashes):
            kept = self.tools.evidence.describe(sha256)
            if kept is None:
                raise Invalid(
                    f"没有上传过文件 {sha256}；请先上传到 /evidence / no file {sha256} was uploaded; upload it first",
                    code="evidence-unknown",
                    pointer=f"{pointer}/{index}",
                )
            found.append(kept)
        return tuple(found)

    def id_for(self, *parts: object) -> UUID:
        """An id for a thing that this command makes: the same when the command is asked again."""
        return natural_id(self.request.command, *parts)

    def changed(self) -> list[Aggregate]:
        """Aggregates with something to append, in the order in which they were loaded."""
        return [held for held in self._loaded.values() if held.pending_events]

    def envelope(self) -> Envelope:
        """The envelope of everything that this command appends."""
        changed = {held.id for held in self.changed()}
        return Envelope(
            actor=self.by,
            command=self.request.command,
            causation=self.request.causation or self.request.command,
            correlation=self.request.correlation or self.request.command,
            fingerprint=self.request.fingerprint,
            guards=tuple((id, version) for id, version in self._guards.items() if id not in changed),
        )

    def version_of(self, id: UUID) -> int:
        """The version that a loaded aggregate has after this work; 0 when it was not loaded."""
        held = self._loaded.get(id)
        return held.version if held is not None else 0


Handler = Callable[[Any, Work], Answer]
HANDLERS: dict[type, Handler] = {}


def handles(command: type[C]) -> Callable[[Callable[[C, Work], Answer]], Callable[[C, Work], Answer]]:
    """Register the handler of a command."""

    def register(handler: Callable[[C, Work], Answer]) -> Callable[[C, Work], Answer]:
        HANDLERS[command] = handler
        return handler

    return register


Finisher = Callable[[Any, Tools], None]
FINISHERS: dict[type, Finisher] = {}


def finishes(command: type[C]) -> Callable[[Callable[[C, Tools], None]], Callable[[C, Tools], None]]:
    """Register what a command does outside the ledger once its events are in it.

    A process may die in between: so it is done again whenever the command is asked again, and must then change nothing.
    """

    def register(finisher: Callable[[C, Tools], None]) -> Callable[[C, Tools], None]:
        FINISHERS[command] = finisher
        return finisher

    return register


class Commands:
    """Runs commands against the ledgers of organizations."""

    def __init__(self, ledger_of: Callable[[UUID], Ledger], tools_of: Callable[[UUID], Tools]) -> None:
        self._ledger_of = ledger_of
        self._tools_of = tools_of

    def execute(self, command: object, request: Request) -> Answer:
        """Run a command once, however often it is asked under the same id.

        Raises:
            DomainError: a rule refused it; nothing was written.
            KeyReused: the idempotency key stands for another request.
            LedgerUnavailable: the database did not answer.
        """
        answer = self._once(command, request)
        finish = FINISHERS.get(type(command))
        if finish is not None:
            finish(command, self._tools_of(request.organization))
        return answer

    def _once(self, command: object, request: Request) -> Answer:
        ledger = self._ledger_of(request.organization)
        known = _known(ledger, request)
        if known is not None:
            return known
        handler = HANDLERS[type(command)]
        for attempt in range(1, ATTEMPTS + 1):
            head = ledger.head()
            work = Work(ledger, self._tools_of(request.organization), request)
            try:
                answer = handler(command, work)
            except DomainError:
                # What refuses it may be its own doing: the same request, sent twice, was faster the other time. Or it
                # read some things before and some after what somebody else appended: then it is decided anew.
                known = _known(ledger, request)
                if known is not None:
                    return known
                if attempt < ATTEMPTS and ledger.head() != head:
                    continue
                raise
            answer = replace(answer, version=work.version_of(answer.subject))
            changed = work.changed()
            if not changed:
                return replace(answer, position=ledger.head())
            try:
                return ledger.append(changed, work.envelope(), answer)
            except ConflictError:
                continue
        raise WrongState(
            "他人同时在更改同一内容，多次未能写入；请再试一次 / "
            "others changed the same things at the same moment, again and again; try once more",
            code="conflict",
        )


def _known(ledger: Ledger, request: Request) -> Answer | None:
    """The answer that this request got before, where it carries an idempotency key."""
    return ledger.answered(request.command, request.fingerprint) if request.fingerprint else None
