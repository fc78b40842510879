"""The sealed month, and a copy of it for each test that falsifies one, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.sealing.copies import Copy, SealedMonth, drop, postgres_copy, restore, sealed_month, sqlite_copy


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> SealedMonth:
    """A month that was played, projected and sealed."""
    return sealed_month(tmp_path_factory.mktemp("sealed"))


@pytest.fixture(scope="session")
def on_postgres(month: SealedMonth, postgres_server_url: str) -> Iterator[Copy]:
    """The same in a PostgreSQL database of its own."""
    copy = postgres_copy(month, postgres_server_url)
    yield copy
    drop(postgres_server_url, copy.url)


@pytest.fixture
def on_sqlite(month: SealedMonth, tmp_path: Path) -> Copy:
    """A copy of the file."""
    return sqlite_copy(month, tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def copy(request: pytest.FixtureRequest) -> Iterator[Copy]:
    """A copy for this test alone."""
    if request.param == "sqlite":
        yield request.getfixturevalue("on_sqlite")
        return
    copied: Copy = request.getfixturevalue("on_postgres")
    yield copied
    restore(copied)
