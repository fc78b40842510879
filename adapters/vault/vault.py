"""The vault on either database; implements the port `Vault`."""

import base64
import json
from collections.abc import Mapping
from uuid import UUID

from adapters.database import Database
from adapters.vault.boxes import bound_to, open_box, seal
from adapters.vault.keys import PersonKeys
from adapters.vault.master import MasterKey
from application.ports import PersonErased, Unreadable
from domain.values import Sealed

TEXT, PROFILE = "text", "profile"

KEEP_PROFILE = """
INSERT INTO person_profiles (organization, person, box) VALUES (%s, %s, %s)
ON CONFLICT (organization, person) DO UPDATE SET box = excluded.box
"""
FIND_PROFILE = "SELECT box FROM person_profiles WHERE organization = %s AND person = %s"
DROP_PROFILE = "DELETE FROM person_profiles WHERE organization = %s AND person = %s"


class DatabaseVault:
    """Seals for one organization. Keys are read anew each time: an erasure holds at once, in every process."""

    def __init__(self, database: Database, organization: UUID, master: MasterKey) -> None:
        self._database = database
        self._organization = organization
        self._keys = PersonKeys(database, organization, master)

    def seal(self, person: UUID, text: str) -> Sealed:
        return Sealed(person, self._seal(self._key(person), TEXT, person, text))

    def open(self, sealed: Sealed) -> str | None:
        key = self._key_unless_erased(sealed.person)
        return None if key is None else self._open(key, TEXT, sealed.person, sealed.box)

    def keep_profile(self, person: UUID, profile: Mapping[str, str]) -> None:
        text = json.dumps(dict(profile), ensure_ascii=False, sort_keys=True)
        with self._database.transaction(self._organization) as session:
            key = self._keys.find_or_make(session, person)
            session.execute(KEEP_PROFILE, (self._organization, person, self._seal(key, PROFILE, person, text)))

    def profile(self, person: UUID) -> dict[str, str] | None:
        rows = self._database.read(self._organization, FIND_PROFILE, (self._organization, person))
        key = self._key_unless_erased(person) if rows else None
        if key is None:
            return None
        profile: dict[str, str] = json.loads(self._open(key, PROFILE, person, rows[0][0]))
        return profile

    def erase(self, person: UUID) -> None:
        with self._database.transaction(self._organization) as session:
            if session.dialect == "sqlite":
                session.execute("PRAGMA secure_delete = ON").fetchall()  # zeros in the file where the key was
            self._keys.destroy(session, person)
            session.execute(DROP_PROFILE, (self._organization, person))
        if self._database.dialect == "sqlite":
            self._database.read(None, "PRAGMA wal_checkpoint(TRUNCATE)")  # the log still holds the page as it was

    def is_erased(self, person: UUID) -> bool:
        return self._keys.is_destroyed(person)

    def _key(self, person: UUID) -> bytes:
        key = self._keys.find(person)
        if key is None:
            with self._database.transaction(self._organization) as session:
                key = self._keys.find_or_make(session, person)
        return key

    def _key_unless_erased(self, person: UUID) -> bytes | None:
        try:
            key = self._keys.find(person)
        except PersonErased:
            return None
        if key is None:
            raise Unreadable(
                "此人没有密钥，这里不会有其封存的内容 / "
                "this person has no key, so nothing of theirs can have been sealed here"
            )
        return key

    def _seal(self, key: bytes, purpose: str, person: UUID, text: str) -> str:
        box = seal(key, text.encode(), bound_to(purpose, self._organization, person.bytes))
        return base64.b64encode(box).decode("ascii")

    def _open(self, key: bytes, purpose: str, person: UUID, box: str) -> str:
        try:
            content = base64.b64decode(box, validate=True)
        except ValueError:
            raise Unreadable("封存的文字不是 base64：已被改动 / sealed text is not base64: it was changed") from None
        return open_box(key, content, bound_to(purpose, self._organization, person.bytes)).decode()
