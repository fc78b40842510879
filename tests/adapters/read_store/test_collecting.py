"""The collector of cycles is left alone while events are projected, and is back afterwards, whoever asked for it."""

import gc
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from adapters.read_store.collecting import uncollected


def test_it_comes_back_after_the_last_of_many() -> None:
    """One thread's batch ends in the middle of another's."""
    inside, leaving = Barrier(4), Barrier(4)

    def project(_: int) -> bool:
        with uncollected():
            inside.wait(10)
            off = not gc.isenabled()
            leaving.wait(10)
        return off

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(project, range(4))) == [True] * 4
    assert gc.isenabled()


def test_it_comes_back_after_a_failure() -> None:
    """A projection that stops must not leave the process without it."""
    with pytest.raises(ZeroDivisionError), uncollected():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_where_it_was_off_it_stays_off() -> None:
    """Somebody had a reason."""
    gc.disable()
    try:
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
