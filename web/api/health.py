"""Whether the service works, for a load balancer and an operator: no organization and no person is named."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify

from application.ports import LedgerUnavailable
from web.api.metrics import Metrics
from web.services import Services

NOTHING_KNOWN = dict.fromkeys(
    (
        *("stopped", "lag", "notices_due", "notices_dead", "notices_waiting_seconds"),
        *("unsealed", "oldest_unsealed_seconds"),
    ),
    0,
)


def health(services: Services, metrics: Metrics) -> Blueprint:
    """`/health` and `/metrics`, without a token."""
    blueprint = Blueprint("health", __name__)

    def show_health() -> tuple[Response, int]:
        found = state_of(services)
        return jsonify(found), 200 if found["status"] == "ok" else 503

    def show_metrics() -> Response:
        found = state_of(services)
        if found["database"] == "ok":
            metrics.projected(found["lag"], found["stopped"])
            metrics.sealed(found["unsealed"], found["oldest_unsealed_seconds"])
            metrics.delivered(found["notices_due"], found["notices_dead"], found["notices_waiting_seconds"])
        return metrics.page()

    blueprint.add_url_rule("/health", view_func=show_health)
    blueprint.add_url_rule("/metrics", view_func=show_metrics)
    return blueprint


def state_of(services: Services) -> dict[str, Any]:
    """What `/health` says.

    Returns:
        `status` (`ok` or `failing`), `database` (`ok` or `unreachable`), `projections` (`ok` or `stopped`), `stopped`:
        organizations whose projection failed; `lag`: events that the slowest projection has not shown yet;
        `notices_due` and `notices_dead`: what has still to go out, and what was given up; `notices_waiting_seconds`:
        how long the oldest due one has waited; `unsealed`: events that no signed checkpoint covers, and
        `oldest_unsealed_seconds`: for how long the first of them has not been. None of these five makes the service
        fail.
    """
    try:
        services.ping()
        progress = list(services.progress())
        backlog, unsealed = services.backlog(), services.unsealed()
    except LedgerUnavailable:
        return {"status": "failing", "database": "unreachable", "projections": "unknown", **NOTHING_KNOWN}
    stopped = sum(held.stopped is not None for held in progress)
    return {
        "status": "failing" if stopped else "ok",
        "database": "ok",
        "projections": "stopped" if stopped else "ok",
        "stopped": stopped,
        "lag": max((held.lag for held in progress), default=0),
        "notices_due": backlog.due,
        "notices_dead": backlog.dead,
        "notices_waiting_seconds": _seconds_since(backlog.oldest, services.clock.now()),
        "unsealed": unsealed.events,
        "oldest_unsealed_seconds": unsealed.seconds,
    }


def _seconds_since(moment: datetime | None, now: datetime) -> int:
    return 0 if moment is None else max(0, int((now - moment).total_seconds()))
