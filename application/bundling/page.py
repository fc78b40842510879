"""What the readable reports of a bundle are made of: nothing but what else is in it."""

import json
from collections.abc import Container, Iterable, Mapping
from typing import Any

from application.bundling.contents import encode
from application.bundling.enclosing import member_name
from application.bundling.opening import evidence_in
from application.bundling.ports import Document
from application.bundling.words import COMPLETENESS, QUOTED, WHY
from application.ports import Recorded


def page(
    manifest: Mapping[str, Any], summary: Document, opened: Document, events: Iterable[Recorded],
    members: Container[str],
) -> Document:  # fmt: skip
    """A report's content.

    Args:
        manifest: what it tells, but for the list of files: the reports are in it.
        events: name the files of evidence; `members` says which of them are enclosed.
    """
    files = [
        {"name": member_name(file.sha256, file.media_type), "size": file.size}
        for _, file in sorted(evidence_in(events).items())
    ]
    told = {
        "manifest": {name: held for name, held in manifest.items() if name != "files"},
        "summary": summary,
        "opened": opened,
        "files": [file for file in files if file["name"] in members],
        "why": {code: words.plain() for code, words in WHY.items()},
        "statement": QUOTED.plain(),
        "completeness": COMPLETENESS.plain(),
    }
    # As it is read back: what is written from it is the same before and after it was in an archive.
    found: Document = json.loads(encode(told))
    return found
