"""What each worker process of `jixiao serve` runs: the app over services of its own, as the environment names them."""

import logging
import os

import structlog
from flask import Flask

from web import wiring
from web.api.app import create_app
from web.settings import read_settings


def create_worker() -> Flask:
    """The app of one worker."""
    log_lines()
    return create_app(wiring.open_services(read_settings(os.environ)))


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
