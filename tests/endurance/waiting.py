"""Waiting for what another process does."""

import time
from collections.abc import Callable


def until(holds: Callable[[], bool], otherwise: str, seconds: float = 30.0) -> None:
    """Wait until something holds; fail with `otherwise` when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)
