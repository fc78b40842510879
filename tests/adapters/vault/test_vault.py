"""Personal text is readable by those who hold the key, and by nobody once it is destroyed."""

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from adapters.database import Database, Refused, migrate, open_database
from adapters.vault import DatabaseVault, MasterKey, MasterKeyUnusable
from application.ports import PersonErased, Unreadable, Vault
from domain.values import Sealed

REASON = "客户投诉后未在当天回复，第二次。"
PROFILE = {"name": "王小明", "phone": "13800000000"}


@pytest.fixture
def master() -> MasterKey:
    """A master key of this test's own."""
    return MasterKey.generate()


@pytest.fixture
def vault(database: Database, organization: UUID, master: MasterKey) -> DatabaseVault:
    """A vault of this test's own organization."""
    return DatabaseVault(database, organization, master)


class TestSealing:
    def test_what_was_sealed_is_read_again(self, vault: DatabaseVault) -> None:
        """Also the empty text and what lies outside the basic plane."""
        port: Vault = vault
        person = uuid4()
        for text in (REASON, "", "𠮷野家 👍\n\0"):
            assert port.open(port.seal(person, text)) == text

    def test_the_same_text_never_looks_the_same(self, vault: DatabaseVault) -> None:
        """Equal reasons of two deductions are not to be seen from outside."""
        person = uuid4()
        assert vault.seal(person, REASON).box != vault.seal(person, REASON).box

    def test_a_box_shows_nothing_of_its_text(self, vault: DatabaseVault) -> None:
        """It enters an event that is kept for ever."""
        assert REASON.encode() not in base64.b64decode(vault.seal(uuid4(), REASON).box)

    def test_another_process_opens_it_with_the_same_master_key(
        self, database_url: str, organization: UUID, master: MasterKey
    ) -> None:
        """Keys are in the database, not in the process."""
        first, second = open_database(database_url), open_database(database_url)
        sealed = DatabaseVault(first, organization, master).seal(uuid4(), REASON)
        assert DatabaseVault(second, organization, MasterKey.decode(master.encode())).open(sealed) == REASON
        first.close()
        second.close()

    def test_threads_that_seal_first_together_use_one_key(self, vault: DatabaseVault) -> None:
        """Two keys would make one of the texts unreadable."""
        person = uuid4()
        with ThreadPoolExecutor(4) as pool:
            sealed = list(pool.map(lambda number: vault.seal(person, str(number)), range(12)))
        assert [vault.open(box) for box in sealed] == [str(number) for number in range(12)]


class TestTampering:
    def test_a_changed_box_is_detected(self, vault: DatabaseVault) -> None:
        """Each single bit counts, the nonce's included."""
        person = uuid4()
        content = base64.b64decode(vault.seal(person, "x").box)
        for place in range(len(content)):
            changed = bytearray(content)
            changed[place] ^= 1
            with pytest.raises(Unreadable):
                vault.open(Sealed(person, base64.b64encode(changed).decode()))

    @pytest.mark.parametrize("box", ["", "AAAA", "*", "扣分"])
    def test_what_is_no_box_is_detected(self, vault: DatabaseVault, box: str) -> None:
        """A cut or mangled column does not read as an empty text."""
        person = uuid4()
        vault.seal(person, REASON)
        with pytest.raises(Unreadable):
            vault.open(Sealed(person, box))

    def test_a_box_moved_to_another_person_is_detected(self, vault: DatabaseVault) -> None:
        """One person's deduction cannot be passed off as another's."""
        one, other = uuid4(), uuid4()
        sealed = vault.seal(one, REASON)
        vault.seal(other, REASON)
        with pytest.raises(Unreadable):
            vault.open(Sealed(other, sealed.box))

    def test_a_text_does_not_pass_for_a_profile(
        self, vault: DatabaseVault, database: Database, organization: UUID
    ) -> None:
        """Boxes of one person are bound to their purpose, too."""
        person = uuid4()
        vault.keep_profile(person, PROFILE)
        box = vault.seal(person, '{"name": "somebody else"}').box
        with database.transaction(organization) as session:
            session.execute(
                "UPDATE person_profiles SET box = %s WHERE organization = %s AND person = %s",
                (box, organization, person),
            )
        with pytest.raises(Unreadable):
            vault.profile(person)

    def test_keys_exchanged_in_the_database_are_detected(
        self, vault: DatabaseVault, database: Database, organization: UUID
    ) -> None:
        """Whoever can write the table still cannot give one person another's key."""
        one, other = uuid4(), uuid4()
        sealed = vault.seal(one, REASON)
        vault.seal(other, REASON)
        with database.transaction(organization) as session:
            session.execute(
                "UPDATE person_keys SET wrapped ="
                " (SELECT wrapped FROM person_keys WHERE organization = %s AND person = %s)"
                " WHERE organization = %s AND person = %s",
                (organization, other, organization, one),
            )
        with pytest.raises(Unreadable):
            vault.open(sealed)

    def test_another_organizations_vault_cannot_open_it(
        self, vault: DatabaseVault, database: Database, master: MasterKey
    ) -> None:
        """Not even under the same master key and with the same person."""
        person = uuid4()
        sealed = vault.seal(person, REASON)
        other = DatabaseVault(database, uuid4(), master)
        with pytest.raises(Unreadable):
            other.open(sealed)
        other.seal(person, REASON)
        with pytest.raises(Unreadable):
            other.open(sealed)

    def test_text_of_a_person_without_a_key_is_unreadable_not_erased(self, vault: DatabaseVault) -> None:
        """A lost key row is damage, and must not pass for somebody's wish to be forgotten."""
        with pytest.raises(Unreadable, match="has no key"):
            vault.open(Sealed(uuid4(), "AAAA"))

    def test_another_master_key_is_refused_before_it_makes_keys(
        self, vault: DatabaseVault, database: Database, organization: UUID, master: MasterKey
    ) -> None:
        """After a lost key file everything would go on, half of it unreadable for ever."""
        person = uuid4()
        sealed = vault.seal(person, REASON)
        other = DatabaseVault(database, organization, MasterKey.generate())
        with pytest.raises(MasterKeyUnusable, match=master.id):
            other.open(sealed)
        with pytest.raises(MasterKeyUnusable, match="put the right key back"):
            other.seal(uuid4(), REASON)
        with pytest.raises(MasterKeyUnusable):
            other.keep_profile(uuid4(), PROFILE)


class TestProfiles:
    def test_a_profile_is_kept_and_replaced(self, vault: DatabaseVault) -> None:
        """A new phone number replaces the old one."""
        person = uuid4()
        assert vault.profile(person) is None
        vault.keep_profile(person, PROFILE)
        assert vault.profile(person) == PROFILE
        vault.keep_profile(person, {"name": "王小明"})
        assert vault.profile(person) == {"name": "王小明"}

    def test_a_profile_lies_sealed(self, vault: DatabaseVault, database: Database, organization: UUID) -> None:
        """A copy of the database names nobody."""
        vault.keep_profile(uuid4(), PROFILE)
        ((box,),) = database.read(
            organization, "SELECT box FROM person_profiles WHERE organization = %s", (organization,)
        )
        assert PROFILE["name"].encode() not in base64.b64decode(box)


class TestErasure:
    def test_everything_of_an_erased_person_is_gone_and_of_nobody_else(self, vault: DatabaseVault) -> None:
        """The right to erasure, against a ledger that only grows."""
        person, other = uuid4(), uuid4()
        sealed, kept = vault.seal(person, REASON), vault.seal(other, REASON)
        vault.keep_profile(person, PROFILE)
        vault.erase(person)
        assert vault.open(sealed) is None
        assert vault.profile(person) is None
        assert vault.open(kept) == REASON

    def test_nothing_is_sealed_for_an_erased_person_again(self, vault: DatabaseVault) -> None:
        """A new key would make the erasure a pause; also for one who never had a key."""
        had, never = uuid4(), uuid4()
        vault.seal(had, REASON)
        for person in (had, never):
            vault.erase(person)
            with pytest.raises(PersonErased):
                vault.seal(person, REASON)
            with pytest.raises(PersonErased):
                vault.keep_profile(person, PROFILE)

    def test_erasing_twice_is_erasing_once(self, vault: DatabaseVault) -> None:
        """A retry after a lost answer does no harm."""
        person = uuid4()
        sealed = vault.seal(person, REASON)
        vault.erase(person)
        vault.erase(person)
        assert vault.open(sealed) is None

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE person_keys SET wrapped = %s, erased_at = NULL WHERE organization = %s AND person = %s",
            "DELETE FROM person_keys WHERE %s IS NOT NULL AND organization = %s AND person = %s",
        ],
    )
    def test_a_tombstone_cannot_be_lifted(
        self, vault: DatabaseVault, database: Database, organization: UUID, statement: str
    ) -> None:
        """Not by the service's role, whatever its code does."""
        person = uuid4()
        vault.erase(person)
        with pytest.raises(Refused), database.transaction(organization) as session:
            session.execute(statement, (b"key", organization, person))

    def test_the_key_is_gone_from_the_file(self, tmp_path: Path, organization: UUID, master: MasterKey) -> None:
        """SQLite leaves deleted bytes in free space and in its log unless told otherwise."""
        migrate(f"sqlite:///{tmp_path}/jixiao.db")
        database = open_database(f"sqlite:///{tmp_path}/jixiao.db")
        vault, person = DatabaseVault(database, organization, master), uuid4()
        vault.keep_profile(person, PROFILE)
        secrets: list[bytes] = [
            database.read(organization, "SELECT wrapped FROM person_keys")[0][0],
            database.read(organization, "SELECT box FROM person_profiles")[0][0].encode(),
        ]
        assert all(any(secret in file.read_bytes() for file in tmp_path.iterdir()) for secret in secrets)
        vault.erase(person)
        assert not any(secret in file.read_bytes() for secret in secrets for file in tmp_path.iterdir())
        database.close()


class TestConfinement:
    def test_the_role_of_the_service_sees_only_its_organization(
        self, postgres_database: Database, organization: UUID, master: MasterKey
    ) -> None:
        """A forgotten WHERE shows nothing of others."""
        person = uuid4()
        DatabaseVault(postgres_database, organization, master).keep_profile(person, PROFILE)
        for table in ("person_keys", "person_profiles"):
            question = f"SELECT count(*) FROM {table} WHERE person = %s"
            assert postgres_database.read(organization, question, (person,)) == [(1,)]
            assert postgres_database.read(uuid4(), question, (person,)) == [(0,)]
            assert postgres_database.read(None, question, (person,)) == [(0,)]

    def test_the_role_of_the_service_writes_only_for_its_organization(
        self, postgres_database: Database, organization: UUID
    ) -> None:
        """Nor does a wrong organization in the statement get through."""
        with pytest.raises(Refused), postgres_database.transaction(uuid4()) as session:
            session.execute(
                "INSERT INTO person_profiles (organization, person, box) VALUES (%s, %s, '')", (organization, uuid4())
            )

    def test_the_owner_of_the_tables_is_confined_as_well(
        self, postgres_owner_url: str, postgres_database: Database, organization: UUID, master: MasterKey
    ) -> None:
        """Row-level security is forced: a script run as owner sees nobody by accident, and lifts no tombstone."""
        vault, person = DatabaseVault(postgres_database, organization, master), uuid4()
        vault.erase(person)
        with psycopg.connect(postgres_owner_url, options="-c role=jixiao_owner") as connection:
            assert connection.execute("SELECT count(*) FROM person_keys").fetchone() == (0,)
            connection.execute("SELECT set_config('jixiao.organization', %s, true)", (str(organization),))
            assert connection.execute("SELECT count(*) FROM person_keys").fetchone() == (1,)
            with pytest.raises(psycopg.Error, match="stays erased"):
                connection.execute("DELETE FROM person_keys WHERE organization = %s", (organization,))
