"""A process that writes to ledgers and tells of each append that it was told is done.

`python -m tests.endurance.writing URL SHARE COUNT EVENTS ORGANIZATION…` appends COUNT commands of EVENTS events in
turn to each organization (0: until it is ended). A line a command: organization, command, position. Every SHARE-th
command of an organization goes to a stream that all its writers fight for (0: none does).
"""

import os
import sys
from itertools import count as numbers
from uuid import UUID, uuid4

from adapters.database import open_database
from adapters.ledger import OrganizationLedger
from application.ports import ConflictError, LedgerUnavailable
from domain.eventsourced import natural_id
from tests.adapters.ledger.things import Jar, answer, envelope, loaded


def shared_stream(organization: UUID) -> UUID:
    """The stream that the writers of an organization fight for."""
    return natural_id("shared jar", organization)


def append(ledger: OrganizationLedger, events: int, command: UUID, *, shared: bool) -> int:
    """One command, decided anew as long as others come first; the position of its last event."""
    while True:
        jar = loaded(ledger, shared_stream(ledger.organization)) if shared else Jar.make(id=command)
        jar.add(times=events if shared else events - 1)
        try:
            return ledger.append([jar], envelope(command, fingerprint="f"), answer(jar)).position
        except ConflictError:
            continue
        except LedgerUnavailable:  # whether it was done is unknown: the same command again
            if (known := _answered(ledger, command)) is not None:
                return known


def _answered(ledger: OrganizationLedger, command: UUID) -> int | None:
    try:
        known = ledger.answered(command, "f")
    except LedgerUnavailable:
        return None
    return known.position if known else None


def main(url: str, share: str, count: str, events: str, *organizations: str) -> None:
    """Write."""
    database = open_database(url, max_connections=2)
    ledgers = [OrganizationLedger(database, UUID(organization)) for organization in organizations]
    for number in numbers(1):
        for ledger in ledgers:
            command = uuid4()
            shared = bool(int(share)) and number % int(share) == 0
            position = append(ledger, int(events), command, shared=shared)
            # One write a line: what a killed process has told is told whole.
            os.write(1, f"{ledger.organization} {command} {position}\n".encode())
        if number == int(count):
            break
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
