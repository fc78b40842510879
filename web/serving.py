"""What each worker process of `jixiao serve` runs: the app over services of its own, as the environment names them."""

import json
import logging
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from flask import Flask

from application.ports import LedgerUnavailable
from web import wiring
from web.api.app import create_app
from web.services import Services
from web.settings import Settings, read_settings

SERVER_LINES: Mapping[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"asked": {"()": "web.serving.Asked"}},
    "formatters": {"lines": {"()": "web.serving.Line"}},
    "handlers": {
        "lines": {
            "class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "lines", "filters": ["asked"],
        }
    },
    "loggers": {"_granian": {"handlers": ["lines"], "level": "INFO", "propagate": False}},
}  # fmt: skip
"""What the HTTP server says of itself, in the form of all other lines."""

PAUSE = 0.5
"""Seconds between two attempts to open the database."""


def create_worker() -> Flask:
    """The app of one worker."""
    log_lines()
    return create_app(_opened(read_settings(os.environ)))


def _opened(settings: Settings) -> Services:
    """The services, as soon as the database answers.

    `jixiao serve` found it in order before it made any worker; one that is made anew while the database restarts must
    wait for it, for a server whose workers give up ends for good.
    """
    while True:
        try:
            return wiring.open_services(settings)
        except LedgerUnavailable as error:
            structlog.get_logger("jixiao.serving").warning("the database does not answer yet", error=str(error))
            time.sleep(PAUSE)


class Line(logging.Formatter):
    """One JSON object, as `log_lines` writes them."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told = {
            "event": record.getMessage(),
            "logger": record.name.strip("_"),
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


class Asked(logging.Filter):
    """Leaves out the advice about threads: they are as many as the connections on purpose, and mostly wait."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line stays."""
        return "Python threads" not in record.getMessage()


def log_lines() -> None:
    """Log one JSON object a line on standard error; no line holds what a request said."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8")),
        cache_logger_on_first_use=True,
    )
