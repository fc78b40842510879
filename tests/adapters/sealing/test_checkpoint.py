"""Checkpoints are read strictly, and written so that other tools read them."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tlog_scales.signing import Vkey
from tlog_scales.tlog import Checkpoint as OtherCheckpoint

from adapters.sealing import NoteSigner, SigningKey
from adapters.sealing.checkpoint import KeyRing, TreeHead, origin_of, read_checkpoint
from adapters.sealing.encoding import Malformed, to_base64
from adapters.sealing.keys import VerifierKey
from adapters.sealing.note import Note
from adapters.sealing.trust import TrustedKeys, ledger_of_checkpoint
from application.verifying.image import StatementRefused
from domain.errors import InvalidDocument

ORGANIZATION = UUID("0b9f1e54-93a1-4d0e-a1d7-7f3f4f4f0001")
ROOT = bytes(range(32))
KEY = SigningKey.generate()
HEAD = TreeHead(origin_of(ORGANIZATION), 15, ROOT)


def signed(text: str) -> str:
    """A note of this text, whatever it says, signed as a checkpoint is."""
    return Note(text, (KEY.sign(origin_of(ORGANIZATION), text),)).write()


def test_is_read_as_it_was_signed() -> None:
    """Origin, size and root are all that there is to a checkpoint."""
    written = NoteSigner(lambda: (KEY,)).sign(ORGANIZATION, 15, ROOT)
    said, note = read_checkpoint(written)
    assert said == HEAD
    assert KeyRing([KEY.verifier(HEAD.origin)]).signers(note) == (KEY.verifier(HEAD.origin),)


@given(size=st.integers(1, 2**63 - 1), root=st.binary(min_size=32, max_size=32))
def test_another_implementation_reads_and_verifies_it(size: int, root: bytes) -> None:
    """An auditor has tools of his own."""
    signer = NoteSigner(lambda: (KEY, SigningKey.generate()))
    written = signer.sign(ORGANIZATION, size, root)
    other = OtherCheckpoint.from_text(written)
    assert (other.origin, other.size, other.root_hash) == (origin_of(ORGANIZATION), size, root)
    assert other.serialize() == written
    other.verify(Vkey.from_string(signer.verifier_keys(ORGANIZATION)[0]))


@pytest.mark.parametrize(
    "text",
    [
        HEAD.text().replace("\n15\n", "\n015\n"),
        HEAD.text().replace("\n15\n", "\n+15\n"),
        HEAD.text().replace("\n15\n", "\n-15\n"),
        HEAD.text().replace("\n15\n", "\n 15\n"),
        HEAD.text().replace("\n15\n", "\n15 \n"),
        HEAD.text().replace("\n15\n", "\n1_5\n"),
        HEAD.text().replace("\n15\n", "\n１５\n"),
        HEAD.text().replace("\n15\n", "\n0x0f\n"),
        HEAD.text().replace("\n15\n", "\n\n"),
        HEAD.text().replace("\n15\n", f"\n{2**63}\n"),
        HEAD.text().replace("\n15\n", "\n"),
        HEAD.text().replace(to_base64(ROOT), to_base64(ROOT[:-1])),
        HEAD.text().replace(to_base64(ROOT), to_base64(ROOT + b"\0")),
        HEAD.text().replace(to_base64(ROOT), to_base64(ROOT)[:-1]),
        HEAD.text().replace("Hh8=", "Hh9="),
        HEAD.text() + "\n",
        "\n" + HEAD.text(),
        f"\n15\n{to_base64(ROOT)}\n",
        f"{HEAD.origin}\n15\n",
    ],
)
def test_what_is_written_otherwise_is_refused(text: str) -> None:
    """Also when it is signed: who signs loosely must not be read loosely."""
    with pytest.raises(Malformed):
        read_checkpoint(signed(text))


def test_lines_of_an_extension_are_passed_over() -> None:
    """The specification allows them; they are under the signature like the rest."""
    said, _ = read_checkpoint(signed(HEAD.text() + "something more\n"))
    assert said == HEAD


def test_both_keys_sign_during_a_rotation() -> None:
    """Verifiers with the old key and with the new one both go on."""
    old, new = SigningKey.generate(), SigningKey.generate()
    written = NoteSigner(lambda: (old, new)).sign(ORGANIZATION, 15, ROOT)
    for key in (old, new):
        said = TrustedKeys([key.verifier(HEAD.origin).encode()]).read(written)
        assert said.signers == (f"{HEAD.origin}+{key.verifier(HEAD.origin).id.hex()}",)


def test_one_secret_is_another_key_for_another_ledger() -> None:
    """A checkpoint of one ledger shows nothing about another."""
    elsewhere = VerifierKey(origin_of(UUID(int=1)), KEY.verifier(HEAD.origin).public)
    written = NoteSigner(lambda: (KEY,)).sign(ORGANIZATION, 15, ROOT)
    assert TrustedKeys([elsewhere.encode()]).read(written).signers == ()


def test_a_refusal_says_what_is_wrong_in_both_languages() -> None:
    """Auditors read it."""
    trust = TrustedKeys([KEY.verifier(HEAD.origin).encode()])
    with pytest.raises(StatementRefused) as refused:
        trust.read(signed(HEAD.text()).replace("\n15\n", "\n16\n"))
    assert "伪造" in refused.value.words.zh
    assert "forged" in refused.value.words.en
    with pytest.raises(StatementRefused, match="not well-formed"):
        trust.read("no checkpoint")


@pytest.mark.parametrize("origin", ["example.com/log", "jixiao/", "jixiao/x", f"jixiao/{str(ORGANIZATION).upper()}"])
def test_a_checkpoint_of_another_log_is_not_taken_for_one_of_ours(origin: str) -> None:
    """An auditor keeps checkpoints of many logs in one folder."""
    with pytest.raises(InvalidDocument):
        ledger_of_checkpoint(signed(TreeHead(origin, 15, ROOT).text()))
    assert ledger_of_checkpoint(signed(HEAD.text())) == ORGANIZATION


def test_every_mistyped_key_is_named() -> None:
    """One run shows all that is wrong with what was given."""
    good = KEY.verifier(HEAD.origin).encode()
    with pytest.raises(InvalidDocument) as refused:
        TrustedKeys(["bad", good, f"{good}x"])
    assert [fault.pointer for fault in refused.value.faults] == ["/keys/0", "/keys/2"]
