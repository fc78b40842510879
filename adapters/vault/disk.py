"""Files that are on the disk when the call returns."""

import os
from pathlib import Path


def write_synced(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read, through to the disk. Raises FileExistsError when there is one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Put the folder's entries on the disk: else a file that was renamed into it can be gone after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
