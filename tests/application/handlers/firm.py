"""A company on a real ledger, run by the product's own commands: what the handlers' tests begin from.

A1 administrator, H1 HR, F1 and F2 finance, G1 general manager, U1 auditor, M1 manager of the shop. In the shop: L1
(service, led by M1), S1 and S2 (service, led by L1), D1 (design, led by L1). All four take part in its months.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4

import pytest

from adapters.database import Database
from adapters.evidence import FolderEvidenceStore
from adapters.importing import FactFiles
from adapters.ledger import OrganizationLedger
from adapters.read_store import DatabaseReadStore
from adapters.vault import DatabaseVault, MasterKey
from application.commanding import Request, Tools
from application.commands import Commands
from application.employees import HireEmployee, SetBasePay
from application.organizations import SYSTEM_SETUP, DefineRole, FoundOrganization, GrantDuty, OpenShop
from application.ports import Answer, Ledger
from application.queries import Queries
from application.queries.roster import ReadModelAgenda, ReadModelRoster
from domain.cycle import Cycle, cycle_id
from domain.employee import employee_id
from domain.errors import DomainError
from domain.eventsourced import Aggregate, Event
from domain.notice import NoticeGiven
from domain.organization import shop_id
from domain.payroll import Payroll, payroll_id
from domain.scorecard import Scorecard, scorecard_id
from domain.standing import Standing, standing_id
from domain.team_fund import TeamFund, team_fund_id
from web.wiring import BuiltInRules, library

A = TypeVar("A", bound=Aggregate)
E = TypeVar("E", bound=Event)

OFFICERS = {"H1": "hr", "F1": "finance", "F2": "finance", "G1": "general-manager", "U1": "auditor", "M1": "manager"}
TEAM = {"L1": ("service", "M1"), "S1": ("service", "L1"), "S2": ("service", "L1"), "D1": ("design", "L1")}
"""Role and lead of everybody who is appraised."""

EVERYBODY = ("A1", *OFFICERS, *TEAM)
HIRED = date(2025, 1, 1)
OCTOBER, NOVEMBER = "2026-10", "2026-11"


class _Overtaken:
    """The real ledger, but others come first: what a race does now and then, this does every time."""

    def __init__(self, ledger: OrganizationLedger, place: str, skip: int, meanwhile: Callable[[], object]) -> None:
        self._ledger = ledger
        self._place = place
        self._waiting: list[Callable[[], object]] = [lambda: None] * skip + [meanwhile]

    def __getattr__(self, name: str) -> Any:
        if name == self._place and self._waiting:
            self._waiting.pop(0)()
        return getattr(self._ledger, name)


class Firm:
    """One organization, its clock, and a hand for everybody in it.

    Attributes:
        at: the moment; each command takes a minute of it.
    """

    def __init__(self, database: Database, organization: UUID, files: Path, master: MasterKey) -> None:
        self._database, self._files, self._master = database, files, master
        self.organization = organization
        self.at = datetime(2026, 9, 20, 1, 0, tzinfo=UTC)
        self.ledger = OrganizationLedger(database, organization)
        self.vault = DatabaseVault(database, organization, master)
        self.evidence = FolderEvidenceStore(files, master, organization)
        self.models = DatabaseReadStore(database, organization)
        self.agenda = ReadModelAgenda(self.ledger, self.models)
        roster = ReadModelRoster(self.ledger, self.models)
        self.tools = Tools(self.vault, self.evidence, BuiltInRules(library()), roster, FactFiles())
        self.commands = Commands(lambda _: self.ledger, lambda _: self.tools)

    @property
    def shop(self) -> UUID:
        """The company's one shop."""
        return shop_id(self.organization, "main")

    def person(self, number: str) -> UUID:
        """A person's id."""
        return employee_id(self.organization, number)

    def cycle(self, period: str = OCTOBER) -> UUID:
        """A month's id."""
        return cycle_id(self.shop, period)

    def card(self, number: str, period: str = OCTOBER) -> UUID:
        """The id of somebody's card."""
        return scorecard_id(self.cycle(period), self.person(number))

    def payroll(self, period: str = OCTOBER) -> UUID:
        """The id of a month's payroll."""
        return payroll_id(self.shop, period)

    def request(self, who: str, command: UUID | None = None, **rest: Any) -> Request:
        """A request of somebody (a number, or a `system:` actor), now."""
        self.at += timedelta(minutes=1)
        actor = who if who.startswith("system:") else str(self.person(who))
        return Request(self.organization, actor, command or uuid4(), self.at, **rest)

    def asks(self, number: str) -> Queries:
        """What somebody may see."""
        return Queries(self.ledger, self.models, self.vault, str(self.person(number)))

    def do(self, who: str, command: object, **rest: Any) -> Answer:
        """Let somebody send a command."""
        return self.commands.execute(command, self.request(who, **rest))

    def overtaken(
        self,
        who: str | Request,
        command: object,
        meanwhile: Callable[[], object],
        before: str = "append",
        skip: int = 0,
    ) -> Answer:
        """Let somebody send a command, and let something else happen just before its first `append` (or `load`, or
        the one after `skip` of them).
        """
        request = self.request(who) if isinstance(who, str) else who
        return self.commands_overtaken(meanwhile, before, skip).execute(command, request)

    def commands_overtaken(self, meanwhile: Callable[[], object], before: str, skip: int = 0) -> Commands:
        """As `commands`, but something else happens before a call of that method of the ledger."""
        ledger = cast(Ledger, _Overtaken(self.ledger, before, skip, meanwhile))
        return Commands(lambda _: ledger, lambda _: self.tools)

    @contextmanager
    def refuses(self, error: type[DomainError], code: str) -> Iterator[None]:
        """What is tried is refused with this code, and the ledger stays as it is."""
        head = self.ledger.head()
        with pytest.raises(error) as caught:
            yield
        assert (type(caught.value), caught.value.code) == (error, code)
        assert self.ledger.head() == head

    def find(self, kind: type[A], id: UUID) -> A | None:
        """An aggregate as it stands in the ledger, or None."""
        found = self.ledger.load(kind, id)
        assert found is None or isinstance(found, kind)
        return found

    def load(self, kind: type[A], id: UUID) -> A:
        """An aggregate that is there."""
        found = self.find(kind, id)
        assert found is not None
        return found

    def month(self, period: str = OCTOBER) -> Cycle:
        """A month as it stands."""
        return self.load(Cycle, self.cycle(period))

    def score(self, number: str, period: str = OCTOBER) -> str:
        """The total on somebody's card."""
        return str(self.load(Scorecard, self.card(number, period)).final_total)

    def wages(self, period: str = OCTOBER) -> Payroll:
        """A month's payroll as it stands."""
        return self.load(Payroll, self.payroll(period))

    def pay_of(self, number: str, period: str = OCTOBER) -> dict[str, str]:
        """The money on somebody's line, as text."""
        line = self.wages(period).line(self.person(number))
        assert line is not None
        return {name: str(value) for name, value in line.items() if isinstance(value, Decimal)}

    def line_of(self, cycle: UUID, number: str) -> Mapping[str, Any]:
        """Somebody's line in the payroll of any shop's month."""
        month = self.load(Cycle, cycle)
        line = self.load(Payroll, payroll_id(month.shop, month.period)).line(self.person(number))
        assert line is not None
        return line

    def elsewhere(self) -> "Firm":
        """An organization that does not exist yet, on the same database."""
        return Firm(self._database, uuid4(), self._files, self._master)

    def fund(self) -> str:
        """What the team fund holds."""
        return str(self.load(TeamFund, team_fund_id(self.shop)).balance)

    def consequences(self, number: str) -> dict[str, dict[str, Any]]:
        """What somebody's months have led to."""
        return self.load(Standing, standing_id(self.person(number))).consequences

    def events(self, kind: type[E], after: int = 0) -> list[E]:
        """What happened of one kind, in order."""
        return [one.event for one in self.ledger.read(after=after) if isinstance(one.event, kind)]

    def told(self, number: str, subject: UUID) -> list[str]:
        """The kinds of what somebody was told about a thing, in order."""
        notices = self.events(NoticeGiven)
        return [one.kind for one in notices if one.person == self.person(number) and one.subject == subject]

    def on(self, year: int, month: int, day: int, hour: int = 9) -> "Firm":
        """Let it become that hour in Shanghai."""
        self.at = datetime(year, month, day, hour - 8, tzinfo=UTC)
        return self

    def founded(self) -> "Firm":
        """Organization, shop, roles, people, duties and base pay."""
        self.do(SYSTEM_SETUP, FoundOrganization("云上小店", "Asia/Shanghai", "A1"))
        self.do("A1", OpenShop("main", "主店", "taobao"))
        for role, title in (("service", "客服"), ("design", "美工")):
            self.do("A1", DefineRole(role, title, role.title()))
        for number, duty in OFFICERS.items():
            self.hire(number)
            self.do("A1", GrantDuty(self.person(number), duty, self.shop if duty == "manager" else None))
        for number, (role, lead) in TEAM.items():
            self.hire(number, role, lead)
            self.do("H1", SetBasePay(self.person(number), Decimal("4000.00"), HIRED, "合同"))
        return self

    def hire(self, number: str, role: str = "", lead: str = "", on: date = HIRED) -> UUID:
        """Somebody new: in the shop when they have a role."""
        shop = self.shop if role else None
        profile: Mapping[str, str] = {"name": f"员工 {number}"}
        self.do("A1", HireEmployee(number, shop, role, self.person(lead) if lead else None, on, True, profile))
        return self.person(number)
