"""Replay (推演): the ledger's history played in memory, as it was or with something different; nothing is written.

State as of any position: `Question(as_of=…)`. What if: events left out, entries added, another scheme or plan version,
other parameters; everything downstream is computed anew by the functions that computed it the first time.
"""

from application.replaying.adding import KINDS
from application.replaying.asking import FORMAT, Replays, hash_of
from application.replaying.question import Added, PlanChange, Question, SchemeChange

__all__ = ["FORMAT", "KINDS", "Added", "PlanChange", "Question", "Replays", "SchemeChange", "hash_of"]
