"""How long a busy shop's month of chats takes, and how much memory: 200,000 messages read dry, and imported.

    python -m benchmarks.chat_import [--messages 200000] [--people 10] [--bad 3]

The file is made from the labelled lines of `tests/chat_lines`, `--bad` per cent of the staff's lines being hits. Each
side runs in a process of its own; its peak memory is what the kernel says at its end.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

LIMIT_MB = 300
ROOT = Path(__file__).parent.parent
START = datetime(2026, 10, 1, 8, 30, tzinfo=UTC)
OPENING, CLOSING = "您好，请问有什么可以帮您", "感谢您的光临，祝您生活愉快"
CUSTOMER = (
    "在吗",
    "这款有货吗",
    "什么时候发货",
    "好的谢谢",
    "我的电话是13812345678",
    "寄到浙江省杭州市西湖区文三路90号3幢502室",
    "订单号 2345678901234567890",
    "你们家质量怎么样",
)


def labelled(hits: bool) -> list[str]:
    """Staff lines of the labelled set: hits of line rules, or lines that no rule objects to."""
    lines = ROOT.joinpath("tests", "chat_lines", "lines.tsv").read_text("utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return [text for place, rules, text in rows if place == "middle" and bool(rules) == hits]


def transcript(path: Path, messages: int, people: int, bad: int) -> None:
    """Write a month of chats, ten messages each, three chats at a time."""
    drawn = random.Random(2026)
    clean, hits = labelled(hits=False), labelled(hits=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("会话,时间,角色,发言人,内容\r\n")
        for row in _rows(messages, people, bad, drawn, clean, hits):
            file.write(",".join(f'"{cell}"' if "," in cell or '"' in cell else cell for cell in row) + "\r\n")


def _rows(
    messages: int, people: int, bad: int, drawn: random.Random, clean: list[str], hits: list[str]
) -> Iterator[tuple[str, ...]]:
    step = timedelta(days=30) / (messages // 30 + 1)
    written, group = 0, 0
    while written < messages:
        began = START + step * group
        for turn in range(10):
            for lane in range(3):
                if written == messages:
                    return
                number = group * 3 + lane
                at = (began + timedelta(seconds=turn * 9 + lane)).strftime("%Y-%m-%d %H:%M:%S")
                chat = f"S{20261001000000 + number}"
                if turn % 2 == 0:
                    yield chat, at, "顾客", f"tb{number:08d}", drawn.choice(CUSTOMER)
                else:
                    text = OPENING if turn == 1 else CLOSING if turn == 9 else ""
                    text = text or drawn.choice(hits if drawn.randrange(100) < bad else clean).replace('"', "”")
                    yield chat, at, "客服", f"S{number % people:03d}", text
                written += 1
        group += 1


@dataclass
class ChatShop:
    """A company of its own, in which `people` of the staff, called S000, S001, …, are scored by their chats."""

    folder: Path
    people: int
    month: str = "2026-10"

    def __post_init__(self) -> None:
        from adapters.database import migrate, open_database
        from adapters.read_store import DatabaseReadStore
        from adapters.vault import MasterKey
        from tests.application.chat.desk import CHATS, SCHEMES, equipped, opened
        from tests.application.handlers.firm import Firm

        url = f"sqlite:///{self.folder / 'jixiao.db'}"
        migrate(url)
        database, organization = open_database(url), uuid4()
        self.firm = equipped(Firm(database, organization, self.folder / "evidence", MasterKey.generate()).founded())
        numbers = [f"S{number:03d}" for number in range(self.people)]
        for number in numbers:
            self.firm.hire(number, "service", "L1")
        opened(self.firm, {**SCHEMES, **dict.fromkeys(numbers, CHATS)}, self.month)
        self.models = DatabaseReadStore(database, organization)
        self.catch_up()

    def import_transcript(self, path: Path) -> int:
        """Import a file; how many proposals came of it."""
        from application.chat.importing import ImportTranscript
        from domain.chat.events import TranscriptRead

        self.firm.do("H1", ImportTranscript(self.firm.cycle(), path.read_bytes(), path.name))
        return sum(len(read.proposals) for read in self.firm.events(TranscriptRead))

    def catch_up(self) -> None:
        """Bring the read models up to the ledger's head."""
        from application.projections import project

        self.models.catch_up(self.firm.ledger, project)


def measured(*command: str) -> dict[str, Any]:
    """Run a side; seconds, and the peak of its memory in MB."""
    began = time.perf_counter()
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if run.returncode:
        sys.exit(run.stderr)
    return {"seconds": time.perf_counter() - began, **json.loads(run.stdout.splitlines()[-1])}


def dry_side(path: str) -> None:
    """The command line's dry run, its table thrown away."""
    from click.testing import CliRunner

    from web.cli.main import cli

    run = CliRunner().invoke(cli, ["chat", path, "--json"], catch_exceptions=False)
    print(json.dumps({"proposals": len(json.loads(run.stdout)), "peak_mb": peak_mb()}))


def live_side(path: str, people: str) -> None:
    """An import over the handlers, on SQLite, and the read models after it."""
    with tempfile.TemporaryDirectory() as folder:
        shop = ChatShop(Path(folder), int(people))
        before = time.perf_counter()
        proposals = shop.import_transcript(Path(path))
        imported = time.perf_counter() - before
        before = time.perf_counter()
        shop.catch_up()
        shown = time.perf_counter() - before
        print(json.dumps({"proposals": proposals, "import_s": imported, "read_models_s": shown, "peak_mb": peak_mb()}))


def peak_mb() -> float:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Make a file, run both sides on it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--bad", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "month.csv"
        transcript(path, given.messages, given.people, given.bad)
        print(f"{given.messages} messages, {path.stat().st_size / 1e6:.1f} MB, {given.bad} % of staff lines are hits")
        worst = 0.0
        for side in (["--dry", str(path)], ["--live", str(path), str(given.people)]):
            told = measured(sys.executable, "-m", "benchmarks.chat_import", *side)
            worst = max(worst, told["peak_mb"])
            print(side[0][2:], " ".join(f"{name}={value:.4g}" for name, value in told.items()))
    if worst >= LIMIT_MB:
        sys.exit(f"{worst:.0f} MB is not under {LIMIT_MB} MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--dry"]:
        dry_side(sys.argv[2])
    elif sys.argv[1:2] == ["--live"]:
        live_side(sys.argv[2], sys.argv[3])
    else:
        main()
