"""Whether the service works, for a load balancer and an operator: no organization and no person is named."""

from typing import Any

from flask import Blueprint, Response, jsonify

from application.ports import LedgerUnavailable
from web.api.metrics import Metrics
from web.services import Services


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
        return metrics.page()

    blueprint.add_url_rule("/health", view_func=show_health)
    blueprint.add_url_rule("/metrics", view_func=show_metrics)
    return blueprint


def state_of(services: Services) -> dict[str, Any]:
    """What `/health` says.

    Returns:
        `status` (`ok` or `failing`), `database` (`ok` or `unreachable`), `projections` (`ok` or `stopped`), `stopped`:
        organizations whose projection failed; `lag`: events that the slowest projection has not shown yet.
    """
    try:
        services.ping()
        progress = list(services.progress())
    except LedgerUnavailable:
        return {"status": "failing", "database": "unreachable", "projections": "unknown", "stopped": 0, "lag": 0}
    stopped = sum(held.stopped is not None for held in progress)
    return {
        "status": "failing" if stopped else "ok",
        "database": "ok",
        "projections": "stopped" if stopped else "ok",
        "stopped": stopped,
        "lag": max((held.lag for held in progress), default=0),
    }
