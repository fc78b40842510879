"""A small aggregate whose events hold every kind of value that an event may hold."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID, uuid4

from application.ports import Answer, Envelope, Ledger
from domain.eventsourced import Aggregate, Created, Event
from domain.values import Evidence, Sealed

AT = datetime(2026, 1, 31, 8, 30, 0, 123456, tzinfo=UTC)
ACTOR = "5b0c9f06-53a2-4b3c-8f0e-6f3f4f4f0001"


class Jar(Aggregate):
    """Holds coins; remembers what it was told."""

    TOPIC: ClassVar[str] = "test.jar.1"

    def __init__(self, label: str) -> None:
        self.label = label
        self.coins = Decimal(0)
        self.told: dict[str, Any] = {}
        self.last_actor = ""

    @classmethod
    def make(cls, label: str = "罐子", id: UUID | None = None) -> "Jar":
        """A new jar."""
        return cls.begin(JarMade, id=id or uuid4(), actor=ACTOR, at=AT, label=label)

    def add(self, coins: str = "0.01", times: int = 1) -> None:
        """Put coins in, `times` times."""
        for _ in range(times):
            self.record(CoinsAdded, actor=ACTOR, at=AT, coins=Decimal(coins))

    def tell(self, **facts: Any) -> None:
        """Have it remember facts."""
        self.record(FactsTold, actor=ACTOR, at=AT, facts=facts)


class JarMade(Created):
    TOPIC: ClassVar[str] = "test.jar-made.1"

    label: str


class CoinsAdded(Event):
    TOPIC: ClassVar[str] = "test.coins-added.1"

    coins: Decimal

    def apply(self, aggregate: Jar) -> None:
        aggregate.coins += self.coins
        aggregate.last_actor = self.actor


class FactsTold(Event):
    TOPIC: ClassVar[str] = "test.facts-told.1"

    facts: dict[str, Any]

    def apply(self, aggregate: Jar) -> None:
        aggregate.told = {**aggregate.told, **self.facts}


EVERY_KIND: dict[str, Any] = {
    "text": '扣分："迟到"\\ 10 分钟 \u2028 😀\n',
    "empty": "",
    "number": 2**70,
    "truth": True,
    "nothing": None,
    "money": Decimal("19.670"),
    "tiny": Decimal("1E-12"),
    "moment": AT,
    "day": date(2026, 2, 28),
    "id": UUID(int=7),
    "sealed": Sealed(person=UUID(int=8), box="bm9uY2U="),
    "evidence": Evidence(sha256="ab" * 32, media_type="text/csv", size=17),
    "list": (1, (2, ("three", Decimal(3))), {"four": (4,)}),
    "dict": {"a": {"b": (Decimal("1.0"),)}},
}


def envelope(
    command: UUID | None = None, fingerprint: str = "", guards: tuple[tuple[UUID, int], ...] = (), actor: str = ACTOR
) -> Envelope:
    """An envelope for a command that nothing else caused."""
    command = command or uuid4()
    return Envelope(actor, command, command, command, fingerprint, guards)


def answer(aggregate: Aggregate, item: str = "") -> Answer:
    """What a command on this aggregate answers."""
    return Answer("jar", aggregate.id, item)


def loaded(ledger: Ledger, id: UUID, version: int | None = None) -> Jar:
    """A jar that is there."""
    jar = ledger.load(Jar, id, version=version)
    assert isinstance(jar, Jar)
    return jar
