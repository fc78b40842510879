"""A process that writes to a ledger: `python -m tests.adapters.ledger.writers URL ORGANIZATION JAR THREADS COUNT`."""

import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

from adapters.database import open_database
from adapters.ledger import OrganizationLedger
from application.ports import ConflictError
from tests.adapters.ledger.things import Jar, answer, envelope, loaded


def write(ledger: OrganizationLedger, shared: UUID, count: int) -> None:
    """Append `count` commands of three events, every other one to a jar that all writers fight for."""
    for number in range(count):
        while True:
            jar = loaded(ledger, shared) if number % 2 else Jar.make(id=uuid4())
            jar.add(times=3 if number % 2 else 2)
            try:
                ledger.append([jar], envelope(), answer(jar))
                break
            except ConflictError:
                continue


def main(url: str, organization: str, shared: str, threads: str, count: str) -> None:
    """Write with that many threads."""
    database = open_database(url)
    ledger = OrganizationLedger(database, UUID(organization))
    with ThreadPoolExecutor() as pool:
        for future in [pool.submit(write, ledger, UUID(shared), int(count)) for _ in range(int(threads))]:
            future.result()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
