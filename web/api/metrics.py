"""Figures for an operator, in Prometheus' format; no organization and no person is named in them."""

import os
from typing import Any

from flask import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which the processes of one server keep their figures together."""

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """One app's figures, or, with several worker processes, those of all of them."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        own: Any = {"registry": self._registry}
        self._requests = Counter("jixiao_requests", "Requests answered", ("method", "route", "status"), **own)
        self._seconds = Histogram(
            "jixiao_request_seconds", "Time to answer", ("method", "route"), buckets=SECONDS, **own
        )
        self._commands = Counter("jixiao_commands", "Commands by their outcome", ("command", "outcome"), **own)
        lag = "Events that the slowest projection has not shown yet"
        self._lag = Gauge("jixiao_projection_lag_events", lag, multiprocess_mode="mostrecent", **own)
        stopped = "Organizations whose projection has stopped"
        self._stopped = Gauge("jixiao_projections_stopped", stopped, multiprocess_mode="mostrecent", **own)
        unsealed = "Events that no signed checkpoint covers yet"
        self._unsealed = Gauge("jixiao_unsealed_events", unsealed, multiprocess_mode="mostrecent", **own)
        oldest = "How long the oldest event has not been covered by a signed checkpoint"
        self._oldest = Gauge("jixiao_unsealed_seconds", oldest, multiprocess_mode="mostrecent", **own)
        due = "Notices that have still to go out"
        self._due = Gauge("jixiao_notices_due", due, multiprocess_mode="mostrecent", **own)
        dead = "Notices that a channel has given up"
        self._dead = Gauge("jixiao_notices_dead", dead, multiprocess_mode="mostrecent", **own)
        waiting = "How long the oldest notice has waited to go out"
        self._waiting = Gauge("jixiao_notices_waiting_seconds", waiting, multiprocess_mode="mostrecent", **own)

    def served(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered."""
        known = method if method in ("GET", "HEAD", "POST", "OPTIONS") else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(known, route).observe(seconds)

    def performed(self, command: str, outcome: str) -> None:
        """A command was performed (`done`) or refused (the code of its problem)."""
        self._commands.labels(command, outcome).inc()

    def projected(self, lag: int, stopped: int) -> None:
        """How far what is shown lies behind what happened, at worst."""
        self._lag.set(lag)
        self._stopped.set(stopped)

    def sealed(self, events: int, seconds: int) -> None:
        """What no signed checkpoint covers yet: how many events, and for how long the oldest of them has not been."""
        self._unsealed.set(events)
        self._oldest.set(seconds)

    def delivered(self, due: int, dead: int, waiting: int) -> None:
        """What has not gone out: to be sent, given up, and seconds since the oldest of the former was given."""
        self._due.set(due)
        self._dead.set(dead)
        self._waiting.set(waiting)

    def page(self) -> Response:
        """All figures."""
        registry = self._registry
        if SHARED in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library leaves it untyped
        answer = Response(generate_latest(registry))
        answer.headers["Content-Type"] = CONTENT_TYPE_LATEST
        return answer
