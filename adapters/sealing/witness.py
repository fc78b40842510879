"""A witness as a folder, such as one that another machine exports; implements `application.sealing.Witness`.

`<folder>/<organization>/000000000042.checkpoint`: the signed note, as it is given out.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from adapters.sealing.encoding import Malformed
from adapters.sealing.note import read_note
from adapters.vault.disk import sync_folder, write_synced
from application.sealing import Checkpoint, Seals, WitnessDisagrees, WitnessFailed

_NAME = re.compile(r"([0-9]{12,19})\.checkpoint", re.ASCII)


class FolderWitness:
    """Receives each checkpoint as a file of its own; replaces none."""

    def __init__(self, folder: Path) -> None:
        """`folder` must exist: a share that is not mounted is no witness."""
        self._folder = folder

    def deliver(self, organization: UUID, seals: Seals) -> int:
        newest, given = self.newest(organization), 0
        if newest:
            known = seals.at(newest)
            if known is None:
                raise WitnessDisagrees(f"the witness holds a checkpoint of {newest} events and this ledger has none")
            self.receive(organization, known)
        for checkpoint in seals.after(newest):
            self.receive(organization, checkpoint)
            given += 1
        return given

    def newest(self, organization: UUID) -> int:
        """The size of the largest that it holds; 0 for none. Raises WitnessFailed."""
        with _reached(self._folder):
            folder = self._folder / str(organization)
            if not folder.exists():
                return 0
            sizes = (int(found[1]) for path in folder.iterdir() if (found := _NAME.fullmatch(path.name)))
            return max(sizes, default=0)

    def receive(self, organization: UUID, checkpoint: Checkpoint) -> None:
        """Keep one; twice is once. Raises WitnessFailed, or WitnessDisagrees for another root of the same size."""
        with _reached(self._folder):
            folder = self._folder / str(organization)
            folder.mkdir(exist_ok=True)
            path = folder / f"{checkpoint.size:012d}.checkpoint"
            if path.exists():
                _require_same(path, checkpoint)
                return
            draft = folder / f".{secrets.token_hex(8)}.draft"
            try:
                write_synced(draft, checkpoint.note.encode())
                draft.chmod(0o644)
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
            sync_folder(folder)


def _require_same(path: Path, checkpoint: Checkpoint) -> None:
    """The signatures may differ (a key was added since), what is signed may not."""
    try:
        held = read_note(path.read_bytes().decode()).text
    except (Malformed, UnicodeDecodeError) as error:
        raise WitnessDisagrees(f"the witness's file {path.name} is no signed note: {error}") from error
    if held != read_note(checkpoint.note).text:
        raise WitnessDisagrees(f"the witness holds another checkpoint of {checkpoint.size} events")


@contextmanager
def _reached(folder: Path) -> Iterator[None]:
    try:
        if not folder.is_dir():
            raise WitnessFailed("the witness's folder (JIXIAO_WITNESS) is not there: mount or make it")
        yield
    except OSError as error:
        raise WitnessFailed(f"the witness's folder cannot be used ({error.strerror})") from error
