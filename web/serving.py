"""What each worker process of `jixiao serve` runs: the app over services of its own, as the environment names them."""

import logging
import os
import time

import structlog
from flask import Flask

from application.ports import LedgerUnavailable
from web import wiring
from web.api.app import create_app
from web.services import Services
from web.settings import Settings, read_settings

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
