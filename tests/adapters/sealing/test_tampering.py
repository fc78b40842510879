"""Whoever edits the database with all rights that there are is found out, and the first event that fails is named."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.database import moment_text, open_database
from adapters.ledger import OrganizationLedger
from adapters.sealing import DatabaseSeals, NoteSigner, SigningKey, origin_of
from adapters.sealing.checkpoint import read_checkpoint
from adapters.sealing.encoding import to_base64
from adapters.sealing.merkle import EMPTY_ROOT
from application.ports import Answer, Envelope, LedgerUnavailable
from application.sealing import SealRefused
from application.verifying import Report
from domain.payroll import Payroll
from domain.payroll.events import PayrollCalculated
from tests.adapters.sealing.copies import Copy, SealedMonth

MIDDLE = 77
"""An event in the middle, sealed by the checkpoints of 100 events and of all."""


def first(report: Report) -> tuple[int | None, str]:
    """Where and by which check the first failure was found."""
    assert not report.proven
    return report.failures[0].position, report.failures[0].check


def checks(report: Report) -> set[str]:
    """All checks that failed."""
    return {failure.check for failure in report.failures}


def one_byte_changed(state: str) -> str:
    """Still JSON, still an event: another century."""
    changed = state.replace("2026-", "2126-", 1)
    assert sum(one != other for one, other in zip(state, changed, strict=True)) == 1
    return changed


class TestUntouched:
    def test_everything_proves(self, copy: Copy, month: SealedMonth) -> None:
        """The check is worth nothing if it cries wolf; the roots do not depend on the kind of database."""
        report = copy.verify([month.earlier.note])
        assert report.failures == ()
        assert report.proven
        assert (report.events, report.sealed, report.checkpoints, report.fresh) == (month.head, month.head, 3, 0)
        assert (report.root, report.projected) == (month.latest.root, month.head)
        assert report.signers == (month.signer,)
        assert report.streams > 40

    def test_without_a_key_the_signer_is_unproven(self, copy: Copy) -> None:
        """Whoever can rewrite the ledger can also sign it, with a key of his own."""
        report = copy.verify(keys=[])
        assert first(report) == (None, "signer")
        assert len(report.failures) == 1
        assert report.signers == ()

    def test_what_came_while_it_was_verified_need_not_be_sealed(self, copy: Copy, month: SealedMonth) -> None:
        """On a busy ledger something always has; it is counted, and left for the next time."""
        payroll = Payroll.open(uuid4(), "2026-10", by="system:test", at=now())
        append(copy, payroll)
        report = copy.verify(since=month.head)
        assert (report.proven, report.events, report.sealed, report.fresh) == (True, month.head + 1, month.head, 1)
        assert first(copy.verify(since=month.head + 1)) == (month.head + 1, "unsealed")
        assert first(copy.verify()) == (month.head + 1, "unsealed")

    def test_nothing_is_written(self, copy: Copy) -> None:
        """An auditor's copy stays as it was given to him."""
        tables = ("ledger_events", "ledger_tree", "ledger_checkpoints", "read_rows", "ledger_snapshots")
        before = [copy.ask(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables]
        copy.verify()
        assert [copy.ask(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables] == before


class TestEvents:
    @pytest.mark.parametrize("position", [1, MIDDLE, -1])
    def test_one_changed_byte_in_a_state(self, copy: Copy, month: SealedMonth, position: int) -> None:
        """The first event, one in the middle, the last."""
        position = month.head if position < 0 else position
        copy.change(position, state=one_byte_changed(copy.row(position)["state"]))
        assert first(copy.verify()) == (position, "leaf")

    def test_a_state_written_in_another_way(self, copy: Copy) -> None:
        """The same JSON with a space more is not what was sealed."""
        copy.change(MIDDLE, state=copy.row(MIDDLE)["state"].replace(":", ": ", 1))
        report = copy.verify()
        assert first(report) == (MIDDLE, "leaf")
        assert checks(report) == {"leaf"}

    def test_a_changed_actor(self, copy: Copy) -> None:
        """Who took the points."""
        copy.change(MIDDLE, actor=str(uuid4()))
        assert first(copy.verify()) == (MIDDLE, "leaf")

    def test_a_changed_time(self, copy: Copy) -> None:
        """By a millionth of a second."""
        moment = copy.row(MIDDLE)["recorded_at"]
        copy.change(MIDDLE, recorded_at=copy.later(moment, timedelta(microseconds=1)))
        assert first(copy.verify()) == (MIDDLE, "leaf")

    @pytest.mark.parametrize("column", ["command", "causation", "correlation"])
    def test_a_changed_link(self, copy: Copy, column: str) -> None:
        """What led to it."""
        copy.change(MIDDLE, **{column: str(uuid4())})
        assert first(copy.verify())[0] == MIDDLE

    def test_a_changed_topic(self, copy: Copy) -> None:
        """What kind of fact it is."""
        copy.change(MIDDLE, topic=copy.row(1)["topic"])
        report = copy.verify()
        assert report.failures[0].position == MIDDLE
        assert "leaf" in checks(report)

    def test_a_payroll_whose_numbers_still_add_up(self, copy: Copy) -> None:
        """A thousand yuan more in line and total, and in all that is shown: only the seal tells."""
        topic = PayrollCalculated.TOPIC
        position, state = copy.ask("SELECT position, state FROM ledger_events WHERE topic = %s", topic)[0]
        calculation = json.loads(state)
        for money in (calculation["lines"][0], calculation["totals"]):
            for name in ("entitlement", "paid", "gross"):
                if name in money:
                    money[name]["_data_"] = str(Decimal(money[name]["_data_"]) + 1000)
        copy.change(position, state=json.dumps(calculation, ensure_ascii=False, separators=(",", ":")))
        copy.project_again()
        report = copy.verify()
        assert first(report) == (position, "leaf")
        assert checks(report) == {"leaf"}

    def test_a_state_that_is_no_json(self, copy: Copy) -> None:
        """The event is named, not the program's own error."""
        copy.change(MIDDLE, state="{")
        report = copy.verify()
        assert {failure.check for failure in report.failures if failure.position == MIDDLE} == {"row", "leaf"}

    def test_a_deleted_last_event(self, copy: Copy, month: SealedMonth) -> None:
        """The head tells."""
        copy.edit("DELETE FROM ledger_events WHERE position = %s", month.head)
        assert first(copy.verify()) == (month.head, "position")

    def test_a_deleted_last_event_and_head(self, copy: Copy, month: SealedMonth) -> None:
        """The checkpoint tells, and so do the command and the read models."""
        copy.edit("DELETE FROM ledger_events WHERE position = %s", month.head)
        copy.set_head(month.head - 1)
        report = copy.verify()
        assert report.failures[0].position == month.head
        assert {"root", "command", "projection"} <= checks(report)

    def test_a_deleted_last_event_with_every_trace(self, copy: Copy, month: SealedMonth) -> None:
        """Only a checkpoint that was kept elsewhere tells."""
        copy.edit("DELETE FROM ledger_events WHERE position = %s", month.head)
        copy.set_head(month.head - 1)
        copy.edit("UPDATE ledger_commands SET position = %s WHERE position = %s", month.head - 1, month.head)
        copy.edit("DELETE FROM ledger_snapshots")
        copy.edit("DELETE FROM projections")
        copy.edit("DELETE FROM read_rows")
        copy.seal_again(month.head, month.key)
        assert copy.verify().proven
        report = copy.verify([month.latest.note])
        assert first(report) == (month.head, "root")
        assert len(report.failures) == 1

    def test_a_deleted_event_in_the_middle(self, copy: Copy) -> None:
        """A gap."""
        copy.edit("DELETE FROM ledger_events WHERE position = %s", MIDDLE)
        assert first(copy.verify()) == (MIDDLE, "position")

    def test_a_deleted_event_whose_gap_was_closed(self, copy: Copy, month: SealedMonth) -> None:
        """Everything after it moved up by one."""
        copy.edit("DELETE FROM ledger_events WHERE position = %s", MIDDLE)
        copy.move_up(MIDDLE, -1)
        copy.set_head(month.head - 1)
        assert copy.verify().failures[0].position == MIDDLE

    def test_two_swapped_events(self, copy: Copy) -> None:
        """What came first matters: before the deadline, or after."""
        for position, place in ((MIDDLE, 0), (MIDDLE + 1, MIDDLE), (0, MIDDLE + 1)):
            copy.edit("UPDATE ledger_events SET position = %s WHERE position = %s", place or 999999, position or 999999)
        report = copy.verify()
        assert report.failures[0].position == MIDDLE
        assert "leaf" in checks(report)

    def test_an_inserted_event(self, copy: Copy, month: SealedMonth) -> None:
        """In the middle, with everything after it moved down by one."""
        row = copy.row(MIDDLE)
        copy.move_up(MIDDLE, 1)
        copy.insert({**row, "originator_id": str(uuid4()), "originator_version": 1})
        copy.set_head(month.head + 1)
        assert copy.verify().failures[0].position == MIDDLE

    def test_an_event_inserted_behind_the_last(self, copy: Copy, month: SealedMonth) -> None:
        """Past the head; then with the head moved, but without a command; then with one: nothing proves it yet."""
        head = month.head
        command = str(uuid4())
        row = {**copy.row(head), "position": head + 1, "command": command}
        copy.insert({**row, "originator_version": row["originator_version"] + 1})
        assert first(copy.verify()) == (head + 1, "position")
        copy.set_head(head + 1)
        report = copy.verify()
        assert report.failures[0].position == head + 1
        assert "command" in checks(report)
        copy.edit(
            "INSERT INTO ledger_commands SELECT organization, %s, fingerprint, kind, subject, item, version, %s,"
            " recorded_at FROM ledger_commands WHERE position = %s", command, head + 1, head,
        )  # fmt: skip
        report = copy.verify(since=head + 1)
        assert "unsealed" in checks(report)
        assert report.failures[0].position == head + 1


class TestRewriting:
    def rewritten(self, copy: Copy, key: SigningKey) -> int:
        """The purpose of a spending changed, everything after it computed and signed anew."""
        position = copy.find("fruit")
        copy.change(position, state=copy.row(position)["state"].replace("fruit", "vodka"))
        copy.seal_again(position, key)
        return position

    def test_with_another_key_the_signature_tells(self, copy: Copy) -> None:
        """Tree, roots, read models: everything fits but the signer."""
        self.rewritten(copy, SigningKey.generate())
        report = copy.verify()
        assert checks(report) == {"signature"}
        assert report.signers == ()

    def test_with_the_stolen_key_an_earlier_checkpoint_tells(self, copy: Copy, month: SealedMonth) -> None:
        """Nothing in the database does: that is what a witness is for."""
        position = self.rewritten(copy, month.key)
        assert copy.verify().proven
        report = copy.verify([month.latest.note])
        assert checks(report) == {"root"}
        (failure,) = report.failures
        assert failure.position is not None
        assert failure.position <= position
        assert copy.verify([month.earlier.note]).proven

    def test_an_earlier_checkpoint_narrows_it_down(self, copy: Copy, month: SealedMonth) -> None:
        """Two of them bracket what was rewritten."""
        self.rewritten(copy, month.key)
        report = copy.verify([month.latest.note, month.earlier.note])
        assert first(report) == (month.earlier.size + 1, "root")


class TestSealingUponAChangedHistory:
    def test_is_refused(self, copy: Copy, month: SealedMonth) -> None:
        """Once the sealer has to look at the events again, it signs nothing that contradicts what it signed."""
        copy.change(MIDDLE, state=one_byte_changed(copy.row(MIDDLE)["state"]))
        copy.edit("DELETE FROM ledger_tree")
        copy.edit("DELETE FROM ledger_checkpoints WHERE size = %s", month.head)
        database = open_database(copy.url)
        try:
            seals = DatabaseSeals(database, month.organization)
            with pytest.raises(SealRefused):
                seals.seal(month.head, lambda size, root: "", now)
            with pytest.raises(SealRefused):
                seals.inclusion(5, month.earlier)
            assert seals.latest() == month.earlier
        finally:
            database.close()

    def test_is_refused_past_a_missing_event(self, copy: Copy, month: SealedMonth) -> None:
        """Positions are promised to have no gaps."""
        copy.edit("DELETE FROM ledger_events WHERE position = %s", month.head - 1)
        copy.edit("DELETE FROM ledger_tree")
        copy.edit("DELETE FROM ledger_checkpoints")
        database = open_database(copy.url)
        try:
            with pytest.raises(SealRefused, match=f"position {month.head - 1} is missing"):
                DatabaseSeals(database, month.organization).seal(month.head, lambda size, root: "", now)
        finally:
            database.close()


class TestCheckpoints:
    def replaced(self, copy: Copy, size: int, note: str) -> Report:
        copy.edit("UPDATE ledger_checkpoints SET note = %s WHERE size = %s", note, size)
        return copy.verify()

    def test_signed_by_another_key(self, copy: Copy, month: SealedMonth) -> None:
        """Though root and size are right."""
        note = NoteSigner(lambda: (SigningKey.generate(),)).sign(month.organization, month.head, month.latest.root)
        assert first(self.replaced(copy, month.head, note)) == (None, "signature")

    def test_with_a_forged_signature(self, copy: Copy, month: SealedMonth) -> None:
        """Under the right name and id."""
        _, note = read_checkpoint(month.latest.note)
        (signature,) = note.signatures
        forged = to_base64(signature.key_id + bytes(64))
        report = self.replaced(copy, month.head, f"{note.text}\n— {signature.name} {forged}\n")
        assert first(report) == (None, "checkpoint")
        assert "forged" in report.failures[0].what.en

    def test_of_another_size_or_root(self, copy: Copy, month: SealedMonth) -> None:
        """A genuine note in the wrong row, a genuine row with another root."""
        assert first(self.replaced(copy, month.head, month.earlier.note)) == (None, "checkpoint")
        self.replaced(copy, month.head, month.latest.note)
        copy.edit("UPDATE ledger_checkpoints SET root = %s WHERE size = %s", bytes(32), month.head)
        assert first(copy.verify()) == (None, "checkpoint")

    def test_that_is_none(self, copy: Copy, month: SealedMonth) -> None:
        """Text."""
        assert first(self.replaced(copy, month.head, "signed, the management")) == (None, "checkpoint")

    def test_deleted(self, copy: Copy, month: SealedMonth) -> None:
        """What it alone covered is unproven."""
        copy.edit("DELETE FROM ledger_checkpoints WHERE size = %s", month.head)
        assert first(copy.verify()) == (month.earlier.size + 1, "unsealed")

    def test_deleted_in_the_middle(self, copy: Copy, month: SealedMonth) -> None:
        """What it covered is covered by the later ones: nothing is lost, and whoever kept it can still show it."""
        copy.edit("DELETE FROM ledger_checkpoints WHERE size = %s", month.earlier.size)
        report = copy.verify([month.earlier.note])
        assert (report.proven, report.checkpoints) == (True, 2)

    def test_brought_of_another_key_or_ledger(self, copy: Copy, month: SealedMonth) -> None:
        """What the auditor brings is checked like the rest."""
        stranger = NoteSigner(lambda: (SigningKey.generate(),)).sign(month.organization, 100, month.earlier.root)
        assert checks(copy.verify([stranger])) == {"given-checkpoint"}
        elsewhere = NoteSigner(lambda: (month.key,)).sign(UUID(int=1), 100, month.earlier.root)
        assert checks(copy.verify([elsewhere])) == {"given-checkpoint"}
        assert checks(copy.verify(["nothing"])) == {"given-checkpoint"}

    def test_brought_of_an_empty_ledger(self, copy: Copy, month: SealedMonth) -> None:
        """It says little, but it must not keep the others from being looked at."""
        signer = NoteSigner(lambda: (month.key,))
        assert copy.verify([signer.sign(month.organization, 0, EMPTY_ROOT)]).proven
        assert checks(copy.verify([signer.sign(month.organization, 0, bytes(32))])) == {"root"}

    def test_signed_by_both_keys_of_a_rotation(self, copy: Copy, month: SealedMonth) -> None:
        """A verifier with either key accepts it; one that has only the new key lacks the signer of the older ones."""
        new = SigningKey.generate()
        note = NoteSigner(lambda: (month.key, new)).sign(month.organization, month.head, month.latest.root)
        assert self.replaced(copy, month.head, note).proven
        newer = new.verifier(origin_of(month.organization)).encode()
        assert checks(copy.verify(keys=[newer])) == {"signature"}
        assert copy.verify(keys=[newer, month.vkey]).proven


class TestBesideTheEvents:
    def test_a_changed_row_of_a_read_model(self, copy: Copy) -> None:
        """A score, a fen: what people look at."""
        model, key, body = copy.ask("SELECT model, key, body FROM read_rows WHERE body LIKE %s LIMIT 1", "%4000.00%")[0]
        copy.edit(
            "UPDATE read_rows SET body = %s WHERE model = %s AND key = %s", body.replace("4000", "9000"), model, key
        )
        report = copy.verify()
        assert first(report) == (None, "projection")
        assert model in report.failures[0].what.en
        assert key in report.failures[0].what.en

    def test_a_missing_row_and_one_too_many(self, copy: Copy) -> None:
        """Neither is what the events make."""
        model, key = copy.ask("SELECT model, key FROM read_rows ORDER BY model, key LIMIT 1")[0]
        copy.edit("UPDATE read_rows SET key = %s WHERE model = %s AND key = %s", "zzz", model, key)
        assert "is missing" in copy.verify().failures[0].what.en
        copy.edit("DELETE FROM read_rows WHERE model > %s", model)
        copy.edit("UPDATE read_rows SET key = %s WHERE key = %s", key, "zzz")
        assert "is missing" in copy.verify().failures[0].what.en

    def test_read_models_that_stopped(self, copy: Copy) -> None:
        """They may be right so far, but nobody can see more."""
        copy.edit("UPDATE projections SET failed_position = 5, failed_code = 'why'")
        assert "projection" in checks(copy.verify())

    def test_none_yet(self, copy: Copy) -> None:
        """A ledger that was just restored has none, and proves all the same."""
        copy.edit("DELETE FROM read_rows")
        copy.edit("DELETE FROM projections")
        report = copy.verify()
        assert (report.proven, report.projected) == (True, None)

    def test_a_forgotten_command(self, copy: Copy) -> None:
        """A retry would run it again."""
        copy.edit("DELETE FROM ledger_commands WHERE position = %s", 5)
        assert first(copy.verify()) == (5, "command")

    def test_a_changed_command(self, copy: Copy) -> None:
        """A retry would be answered with another position."""
        copy.edit("UPDATE ledger_commands SET position = 4 WHERE position = %s", 5)
        assert first(copy.verify()) == (5, "command")

    @pytest.mark.parametrize("change", ["version = version + 1", "version = version - 1", "subject = %s"])
    def test_a_changed_answer(self, copy: Copy, change: str) -> None:
        """A retry would be told that something else was made, or another version of it."""
        copy.edit(
            f"UPDATE ledger_commands SET {change} WHERE position = 5", *([str(uuid4())] if "%s" in change else [])
        )
        assert first(copy.verify()) == (5, "command")

    def test_the_answer_of_another_command(self, copy: Copy) -> None:
        """A stream that there is, at a version that it has."""
        subject, version = copy.ask("SELECT subject, version FROM ledger_commands ORDER BY position DESC LIMIT 1")[0]
        copy.edit("UPDATE ledger_commands SET subject = %s, version = %s WHERE position = 5", subject, version)
        assert first(copy.verify()) == (5, "command")

    def test_a_changed_time_of_a_command(self, copy: Copy) -> None:
        """It is that of its events."""
        (moment,) = copy.ask("SELECT recorded_at FROM ledger_commands WHERE position = 5")[0]
        later = copy.later(moment, timedelta(seconds=1))
        copy.edit("UPDATE ledger_commands SET recorded_at = %s WHERE position = 5", later)
        assert first(copy.verify()) == (5, "command")

    def test_a_head_set_back_in_time(self, copy: Copy) -> None:
        """The next event would be recorded before the last."""
        (moment,) = copy.ask("SELECT last_at FROM ledger_heads")[0]
        copy.edit("UPDATE ledger_heads SET last_at = %s", copy.later(moment, timedelta(seconds=-1)))
        assert first(copy.verify()) == (None, "time")
        copy.edit("UPDATE ledger_heads SET last_at = NULL")
        assert first(copy.verify()) == (None, "time")

    def test_a_head_set_ahead_in_time(self, copy: Copy) -> None:
        """The next events would be recorded years from now, and all after them."""
        (moment,) = copy.ask("SELECT last_at FROM ledger_heads")[0]
        copy.edit("UPDATE ledger_heads SET last_at = %s", copy.later(moment, timedelta(days=30000)))
        assert first(copy.verify()) == (None, "time")

    def test_the_item_of_an_answer(self, copy: Copy) -> None:
        """A retry would be told another id: one that nothing has, that of another command's thing, or none."""
        position, item = copy.ask("SELECT position, item FROM ledger_commands WHERE kind = %s LIMIT 1", "deduction")[0]
        others = copy.ask("SELECT item FROM ledger_commands WHERE kind IN ('shop', 'deduction') AND item <> %s", item)
        assert others
        for forged in (str(uuid4()), *(other for (other,) in others), ""):
            copy.edit("UPDATE ledger_commands SET item = %s WHERE position = %s", forged, position)
            assert first(copy.verify()) == (position, "command")
        copy.edit("UPDATE ledger_commands SET item = %s WHERE position = %s", item, position)
        assert copy.verify().proven

    def test_an_item_where_there_is_none(self, copy: Copy) -> None:
        """The answer is of the whole thing."""
        position, subject = copy.ask("SELECT position, subject FROM ledger_commands WHERE kind = 'cycle' LIMIT 1")[0]
        copy.edit("UPDATE ledger_commands SET item = %s WHERE position = %s", str(subject), position)
        assert first(copy.verify()) == (position, "command")

    def test_rows_that_no_read_models_have(self, copy: Copy) -> None:
        """A rebuild would meet them; without their projection nobody holds them against the events."""
        copy.edit("DELETE FROM projections")
        copy.edit("UPDATE read_rows SET body = replace(body, '4000.00', '9000.00')")
        assert first(copy.verify()) == (None, "projection")

    def test_rows_of_another_generation(self, copy: Copy) -> None:
        """Beside the live ones."""
        copy.edit("UPDATE read_rows SET generation = 8 WHERE key = (SELECT min(key) FROM read_rows)")
        report = copy.verify()
        assert checks(report) == {"projection"}
        assert "generation 8" in report.failures[0].what.en

    def test_a_changed_snapshot(self, copy: Copy, month: SealedMonth) -> None:
        """The next decision would start from it."""
        (state,) = copy.ask("SELECT state FROM ledger_snapshots")[0]
        copy.edit("UPDATE ledger_snapshots SET state = %s", state.replace('"late"', '"kind"'))
        report = copy.verify()
        assert checks(report) == {"snapshot"}
        assert str(month.snapshot) in report.failures[0].what.en

    def test_a_snapshot_that_cannot_be_read_or_is_of_no_event(self, copy: Copy) -> None:
        """One would be made again, the other would be believed."""
        copy.edit("UPDATE ledger_snapshots SET state = '{'")
        assert checks(copy.verify()) == {"snapshot"}
        copy.edit("UPDATE ledger_snapshots SET originator_version = 999")
        assert checks(copy.verify()) == {"snapshot"}

    def test_a_snapshot_of_older_code_is_not_looked_at(self, copy: Copy) -> None:
        """Nobody will use it."""
        copy.edit("UPDATE ledger_snapshots SET state = '{', shape = 'older'")
        assert copy.verify().proven

    def test_a_damaged_tree(self, copy: Copy) -> None:
        """Proofs would fail; the events are as they were signed, so no event is to blame."""
        (number, hashes) = copy.ask("SELECT number, hashes FROM ledger_tree WHERE level = 0")[0]
        damaged = bytes(hashes[: 32 * (MIDDLE - 1)]) + bytes(32) + bytes(hashes[32 * MIDDLE :])
        copy.edit("UPDATE ledger_tree SET hashes = %s WHERE level = 0 AND number = %s", damaged, number)
        report = copy.verify()
        assert checks(report) == {"tree"}
        assert str(MIDDLE) in report.failures[0].what.en

    @pytest.mark.parametrize(("level", "number"), [(0, 9), (1, 1), (7, 0)])
    def test_a_tile_too_many(self, copy: Copy, month: SealedMonth, level: int, number: int) -> None:
        """The next leaf would go behind it."""
        tile = (str(month.organization), level, number, bytes(32))
        copy.edit("INSERT INTO ledger_tree (organization, level, number, hashes) VALUES (%s, %s, %s, %s)", *tile)
        assert checks(copy.verify()) == {"tree"}

    def test_leaves_that_no_event_has(self, copy: Copy) -> None:
        """Behind the last."""
        (number, hashes) = copy.ask("SELECT number, hashes FROM ledger_tree WHERE level = 0 ORDER BY number DESC")[0]
        copy.edit(
            "UPDATE ledger_tree SET hashes = %s WHERE level = 0 AND number = %s", bytes(hashes) + bytes(32), number
        )
        assert checks(copy.verify()) == {"tree"}

    def test_an_event_changed_together_with_its_leaf(self, copy: Copy, month: SealedMonth) -> None:
        """Then only a range can be named: from one checkpoint that holds to the one that does not."""
        copy.change(MIDDLE, state=one_byte_changed(copy.row(MIDDLE)["state"]))
        copy.edit("DELETE FROM ledger_tree")
        assert first(copy.verify()) == (41, "root")
        assert month.earlier.size == 100


class TestWhatOnlySQLiteKeeps:
    """It stores whatever it is given; the service would find or order such a row differently."""

    @pytest.fixture
    def copy(self, on_sqlite: Copy) -> Copy:
        return on_sqlite

    @pytest.mark.parametrize("column", ["originator_id", "command", "causation", "correlation"])
    def test_an_id_in_capitals(self, copy: Copy, column: str) -> None:
        """The stream would lack the event, and its leaf would be the same."""
        copy.edit(f"UPDATE ledger_events SET {column} = upper({column}) WHERE position = %s", MIDDLE)
        assert first(copy.verify()) == (MIDDLE, "row")

    def test_an_organization_in_capitals(self, copy: Copy) -> None:
        """It is in no ledger any more."""
        copy.edit("UPDATE ledger_events SET organization = upper(organization) WHERE position = %s", MIDDLE)
        assert first(copy.verify()) == (MIDDLE, "position")

    def test_a_time_written_in_another_way(self, copy: Copy) -> None:
        """It would be ordered elsewhere."""
        moment = copy.row(MIDDLE)["recorded_at"]
        copy.change(MIDDLE, recorded_at=moment.replace("Z", "+00:00"))
        assert first(copy.verify()) == (MIDDLE, "row")
        assert moment_text(datetime.fromisoformat(moment)) == moment

    @pytest.mark.parametrize("state", [b"\xff\xfe", b"", None, 5])
    def test_a_state_that_is_no_text(self, copy: Copy, state: Any) -> None:
        """The row is named instead of the query failing."""
        copy.edit("CREATE TABLE loose AS SELECT * FROM ledger_events")
        copy.edit("DROP TABLE ledger_events")
        copy.edit("ALTER TABLE loose RENAME TO ledger_events")
        copy.change(MIDDLE, state=state)
        if isinstance(state, bytes):
            copy.edit("UPDATE ledger_events SET state = CAST(state AS TEXT) WHERE position = %s", MIDDLE)
        assert first(copy.verify())[0] == MIDDLE

    @pytest.mark.parametrize("column", ["state", "actor", "topic", "recorded_at", "command", "originator_id"])
    def test_bytes_where_text_belongs(self, copy: Copy, column: str) -> None:
        """The same bytes, so the same leaf; but nothing else could read the event: no rebuild, no backup."""
        copy.edit(f"UPDATE ledger_events SET {column} = CAST({column} AS BLOB) WHERE position = %s", MIDDLE)
        report = copy.verify()
        assert first(report) == (MIDDLE, "row")
        assert f"{column} is not text" in report.failures[0].what.en

    def test_a_row_twice(self, copy: Copy) -> None:
        """Without its key a table takes it."""
        copy.edit("CREATE TABLE loose AS SELECT * FROM ledger_events")
        copy.edit("DROP TABLE ledger_events")
        copy.edit("ALTER TABLE loose RENAME TO ledger_events")
        copy.edit("INSERT INTO ledger_events SELECT * FROM ledger_events WHERE position = %s", MIDDLE)
        assert first(copy.verify())[0] in (MIDDLE, MIDDLE + 1)

    @pytest.mark.parametrize(
        ("table", "column"),
        [
            ("ledger_commands", "command"),
            ("ledger_checkpoints", "note"),
            ("read_rows", "body"),
            ("ledger_snapshots", "state"),
        ],
    )
    def test_bytes_that_are_no_text_elsewhere(self, copy: Copy, table: str, column: str) -> None:
        """The table is named."""
        where = (
            f"rowid = (SELECT min(rowid) FROM {table})"
            if table == "read_rows"
            else f"{column} = (SELECT min({column}) FROM {table})"
        )
        copy.edit(f"UPDATE {table} SET {column} = CAST(%s AS TEXT) WHERE {where}", b"\xff")
        report = copy.verify()
        assert checks(report) & {"database"}
        assert table in report.failures[-1].what.en or table in report.failures[0].what.en
        assert not any("with text" in failure.what.en for failure in report.failures if failure.check == "database")

    @pytest.mark.parametrize(
        ("table", "column", "value"),
        [
            ("ledger_heads", "position", "x"),
            ("ledger_heads", "last_at", "yesterday"),
            ("ledger_checkpoints", "size", "x"),
            ("ledger_checkpoints", "root", "x" * 32),
            ("ledger_checkpoints", "note", b"note"),
            ("ledger_checkpoints", "signed_at", "2026"),
            ("ledger_commands", "command", b"x"),
            ("ledger_commands", "position", "x"),
            ("ledger_commands", "version", 1.5),
            ("ledger_commands", "recorded_at", "x"),
            ("ledger_commands", "subject", "x"),
            ("ledger_commands", "item", b"x"),
            ("ledger_snapshots", "originator_version", "x"),
            ("ledger_snapshots", "state", b"{}"),
            ("ledger_tree", "hashes", "x" * 32),
            ("projections", "position", "x"),
            ("projections", "generation", "x"),
            ("projections", "failed_position", "x"),
            ("read_rows", "body", b"{}"),
            ("read_rows", "generation", "x"),
        ],
    )
    def test_a_value_of_another_kind(self, copy: Copy, table: str, column: str, value: Any) -> None:
        """The table and the column are named, and nothing ends in the program's own error."""
        keys = {"ledger_tree": "number", "read_rows": "key", "ledger_checkpoints": "size", "ledger_commands": "command"}
        key = keys.get(table, "organization")
        copy.edit(f"UPDATE {table} SET {column} = %s WHERE {key} = (SELECT max({key}) FROM {table})", value)
        report = copy.verify()
        (failure,) = [failure for failure in report.failures if failure.check == "database"]
        assert table in failure.what.en
        assert column in failure.what.en


class TestWhatIsGone:
    """A table that somebody dropped, on either database."""

    TABLES = (
        "ledger_heads", "ledger_events", "ledger_commands", "ledger_snapshots", "ledger_checkpoints", "ledger_tree",
        "projections", "read_rows",
    )  # fmt: skip

    @pytest.mark.parametrize("table", TABLES)
    def test_the_table_is_named(self, copy: Copy, table: str) -> None:
        """The verification ends in a finding, not in the program's own error."""
        copy.edit(f"ALTER TABLE {table} RENAME TO gone")
        try:
            report = copy.verify()
        finally:
            copy.edit(f"ALTER TABLE gone RENAME TO {table}")
        (failure,) = [failure for failure in report.failures if failure.check == "database"]
        assert f"table {table} " in failure.what.en

    def test_nothing_else_works_on_what_is_left(self, copy: Copy) -> None:
        """Whoever did not come to look is told what is wrong, and is not sent to found the organization again."""
        copy.edit("ALTER TABLE ledger_heads RENAME TO gone")
        try:
            with pytest.raises(LedgerUnavailable, match="ledger_heads is gone: run `jixiao verify`"):
                open_database(copy.url)
        finally:
            copy.edit("ALTER TABLE gone RENAME TO ledger_heads")


class TestWhatWasAppendedWrong:
    """By a faulty program: a seal keeps it as it is, replaying it tells."""

    def test_a_payroll_that_makes_money(self, copy: Copy) -> None:
        """Σ entitlement = Σ paid + team fund + retained, to the fen, in every calculation there ever was."""
        payroll = Payroll.open(uuid4(), "2026-10", by="system:test", at=now())
        money = {"entitlement": Decimal("100.00"), "paid": Decimal("100.01"), "team_fund": Decimal(0)}
        calculated(payroll, {"id": "x", "retained": Decimal(0), **money})
        position = append(copy, payroll)
        assert (position, "balance") in found(copy.verify())

    def test_a_history_without_a_beginning(self, copy: Copy) -> None:
        """Versions start at 1, and nothing can be rebuilt from the middle."""
        payroll = Payroll.open(uuid4(), "2026-10", by="system:test", at=now())
        payroll.collect_events()
        calculated(payroll)
        position = append(copy, payroll)
        assert {(position, "version"), (position, "aggregate")} <= found(copy.verify())


def append(copy: Copy, payroll: Payroll) -> int:
    """Append what is pending, as the service does."""
    database = open_database(copy.url)
    try:
        command = uuid4()
        envelope = Envelope("system:test", command, command, command)
        ledger = OrganizationLedger(database, copy.month.organization)
        return ledger.append([payroll], envelope, Answer("payroll", payroll.id)).position
    finally:
        database.close()


def calculated(payroll: Payroll, *lines: dict[str, Any]) -> None:
    """Record a calculation past the decision that would refuse it."""
    payroll.record(
        PayrollCalculated, actor="system:test", at=now(), cycle=uuid4(), plan="store-dividend", plan_version=1,
        inputs={}, cards={}, lines=lines, totals={}, digest="",
    )  # fmt: skip


def found(report: Report) -> set[tuple[int | None, str]]:
    """Where and by which check each failure was found."""
    return {(failure.position, failure.check) for failure in report.failures}


def now() -> datetime:
    return datetime.now(UTC)
