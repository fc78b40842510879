"""Signed notes and verifier keys as C2SP has them, with the test values that Go's implementation publishes."""

from base64 import b64decode, b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sealing.checkpoint import Forged, KeyRing
from adapters.sealing.encoding import Malformed
from adapters.sealing.keys import SigningKey, SigningKeyUnusable, VerifierKey
from adapters.sealing.note import Note, Signature, read_note

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
NOTE = f"{TEXT}\n{LINE}\n"
OTHERS = [
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6",
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
]


def peter() -> VerifierKey:
    return VerifierKey.decode(PETER)


class TestPublishedValues:
    def test_the_note_verifies(self) -> None:
        """What other implementations sign is read here, and the other way round."""
        note = read_note(NOTE)
        assert note.text == TEXT
        assert KeyRing([peter()]).signers(note) == (peter(),)
        assert note.write() == NOTE

    @pytest.mark.parametrize("text", [PETER, *OTHERS])
    def test_the_keys_are_read_and_written_back(self, text: str) -> None:
        """Auditors paste them from elsewhere."""
        assert VerifierKey.decode(text).encode() == text

    def test_the_note_is_signed_as_others_sign_it(self) -> None:
        """Ed25519 is deterministic: the same key and text give the same note, to the byte."""
        seed = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"  # kind and secret, as Go publishes them
        key = SigningKey.decode(b64encode(b64decode(seed)[1:]).decode())
        assert key.verifier("PeterNeumann") == peter()
        assert Note(TEXT, (key.sign("PeterNeumann", TEXT),)).write() == NOTE


class TestNote:
    @pytest.mark.parametrize(
        "written",
        [
            "",
            TEXT,
            NOTE[:-1],
            NOTE + "\n",
            NOTE.replace("\n\n", "\n"),
            NOTE.replace("— ", "- "),
            NOTE.replace("— ", "—"),
            NOTE.replace("— ", "—  "),
            NOTE.replace(" x08", "  x08"),
            NOTE.replace("PeterNeumann", "Peter+Neumann"),
            NOTE.replace("PeterNeumann", "Peter\u00a0Neumann"),
            NOTE.replace("PeterNeumann", ""),
            NOTE.replace("\n", "\r\n"),
            NOTE.replace("your", "your\t"),
            NOTE.replace("your", "your\0"),
            NOTE.replace("AM=", "AN="),
            NOTE.replace("AM=", "AM"),
            NOTE.replace("AM=", "AM=="),
            NOTE.replace("AM=", "A-="),
            NOTE.replace("x08go/", "x08go /"),
            f"{TEXT}\n— PeterNeumann x08goA==\n",
            f"{NOTE}{LINE}\n",
            f"{TEXT}\n{LINE}\nsomething else\n",
            f"\n\n{LINE}\n",
            f"{TEXT}\n" + "".join(f"— name{number} AAAAAAA=\n" for number in range(101)),
            f"{'a' * 70000}\n\n{LINE}\n",
        ],
    )  # fmt: skip
    def test_what_is_written_otherwise_is_refused(self, written: str) -> None:
        """Two readers of one note must never read two things."""
        with pytest.raises(Malformed):
            read_note(written)

    def test_a_text_may_hold_empty_lines(self) -> None:
        """The last empty line ends it."""
        written = f"one\n\ntwo\n\n\n{LINE}\n"
        assert read_note(written).text == "one\n\ntwo\n\n"

    def test_a_changed_text_is_forged(self) -> None:
        """The whole point."""
        with pytest.raises(Forged):
            KeyRing([peter()]).signers(read_note(NOTE.replace("don't", "do")))

    def test_a_signature_by_a_stranger_is_passed_over(self) -> None:
        """So keys can be changed, and witnesses sign too; the same name under another id is a stranger's."""
        stranger = SigningKey.generate().sign("PeterNeumann", TEXT)
        note = read_note(NOTE)
        both = read_note(replace(note, signatures=(stranger, *note.signatures)).write())
        assert KeyRing([peter()]).signers(both) == (peter(),)
        assert KeyRing([peter()]).signers(replace(note, signatures=(stranger,))) == ()

    def test_a_strangers_signature_under_a_known_id_is_forged(self) -> None:
        """An id is four bytes and can be copied; the signature cannot."""
        forged = replace(SigningKey.generate().sign("PeterNeumann", TEXT), key_id=peter().id)
        with pytest.raises(Forged):
            KeyRing([peter()]).signers(Note(TEXT, (forged,)))

    @given(
        text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1),
        names=st.lists(st.from_regex(r"[a-z./0-9-]{1,20}", fullmatch=True), min_size=1, max_size=16, unique=True),
    )
    def test_what_is_written_is_read_back(self, text: str, names: list[str]) -> None:
        """Sixteen signatures at least are taken, as the specification asks."""
        signatures = tuple(Signature(name, b"\0\1\2\3", b"signature") for name in names)
        note = Note(f"{text}\n", signatures)
        assert read_note(note.write()) == note


class TestVerifierKey:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            PETER[:-1],
            f"{PETER} ",
            f" {PETER}",
            PETER.replace("c74f20a3", "C74F20A3"),
            PETER.replace("c74f20a3", "c74f20a4"),
            PETER.replace("c74f20a3", "74f20a3"),
            PETER.replace("PeterNeumann", "Peter Neumann"),
            PETER.replace("PeterNeumann", ""),
            PETER.replace("+AR", "+AS"),
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
        ],
    )
    def test_a_mistyped_key_is_refused(self, text: str) -> None:
        """A verifier with a wrong key must be told so, and not that the ledger was forged."""
        with pytest.raises(Malformed):
            VerifierKey.decode(text)


class TestSigningKey:
    @pytest.mark.parametrize("text", ["", "AAAA", "not base64 at all", "A" * 43])
    def test_what_is_no_key_is_refused(self, text: str) -> None:
        """Half a key would sign, and nobody could verify it."""
        with pytest.raises(SigningKeyUnusable):
            SigningKey.decode(text)

    def test_is_not_shown(self) -> None:
        """Logs print whatever they are given."""
        key = SigningKey.generate()
        assert key.encode() not in repr(key)
        assert SigningKey.decode(key.encode()).verifier("a") == key.verifier("a")
