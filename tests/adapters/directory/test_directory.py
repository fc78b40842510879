"""A token opens an organization's books: it must be unguessable, expire, and end at once when revoked."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from adapters.database import Database, Refused
from adapters.directory import DatabaseDirectory
from application.ports import Bearer, Directory

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


@pytest.fixture
def directory(database: Database, organization: UUID) -> DatabaseDirectory:
    """A directory that knows this test's organization."""
    directory = DatabaseDirectory(database)
    directory.add_organization(organization, "一家网店")
    return directory


@pytest.fixture
def bearer(organization: UUID) -> Bearer:
    """Somebody of this test's organization."""
    return Bearer(organization, uuid4())


def test_a_token_stands_for_its_bearer(directory: Directory, bearer: Bearer) -> None:
    """And each token for its own, also two of one person."""
    other = Bearer(bearer.organization, uuid4())
    tokens = [directory.issue_token(whose, expires_at=LATER) for whose in (bearer, other, bearer)]
    assert [directory.bearer(token, at=NOW) for token in tokens] == [bearer, other, bearer]
    assert len(set(tokens)) == 3


def test_a_token_has_256_random_bits(directory: DatabaseDirectory, bearer: Bearer) -> None:
    """43 characters of base64 for URLs."""
    assert len(directory.issue_token(bearer, expires_at=LATER)) == 43


def test_only_the_hash_of_a_token_is_kept(directory: DatabaseDirectory, database: Database, bearer: Bearer) -> None:
    """A stolen copy of the database opens nothing."""
    token = directory.issue_token(bearer, expires_at=LATER)
    ((stored,),) = database.read(None, "SELECT sha256 FROM tokens WHERE employee = %s", (bearer.employee,))
    assert token not in stored
    assert len(stored) == 64
    assert directory.bearer(stored, at=NOW) is None


@pytest.mark.parametrize("token", ["", "x", "令牌", "a" * 10_000, "' OR 1=1 --", "\0"])
def test_an_unknown_token_stands_for_nobody(directory: DatabaseDirectory, token: str) -> None:
    """Whatever is sent."""
    assert directory.bearer(token, at=NOW) is None


def test_a_token_ends_at_its_expiry_to_the_microsecond(directory: DatabaseDirectory, bearer: Bearer) -> None:
    """Valid before that moment, not at it; other time zones are the same moment."""
    beijing = LATER.astimezone().replace(microsecond=1)
    token = directory.issue_token(bearer, expires_at=beijing)
    assert directory.bearer(token, at=beijing - timedelta(microseconds=1)) == bearer
    assert directory.bearer(token, at=beijing) is None
    assert directory.bearer(token, at=beijing + timedelta(days=1)) is None


def test_an_expiry_without_a_time_zone_is_a_programmer_error(directory: DatabaseDirectory, bearer: Bearer) -> None:
    """It would depend on the server's clock settings."""
    with pytest.raises(ValueError, match="aware"):
        directory.issue_token(bearer, expires_at=LATER.replace(tzinfo=None))


def test_revoking_ends_all_tokens_of_one_person_at_once_and_no_others(
    directory: DatabaseDirectory, bearer: Bearer
) -> None:
    """Someone leaves: the next request with any of their tokens is refused."""
    colleague = Bearer(bearer.organization, uuid4())
    theirs = [directory.issue_token(bearer, expires_at=LATER) for _ in range(3)]
    kept = directory.issue_token(colleague, expires_at=LATER)
    directory.revoke_tokens(bearer)
    assert [directory.bearer(token, at=NOW) for token in theirs] == [None, None, None]
    assert directory.bearer(kept, at=NOW) == colleague
    directory.revoke_tokens(bearer)
    again = directory.issue_token(bearer, expires_at=LATER)
    assert directory.bearer(again, at=NOW) == bearer


def test_revoking_ends_nothing_of_the_same_person_elsewhere(directory: DatabaseDirectory, bearer: Bearer) -> None:
    """An id that two organizations happen to share names two people."""
    elsewhere = Bearer(uuid4(), bearer.employee)
    directory.add_organization(elsewhere.organization, "另一家网店")
    token = directory.issue_token(elsewhere, expires_at=LATER)
    directory.revoke_tokens(bearer)
    assert directory.bearer(token, at=NOW) == elsewhere


def test_no_token_is_issued_for_an_unknown_organization(directory: DatabaseDirectory) -> None:
    """It would open nothing, and say so too late."""
    with pytest.raises(Refused):
        directory.issue_token(Bearer(uuid4(), uuid4()), expires_at=LATER)


def test_organizations_are_listed_oldest_first_and_each_once(directory: DatabaseDirectory, organization: UUID) -> None:
    """The clock visits them all in one order; making one known again changes nothing."""
    second = uuid4()
    directory.add_organization(second, "另一家网店")
    directory.add_organization(organization, "改名")
    listed = list(directory.organizations())
    assert listed.count(organization) == 1
    assert listed.index(organization) < listed.index(second)


def test_the_directory_is_readable_before_an_organization_is_known(postgres_database: Database) -> None:
    """It lies outside row-level security, alone of all tables that the service may read."""
    confined = postgres_database.read(
        None,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND has_table_privilege(oid, 'SELECT') AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname",
    )
    assert confined == [("organizations",), ("tokens",)]


def test_the_service_cannot_rewrite_the_directory(postgres_database: Database) -> None:
    """A token is issued or ends; it is never turned into another person's."""
    for statement in ("UPDATE tokens SET employee = organization", "DELETE FROM organizations"):
        with pytest.raises(Refused), postgres_database.transaction(None) as session:
            session.execute(statement)
