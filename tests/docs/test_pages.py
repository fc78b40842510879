"""The pages that are made from the code say what the code says."""

import re

import pytest

from domain.policies import POLICIES
from tests.docs.pages import FOLDER, PAGES, STATE_TABLES
from tests.domain.event_classes import event_classes


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fresh(name: str) -> None:
    """A page that lags behind the code misleads whoever relies on it. `python -m tests.docs.pages` writes it anew."""
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run: python -m tests.docs.pages"


def test_every_transition_is_drawn() -> None:
    """As many arrows as the tables have, each with its act."""
    page = PAGES["states.md"]()
    for _, _, first, table in STATE_TABLES:
        for act, (sources, target) in table.items():
            for source in sources if target is not None else ():
                assert target is not None
                old, new = (state.value.replace("-", "_") for state in (source, target))
                assert re.search(rf"^    {old} --> {new}: .*\b{act}\b", page, re.MULTILINE)
        assert all(state.value.replace("-", "_") in page for state in type(first))


def test_every_policy_and_every_event_is_listed() -> None:
    """A reader who does not find a thing believes that it is not there."""
    policies, events = PAGES["policies.md"](), PAGES["events.md"]()
    assert [entry.name for entry in POLICIES if f"| `{entry.name}` | {entry.source} |" not in policies] == []
    assert [event.TOPIC for event in event_classes() if f"**`{event.TOPIC}`**" not in events] == []
