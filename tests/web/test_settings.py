"""Settings that cannot be are refused by name, before anything is opened."""

import pytest

from domain.errors import Invalid
from web.settings import read_settings


@pytest.mark.parametrize("text", ["abc", "0", "-1", "1.5", "1001", "", "八"])
def test_connections_are_a_whole_number(text: str) -> None:
    """In both languages, with what to write instead."""
    with pytest.raises(Invalid) as told:
        read_settings({"JIXIAO_CONNECTIONS": text})
    assert told.value.code == "connections-malformed"
    assert "JIXIAO_CONNECTIONS 应为 1 到 1000 的整数" in told.value.message
    assert "write JIXIAO_CONNECTIONS as a whole number from 1 to 1000" in told.value.message


def test_connections_are_eight_unless_said() -> None:
    """Enough for one process of the API."""
    assert read_settings({}).connections == 8
    assert read_settings({"JIXIAO_CONNECTIONS": "40"}).connections == 40
