"""Scorecard (考核表): one person's month: what was entered, by whom, what it came to, and what an appeal changed."""

from domain.scorecard.card import Scorecard, scorecard_id
from domain.scorecard.stages import Stage

__all__ = ["Scorecard", "Stage", "scorecard_id"]
