"""Following a ledger by asking again: needs no notification, misses nothing, survives a lost connection."""

from collections import deque
from collections.abc import Sequence
from threading import Event

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

FIRST_WAIT = 0.01
LONGEST_WAIT = 0.25


class PollingSubscription(Subscription[ApplicationRecorder]):
    """Yields events in order of position, for ever; waits longer (up to 0.25 s) the longer nothing comes."""

    def __init__(self, recorder: ApplicationRecorder, gt: int | None = None, topics: Sequence[str] = ()) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._batch: deque[Notification] = deque()
        self._stopped = Event()

    def stop(self) -> None:
        """End the iteration, also from another thread and while it waits."""
        super().stop()
        self._stopped.set()

    def __next__(self) -> Notification:
        wait = FIRST_WAIT
        while not self._stopped.is_set():
            if self._batch:
                notification = self._batch.popleft()
                self._last_notification_id = notification.id
                return notification
            self._batch.extend(
                self._recorder.select_notifications(
                    self._last_notification_id or 0, 500, topics=self._topics, inclusive_of_start=False
                )
            )
            if not self._batch:
                self._stopped.wait(wait)
                wait = min(2 * wait, LONGEST_WAIT)
        raise StopIteration
