"""AES-256-GCM with a random nonce: the one place where anything is encrypted."""

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from application.ports import Unreadable

KEY_SIZE = 32
NONCE_SIZE = 12


def bound_to(purpose: str, organization: UUID, subject: bytes) -> bytes:
    """What a box belongs to: it opens nowhere else, so that boxes cannot be exchanged.

    Args:
        purpose: one of a few fixed words, without NUL.
        organization: whose box it is.
        subject: whom or what it is about, such as the bytes of a person's id.
    """
    return b"jixiao\0" + purpose.encode() + b"\0" + organization.bytes + subject


def seal(key: bytes, content: bytes, bound: bytes) -> bytes:
    """`content` encrypted: nonce, then ciphertext with its tag."""
    nonce = secrets.token_bytes(NONCE_SIZE)
    return nonce + AESGCM(key).encrypt(nonce, content, bound)


def open_box(key: bytes, box: bytes, bound: bytes) -> bytes:
    """The content of a box. Raises Unreadable when it was changed, belongs elsewhere or has another key."""
    try:
        return AESGCM(key).decrypt(box[:NONCE_SIZE], box[NONCE_SIZE:], bound)
    except (InvalidTag, ValueError):
        raise Unreadable(
            "加密数据被改动、移位，或属于另一密钥 / "
            "encrypted data was changed, moved from elsewhere, or has another key"
        ) from None
