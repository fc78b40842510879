"""`jixiao worker`: the projector, the clock and the post as a process of their own."""

import signal
from threading import Event
from types import FrameType

import click

from web.background import run_all
from web.cli.ledger import on_database, opened
from web.serving import log_lines


@click.command()
@on_database
def worker(database: str | None) -> None:
    """后台进程：更新查询表、记录到期事项、发出通知 / Keep what is shown up to date, mind the deadlines, send notices,
    until told to stop.
    """
    log_lines()
    stop = Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    with opened(database, prepare=True) as services:
        run_all(services, stop)
