"""`jixiao verify` as a shell calls it: what it says, and with which exit code."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from adapters.database import migrate, open_database
from adapters.directory import DatabaseDirectory
from adapters.sealing import NoteSigner, SigningKey
from tests.adapters.sealing.copies import Copy, SealedMonth, drop, postgres_copy, sealed_month, sqlite_copy
from web.cli.main import cli


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> SealedMonth:
    """A month that was played, projected and sealed."""
    return sealed_month(tmp_path_factory.mktemp("sealed"))


@pytest.fixture
def copy(month: SealedMonth, tmp_path: Path) -> Copy:
    """Its database, to be falsified."""
    return sqlite_copy(month, tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, month: SealedMonth, tmp_path: Path) -> Iterator[Copy]:
    """Its database, of each kind."""
    if request.param == "sqlite":
        yield sqlite_copy(month, tmp_path)
        return
    server: str = request.getfixturevalue("postgres_server_url")
    copied = postgres_copy(month, server)
    yield copied
    drop(server, copied.url)


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(
        cli, ["verify", *arguments], env={"LANG": "en_US.UTF-8", "JIXIAO_KEYS": "", **environment}
    )


def document(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_ledger_that_proves(either: Copy) -> None:
    """Exit code 0, and one JSON document with what was verified."""
    month = either.month
    result = run(either.url, "--key", month.vkey, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = document(result)
    (ledger,) = found["ledgers"]
    assert (found["proven"], found["others"]) == (True, [])
    assert (ledger["organization"], ledger["origin"]) == (str(month.organization), f"jixiao/{month.organization}")
    assert (ledger["events"], ledger["sealed"], ledger["checkpoints"]) == (month.head, month.head, 3)
    assert (ledger["proven"], ledger["failures"]) == (True, [])
    assert ledger["signers"] == [month.signer]


def test_an_event_that_does_not(either: Copy) -> None:
    """Exit code 1; the event, what is wrong and which check found it, in both languages."""
    either.change(77, actor=str(uuid4()))
    result = run(either.url, "--key", either.month.vkey, "--json")
    assert result.exit_code == 1
    (ledger,) = document(result)["ledgers"]
    failure = ledger["failures"][0]
    assert (ledger["proven"], failure["position"], failure["check"]) == (False, 77, "leaf")
    assert "不是当初封存的" in failure["what"]["zh"]
    assert "not the event that was sealed" in failure["what"]["en"]


def test_the_same_for_people(copy: Copy) -> None:
    """In the reader's language."""
    assert "everything proves" in run(copy.url, "--key", copy.month.vkey).stdout
    copy.change(77, actor=str(uuid4()))
    english = run(copy.url, "--key", copy.month.vkey).stdout
    assert "position 77 [leaf]" in english
    assert "not proven" in english
    chinese = run(copy.url, "--key", copy.month.vkey, "--lang", "zh").stdout
    assert "第 77 条 [leaf]" in chinese
    assert "未能证明" in chinese


def test_without_a_key_the_signer_is_unproven(copy: Copy) -> None:
    """What can be proved is; the exit code says that it is not everything."""
    result = run(copy.url)
    assert result.exit_code == 1
    assert "JIXIAO_KEYS" in result.stdout
    (ledger,) = document(run(copy.url, "--json"))["ledgers"]
    assert [failure["check"] for failure in ledger["failures"]] == ["signer"]


def test_keys_come_from_the_environment(copy: Copy) -> None:
    """Several, with spaces or commas between; `--key` comes first."""
    other = SigningKey.generate().verifier("jixiao/" + str(uuid4())).encode()
    assert run(copy.url, JIXIAO_KEYS=f"{other}, {copy.month.vkey}").exit_code == 0
    assert run(copy.url, JIXIAO_KEYS=other).exit_code == 1
    assert run(copy.url, "--key", copy.month.vkey, JIXIAO_KEYS="nonsense").exit_code == 0


def test_another_key_proves_nothing(copy: Copy) -> None:
    """The checkpoints are not signed by it."""
    stranger = SigningKey.generate().verifier(f"jixiao/{copy.month.organization}").encode()
    (ledger,) = document(run(copy.url, "--key", stranger, "--json"))["ledgers"]
    assert [failure["check"] for failure in ledger["failures"]] == ["signature"]


def test_an_earlier_checkpoint_is_held_against_the_ledger(copy: Copy, tmp_path: Path) -> None:
    """History that was rewritten and signed again with the stolen key."""
    file = tmp_path / "kept.checkpoint"
    file.write_text(copy.month.latest.note, encoding="utf-8")
    arguments = (copy.url, "--key", copy.month.vkey, "--checkpoint", str(file))
    assert run(*arguments).exit_code == 0
    position = copy.find("fruit")
    copy.change(position, state=copy.row(position)["state"].replace("fruit", "vodka"))
    copy.seal_again(position, copy.month.key)
    assert run(*arguments[:3]).exit_code == 0
    result = run(*arguments, "--json")
    assert result.exit_code == 1
    assert document(result)["ledgers"][0]["failures"][0]["check"] == "root"


def test_what_was_not_sealed_in_time_is_not_proven(copy: Copy) -> None:
    """A running sealer would have come by while the command waited."""
    copy.edit("DELETE FROM ledger_checkpoints WHERE size = %s", copy.month.head)
    result = run(copy.url, "--key", copy.month.vkey, "--wait", "0", "--json")
    assert result.exit_code == 1
    assert document(result)["ledgers"][0]["failures"][0]["check"] == "unsealed"


class TestWhichLedgers:
    @pytest.fixture
    def two(self, copy: Copy) -> str:
        """A second organization's ledger, with nothing in it."""
        other = uuid4()
        database = open_database(copy.url)
        DatabaseDirectory(database).add_organization(other, "other")
        database.close()
        return str(other)

    def test_all_of_them_unless_told_otherwise(self, copy: Copy, two: str) -> None:
        """One that is empty has nothing to prove."""
        result = run(copy.url, "--json", JIXIAO_KEYS=copy.month.vkey)
        found = document(result)
        assert result.exit_code == 1
        assert [(ledger["organization"], ledger["proven"]) for ledger in found["ledgers"]] == [
            (str(copy.month.organization), True),
            (two, False),
        ]
        assert found["ledgers"][1]["failures"][0]["check"] == "empty"

    def test_those_that_the_keys_given_are_of(self, copy: Copy, two: str) -> None:
        """A verifier's key names its ledger; the others are mentioned."""
        result = run(copy.url, "--key", copy.month.vkey, "--json")
        found = document(result)
        assert (result.exit_code, found["others"]) == (0, [two])
        assert "1 other ledgers were not asked for" in run(copy.url, "--key", copy.month.vkey).stdout

    def test_one_that_the_directory_hides(self, copy: Copy, two: str) -> None:
        """Its row was deleted and its events altered: a verifier who has its key is not told that all is well."""
        copy.edit("DELETE FROM organizations WHERE organization = %s", str(copy.month.organization))
        copy.change(77, actor=str(uuid4()))
        found = document(run(copy.url, "--json", JIXIAO_KEYS=copy.month.vkey))
        failures = {ledger["organization"]: ledger["failures"][0] for ledger in found["ledgers"]}
        assert failures[str(copy.month.organization)]["position"] == 77
        assert set(failures) == {str(copy.month.organization), two}

    def test_one_that_only_the_environments_keys_know(self, copy: Copy) -> None:
        """It may be another database's, or it was deleted: that is for whoever reads it to judge, so it is said."""
        gone = uuid4()
        other = SigningKey.generate().verifier(f"jixiao/{gone}").encode()
        result = run(copy.url, "--json", JIXIAO_KEYS=f"{copy.month.vkey} {other}")
        assert (result.exit_code, document(result)["absent"]) == (0, [str(gone)])
        assert str(gone) in run(copy.url, JIXIAO_KEYS=f"{copy.month.vkey} {other}").stdout

    def test_the_one_that_is_named(self, copy: Copy, two: str) -> None:
        """By --organization."""
        assert run(copy.url, "--organization", str(copy.month.organization), JIXIAO_KEYS=copy.month.vkey).exit_code == 0
        assert run(copy.url, "--organization", two, JIXIAO_KEYS=copy.month.vkey).exit_code == 1

    def test_one_that_a_key_names_and_that_is_gone(self, copy: Copy) -> None:
        """Somebody deleted it, directory and all."""
        gone = SigningKey.generate().verifier(f"jixiao/{uuid4()}").encode()
        assert document(run(copy.url, "--key", gone, "--json"))["ledgers"][0]["failures"][0]["check"] == "empty"

    def test_none_at_all(self, tmp_path: Path) -> None:
        """A database without a ledger proves nothing."""
        url = f"sqlite:///{tmp_path / 'empty.db'}"
        migrate(url)
        result = run(url)
        assert result.exit_code == 1
        assert "no ledger" in result.stderr


class TestADamagedDatabase:
    @pytest.mark.parametrize(
        "damage",
        [
            "UPDATE ledger_heads SET position = 'x'",
            "UPDATE ledger_checkpoints SET size = 'x' WHERE size = (SELECT max(size) FROM ledger_checkpoints)",
            "DROP TABLE ledger_heads",
            "DROP TABLE ledger_checkpoints",
            "DROP TABLE ledger_events",
        ],
    )
    def test_is_a_finding(self, copy: Copy, damage: str) -> None:
        """Exit code 1 and one JSON document that names the table; nothing on standard error."""
        copy.edit(damage)
        result = run(copy.url, "--json", "--wait", "0", JIXIAO_KEYS=copy.month.vkey)
        assert (result.exit_code, result.stderr) == (1, "")
        (ledger,) = document(result)["ledgers"]
        (found,) = [one for one in ledger["failures"] if one["check"] == "database"]
        assert damage.split()[2 if "DROP" in damage else 1] in found["what"]["en"]
        assert "[database]" in run(copy.url, "--wait", "0", JIXIAO_KEYS=copy.month.vkey).stdout

    def test_a_row_of_the_directory_that_is_none(self, copy: Copy) -> None:
        """It keeps no ledger from being verified, and it is a finding."""
        copy.edit("INSERT INTO organizations VALUES ('zzz', 'x', '2026-01-01T00:00:00.000000Z')")
        found = run(copy.url, "--json", JIXIAO_KEYS=copy.month.vkey)
        assert (found.exit_code, found.stderr) == (1, "")
        said = document(found)
        assert (said["proven"], [ledger["proven"] for ledger in said["ledgers"]]) == (False, [True])
        assert [failure["check"] for failure in said["failures"]] == ["directory"]
        assert "[directory]" in run(copy.url, JIXIAO_KEYS=copy.month.vkey).stdout

    def test_no_directory(self, copy: Copy) -> None:
        """The keys tell which ledgers there are; without any the finding stands alone."""
        copy.edit("DROP TABLE organizations")
        said = document(run(copy.url, "--json", JIXIAO_KEYS=copy.month.vkey))
        assert (said["proven"], [ledger["proven"] for ledger in said["ledgers"]]) == (False, [True])
        result = run(copy.url, "--json")
        assert (result.exit_code, document(result)["ledgers"]) == (1, [])
        assert "organizations" in document(result)["failures"][0]["what"]["en"]


class TestWrongUsage:
    @pytest.mark.parametrize("target", ["bundle.zip", "mysql://somewhere", "sqlite://x"])
    def test_a_target_of_another_kind(self, target: str) -> None:
        """Exit code 2."""
        assert run(target).exit_code == 2

    @pytest.mark.parametrize("url", ["sqlite:///no/such/file.db", "postgresql://postgres@/x?host=/no/such/folder"])
    def test_a_database_that_is_not_there(self, url: str) -> None:
        """Exit code 3: the environment failed, and nothing was said about a ledger."""
        result = run(url)
        assert (result.exit_code, result.stdout) == (3, "")

    def test_a_mistyped_key(self, copy: Copy) -> None:
        """Exit code 2, and not "forged"."""
        result = run(copy.url, "--key", copy.month.vkey[:-2])
        assert (result.exit_code, result.stdout) == (2, "")
        assert "verifier-key-malformed" in result.stderr

    def test_a_checkpoint_that_is_none_or_not_there(self, copy: Copy, tmp_path: Path) -> None:
        """Exit code 2."""
        for content in (b"no checkpoint", b"\xff"):
            (tmp_path / "file").write_bytes(content)
            assert run(copy.url, "--checkpoint", str(tmp_path / "file")).exit_code == 2
        assert run(copy.url, "--checkpoint", str(tmp_path / "missing")).exit_code == 2

    def test_a_checkpoint_of_another_ledger(self, copy: Copy, tmp_path: Path) -> None:
        """Exit code 2: it was mixed up."""
        note = NoteSigner(lambda: (copy.month.key,)).sign(uuid4(), 3, bytes(32))
        (tmp_path / "file").write_text(note, encoding="utf-8")
        organization = str(copy.month.organization)
        result = run(copy.url, "--organization", organization, "--checkpoint", str(tmp_path / "file"))
        assert (result.exit_code, result.stdout) == (2, "")
