"""SQLite's write-ahead log, read by its published format: where each commit ends."""

import struct

HEADER, FRAME = 32, 24


def commit_ends(log: bytes) -> list[int]:
    """The offset after the last byte of each commit, in order; a commit's last frame says how large the database is."""
    if len(log) < HEADER:
        return []
    (page,) = struct.unpack(">I", log[8:12])
    salt, ends = log[16:24], []
    for start in range(HEADER, len(log) - FRAME - page + 1, FRAME + page):
        _, size = struct.unpack(">II", log[start : start + 8])
        if log[start + 8 : start + 16] != salt:
            break
        if size:
            ends.append(start + FRAME + page)
    return ends
