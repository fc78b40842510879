"""Worked cases: what a card or payroll comes to, worked by hand, as data.

A file of `schemes/` names a scheme, a `base` of facts that earns full marks, and cases. A case lays its facts over the
base (`without` takes paths away) and states the total and the scores that differ from full marks (or from `others`), so
that every item of every card is checked for exact equality. A file of `plans/` holds whole inputs and results.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def read(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file's name without its ending, and what it holds."""
    for path in sorted((HERE / folder).glob("*.toml")):
        yield path.stem, tomllib.loads(path.read_text(encoding="utf-8"))


def laid_over(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`over` on `base`: tables are merged, anything else replaces."""
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = laid_over(merged[key], value) if both else value
    return merged


def without(facts: Mapping[str, Any], paths: list[str]) -> dict[str, Any]:
    """`facts` less the entries at `paths`, such as `measures.orders`."""
    left = {key: dict(value) if isinstance(value, Mapping) else value for key, value in facts.items()}
    for path in paths:
        group, _, name = path.partition(".")
        del left[group][name]
    return left
