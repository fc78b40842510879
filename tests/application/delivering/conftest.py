"""A mailroom on each database, and one on SQLite for what no database can change."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from adapters.database import Database
from adapters.vault import MasterKey
from tests.adapters.mail.mailbox import Mailbox, open_mailbox
from tests.adapters.webhooks.receiver import Receiver, open_receiver
from tests.application.delivering.mailroom import Mailroom
from tests.application.handlers import conftest as firms

postgres_url = firms.postgres_url
sqlite_url = firms.sqlite_url
postgres_database = firms.postgres_database
sqlite_database = firms.sqlite_database
database_url = firms.database_url
organization = firms.organization
database = firms.database
master = firms.master
files = firms.files
sqlite_firm = firms.sqlite_firm
each_firm = firms.each_firm


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real mail server."""
    with open_mailbox() as opened:
        yield opened


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A real receiver of webhooks."""
    with open_receiver() as opened:
        yield opened


@pytest.fixture
def each_room(database: Database, organization: UUID, files: Path, master: MasterKey, mailbox: Mailbox) -> Mailroom:
    """A mailroom that was looked at once, on each database."""
    return opened(Mailroom(database, organization, files, master, mailbox))


@pytest.fixture
def room(sqlite_database: Database, organization: UUID, files: Path, master: MasterKey, mailbox: Mailbox) -> Mailroom:
    """The same on SQLite."""
    return opened(Mailroom(sqlite_database, organization, files, master, mailbox))


def opened(room: Mailroom) -> Mailroom:
    """Its first notice is older than its channels, so it never goes out."""
    room.tell()
    assert not room.deliver()
    return room
