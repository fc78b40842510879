"""A figure on a card as a source: its newest entry, from which file and row or typed by whom, and what it replaced."""

from application.explaining.sources import Document, Sources, replaced_entry
from domain.scoring.words import Words

TYPED = ("entry", "appeal")
"""What stands for a file where there was none."""


def fact_source(sources: Sources, card: Document, kind: str, name: str, title: Words | None) -> str | None:
    """The id of the source; None where nobody recorded the figure.

    Args:
        kind: `measures`, `counts` or `ranks`.
    """
    entries = [held for held in card["facts"] if name in held[kind]]
    if not entries:
        return None
    held = entries[-1]
    return sources.add(
        "fact",
        name,
        held,
        value=str(held[kind][name]),
        event="facts-recorded",
        title=title,
        file=None if held["source"] in TYPED else held["source"],
        row=held["row"],
        evidence=held["evidence"],
        appeal=held["appeal"],
        replaced=[replaced_entry(one, str(one[kind][name])) for one in entries[:-1]],
    )
