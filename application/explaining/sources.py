"""Where the numbers of an explanation come from: rule, event, person, file and row, evidence, appeal.

Each source is told once and named by its id (`s1`, `s2`, …) wherever its number is used.
"""

from collections.abc import Mapping
from typing import Any

from domain.scoring.words import Words

Document = dict[str, Any]
Mark = Mapping[str, Any]
"""Who, when and at which position, as read models keep it: `by, at, position` and more."""

CLAUSES = " "


class Sources:
    """Collects the sources of one explanation, in the order in which they are met."""

    def __init__(self) -> None:
        self._listed: list[Document] = []
        self._known: dict[tuple[str, str, object], str] = {}

    def add(
        self,
        kind: str,
        name: str,
        mark: Mark | None,
        *,
        value: str | None = None,
        event: str | None = None,
        title: Words | None = None,
        **more: Any,
    ) -> str:
        """The id of a source; the same thing at the same position is one source.

        Args:
            kind: what it is, such as `fact`, `deduction`, `target`, `rule`.
            mark: the event's; None for what stands in the rules.
            event: the event's name.
            more: `file`, `row`, `evidence`, `reason`, `appeal`, `clause`, `replaced` and whatever the kind adds.
        """
        position = None if mark is None else mark["position"]
        key = (kind, name, position)
        if key not in self._known:
            id = f"s{len(self._listed) + 1}"
            self._known[key] = id
            self._listed.append(
                {
                    "id": id,
                    "kind": kind,
                    "name": name,
                    "title": None if title is None else title.plain(),
                    "value": value,
                    "event": event,
                    **{part: None if mark is None else mark[part] for part in ("position", "at", "by")},
                    **{part: more.pop(part, None) for part in ("file", "row", "reason", "appeal", "clause", "subject")},
                    "evidence": [dict(file) for file in more.pop("evidence", ())],
                    "replaced": list(more.pop("replaced", ())),
                    "changes": list(more.pop("changes", ())),
                    **more,
                }
            )
        return self._known[key]

    def rule(self, name: str, clause: Document, mark: Mark | None, value: str | None = None) -> str:
        """A number that stands in a scheme or plan."""
        return self.add("rule", name, mark, value=value, event="version-published" if mark else None, clause=clause)

    def listed(self) -> list[Document]:
        """All of them."""
        return list(self._listed)


def replaced_entry(mark: Mark, value: str) -> Document:
    """An entry that a later one replaced: who, when, and what it said."""
    return {**{name: mark[name] for name in ("position", "at", "by")}, "value": value}


def clause_of(source: str, *, rules: str, version: int, assumed: bool, assumption: Words | None = None) -> Document:
    """A clause of a scheme or plan: the source document and its clause, and in which version it stands.

    Returns:
        `source` as the rules write it (`D01 一.1`), `document` and `clause` apart, `rules, version`, and whether the
        number or the reading is an assumption.
    """
    document, _, clause = source.partition(CLAUSES)
    return {
        "source": source,
        "document": document,
        "clause": clause,
        "rules": rules,
        "version": version,
        "assumed": assumed,
        "assumption": None if assumption is None else assumption.plain(),
    }
