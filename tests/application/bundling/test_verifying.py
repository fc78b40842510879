"""Verifying with the bundle and a key alone: what proves, and that every tampering is named.

Three who tamper: one who changes bytes; one who also makes the list of files fit; and the server itself, which signs
what it changed with the ledger's key. Whatever the last of them cannot get past, nobody can.
"""

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import rfc8785

from adapters.bundles import pack, unpack
from adapters.sealing import NoteSigner, SigningKey
from application.bundling import BundleReport, Kind
from tests.application.bundling.desk import Change, Desk, Members, changed, document, edit, events, listed

ALL_CHECKS = [
    *("archive", "manifest", "signature", "checkpoint", "file", "event", "proof", "stream", "document", "evidence"),
    *("figures", "summary", "report", "withheld"),
]


def failed(report: BundleReport) -> str:
    """The check that failed first."""
    assert not report.proven
    return report.failures[0].check


class TestWhatProves:
    @pytest.mark.parametrize("who", ["S1", "L1", "M1", "H1", "G1", "U1"])
    def test_a_card_whoever_asked_for_it(self, desk: Desk, who: str) -> None:
        """Every check holds, and the total is told."""
        report = desk.verify(desk.card(who, "S1"))
        assert (report.failures, report.passed) == ([], ALL_CHECKS)
        assert report.figures["total"] == "89.83"
        assert report.signers == ("+".join(desk.vkey.split("+")[:2]),)

    def test_everybodys_card(self, desk: Desk) -> None:
        """Waived items, adjustments, returned cards."""
        for number in ("L1", "S1", "S2", "S3", "S4"):
            assert desk.verify(desk.card("U1", number)).proven, number

    def test_an_appeal(self, desk: Desk, appeal: bytes) -> None:
        """Before and after."""
        report = desk.verify(appeal)
        assert report.proven
        assert (report.figures["outcome"], report.figures["old_total"], report.figures["new_total"]) == (
            *("upheld", "83.83", "89.83"),
        )

    def test_everybodys_payslip_from_the_office(self, desk: Desk) -> None:
        """Of somebody exempt, too."""
        for number in ("L1", "S1", "S2", "S3", "S4", "S5"):
            report = desk.verify(desk.make("F1", Kind.PAYSLIP, desk.payslip(number)))
            assert report.proven, number
            assert report.figures["proven"] is True

    def test_ones_own_payslip_is_signed_and_not_proven(self, desk: Desk) -> None:
        """The calculation holds others' pay: what can be proved is, and what is not is said."""
        report = desk.verify(desk.make("S1", Kind.PAYSLIP, desk.payslip("S1")))
        assert [failure.check for failure in report.failures] == ["withheld"]
        assert report.passed == ALL_CHECKS[:-1]
        assert report.figures["gross"] is not None

    def test_it_says_what_it_does_not_show(self, desk: Desk, own_card: bytes) -> None:
        """That nothing follows the last version is the server's word; peers and who names them are withheld."""
        limits = " ".join(words.en for words in desk.verify(own_card).limits)
        assert "nothing follows version n" in limits
        assert "4 events are withheld" in limits


class TestTheSigner:
    def test_without_a_key_everything_else_is_proved(self, desk: Desk, card: bytes) -> None:
        """And the bundle's own hint proves nothing."""
        report = desk.verify(card, keys=())
        assert [failure.check for failure in report.failures] == ["signer"]
        assert desk.vkey in report.failures[0].what.en
        assert report.passed == ALL_CHECKS

    def test_another_key(self, desk: Desk, card: bytes) -> None:
        """Of the same name, and of another ledger's."""
        for name in (f"jixiao/{desk.company.organization}", f"jixiao/{uuid4()}"):
            stranger = SigningKey.generate().verifier(name).encode()
            assert failed(desk.verify(card, keys=(stranger,))) == "signature"

    def test_a_bundle_signed_again_by_somebody_else(self, desk: Desk, card: bytes) -> None:
        """Checkpoint and manifest, with a key of their own."""
        forger = SigningKey.generate()
        members = unpack(card)
        told = json.loads(members["manifest.json"])["checkpoint"]
        checkpoint = desk.sealer.checkpoint(desk.company.organization, told["size"])
        note = NoteSigner(lambda: (forger,)).sign(desk.company.organization, checkpoint.size, checkpoint.root)
        members["checkpoint.note"] = note.encode()
        assert failed(desk.verify(desk.endorse(members, forger))) == "signature"

    def test_a_checkpoint_signed_by_another_key_inside_a_true_list(self, desk: Desk, card: bytes) -> None:
        """Each of the two signatures counts."""
        members = unpack(card)
        checkpoint = desk.sealer.checkpoint(desk.company.organization)
        forger = NoteSigner(lambda: (SigningKey.generate(),))
        note = forger.sign(desk.company.organization, checkpoint.size, checkpoint.root)
        members["checkpoint.note"] = note.encode()
        assert failed(desk.verify(desk.endorse(members))) == "signature"

    def test_a_forged_signature_under_the_known_keys_name(self, desk: Desk, card: bytes) -> None:
        """Not merely another key."""
        members = unpack(card)
        lines = members["manifest.note"].decode().split("\n")
        other = NoteSigner(lambda: (desk.key,)).attest(desk.company.organization, "something else\n").split("\n")
        lines[-2] = other[-2]
        members["manifest.note"] = "\n".join(lines).encode()
        report = desk.verify(pack(members))
        assert failed(report) == "signature"
        assert "forged" in report.failures[0].what.en

    def test_during_a_rotation_either_key_will_do(self, desk: Desk, card: bytes) -> None:
        """The overlap is for verifiers who have one of the two."""
        new = SigningKey.generate()
        members = unpack(card)
        signer, organization = NoteSigner(lambda: (desk.key, new)), desk.company.organization
        told = json.loads(members["manifest.json"])["checkpoint"]
        root = desk.sealer.checkpoint(organization, told["size"]).root
        members["checkpoint.note"] = signer.sign(organization, told["size"], root).encode()
        desk.endorse(members)
        text, _, _ = members["manifest.note"].decode().rpartition("\n\n")
        members["manifest.note"] = signer.attest(organization, f"{text}\n").encode()
        both = pack(members)
        assert desk.verify(both).proven
        assert desk.verify(both, keys=(new.verifier(f"jixiao/{organization}").encode(),)).proven


class TestCheckpointsKeptElsewhere:
    def test_the_same_one(self, desk: Desk, card: bytes) -> None:
        """It is what was witnessed."""
        assert desk.verify(card, unpack(card)["checkpoint.note"].decode()).proven

    def test_another_root_over_as_many_events(self, desk: Desk, card: bytes) -> None:
        """History was rewritten, and signed again with the key."""
        size = document(card, "manifest.json")["checkpoint"]["size"]
        note = NoteSigner(lambda: (desk.key,)).sign(desk.company.organization, size, bytes(32))
        assert failed(desk.verify(card, note)) == "given-checkpoint"

    def test_of_another_ledger_or_unsigned(self, desk: Desk, card: bytes) -> None:
        """It says nothing about this one."""
        other = NoteSigner(lambda: (desk.key,)).sign(uuid4(), 3, bytes(32))
        assert failed(desk.verify(card, other)) == "given-checkpoint"
        stranger = NoteSigner(lambda: (SigningKey.generate(),)).sign(desk.company.organization, 3, bytes(32))
        assert failed(desk.verify(card, stranger)) == "given-checkpoint"

    def test_of_another_size_with_the_proof_between_them(self, desk: Desk, card: bytes) -> None:
        """Earlier ones and later ones."""
        organization, sealer = desk.company.organization, desk.sealer
        size = document(card, "manifest.json")["checkpoint"]["size"]
        first = desk.month.positions["enter"]
        proof = proof_between(desk, first, size)
        note = sealer.checkpoint(organization, first).note
        assert desk.verify_with(card, [note], [proof]).proven
        early = desk.card("U1", "S1", first)
        assert desk.verify_with(early, [sealer.checkpoint(organization, size).note], [proof]).proven

    def test_without_the_proof_it_is_said_where_to_get_it(self, desk: Desk, card: bytes) -> None:
        """Two sizes alone cannot be compared."""
        note = desk.sealer.checkpoint(desk.company.organization, desk.month.positions["enter"]).note
        report = desk.verify(card, note)
        assert failed(report) == "given-checkpoint"
        assert "/api/v1/proofs/consistency?from=" in report.failures[0].what.en

    def test_a_proof_that_is_none(self, desk: Desk, card: bytes) -> None:
        """It grew out of another history."""
        size = document(card, "manifest.json")["checkpoint"]["size"]
        first = desk.month.positions["enter"]
        proof = proof_between(desk, first, size)
        proof["hashes"] = proof["hashes"][::-1]
        note = desk.sealer.checkpoint(desk.company.organization, first).note
        assert failed(desk.verify_with(card, [note], [proof])) == "given-checkpoint"


def proof_between(desk: Desk, first: int, second: int) -> dict[str, Any]:
    """A consistency proof as the API answers it."""
    proof = desk.sealer.consistency(desk.company.organization, first, second)
    return {"from": first, "to": second, "hashes": [b64encode(hash).decode() for hash in proof.hashes]}


def last_byte(name: str) -> Change:
    """Another byte somewhere in a member."""

    def change(members: Members) -> None:
        content = bytearray(members[name])
        content[len(content) // 2] ^= 1
        members[name] = bytes(content)

    return change


class TestOneChangedByte:
    def test_in_any_member(self, desk: Desk, card: bytes) -> None:
        """Events, proofs, schemes, evidence, reports, notes, the list itself: nothing is left uncovered."""
        for name in unpack(card):
            if name != "verifier-keys.txt":
                assert not desk.verify(pack(changed(card, last_byte(name)))).proven, name

    def test_a_member_left_out_or_put_in(self, desk: Desk, card: bytes) -> None:
        """The list names all of them and nothing else."""
        for name in unpack(card):
            members = unpack(card)
            del members[name]
            assert not desk.verify(pack(members)).proven, name
        extra = pack(changed(card, lambda members: members.update({"evidence/more.txt": b"more"})))
        assert failed(desk.verify(extra)) == "file"

    def test_with_the_list_made_to_fit(self, desk: Desk, card: bytes) -> None:
        """Then the list is not the one that was signed."""

        def change(members: Members) -> None:
            members["report.zh.html"] = members["report.zh.html"].replace(b"89.83", b"99.83")
            edit("manifest.json", lambda told: told.update(files=listed(members)))(members)

        assert failed(desk.verify(pack(changed(card, change)))) == "manifest"


def edit_event(topic: str, act: Callable[[dict[str, Any]], object]) -> Change:
    """Change the first event of a kind, written as canonically as before."""

    def change(members: Members) -> None:
        lines = members["events.jsonl"].split(b"\n")
        at = next(index for index, line in enumerate(lines) if f'"jixiao.{topic}.'.encode() in line)
        event = json.loads(lines[at])
        act(event)
        lines[at] = rfc8785.dumps(event)
        members["events.jsonl"] = b"\n".join(lines)

    return change


def drop_event(topic: str, *, proof: bool = True) -> Change:
    """Leave an event out, and its proof."""

    def change(members: Members) -> None:
        lines = members["events.jsonl"].split(b"\n")
        at = next(index for index, line in enumerate(lines) if f'"jixiao.{topic}.'.encode() in line)
        del lines[at]
        members["events.jsonl"] = b"\n".join(lines)
        if proof:
            edit("proofs.json", lambda told: told["proofs"].pop(at) and told)(members)

    return change


def replaced(old: str, new: str) -> Callable[[dict[str, Any]], object]:
    """Another text in an event's state."""

    def act(event: dict[str, Any]) -> None:
        assert old in event["state"]
        event["state"] = event["state"].replace(old, new)

    return act


def a_little_off(event: dict[str, Any]) -> None:
    """A recorded time with another last digit."""
    digit = event["recorded_at"][-2]
    event["recorded_at"] = f"{event['recorded_at'][:-2]}{'7' if digit != '7' else '8'}Z"


def other_scheme(members: Members) -> None:
    """A scheme that gives more, said to be the one that was published."""
    name = "documents/scheme.house.v1.json"
    members[name] = members[name].replace(b'"max":"40"', b'"max":"60"')


def swap_proofs(told: dict[str, Any]) -> None:
    """The proofs of two events."""
    one, other = told["proofs"][0], told["proofs"][-1]
    one["hashes"], other["hashes"] = other["hashes"], one["hashes"]


LIES: dict[str, tuple[Change, str]] = {
    "a byte of a state": (edit_event("deduction-recorded", replaced('"_data_":"6"', '"_data_":"5"')), "proof"),
    "an actor": (edit_event("deduction-recorded", lambda event: event.update(actor=str(UUID(int=7)))), "proof"),
    "a time": (edit_event("judgement-given", a_little_off), "proof"),
    "an organization": (edit_event("judgement-given", lambda e: e.update(organization=str(uuid4()))), "event"),
    "a field more": (edit_event("judgement-given", lambda event: event.update(more="1")), "event"),
    "another writing of an event": (
        lambda members: members.update({"events.jsonl": members["events.jsonl"].replace(b'","', b'", "', 1)}),
        "event",
    ),
    "events in another order": (
        lambda members: members.update(
            {"events.jsonl": b"\n".join([*members["events.jsonl"].split(b"\n")[:-1][::-1], b""])}
        ),
        "event",
    ),
    "swapped proofs": (edit("proofs.json", swap_proofs), "proof"),
    "a proof less": (edit("proofs.json", lambda told: told["proofs"].pop() and told), "proof"),
    "another size": (edit("proofs.json", lambda told: told.update(size=told["size"] + 1)), "proof"),
    "an event left out": (drop_event("deduction-recorded"), "stream"),
    "the last event left out": (drop_event("scorecard-amended"), "stream"),
    "an event without its proof": (drop_event("judgement-given", proof=False), "proof"),
    "the published scheme left out": (drop_event("version-published"), "document"),
    "another scheme": (other_scheme, "document"),
    "a scheme that nobody published": (
        lambda members: members.update({"documents/scheme.house.v2.json": b"{}"}), "document",
    ),
    "a scheme less": (lambda members: members.pop("documents/scheme.house.v1.json"), "document"),
    "a total of the summary": (
        edit("summary.json", lambda told: told["scorecards"][0].update(total="99.99")), "summary",
    ),
    "a withheld event more": (
        edit("withheld.json", lambda told: [*told, {
            "position": 3, "stream": str(uuid4()), "version": 1, "topic": "jixiao.x.1", "why": "office",
            "excerpt": None,
        }]), "stream",
    ),
    "a report": (
        lambda members: members.update(
            {"report.en.html": members["report.en.html"].replace(b"89.83", b"99.83")}
        ),
        "report",
    ),
    "an opened text that the report does not show": (
        edit("opened.json", lambda told: told["texts"][0].update(text="he never came")), "report",
    ),
    "another checkpoint": (
        edit("manifest.json", lambda told: told["checkpoint"].update(size=told["checkpoint"]["size"] - 1)),
        "checkpoint",
    ),
    "a history said to be shorter": (
        edit("manifest.json", lambda told: told["streams"][0].update(versions=3)), "stream",
    ),
    "another subject": (edit("manifest.json", lambda told: told.update(subject=str(uuid4()))), "figures"),
}  # fmt: skip
"""What a server could change and sign, and the check that finds it."""


@pytest.mark.parametrize("lie", LIES)
def test_what_the_server_itself_cannot_sign_away(desk: Desk, card: bytes, lie: str) -> None:
    """The tree is signed already; whoever holds the key can list other bytes, and not prove them."""
    change, check = LIES[lie]
    members = changed(card, change)
    assert failed(desk.verify(desk.endorse(members))) == check


def test_the_position_of_a_changed_event_is_told(desk: Desk, card: bytes) -> None:
    """The first thing that fails is named."""
    change, _ = LIES["a byte of a state"]
    report = desk.verify(desk.endorse(changed(card, change)))
    due = next(event["position"] for event in events(card) if "deduction-recorded" in event["topic"])
    assert (report.failures[0].check, report.failures[0].position) == ("proof", due)


class TestEvidence:
    def file(self, content: bytes) -> str:
        return next(name for name in unpack(content) if name.startswith("evidence/"))

    def test_another_file_in_its_place(self, desk: Desk, card: bytes) -> None:
        """The event names it by its hash."""
        members = changed(card, lambda held: held.update({self.file(card): b"another"}))
        assert failed(desk.verify(desk.endorse(members))) == "evidence"

    def test_a_file_that_no_event_names(self, desk: Desk, card: bytes) -> None:
        """It was slipped in."""
        members = changed(card, lambda held: held.update({f"evidence/{'0' * 64}.csv": b"another"}))
        assert failed(desk.verify(desk.endorse(members))) == "evidence"

    def test_a_file_less(self, desk: Desk, card: bytes) -> None:
        """Unless the list says why it is not there."""
        members = changed(card, lambda held: held.pop(self.file(card)))
        assert failed(desk.verify(desk.endorse(members))) == "evidence"


class TestPay:
    def test_a_line_of_the_summary(self, desk: Desk, payslip: bytes) -> None:
        """It is computed again from the recorded inputs and the plan."""
        change = edit("summary.json", lambda told: told["payslips"][0]["line"].update(gross="9999.99"))
        assert failed(desk.verify(desk.endorse(changed(payslip, change)))) == "summary"

    def test_another_plan(self, desk: Desk, payslip: bytes) -> None:
        """The one that was published counts."""
        name = "documents/plan.store-dividend.v1.json"
        members = changed(payslip, lambda held: held.update({name: held[name].replace(b'"50"', b'"60"')}))
        assert failed(desk.verify(desk.endorse(members))) == "document"

    def test_a_calculation_said_to_be_withheld(self, desk: Desk, payslip: bytes) -> None:
        """What is stated in its place is not proven, and that is said."""

        def change(members: Members) -> None:
            lines = members["events.jsonl"].split(b"\n")
            at = max(index for index, line in enumerate(lines) if b"payroll-calculated" in line)
            event = json.loads(lines.pop(at))
            members["events.jsonl"] = b"\n".join(lines)
            edit("proofs.json", lambda told: told["proofs"].pop(at) and told)(members)
            excerpt = {**json.loads(members["summary.json"])["payslips"][0]}
            excerpt = {name: excerpt[name] for name in ("plan", "plan_version", "digest", "pool", "line")}
            withheld = {"position": event["position"], "stream": event["originator_id"], "topic": event["topic"]}
            withheld |= {"version": event["originator_version"], "why": "others-pay", "excerpt": excerpt}
            edit("withheld.json", lambda told: [*told, withheld])(members)

        assert failed(desk.verify(desk.endorse(changed(payslip, change)))) in ("summary", "withheld")


FALSEHOODS = {
    "a total": ("scorecard-submitted", '"total":{"_type_":"decimal_str","_data_":"83.83"}', "83.83", "93.83", "score"),
    "an item": ("scorecard-submitted", '"_data_":"14.00"', "14.00", "15.00", "score"),
    "the total before an appeal": ("scorecard-amended", '"old_total"', "83.83", "80.00", "score"),
    "a total that was published": ("scorecard-published", '"total"', "83.83", "93.83", "score"),
    "what a decision ordered": ("appeal-decided", "reverse-deduction", "reverse-deduction", "waive-item", "appeal"),
}
"""What a ledger could hold that its own events do not come to: topic, a mark of the event, figure, falsehood."""


@pytest.mark.parametrize("falsehood", FALSEHOODS)
def test_what_was_recorded_falsely_is_found_though_it_is_sealed(tmp_path: Path, falsehood: str) -> None:
    """A proof shows that something was recorded; that it adds up is computed."""
    topic, marked, figure, falsely, check = FALSEHOODS[falsehood]
    desk = Desk.opened(tmp_path)
    record_falsely(desk, topic, marked, figure, falsely)
    report = desk.verify(desk.card("U1", "S1"))
    assert report.passed == ALL_CHECKS[:10]
    assert failed(report) == check
    desk.company.close()


def test_an_amount_that_the_plan_does_not_give(tmp_path: Path) -> None:
    """The line still adds up, and the approval is of this very calculation."""
    desk = Desk.opened(tmp_path)
    shown = desk.company.asks("F1").payslip(desk.payslip("S1"))["line"]
    record_falsely(desk, "payroll-calculated", shown["paid"], shown["paid"], "997.11")
    record_falsely(desk, "payroll-calculated", "997.11", f'"{shown["team_fund"]}"', '"114.00"')
    report = desk.verify(desk.make("F1", Kind.PAYSLIP, desk.payslip("S1")))
    assert failed(report) == "pay"
    desk.company.close()


def record_falsely(desk: Desk, topic: str, marked: str, figure: str, falsely: str) -> None:
    """Change what is recorded before it is sealed: what a program with a fault, or an owner, could do."""
    company = desk.company
    with company.database.transaction(company.organization) as session:
        for (name,) in session.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            session.execute(f"DROP TRIGGER {name}")
        session.execute(
            "UPDATE ledger_events SET state = replace(state, %s, %s) "
            "WHERE organization = %s AND topic LIKE %s AND instr(state, %s) > 0",
            (figure, falsely, company.organization, f"jixiao.{topic}.%", marked),
        )


class TestOtherVersions:
    def as_written_by_another(self, members: Members) -> None:
        edit("manifest.json", lambda told: told.update(written_by="jixiao 9.9.9"))(members)

    def test_other_words_for_the_same_figures(self, desk: Desk, card: bytes) -> None:
        """A later version words a sentence otherwise; figures are figures, and what was not compared is said."""

        def change(members: Members) -> None:
            self.as_written_by_another(members)
            words = {"zh": "换了说法", "en": "in other words"}
            edit("summary.json", lambda told: told["scorecards"][0]["items"][0].update(explanation=words))(members)

        report = desk.verify(desk.endorse(changed(card, change)))
        assert report.proven
        limits = " ".join(words.en for words in report.limits)
        assert "written by another version" in limits
        assert "worded otherwise" in limits

    def test_other_figures_are_not_excused_by_another_version(self, desk: Desk, card: bytes) -> None:
        """They follow from the events."""

        def change(members: Members) -> None:
            self.as_written_by_another(members)
            edit("summary.json", lambda told: told["scorecards"][0]["items"][0].update(score="1.00"))(members)

        assert failed(desk.verify(desk.endorse(changed(card, change)))) == "summary"


SHAPES = (b"", b"{}\n", b"[]\n", b"null\n", b"7\n", b"\xff\xfe", b"[" * 50_000)
MISSHAPEN = [
    pytest.param(name, content, id=f"{name} {content[:4]!r}")
    for name in ("proofs.json", "withheld.json", "opened.json", "summary.json", "events.jsonl")
    for content in SHAPES
    if (name, content) != ("withheld.json", b"[]\n")  # which is what a bundle holds that withholds nothing
]


class TestWhatIsNoBundle:
    @pytest.mark.parametrize("content", [b"", b"PK", b"no bundle at all", bytes(1000)])
    def test_any_bytes(self, desk: Desk, content: bytes) -> None:
        """A finding, and no traceback."""
        assert failed(desk.verify(content)) == "archive"

    def test_an_archive_of_something_else(self, desk: Desk) -> None:
        """It has no manifest."""
        assert failed(desk.verify(pack({"readme.txt": b"hello"}))) == "manifest"

    @pytest.mark.parametrize(
        "manifest",
        [b"", b"{}", b"[]", b"null", b'"x"', b"{" * 100_000, b'{"format": "jixiao.bundle.2"}', b"\xff"],
    )
    def test_a_manifest_of_another_shape(self, desk: Desk, card: bytes, manifest: bytes) -> None:
        """Whatever it does to the reader is a finding."""
        members = changed(card, lambda held: held.update({"manifest.json": manifest}))
        assert failed(desk.verify(pack(members))) in ("manifest", "file")

    @pytest.mark.parametrize(("name", "content"), MISSHAPEN)
    def test_a_member_of_another_shape(self, desk: Desk, card: bytes, name: str, content: bytes) -> None:
        """Signed by whoever: a finding, and no traceback."""
        members = changed(card, lambda held: held.update({name: content}))
        assert failed(desk.verify(desk.endorse(members)))
