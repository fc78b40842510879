"""What goes on by itself: what happened becomes visible and is sealed, what time has brought is recorded."""

import time
from collections.abc import Callable
from threading import Event, Thread
from uuid import UUID

import structlog

from application.ports import LedgerUnavailable, ProjectionStopped
from web.services import Services

log = structlog.get_logger("jixiao.background")

PAUSE = 1.0
"""Seconds between two rounds."""

BETWEEN_TICKS = 60.0
"""Seconds between two looks at the clock: deadlines are days."""

AFTER_FAILURE = 5.0
"""Seconds to wait when the database does not answer."""


class Background:
    """Rounds over all organizations; any number of processes may run them at once, each thing happens once."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._ticked = -BETWEEN_TICKS
        self._stopped: dict[UUID, int] = {}

    def run(self, stop: Event) -> None:
        """Go round until told to stop; what fails is logged, and tried again in the next round."""
        pause = 0.0
        while not stop.wait(pause):
            pause = PAUSE
            try:
                self.round()
            except LedgerUnavailable:
                log.warning("the database does not answer", exc_info=True)
                pause = AFTER_FAILURE

    def round(self) -> None:
        """One round; raises LedgerUnavailable."""
        clock_is_due = time.monotonic() - self._ticked >= BETWEEN_TICKS
        for organization in self._services.directory.organizations():
            self._do(organization, "projection", self._services.catch_up)
            self._do(organization, "sealing", self._services.seal)
            if clock_is_due:
                self._do(organization, "clock", self._services.tick)
                self._do(organization, "erasure", self._services.finish_erasures)
        if clock_is_due:
            self._ticked = time.monotonic()

    def _do(self, organization: UUID, what: str, work: Callable[[UUID], int]) -> None:
        """One organization's trouble is not another's: it is told, and the round goes on."""
        try:
            work(organization)
            self._stopped.pop(organization, None)
        except LedgerUnavailable:
            raise
        except ProjectionStopped as error:
            if self._stopped.get(organization) != error.position:
                log.error(
                    "a projection stopped", organization=str(organization), position=error.position, code=error.code
                )
            self._stopped[organization] = error.position
        except Exception:
            log.exception("failed", organization=str(organization), what=what)


class BackgroundThread:
    """The rounds in a thread of their own."""

    def __init__(self, services: Services) -> None:
        self._stop = Event()
        self._thread = Thread(target=Background(services).run, args=(self._stop,), name="background", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, patience: float = 10.0) -> None:
        """End after what is under way; waits for it, `patience` seconds at most."""
        self._stop.set()
        self._thread.join(patience)
