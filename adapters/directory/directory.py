"""The directory on either database; implements the port `Directory`."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from adapters.database import Database, as_moment, as_uuid
from application.ports import Bearer

TOKEN_BYTES = 32
LONGEST_TOKEN = 200
"""Characters; anything longer is no token of ours and is not hashed."""

ADD_ORGANIZATION = """
INSERT INTO organizations (organization, name, made_at) VALUES (%s, %s, %s) ON CONFLICT (organization) DO NOTHING
"""
ORGANIZATIONS = "SELECT organization FROM organizations ORDER BY made_at, organization"
ADD_TOKEN = "INSERT INTO tokens (sha256, organization, employee, expires_at) VALUES (%s, %s, %s, %s)"  # noqa: S105
FIND_TOKEN = "SELECT organization, employee, expires_at FROM tokens WHERE sha256 = %s"  # noqa: S105
REVOKE = "DELETE FROM tokens WHERE organization = %s AND employee = %s"


class DatabaseDirectory:
    """Whoever holds a copy of it holds hashes of 256 random bits, from which no token can be found."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_organization(self, organization: UUID, name: str) -> None:
        with self._database.transaction(None) as session:
            session.execute(ADD_ORGANIZATION, (organization, name, datetime.now(UTC)))

    def organizations(self) -> Sequence[UUID]:
        return [as_uuid(organization) for (organization,) in self._database.read(None, ORGANIZATIONS)]

    def issue_token(self, bearer: Bearer, *, expires_at: datetime) -> str:
        if expires_at.tzinfo is None:
            raise ValueError("a token's expiry needs a time zone; pass an aware datetime")
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._database.transaction(None) as session:
            session.execute(ADD_TOKEN, (_hash(token), bearer.organization, bearer.employee, expires_at))
        return token

    def bearer(self, token: str, *, at: datetime) -> Bearer | None:
        if not token.isascii() or len(token) > LONGEST_TOKEN:
            return None
        rows = self._database.read(None, FIND_TOKEN, (_hash(token),))
        if not rows:
            return None
        organization, employee, expires_at = rows[0]
        return Bearer(as_uuid(organization), as_uuid(employee)) if at < as_moment(expires_at) else None

    def revoke_tokens(self, bearer: Bearer) -> None:
        with self._database.transaction(None) as session:
            session.execute(REVOKE, (bearer.organization, bearer.employee))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
