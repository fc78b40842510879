"""What happens to every request around its view: an id, headers that protect, a log line, figures."""

import time
from uuid import UUID, uuid4

import structlog
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from web.api.metrics import Metrics
from web.api.problems import UNEXPECTED, problem_of, problem_response

REQUEST_ID = "X-Request-Id"
log = structlog.get_logger("jixiao.api")


def observe(app: Flask, metrics: Metrics) -> None:
    """Put ids, headers, logs and figures around every request of the app."""
    app.before_request(_begin)
    app.register_error_handler(Exception, _answer_error)
    app.after_request(_protect)

    @app.after_request
    def _count(answer: Response) -> Response:
        route = str(request.url_rule or "(unknown)")
        seconds = time.perf_counter() - g.began
        metrics.served(request.method, route, answer.status_code, seconds)
        log.info(
            "request",
            id=str(g.request_id),
            method=request.method,
            route=route,
            status=answer.status_code,
            problem=g.get("problem", ""),
            milliseconds=int(seconds * 1000),
        )
        return answer


def _begin() -> None:
    """A request keeps the id that a proxy gave it, when that is a UUID."""
    g.began = time.perf_counter()
    given = request.headers.get(REQUEST_ID, "")
    try:
        g.request_id = UUID(given)
    except ValueError:
        g.request_id = uuid4()


def _answer_error(error: Exception) -> Response:
    """The problem that an error is; one that nobody foresaw is logged whole and told to nobody."""
    problem = problem_of(error)
    if problem is UNEXPECTED or (problem.status >= 500 and not isinstance(error, HTTPException)):
        log.error("failed", id=str(g.get("request_id", "")), problem=problem.code, exc_info=error)
    return problem_response(problem)


def _protect(answer: Response) -> Response:
    headers = answer.headers
    headers[REQUEST_ID] = str(g.request_id)
    headers.setdefault("Cache-Control", "no-store")
    headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return answer
