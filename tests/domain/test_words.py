"""Every state and act that a refusal may name is called something in Chinese."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from domain.cycle import phases
from domain.organization import DUTY_CHINESE, Duty
from domain.payroll import statuses
from domain.scorecard import stages
from domain.standing import rules
from domain.texts import not_allowed


@pytest.mark.parametrize(
    ("states", "table", "chinese", "acts"),
    [
        (phases.Phase, phases.TRANSITIONS, phases.CHINESE, phases.CHINESE_ACTS),
        (stages.Stage, stages.TRANSITIONS, stages.CHINESE, stages.CHINESE_ACTS),
        (statuses.PayrollStatus, statuses.TRANSITIONS, statuses.CHINESE, statuses.CHINESE_ACTS),
    ],
    ids=["cycle", "card", "payroll"],
)
def test_states_and_acts_have_a_name(
    states: type[StrEnum], table: Mapping[str, object], chinese: Mapping[str, str], acts: Mapping[str, str]
) -> None:
    """One that is added without a name would fail where somebody reads why they are refused."""
    assert set(chinese) == set(states)
    assert set(acts) == set(table)


def test_duties_and_what_is_decided_about_have_a_name() -> None:
    """In the same tables as the states."""
    assert set(DUTY_CHINESE) == set(Duty)
    decided = {state for states in rules.DECISIONS.values() for state in states}
    assert {*rules.OPEN_STATES, *rules.WAITING_STATES, *rules.REVIEW_OUTCOMES, *rules.VERDICTS, *decided} <= set(
        rules.CHINESE
    )


def test_what_is_not_allowed_is_said_twice() -> None:
    """How it stands, what was asked, and when it would be allowed."""
    said = not_allowed("考核表 / a card", "open", "publish", {"approved"}, stages.CHINESE, stages.CHINESE_ACTS)
    assert said == (
        "考核表录入中，不能公布（仅限：已批准） / a card that is open does not allow: publish (allowed when approved)"
    )
