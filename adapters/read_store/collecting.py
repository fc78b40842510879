"""Sparing Python's collector of cycles while many events are projected."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_spared = {"by": 0, "was_on": False}


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no cycles meanwhile: a batch makes hundreds of thousands of objects and not one cycle.

    Looking them over, again and again, took a third of a rebuild's time. Any number of threads may ask for it at once.
    """
    with _lock:
        if not _spared["by"]:
            _spared["was_on"] = gc.isenabled()
            gc.disable()
        _spared["by"] += 1
    try:
        yield
    finally:
        with _lock:
            _spared["by"] -= 1
            if not _spared["by"] and _spared["was_on"]:
                gc.enable()
