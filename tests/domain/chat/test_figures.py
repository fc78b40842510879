"""Figures from chats, and samples of them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.chat.figures import Figures
from domain.chat.sampling import sampled
from domain.errors import Invalid
from tests.domain.chat.texts import BEGAN, built_in


def test_the_names_are_those_that_schemes_read() -> None:
    """D05 and D13: first response summed over the chats, mean response, reply rate as two counts."""
    figures = Figures(chats=3, replied_chats=2, opened=1, closed=2)
    figures.answered(timedelta(seconds=4), first=True)
    figures.answered(timedelta(seconds=11), first=True)
    figures.answered(timedelta(seconds=5), first=False)
    assert figures.measures() == {
        "chats": Decimal(3),
        "replied_chats": Decimal(2),
        "opened_chats": Decimal(1),
        "closed_chats": Decimal(2),
        "response_seconds": Decimal("6.67"),
        "first_response_seconds": Decimal("15.00"),
    }


def test_a_time_without_seconds_leaves_the_times_out() -> None:
    """A mean of which a part is guessed is not offered."""
    figures = Figures(chats=1, replied_chats=1)
    figures.answered(timedelta(seconds=4), first=True)
    figures.answered(None, first=False)
    assert "response_seconds" not in figures.measures()
    assert figures.inexact == 1


@given(st.lists(st.integers(0, 10_000), min_size=1), st.integers(0, 5))
def test_shifts_add_up_to_the_whole(answers: list[int], split: int) -> None:
    """What is shown by shift is what is offered for the month."""
    whole, day, night = Figures(), Figures(), Figures()
    for index, seconds in enumerate(answers):
        for figures in (whole, day if index <= split else night):
            figures.answered(timedelta(seconds=seconds), first=index % 2 == 0)
            figures.chats += 1
    both = Figures()
    both.add(day)
    both.add(night)
    assert both == whole


@pytest.mark.parametrize(
    ("hour", "minute", "shift"),
    [(8, 29, "off-shift"), (8, 30, "day"), (15, 59, "day"), (16, 0, "night"), (23, 30, "off-shift")],
)
def test_shifts_are_those_of_the_service_team(hour: int, minute: int, shift: str) -> None:
    """D08: day 8:30 to 16:00, night 16:00 to 23:30."""
    assert built_in().shift_of(BEGAN.replace(hour=hour, minute=minute)) == shift


@given(st.integers(0, 300), st.decimals("0.01", "1", places=2), st.text(max_size=10))
def test_a_sample_is_the_stated_share_and_the_same_again(chats: int, share: Decimal, seed: str) -> None:
    """Rounded up to a whole chat, each chat once, ascending."""
    numbers = sampled(chats, share, seed)
    assert numbers == sampled(chats, share, seed)
    assert chats * share <= len(numbers) < chats * share + 1
    assert sorted(set(numbers)) == list(numbers)
    assert all(1 <= number <= chats for number in numbers)


def test_another_seed_is_another_sample() -> None:
    """Else nobody could read more chats than the first few."""
    assert sampled(1000, Decimal("0.05"), "a") != sampled(1000, Decimal("0.05"), "b")


@pytest.mark.parametrize("share", ["0", "-0.1", "1.01"])
def test_a_share_that_cannot_be_is_refused(share: str) -> None:
    """None of the chats, or more than all."""
    with pytest.raises(Invalid, match="share"):
        sampled(10, Decimal(share), "")
