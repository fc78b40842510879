"""The signing keys of a deployment: one, or two while verifiers change from the old one to the new.

They lie in `keys/` of the data folder, each file readable by its owner alone. `signing.key` is made on first use;
several processes that start together agree on one key.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from adapters.sealing.keys import SigningKey, SigningKeyUnusable
from adapters.vault.disk import sync_folder, write_synced

FOLDER = "keys"
CURRENT = "signing.key"
NEXT = "signing-next.key"
MOST = 2


class KeyFiles:
    """The keys in a data folder; read anew for each signature, so that a rotation needs no restart."""

    def __init__(self, data: Path) -> None:
        """Make the first key where there is none. Raises SigningKeyUnusable."""
        self._folder = data / FOLDER
        with _explained():
            self._ensure(CURRENT)

    def __call__(self) -> tuple[SigningKey, ...]:
        """The current key and, during a rotation, the next one. Raises SigningKeyUnusable."""
        with _explained():
            keys = [_read(self._folder / CURRENT)]
            if (self._folder / NEXT).exists():
                keys.append(_read(self._folder / NEXT))
        return tuple(keys)

    def begin_rotation(self) -> SigningKey:
        """Sign with a second key too from now on; give its verifier key out. Twice is once. Returns the second key."""
        with _explained():
            self._ensure(NEXT)
            return _read(self._folder / NEXT)

    def finish_rotation(self) -> None:
        """Sign with the second key alone; the first is destroyed. Raises SigningKeyUnusable when none was begun."""
        with _explained():
            (self._folder / NEXT).replace(self._folder / CURRENT)
            sync_folder(self._folder)

    def _ensure(self, name: str) -> None:
        """See to it that there is a key of that name, and that a power cut leaves it where it is."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (self._folder / name).exists():
            self._make(name)
        for folder in (self._folder, self._folder.parent, self._folder.parent.parent):
            sync_folder(folder)

    def _make(self, name: str) -> None:
        """Write a whole key under another name, then link it: who comes second finds the first one's, never a half."""
        draft = self._folder / f".{name}.{secrets.token_hex(8)}"
        try:
            write_synced(draft, SigningKey.generate().encode().encode() + b"\n")
            with suppress(FileExistsError):
                os.link(draft, self._folder / name)
        finally:
            draft.unlink(missing_ok=True)


class GivenKeys:
    """Keys from the environment (`JIXIAO_SIGNING_KEY`): base64, or two of them with a space or comma between."""

    def __init__(self, encoded: str) -> None:
        """Raises SigningKeyUnusable."""
        texts = list(dict.fromkeys(encoded.replace(",", " ").split()))
        if not 1 <= len(texts) <= MOST:
            raise SigningKeyUnusable(f"JIXIAO_SIGNING_KEY holds one key, or two during a rotation, not {len(texts)}")
        self._keys = tuple(SigningKey.decode(text) for text in texts)

    def __call__(self) -> tuple[SigningKey, ...]:
        """The keys, in the order given."""
        return self._keys


@contextmanager
def _explained() -> Iterator[None]:
    """Say what to do about what the disk says."""
    try:
        yield
    except OSError as error:
        raise SigningKeyUnusable(
            f"the signing key in {FOLDER}/ of the data folder cannot be read or made ({error.strerror}); "
            "let the service's user write to the data folder, or set JIXIAO_SIGNING_KEY"
        ) from error


def _read(path: Path) -> SigningKey:
    if path.stat().st_mode & 0o077:
        raise SigningKeyUnusable(f"others can read the key file {path.name}; make it private: chmod 600 {path.name}")
    return SigningKey.decode(path.read_text(encoding="ascii", errors="replace"))
