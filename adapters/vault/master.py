"""The master key: wraps every person's key and encrypts evidence. It lives outside the database.

Whoever has a copy of the database alone can read no personal text; whoever loses the master key can read none either,
so it is backed up apart from the database.
"""

import base64
import os
import secrets
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from adapters.vault.boxes import KEY_SIZE
from adapters.vault.disk import sync_folder, write_synced
from application.ports import Unreadable

FILE = "master.key"


class MasterKeyUnusable(Unreadable):
    """There is no master key to work with, or not the one that the stored data needs."""


class MasterKey:
    """32 secret bytes; what encrypts is always derived from them, for one purpose and organization.

    Attributes:
        id: 16 hex digits that tell one master key from another and give nothing of it away.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_SIZE:
            raise MasterKeyUnusable(
                f"主密钥应为 {KEY_SIZE} 字节，而不是 {len(secret)}；请用 256 位随机数生成 / "
                f"a master key has {KEY_SIZE} bytes, not {len(secret)}; make one with 256 random bits"
            )
        self._secret = secret
        self.id = self._derive(b"jixiao master key id", 8).hex()

    def __repr__(self) -> str:
        return f"MasterKey({self.id})"

    @classmethod
    def generate(cls) -> "MasterKey":
        """A new one."""
        return cls(secrets.token_bytes(KEY_SIZE))

    @classmethod
    def decode(cls, text: str) -> "MasterKey":
        """From base64, plain or for URLs. Raises MasterKeyUnusable."""
        plain = text.strip().translate(str.maketrans("-_", "+/"))
        try:
            return cls(base64.b64decode(plain, validate=True))
        except ValueError:
            raise MasterKeyUnusable(
                "主密钥不是 base64；请把 32 字节写成 44 个 base64 字符 / "
                "the master key is not base64; write its 32 bytes as 44 base64 characters"
            ) from None

    def encode(self) -> str:
        """As base64: for a key file or a secret store, never for a log."""
        return base64.b64encode(self._secret).decode()

    def key_for(self, purpose: str, organization: UUID) -> bytes:
        """The key for this purpose in this organization."""
        return self._derive(b"jixiao\0" + purpose.encode() + b"\0" + organization.bytes, KEY_SIZE)

    def _derive(self, info: bytes, length: int) -> bytes:
        return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(self._secret)


def load_master_key(folder: Path, encoded: str | None = None) -> MasterKey:
    """The master key of this deployment.

    Args:
        folder: the data folder (`JIXIAO_DATA`). Without `encoded` the key is the file `master.key` there, made on first
            use, readable by its owner alone; several processes that start together agree on one key.
        encoded: the key as base64 (`JIXIAO_MASTER_KEY`); then no file is read or made.

    Raises:
        MasterKeyUnusable: it is malformed, can be read by others, or cannot be read or made.
    """
    if encoded is not None and encoded.strip():
        return MasterKey.decode(encoded)
    path = folder / FILE
    try:
        if not path.exists():
            _make(path)
        return _read(path)
    except OSError as error:
        raise MasterKeyUnusable(
            f"数据目录中的密钥文件 {FILE} 无法读取或建立（{error.strerror}）；"
            "请允许服务用户写数据目录，或设置 JIXIAO_MASTER_KEY / "
            f"the key file {FILE} in the data folder cannot be read or made ({error.strerror}); "
            "let the service's user write to the data folder, or set JIXIAO_MASTER_KEY"
        ) from error


def find_master_key(folder: Path, encoded: str | None = None) -> MasterKey | None:
    """The master key, or None where there is none yet; makes nothing. Raises as `load_master_key`."""
    given = encoded is not None and encoded.strip()
    return load_master_key(folder, encoded) if given or (folder / FILE).exists() else None


def _make(path: Path) -> None:
    """Write a whole key under another name, then link it: who comes second finds the first one's key, never a half."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{FILE}.{secrets.token_hex(8)}")
    try:
        write_synced(draft, MasterKey.generate().encode().encode() + b"\n")
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
    sync_folder(path.parent.parent)


def _read(path: Path) -> MasterKey:
    if path.stat().st_mode & 0o077:
        raise MasterKeyUnusable(
            f"其他用户可以读取数据目录中的密钥文件 {FILE}；请设为私有：chmod 600 {FILE} / "
            f"others can read the key file {FILE} in the data folder; make it private: chmod 600 {FILE}"
        )
    return MasterKey.decode(path.read_text(encoding="ascii", errors="replace"))
