"""What differs between two schemes or two versions of one: every place of their documents, by its path."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.scoring.documents import scheme_plain
from domain.scoring.scheme import Scheme


def scheme_differences(first: Scheme, second: Scheme) -> list[dict[str, Any]]:
    """Each place that differs: `{"path", "before", "after"}`, None where one scheme has nothing there.

    Sections, items, levels, codes and grades are matched by their id, not by their order.
    """
    pairs = _differences("", _keyed(scheme_plain(first)), _keyed(scheme_plain(second)))
    return [{"path": path, "before": before, "after": after} for path, before, after in pairs]


def _differences(path: str, before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _differences(f"{path}/{key}", before.get(key), after.get(key))
    elif before != after:
        yield path, before, after


def _keyed(plain: Any) -> Any:
    """Lists of things with ids become tables by id, so that a thing that moved is not another thing."""
    if isinstance(plain, Mapping):
        return {key: _keyed(value) for key, value in plain.items()}
    if isinstance(plain, Sequence) and not isinstance(plain, str):
        named = [_id(entry) for entry in plain]
        if plain and all(named):
            return {id: _keyed(entry) for id, entry in zip(named, plain, strict=True)}
    return plain


def _id(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return ""
    return str(entry.get("id") or entry.get("code") or "")
