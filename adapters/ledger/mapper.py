"""Between domain events and stored events; the actor travels beside the state, never in it."""

from secrets import token_hex
from typing import Any
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, MapperDeserialisationError, StoredEvent
from eventsourcing.utils import get_topic, resolve_topic

from adapters.ledger.stored import ActedEvent
from adapters.ledger.transcoder import LedgerTranscoder

BLIND = "_blind"
"""A random member of each stored state: the event's leaf hash, which a neighbour's proof shows, tells nothing of it."""


def blinded(state: str) -> str:
    """The stored text of a state, which is a JSON object: 128 random bits before its first member."""
    rest = state[1:]
    return f'{{"{BLIND}":"{token_hex(16)}"{"" if rest == "}" else ","}{rest}'


class LedgerMapper(Mapper[UUID]):
    """The library's mapper for our events: stores the actor once, decodes text without copying it, upcasts."""

    transcoder: LedgerTranscoder

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> ActedEvent:
        state = dict(vars(domain_event))
        class_version = getattr(type(domain_event), "class_version", 1)
        if class_version > 1:
            state["class_version"] = class_version
        return ActedEvent(
            originator_id=state.pop("originator_id"),
            originator_version=state.pop("originator_version"),
            topic=get_topic(type(domain_event)),
            actor=state.pop("actor", ""),
            state=self.transcoder.encode(state),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        originator_id = stored_event.originator_id
        return self.event(
            stored_event.topic,
            originator_id if isinstance(originator_id, UUID) else UUID(originator_id),
            stored_event.originator_version,
            stored_event.state.decode(),
            getattr(stored_event, "actor", None),
        )

    def event(self, topic: str, originator_id: UUID, version: int, text: str, actor: str | None) -> Any:
        """The domain event of a row, in its class's present shape; `actor` is None for what nobody did (a snapshot)."""
        cls = resolve_topic(topic)
        try:
            state: dict[str, Any] = self.transcoder.decode_text(text)
        except Exception as error:
            raise MapperDeserialisationError(
                f"the state of {topic}, version {version} of {originator_id}, cannot be read: {error}"
            ) from error
        state.pop(BLIND, None)
        state["originator_id"] = originator_id
        state["originator_version"] = version
        if actor is not None:
            state["actor"] = actor
        class_version = getattr(cls, "class_version", 1)
        for old in range(state.pop("class_version", 1), class_version):
            getattr(cls, f"upcast_v{old}_v{old + 1}")(state)
        event = object.__new__(cls)
        object.__setattr__(event, "__dict__", state)
        return event


MAPPER = LedgerMapper(transcoder=LedgerTranscoder())
"""Keeps no state: one serves all ledgers."""
