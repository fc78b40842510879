"""`jixiao serve`: the API."""

import multiprocessing
import os
import socket
import tempfile
from typing import Any

import click

from web import wiring
from web.background import BackgroundThread
from web.cli.ledger import on_database, settings_for
from web.cli.output import EnvironmentFailed
from web.serving import SERVER_LINES, log_lines

THREADS = 8
"""Requests that one worker answers at once; as many as its connections to the database."""

PATIENCE = 20
"""Seconds that a worker gets to end what it is answering."""

METRICS = "PROMETHEUS_MULTIPROC_DIR"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / the address to listen on")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="端口 / the port to listen on"
)
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="进程数 / processes that answer"
)
@on_database
def serve(host: str, port: int, workers: int, database: str | None) -> None:
    """启动接口服务 / Serve the API, keep what is shown up to date, and mind the deadlines."""
    settings = settings_for(database)
    _require_free(host, port)
    log_lines()
    try:
        wiring.prepare_database(settings)
        services = wiring.open_services(settings)
    except ValueError as error:
        raise click.UsageError(f"--database: {error}") from error
    background = BackgroundThread(services)
    with tempfile.TemporaryDirectory(prefix="jixiao-metrics-") as figures:
        os.environ |= {"DATABASE_URL": settings.database, METRICS: figures}
        server = _server(host, port, workers)
        server.on_startup(background.start)
        server.on_shutdown(background.stop)
        try:
            server.serve()
        finally:
            services.close()


def _require_free(host: str, port: int) -> None:
    """Workers share the port among themselves, and would share it with another server without a word.

    Raises:
        EnvironmentFailed: something listens there already.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise EnvironmentFailed(
                f"端口 {port} 不可用：用 --port 换一个 / port {port} of {host} cannot be used ({error.strerror}): "
                "name another with --port"
            ) from error


def _server(host: str, port: int, workers: int) -> Any:
    """Granian, with everything said that it would otherwise guess from the machine."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces

    # Workers start clean: a fork would copy the background thread's locks and its connections.
    multiprocessing.set_start_method("spawn", force=True)
    return Granian(
        "web.serving:create_worker",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        runtime_threads=1,
        blocking_threads=THREADS,
        backpressure=THREADS * 4,
        http=HTTPModes.http1,
        websockets=False,
        factory=True,
        workers_kill_timeout=PATIENCE,
        respawn_failed_workers=True,
        log_access=False,
        log_dictconfig=dict(SERVER_LINES),
    )
