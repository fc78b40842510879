"""When something that could not be sent is tried again: the same for everything, and no dice."""

from datetime import timedelta

LONGEST = timedelta(hours=24)
ATTEMPTS = 9
"""How often a notice is tried by a channel; over three days, since shops close at weekends."""

LEASE = timedelta(minutes=5)
"""How long a claim holds: longer than any one attempt takes."""

REST = timedelta(minutes=1)
"""How long a channel rests after the other side had trouble, so that one dead server does not cost a time-out each."""

LATE = timedelta(days=7)
"""What was given longer ago is not sent any more: a channel that was off for months does not bring up old things."""


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts that failed: 1, 4, 16, 64, 256 and 1024 minutes, then a day each; None
    after the last.
    """
    if attempts >= ATTEMPTS:
        return None
    return min(timedelta(minutes=4 ** (attempts - 1)), LONGEST)
