"""The table of person keys: a row each, wrapped by the master key; an erased person's row stays as a tombstone."""

import secrets
from datetime import UTC, datetime
from uuid import UUID

from adapters.database import Database, Session
from adapters.vault.boxes import KEY_SIZE, bound_to, open_box, seal
from adapters.vault.master import MasterKey, MasterKeyUnusable
from application.ports import PersonErased

PURPOSE = "person-key"

FIND = "SELECT wrapped, master FROM person_keys WHERE organization = %s AND person = %s"
FIND_MASTER = "SELECT master FROM person_keys WHERE organization = %s AND wrapped IS NOT NULL LIMIT 1"
ADD = "INSERT INTO person_keys (organization, person, wrapped, master, made_at) VALUES (%s, %s, %s, %s, %s)"
BURY = """
INSERT INTO person_keys (organization, person, wrapped, master, made_at, erased_at) VALUES (%s, %s, NULL, '', %s, %s)
ON CONFLICT (organization, person) DO UPDATE SET wrapped = NULL, master = '', erased_at = excluded.erased_at
WHERE person_keys.erased_at IS NULL
"""


class PersonKeys:
    """The keys of one organization's people."""

    def __init__(self, database: Database, organization: UUID, master: MasterKey) -> None:
        self._database = database
        self._organization = organization
        self._master = master
        self._wrapping_key = master.key_for(PURPOSE, organization)

    def find(self, person: UUID) -> bytes | None:
        """The person's key, or None when there never was one.

        Raises:
            PersonErased: it was destroyed.
            MasterKeyUnusable: another master key wrapped it.
            Unreadable: it was changed.
        """
        rows = self._database.read(self._organization, FIND, (self._organization, person))
        return self._unwrap(person, *rows[0]) if rows else None

    def find_or_make(self, session: Session, person: UUID) -> bytes:
        """The person's key, made now when there is none; nobody else makes or erases it before the session ends."""
        self.lock(session, person)
        row = session.execute(FIND, (self._organization, person)).fetchone()
        if row is not None:
            return self._unwrap(person, *row)
        self._require_same_master(session)
        key = secrets.token_bytes(KEY_SIZE)
        wrapped = seal(self._wrapping_key, key, self._bound(person))
        session.execute(ADD, (self._organization, person, wrapped, self._master.id, datetime.now(UTC)))
        return key

    def destroy(self, session: Session, person: UUID) -> None:
        """Overwrite the key with a tombstone, which also stands when there was no key, so that none is ever made."""
        self.lock(session, person)
        now = datetime.now(UTC)
        session.execute(BURY, (self._organization, person, now, now))

    def is_destroyed(self, person: UUID) -> bool:
        """Whether there is a tombstone."""
        rows = self._database.read(self._organization, FIND, (self._organization, person))
        return bool(rows) and rows[0][0] is None

    def lock(self, session: Session, person: UUID) -> None:
        """One change to the person's key and profile at a time."""
        session.lock(f"vault:{self._organization}:{person}")

    def _unwrap(self, person: UUID, wrapped: bytes | None, master: str) -> bytes:
        if wrapped is None:
            raise PersonErased(
                "the key of this person was destroyed; their personal text cannot be read or written again"
            )
        self._require_master(master)
        return open_box(self._wrapping_key, wrapped, self._bound(person))

    def _require_same_master(self, session: Session) -> None:
        """A lost key file must not go unnoticed while new keys are made under a new one."""
        row = session.execute(FIND_MASTER, (self._organization,)).fetchone()
        if row is not None:
            self._require_master(row[0])

    def _require_master(self, id: str) -> None:
        if id != self._master.id:
            raise MasterKeyUnusable(
                f"本组织的密钥由主密钥 {id} 封装，而给出的是 {self._master.id}；请放回正确的主密钥 / "
                f"this organization's keys are wrapped by the master key {id}, and {self._master.id} was given; "
                "put the right key back (JIXIAO_MASTER_KEY, or master.key in the data folder)"
            )

    def _bound(self, person: UUID) -> bytes:
        return bound_to(PURPOSE, self._organization, person.bytes)


def master_needed(database: Database, organization: UUID) -> str | None:
    """The id of the master key that an organization's people's keys are wrapped by; None while there are none."""
    rows = database.read(organization, FIND_MASTER, (organization,))
    return rows[0][0] if rows else None
