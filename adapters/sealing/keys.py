"""Ed25519 keys under names, as signed notes know them: one secret signs for every ledger, each under its own name."""

import re
import secrets
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from adapters.sealing.encoding import Malformed, from_base64, to_base64
from adapters.sealing.note import KEY_ID_SIZE, NAME, Signature
from application.ports import Unreadable

ED25519 = b"\x01"
"""The kind of signature, as C2SP signed-note numbers them."""
SIZE = 32
_VERIFIER_KEY = re.compile(rf"({NAME})\+([0-9a-f]{{8}})\+([A-Za-z0-9+/]+={{0,2}})")


class SigningKeyUnusable(Unreadable):
    """There is no key to sign with."""


@dataclass(frozen=True)
class VerifierKey:
    """What a verifier is given: `name+hash+base64`.

    Attributes:
        name: of the key; the ledger's origin.
        public: 32 bytes.
    """

    name: str
    public: bytes

    @cached_property
    def id(self) -> bytes:
        """Four bytes that tell it from other keys of its name, as the specification has them."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:KEY_ID_SIZE]

    def encode(self) -> str:
        """As text."""
        return f"{self.name}+{self.id.hex()}+{to_base64(ED25519 + self.public)}"

    @classmethod
    def decode(cls, text: str) -> "VerifierKey":
        """From text. Raises Malformed, also for a key of another kind."""
        found = _VERIFIER_KEY.fullmatch(text)
        if not found:
            raise Malformed("a verifier key is written as name+hash+base64")
        content = from_base64(found[3])
        if content[:1] != ED25519 or len(content) != 1 + SIZE:
            raise Malformed("a verifier key here is an Ed25519 key of 32 bytes")
        key = cls(found[1], content[1:])
        if key.id.hex() != found[2]:
            raise Malformed(f"the hash of this verifier key is {key.id.hex()}, not {found[2]}: it was mistyped")
        return key

    def made(self, signature: Signature) -> bool:
        """Whether the signature line says that it is of this key; it may still be forged."""
        return signature.name == self.name and signature.key_id == self.id

    def verifies(self, text: str, signature: Signature) -> bool:
        """Whether the signature over the text is this key's."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature.signature, text.encode())
        except InvalidSignature:
            return False
        return True


class SigningKey:
    """32 secret bytes; lies outside the database, so that who rewrites the database cannot sign what he wrote."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SIZE:
            raise SigningKeyUnusable(
                f"a signing key has {SIZE} bytes, not {len(secret)}; make one with 256 random bits"
            )
        self._secret = secret
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self._public = self._key.public_key().public_bytes_raw()

    def __repr__(self) -> str:
        return f"SigningKey(of {to_base64(self._public)})"

    @classmethod
    def generate(cls) -> "SigningKey":
        """A new one."""
        return cls(secrets.token_bytes(SIZE))

    @classmethod
    def decode(cls, text: str) -> "SigningKey":
        """From base64. Raises SigningKeyUnusable."""
        try:
            return cls(from_base64(text.strip()))
        except Malformed:
            raise SigningKeyUnusable("the signing key is not base64; write its 32 bytes as 44 characters") from None

    def encode(self) -> str:
        """As base64: for a key file or a secret store, never for a log."""
        return to_base64(self._secret)

    def verifier(self, name: str) -> VerifierKey:
        """What verifies its signatures under this name."""
        return VerifierKey(name, self._public)

    def sign(self, name: str, text: str) -> Signature:
        """Its signature over the text, under this name."""
        return Signature(name, self.verifier(name).id, self._key.sign(text.encode()))
