"""The evidence files of a bundle: those that its events name and that the asker may see, by their hash."""

from collections.abc import Iterable

from application.bundling.contents import FILES, Absent
from application.bundling.opening import evidence_in
from application.ports import EvidenceStore, Recorded
from application.queries import Queries
from domain.errors import NotFound

MOST = 100 * 1024 * 1024
"""Bytes of evidence in one bundle."""

ENDINGS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "text/csv": "csv",
    "text/plain": "txt",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}


def enclosed_files(
    asked: Queries, evidence: EvidenceStore, events: Iterable[Recorded]
) -> tuple[dict[str, bytes], list[Absent]]:
    """The files by member name, and those that are not enclosed, each with the reason."""
    found: dict[str, bytes] = {}
    absent, room = [], MOST
    for sha256, file in sorted(evidence_in(events).items()):
        try:
            asked.evidence(sha256)
        except NotFound:
            absent.append(Absent("evidence", sha256, "not-visible"))
            continue
        content = evidence.read(sha256)
        if content is None or len(content) > room:
            absent.append(Absent("evidence", sha256, "missing" if content is None else "too-large"))
            continue
        room -= len(content)
        found[member_name(sha256, file.media_type)] = content
    return found, absent


def member_name(sha256: str, media_type: str) -> str:
    """Where a file of evidence lies in the archive."""
    return f"{FILES}{sha256}.{ENDINGS.get(media_type, 'bin')}"
