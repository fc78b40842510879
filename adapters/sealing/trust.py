"""The keys that a verifier trusts; implements `application.verifying.image.Trust`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from adapters.sealing.checkpoint import Forged, KeyRing, read_checkpoint
from adapters.sealing.encoding import Malformed
from adapters.sealing.keys import VerifierKey
from adapters.sealing.note import Note, read_note
from application.verifying.image import Statement, StatementRefused
from domain.errors import Fault, InvalidDocument
from domain.scoring.words import Words

PREFIX = "jixiao/"


class TrustedKeys:
    """Verifier keys, as `name+hash+base64`."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Raises InvalidDocument, naming every key that is none."""
        keys, faults = [], []
        for place, text in enumerate(texts):
            try:
                keys.append(VerifierKey.decode(text))
            except Malformed as error:
                faults.append(Fault(f"/keys/{place}", "verifier-key-malformed", str(error)))
        if faults:
            raise InvalidDocument(faults)
        self._ring = KeyRing(keys)

    @property
    def empty(self) -> bool:
        return not self._ring.keys

    @property
    def organizations(self) -> tuple[UUID, ...]:
        """Whose ledgers the keys are of."""
        return tuple(dict.fromkeys(organization_of(key.name) for key in self._ring.keys))

    def read(self, note: str) -> Statement:
        with _refused():
            said, read = read_checkpoint(note)
            return Statement(said.origin, said.size, said.root, self._signers(read))

    def attested(self, note: str) -> tuple[str, tuple[str, ...]]:
        """The text of another note, and who of the trusted keys signed it. Raises StatementRefused."""
        with _refused():
            read = read_note(note)
            return read.text, self._signers(read)

    def _signers(self, note: Note) -> tuple[str, ...]:
        return tuple(f"{key.name}+{key.id.hex()}" for key in self._ring.signers(note))


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except Malformed as error:
        raise StatementRefused(Words(f"格式不合规范（{error}）", f"not well-formed: {error}")) from error
    except Forged as error:
        raise StatementRefused(Words(f"签名是伪造的（{error}）", f"forged: {error}")) from error


def ledger_of_checkpoint(note: str) -> UUID:
    """Whose ledger a checkpoint says to be of; whether it is signed is not asked. Raises InvalidDocument."""
    try:
        return organization_of(read_checkpoint(note)[0].origin)
    except Malformed as error:
        raise InvalidDocument([Fault("/checkpoint", "checkpoint-malformed", str(error))]) from error


def organization_of(origin: str) -> UUID:
    """Whose ledger is called so. Raises InvalidDocument when none is."""
    try:
        organization = UUID(origin.removeprefix(PREFIX))
    except ValueError:
        organization = None
    if organization is None or origin != f"{PREFIX}{organization}":
        detail = f"{origin!r} is not the name of a ledger: that is {PREFIX} and the organization's id"
        raise InvalidDocument([Fault("", "ledger-unknown", detail)])
    return organization
