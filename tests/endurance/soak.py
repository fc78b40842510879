"""Hundreds of crashes, and what was found.

    python -m tests.endurance.soak [--kills 300] [--seed 1] [--round 25] [--database sqlite|postgresql|both]

Rounds of kills at moments drawn by lot, each round on a database of its own, until so many processes were killed; then
everything is looked through as in the tests. The first thing that does not hold ends it, with the seed to repeat it.
"""

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from itertools import count
from pathlib import Path

import structlog

from tests.endurance.havoc import Outcome, wreak
from tests.postgres_server import PostgresServer
from web.settings import Settings


def on_sqlite(kills: int, seed: int) -> Outcome:
    """One round on an SQLite file."""
    with tempfile.TemporaryDirectory(prefix="jixiao-soak-") as folder:
        settings = Settings(f"sqlite:///{folder}/jixiao.db", Path(folder) / "data")
        return wreak(settings, Path(folder), kills=kills, seed=seed, told=say)


def on_postgresql(kills: int, seed: int) -> Outcome:
    """One round on a PostgreSQL server."""
    with tempfile.TemporaryDirectory(prefix="jixiao-soak-") as folder, PostgresServer() as server:
        settings = Settings(server.url(), Path(folder) / "data")
        return wreak(settings, Path(folder), kills=kills, seed=seed, postgres=server, told=say)


ROUNDS = {"postgresql": on_postgresql, "sqlite": on_sqlite}


def say(line: str) -> None:
    """Where it stands, on standard error."""
    sys.stderr.write(f"  {line}\n")


def summary(database: str, outcomes: list[Outcome]) -> str:
    """What the rounds on one database came to."""
    kills = sum((outcome.kills for outcome in outcomes), Counter[str]())
    by = ", ".join(f"{what} {times}" for what, times in sorted(kills.items()))
    slowest = max((outcome.caught_up for outcome in outcomes), default=0)

    def total(name: str) -> int:
        return sum(getattr(outcome, name) for outcome in outcomes)

    return (
        f"{database}: {sum(kills.values())} kills ({by}) in {len(outcomes)} rounds, "
        f"{sum(outcome.seconds for outcome in outcomes):.0f} s\n"
        f"  {total('acknowledged')} commands acknowledged, {total('events')} events; {total('lost')} attempts "
        f"unanswered, {total('repeated')} commands sent more than once\n"
        f"  lost 0, doubled 0, half 0; every key answered as before; read models caught up by themselves in "
        f"{slowest:.1f} s at most; every ledger verified, every rebuild identical"
    )


def main() -> None:
    """Wreak havoc and print what it came to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--round", type=int, default=25, help="kills of one round")
    parser.add_argument("--database", choices=[*ROUNDS, "both"], default="both")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    began = time.monotonic()
    databases = list(ROUNDS) if options.database == "both" else [options.database]
    outcomes: dict[str, list[Outcome]] = {database: [] for database in databases}
    left = options.kills
    for number in count():
        if left <= 0:
            break
        database, seed = databases[number % len(databases)], options.seed + number
        say(f"round {number + 1}: {database}, seed {seed}")
        outcomes[database].append(ROUNDS[database](min(left, options.round), seed))
        left -= options.round
    for database in databases:
        print(summary(database, outcomes[database]))  # noqa: T201
    print(f"{time.monotonic() - began:.0f} s in all; seeds {options.seed} to {options.seed + number - 1}")  # noqa: T201


if __name__ == "__main__":
    main()
