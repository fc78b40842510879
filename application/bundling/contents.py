"""What a bundle holds, by name; `docs/bundle-format.md` is its description for everybody else."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from application.bundling.ports import Document
from application.ports import Recorded

FORMAT = "jixiao.bundle.1"
LARGEST = 256 * 1024 * 1024
"""Bytes of a bundle."""
MANIFEST, ATTESTATION, CHECKPOINT, KEYS = "manifest.json", "manifest.note", "checkpoint.note", "verifier-keys.txt"
EVENTS, PROOFS, WITHHELD, OPENED, SUMMARY = (
    *("events.jsonl", "proofs.json", "withheld.json"),
    *("opened.json", "summary.json"),
)
REPORTS = {"zh": "report.zh.html", "en": "report.en.html"}
REQUIRED = (CHECKPOINT, EVENTS, KEYS, OPENED, PROOFS, SUMMARY, WITHHELD, *REPORTS.values())
DOCUMENTS, FILES = "documents/", "evidence/"


class Kind(StrEnum):
    """What a bundle is about."""

    SCORECARD = "scorecard"
    APPEAL = "appeal"
    PAYSLIP = "payslip"


@dataclass(frozen=True)
class Stream:
    """A history of which no version is left out, up to the checkpoint.

    Attributes:
        kind: `scorecard`, `appeal` or `payroll`.
        versions: the last version.
    """

    id: UUID
    kind: str
    versions: int

    def plain(self) -> Document:
        """As JSON."""
        return {"id": str(self.id), "kind": self.kind, "versions": self.versions}


@dataclass(frozen=True)
class Withheld:
    """An event that whoever asked for the bundle may not see.

    Attributes:
        why: a code of `application.bundling.words.WHY`.
        excerpt: what of it they may see, on the server's word alone; None for nothing.
    """

    position: int
    stream: UUID
    version: int
    topic: str
    why: str
    excerpt: Mapping[str, Any] | None = None

    def plain(self) -> Document:
        """As JSON."""
        return {
            "position": self.position,
            "stream": str(self.stream),
            "version": self.version,
            "topic": self.topic,
            "why": self.why,
            "excerpt": None if self.excerpt is None else dict(self.excerpt),
        }

    @classmethod
    def read(cls, plain: Document) -> "Withheld":
        """From JSON. Raises what a document of another shape raises."""
        if type(plain["position"]) is not int or type(plain["version"]) is not int:
            raise TypeError("positions and versions are whole numbers")
        return cls(**{**plain, "stream": UUID(plain["stream"])})


@dataclass(frozen=True)
class Absent:
    """Something that belongs to the subject and is not enclosed: an evidence file, a card."""

    kind: str
    id: str
    why: str

    def plain(self) -> Document:
        """As JSON."""
        return {"kind": self.kind, "id": self.id, "why": self.why}


@dataclass(frozen=True)
class Story:
    """The events that a bundle encloses, and what is said of those that it does not: all that its figures rest on.

    Attributes:
        subject: the card's, the appeal's or the payslip's id.
        events: in order of position; of the streams, and single ones of others.
        documents: texts of schemes and plans, by member name.
    """

    kind: Kind
    subject: UUID
    organization: UUID
    streams: tuple[Stream, ...]
    events: tuple[Recorded, ...]
    withheld: tuple[Withheld, ...]
    documents: Mapping[str, str]

    def of(self, stream: UUID) -> Iterator[Recorded | Withheld]:
        """Everything of a stream in order of its versions."""
        return iter(self._by_stream.get(stream, ()))

    def everything(self) -> list[Recorded | Withheld]:
        """All events, enclosed and withheld, in order of position."""
        held: list[Recorded | Withheld] = [*self.events, *self.withheld]
        return sorted(held, key=lambda one: one.position)

    def streams_of(self, kind: str) -> list[Stream]:
        """The streams of a kind."""
        return [stream for stream in self.streams if stream.kind == kind]

    def document(self, kind: str, name: str, version: int) -> str | None:
        """The text of a scheme or plan version, where it is enclosed."""
        return self.documents.get(document_name(kind, name, version))

    @cached_property
    def _by_stream(self) -> dict[UUID, list[Recorded | Withheld]]:
        found: dict[UUID, list[Recorded | Withheld]] = {}
        for held in self.everything():
            found.setdefault(held.originator_id if isinstance(held, Recorded) else held.stream, []).append(held)
        return found


def document_name(kind: str, name: str, version: int) -> str:
    """The member that holds a scheme or plan version."""
    return f"{DOCUMENTS}{kind}.{name}.v{version}.json"


def encode(document: Any) -> bytes:
    """JSON in one way only: sorted keys, one space a level, a newline at the end."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return text.encode() + b"\n"


def attestation_text(organization: UUID, digest: str) -> str:
    """What the ledger's key signs of a bundle: whose it is, and the SHA-256 of its manifest. It is no checkpoint."""
    return f"{FORMAT}\njixiao/{organization}\n{digest}\n"
