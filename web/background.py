"""What goes on by itself: what happened is shown and sealed, what time has brought is recorded, notices go out.

Notices go out, and the witness is told, in threads of their own: a server elsewhere that does not answer must not keep
events from being sealed.
"""

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

TELL_AGAIN = 600.0
"""Seconds until what fails the same in every round is logged again."""

AFTER_FAILURE = 5.0
"""Seconds to wait when the database does not answer."""

PATIENCE = 8.0
"""Seconds that a notice which is just being sent gets at the end; what is cut off is sent again, under the same id."""


class Background:
    """Rounds over all organizations; any number of processes may run them at once, each thing happens once."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._ticked = -BETWEEN_TICKS
        self._stopped: dict[UUID, int] = {}

    def run(self, stop: Event) -> None:
        """Go round until told to stop; what fails is logged, and tried again in the next round."""
        _go_round(self.round, stop)

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


class Elsewhere:
    """Rounds over all organizations, in which each turns to a server elsewhere; any number of processes."""

    def __init__(self, services: Services, what: str, work: Callable[[UUID, Callable[[], bool]], object]) -> None:
        """`work` is told whose turn it is, and what tells that it should end early."""
        self._services = services
        self._what = what
        self._work = work
        self._told: dict[UUID, tuple[str, float]] = {}

    def run(self, stop: Event) -> None:
        """Go round until told to stop; what fails is tried again in the next round, and logged now and then."""
        _go_round(lambda: self.round(stop), stop)

    def round(self, stop: Event) -> None:
        """One round, or less of it when told to stop; raises LedgerUnavailable."""
        for organization in self._services.directory.organizations():
            if stop.is_set():
                return
            try:
                self._work(organization, stop.is_set)
                self._told.pop(organization, None)
            except LedgerUnavailable:
                raise
            except Exception as error:
                self._tell(organization, error)

    def _tell(self, organization: UUID, error: Exception) -> None:
        """Log it, unless it was the same a short while ago."""
        before, at = self._told.get(organization, ("", 0.0))
        if before != repr(error) or time.monotonic() - at >= TELL_AGAIN:
            self._told[organization] = repr(error), time.monotonic()
            log.exception("failed", organization=str(organization), what=self._what)


def deliveries(services: Services) -> Elsewhere:
    """Each sends some of the notices that are due."""
    return Elsewhere(services, "delivery", services.deliver)


def witnessing(services: Services) -> Elsewhere:
    """Each gives the witness, where there is one, the checkpoints that it lacks."""
    return Elsewhere(services, "witness", lambda organization, _stopping: services.sealer.deliver(organization))


def run_all(services: Services, stop: Event) -> None:
    """Everything that goes on by itself, until told to stop."""
    elsewhere = [
        Thread(target=work(services).run, args=(stop,), name=work.__name__, daemon=True)
        for work in (deliveries, witnessing)
    ]
    for thread in elsewhere:
        thread.start()
    Background(services).run(stop)
    until = time.monotonic() + PATIENCE
    for thread in elsewhere:
        thread.join(max(0.0, until - time.monotonic()))


def _go_round(once: Callable[[], None], stop: Event) -> None:
    pause = 0.0
    while not stop.wait(pause):
        pause = PAUSE
        try:
            once()
        except LedgerUnavailable:
            log.warning("the database does not answer", exc_info=True)
            pause = AFTER_FAILURE


class BackgroundThread:
    """The rounds in a thread of their own."""

    def __init__(self, services: Services) -> None:
        self._stop = Event()
        self._thread = Thread(target=run_all, args=(services, self._stop), name="background", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, patience: float = 10.0) -> None:
        """End after what is under way; waits for it, `patience` seconds at most."""
        self._stop.set()
        self._thread.join(patience)
