"""What a replay of a shop's whole year costs: 20 people, 12 months, every month paid, deductions and appeals in each.

    python -m benchmarks.replay [--database postgresql://…] [--people 20] [--months 12] [--rounds 5]

The year is played once through the product's own commands. Then questions are asked, each from the ledger's first
event: how it stood, a deduction left out, other parameters of pay, another scheme. Without `--database`, SQLite.
"""

import argparse
import contextlib
import statistics
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

from adapters.database import migrate, open_database
from adapters.vault import MasterKey
from application.appeals.deciding import DecideAppeal
from application.appeals.filing import FileCardAppeal
from application.appeals.hearing import AcceptAppeal
from application.cycles.planning import Assignment, AssignPlan, AssignSchemes, OpenCycle, PlanCycle, SetTargets
from application.cycles.publishing import SettleCycle
from application.cycles.running import RecordShopFact
from application.employees import SetBasePay
from application.replaying import PlanChange, Question, Replays, SchemeChange
from application.scorecards import GiveJudgement, RecordDeduction, RecordFacts
from domain.appeal import Remedy, RemedyKind
from domain.periods import next_period
from domain.scorecard.events import DeductionRecorded
from tests.application.handlers import months
from tests.application.handlers.firm import HIRED, TEAM, Firm
from web.wiring import library

FIRST = "2026-01"
MEASURES = {fact.removeprefix("measures."): Decimal(1) for fact in months.operations_facts()}


def hire(firm: Firm, people: int) -> list[str]:
    """So many people of the shop, with those that it has already; staff numbers."""
    numbers = [f"P{index:02}" for index in range(people - len(TEAM))]
    for index, number in enumerate(numbers):
        firm.hire(number, "service" if index % 2 else "design", "M1")
        firm.do("H1", SetBasePay(firm.person(number), Decimal(4000 + 50 * index), HIRED, "合同"))
    return [*TEAM, *numbers]


def play(firm: Firm, period: str, people: list[str]) -> None:
    """A month from its plan to its payday, with a deduction for every third person and two appeals."""
    first = months.first_day(period)
    firm.on(first.year, first.month, 1)
    cycle = firm.do("H1", PlanCycle(firm.shop, period)).subject
    schemes = {number: months.STAFF if index % 2 else months.OPERATIONS for index, number in enumerate(people)}
    assigned = tuple(Assignment(firm.person(number), scheme, None, "本职") for number, scheme in schemes.items())
    firm.do("H1", AssignSchemes(cycle, assigned))
    firm.do("H1", AssignPlan(cycle, "store-dividend", None, {}))
    firm.do("H1", SetTargets(cycle, months.OPERATIONS, None, months.operations_targets()))
    firm.do("H1", OpenCycle(cycle))
    deductions = []
    for index, (number, scheme) in enumerate(schemes.items()):
        card = firm.card(number, period)
        if scheme == months.STAFF:
            firm.do("H1", RecordFacts(card, months.FULL))
            for item in months.JUDGED:
                firm.do("M1", GiveJudgement(card, item, "good", Decimal(20 + index % 3), "本月表现"))
            continue
        firm.do("H1", RecordFacts(card, {**MEASURES, "previous_orders": Decimal("0.8")}))
        firm.do("M1", GiveJudgement(card, "data-report", "good", None, "按时"))
        if index % 3 == 0:
            taken = RecordDeduction(card, "teamwork", Decimal(3), "", "", "没有交接就下班")
            deductions.append((number, UUID(firm.do("M1", taken).item)))
    firm.do("F1", RecordShopFact(cycle, "net_profit", Decimal(300000), "月结"))
    months.review(firm, period)
    months.publish(firm, period)
    for number, deduction in deductions[:2]:
        object_to(firm, number, firm.card(number, period), deduction)
    months.pay(firm, period)
    firm.do("H1", SettleCycle(cycle))


def object_to(firm: Firm, number: str, card: UUID, deduction: UUID) -> None:
    """An appeal that the general manager upholds: the manager took the points."""
    appeal = firm.do(number, FileCardAppeal(card, "deduction", str(deduction), "已交接")).subject
    firm.do("G1", AcceptAppeal(appeal))
    remedy = Remedy(RemedyKind.REVERSE_DEDUCTION, deduction=deduction)
    firm.do("G1", DecideAppeal(appeal, "upheld", "属实", (remedy,)))


@contextlib.contextmanager
def year(url: str | None, people: int, count: int) -> Iterator[Firm]:
    """The firm after so many months."""
    with tempfile.TemporaryDirectory() as folder:
        where = url or f"sqlite:///{folder}/jixiao.db"
        migrate(where)
        database = open_database(where)
        try:
            firm = Firm(database, uuid4(), Path(folder) / "files", MasterKey.generate()).founded()
            numbers, period = hire(firm, people), FIRST
            for _ in range(count):
                play(firm, period, numbers)
                period = next_period(period)
            yield firm
        finally:
            database.close()


def questions(firm: Firm) -> dict[str, Question]:
    """What is asked, by its name."""
    events = [held.position for held in firm.ledger.read() if isinstance(held.event, DeductionRecorded)]
    threshold = PlanChange(parameters={"threshold": "90"})
    fatal = SchemeChange(replaces=months.OPERATIONS, targets={"conversion": Decimal("0.9")})
    return {
        "as it stands": Question(),
        "a deduction left out": Question(without=(events[2],)),
        "other parameters of pay": Question(plans=(threshold,)),
        "another target on every card": Question(schemes=(fatal,)),
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--database")
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with year(given.database, given.people, given.months) as firm:
        replays = Replays(firm.ledger, library(), firm.vault)
        asker = str(firm.person("G1"))
        print(f"{given.people} people, {given.months} months: {firm.ledger.head()} events")
        for name, question in questions(firm).items():
            seconds, hashes = [], set()
            for _ in range(given.rounds):
                began = time.perf_counter()
                answer = replays.ask(question, asker)
                seconds.append(time.perf_counter() - began)
                hashes.add(answer["hash"])
            assert len(hashes) == 1, "the same question had another answer"
            assert answer["reproduced"]
            changed = len(answer["differences"]["cards"]) if answer["differences"] else 0
            print(f"{name:30} median {statistics.median(seconds):.3f} s   worst {max(seconds):.3f} s   {changed} cards")


if __name__ == "__main__":
    main()
