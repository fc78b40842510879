"""Rulebook (考核方案 / 薪酬方案): the published versions of one scheme or one plan.

A version holds the whole document and its hash and never changes; a cycle keeps the version that it opened with.
States: drafted, published (a first version stands), retired.
"""

from datetime import datetime
from hashlib import sha256
from typing import Self
from uuid import UUID

from domain.errors import Invalid, WrongState
from domain.eventsourced import Aggregate, Created, Event, natural_id

SCHEME = "scheme"
PLAN = "plan"


class RulebookDrafted(Created):
    """A scheme or plan is kept here from now on."""

    TOPIC = "jixiao.rulebook-drafted.1"
    kind: str
    name: str


class VersionPublished(Event):
    """A version of the rules, whole: what scores and pays are computed from, and replayed from years later."""

    TOPIC = "jixiao.version-published.1"
    rules_version: int
    document: str
    sha256: str

    def apply(self, rulebook: "Rulebook") -> None:
        rulebook.documents[str(self.rules_version)] = self.document


class RulebookRetired(Event):
    """Cycles planned from now on may not use it."""

    TOPIC = "jixiao.rulebook-retired.1"
    reason: str

    def apply(self, rulebook: "Rulebook") -> None:
        rulebook.retired = True


def rulebook_id(organization: UUID, kind: str, name: str) -> UUID:
    """The id of a scheme's or plan's stream."""
    return natural_id(organization, kind, name)


class Rulebook(Aggregate):
    """Decides which versions of a scheme or plan stand."""

    TOPIC = "jixiao.rulebook.1"

    def __init__(self, kind: str, name: str) -> None:
        self.kind = kind
        self.name = name
        self.documents: dict[str, str] = {}
        self.retired = False

    @classmethod
    def draft(cls, organization: UUID, kind: str, name: str, *, by: str, at: datetime) -> Self:
        """Begin a scheme (`kind` SCHEME) or plan (PLAN)."""
        return cls.begin(
            RulebookDrafted, id=rulebook_id(organization, kind, name), actor=by, at=at, kind=kind, name=name
        )

    def publish(self, version: int, document: str, *, by: str, at: datetime) -> None:
        """Publish the next version. Raises Invalid for a version out of turn, WrongState for a retired rulebook."""
        self._require_in_use()
        if self.documents.get(str(version)) == document:
            raise WrongState(
                f"{self.name!r} 的第 {version} 版已发布 / version {version} of {self.name!r} is already published",
                code="version-published",
            )
        if version <= self.newest:
            raise Invalid(
                f"{self.name!r} 的第 {version} 版会改动已发布的内容；已发布的版本不能更改："
                f"请用 {self.newest + 1} 或以上 / "
                f"version {version} of {self.name!r} would change what is published; a published version never "
                "changes: "
                f"use {self.newest + 1} or higher",
                code="version-taken",
                pointer="/version",
            )
        digest = sha256(document.encode()).hexdigest()
        self.record(VersionPublished, actor=by, at=at, rules_version=version, document=document, sha256=digest)

    def retire(self, reason: str, *, by: str, at: datetime) -> None:
        """Take it out of use for cycles to come; those that have it keep it."""
        self._require_in_use()
        self.record(RulebookRetired, actor=by, at=at, reason=reason)

    @property
    def newest(self) -> int:
        """The newest published version; 0 when there is none."""
        return max((int(version) for version in self.documents), default=0)

    def document(self, version: int) -> str:
        """The document of a published version. Raises Invalid when there is none."""
        try:
            return self.documents[str(version)]
        except KeyError:
            raise Invalid(
                f"{self.name!r} 没有第 {version} 版（已发布：{'、'.join(self.documents) or '无'}） / "
                f"{self.kind} {self.name!r} has no version {version} "
                f"(published: {', '.join(self.documents) or 'none'})",
                code="version-unknown",
                pointer="/version",
            ) from None

    def _require_in_use(self) -> None:
        if self.retired:
            raise WrongState(
                f"{self.name!r} 已停用；请用另一个编号发布 / "
                f"{self.kind} {self.name!r} is retired; publish under another id",
                code="rulebook-retired",
            )
