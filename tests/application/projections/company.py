"""A small company on a real SQLite ledger, whose month is played through the product's own commands.

People by staff number: A1 administrator, H1 HR, F1 and F2 finance, G1 general manager, U1 auditor; M1 manages shop A
and M2 shop B; L1 leads S1 to S5 in shop A; T1 works in shop B.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from adapters.database import Database, migrate, open_database
from adapters.evidence import FolderEvidenceStore
from adapters.importing import FactFiles
from adapters.ledger import OrganizationLedger
from adapters.read_store import DatabaseReadStore
from adapters.vault import DatabaseVault, MasterKey
from application.commanding import Request, Tools
from application.commands import Commands
from application.employees import HireEmployee, SetBasePay
from application.organizations import SYSTEM_SETUP, DefineRole, FoundOrganization, GrantDuty, OpenShop
from application.ports import Answer
from application.projections import project
from application.queries import Queries, ReadModelRoster
from application.rulebooks import PublishRules
from domain.cycle import cycle_id
from domain.employee import employee_id
from domain.organization import shop_id
from domain.payroll import payroll_id
from domain.rulebook import SCHEME
from domain.scorecard import scorecard_id
from domain.scoring.documents import scheme_document, scheme_from_plain
from web.wiring import BuiltInRules, library

PERIOD = "2026-09"
HIRED = date(2026, 1, 5)
OFFICERS: Mapping[str, tuple[tuple[str, str | None], ...]] = {
    "H1": (("hr", None),),
    "F1": (("finance", None),),
    "F2": (("finance", None),),
    "G1": (("general-manager", None),),
    "U1": (("auditor", None),),
    "M1": (("manager", "A"),),
    "M2": (("manager", "B"),),
}
STAFF = {"L1": ("A", "M1"), **dict.fromkeys(("S1", "S2", "S3", "S4", "S5"), ("A", "L1")), "T1": ("B", "M2")}
"""Shop and lead of everybody who is appraised."""

EVERYBODY = ("A1", *OFFICERS, *STAFF)


def words(text: str) -> dict[str, str]:
    """The same text in both languages."""
    return {"zh": text, "en": text}


LEVELS = [
    {"id": "good", "title": words("good"), "least": "15", "most": "20"},
    {"id": "poor", "title": words("poor"), "least": "0", "most": "15"},
]
SCHEME_PLAIN: dict[str, Any] = {
    "id": "house",
    "version": 1,
    "title": words("House rules"),
    "source": "D01",
    "facts": {"actual_sales": words("Sales")},
    "grades": [
        {"id": "a", "title": words("A"), "at_least": "90", "source": "D10"},
        {"id": "b", "title": words("B"), "at_least": "0", "source": "D10"},
    ],
    "adjustments": {"up": "5", "down": "5", "source": "D16"},
    "sections": [
        {
            "id": "work",
            "title": words("Work"),
            "source": "D01 一",
            "items": [
                {
                    "id": "sales",
                    "title": words("Sales"),
                    "max": "40",
                    "source": "D01 一.1",
                    "kind": "proportional",
                    "measure": {"value": "actual_sales"},
                },
                {
                    "id": "attitude",
                    "title": words("Attitude"),
                    "max": "20",
                    "source": "D01 六",
                    "kind": "graded",
                    "levels": LEVELS,
                },
                {
                    "id": "conduct",
                    "title": words("Conduct"),
                    "max": "20",
                    "source": "D08",
                    "kind": "deduction",
                    "free": {"least": "1", "most": "10"},
                    "codes": [{"code": "late", "title": words("Late"), "points": "2", "source": "D08 四"}],
                },
                {
                    "id": "courtesy",
                    "title": words("Courtesy"),
                    "max": "20",
                    "source": "D13",
                    "kind": "ratings",
                    "raters": {"self": "0.3", "peer": "0.5", "manager": "0.2"},
                },
            ],
        }
    ],
}


@dataclass
class Company:
    """One organization, its clock, and hands to act and ask for anybody in it.

    Attributes:
        folder: holds the evidence and, where no `url` names a database, the database file.
        url: of a migrated database.
        moment: the company's clock; each command takes a second of it.
    """

    folder: Path
    url: str = ""
    organization: UUID = field(default_factory=uuid4)
    moment: datetime = datetime(2026, 8, 28, 1, 0, tzinfo=UTC)
    master: MasterKey = field(default_factory=MasterKey.generate)

    @cached_property
    def database(self) -> Database:
        """A SQLite file of its own, or the database that was named."""
        url = self.url or f"sqlite:///{self.folder / 'jixiao.db'}"
        migrate(url)
        return open_database(url)

    @cached_property
    def ledger(self) -> OrganizationLedger:
        """The company's ledger."""
        return OrganizationLedger(self.database, self.organization)

    @cached_property
    def models(self) -> DatabaseReadStore:
        """Its read models."""
        return DatabaseReadStore(self.database, self.organization)

    @cached_property
    def vault(self) -> DatabaseVault:
        """Its keys."""
        return DatabaseVault(self.database, self.organization, self.master)

    @cached_property
    def evidence(self) -> FolderEvidenceStore:
        """Its files."""
        return FolderEvidenceStore(self.folder / "evidence", self.master, self.organization)

    @cached_property
    def commands(self) -> Commands:
        """Its handlers."""
        roster = ReadModelRoster(self.ledger, self.models)
        tools = Tools(self.vault, self.evidence, BuiltInRules(library()), roster, FactFiles())
        return Commands(lambda _organization: self.ledger, lambda _organization: tools)

    @property
    def cycle(self) -> UUID:
        """Shop A's month."""
        return cycle_id(self.shop("A"), PERIOD)

    @property
    def payroll(self) -> UUID:
        """Its payroll."""
        return payroll_id(self.shop("A"), PERIOD)

    def shop(self, code: str) -> UUID:
        """A shop's id."""
        return shop_id(self.organization, code)

    def person(self, number: str) -> UUID:
        """A person's id."""
        return employee_id(self.organization, number)

    def card(self, number: str) -> UUID:
        """Somebody's card of the month in shop A."""
        return scorecard_id(self.cycle, self.person(number))

    def act(self, number: str, command: object) -> Answer:
        """Let somebody send a command ("" for the setup itself)."""
        self.moment += timedelta(seconds=1)
        actor = str(self.person(number)) if number else SYSTEM_SETUP
        return self.commands.execute(command, Request(self.organization, actor, uuid4(), self.moment))

    def asks(self, number: str) -> Queries:
        """What somebody may see."""
        return Queries(self.ledger, self.models, self.vault, str(self.person(number)))

    def catch_up(self) -> int:
        """Bring the read models to the ledger's head."""
        return self.models.catch_up(self.ledger, project)

    def file(self, text: str) -> str:
        """Store an evidence file; its hash."""
        return self.evidence.keep(text.encode(), "text/csv").sha256

    def founded(self) -> "Company":
        """Organization, shops, roles, people, duties, base pay and the scheme `house`."""
        self.act("", FoundOrganization("样板 / Sample", "Asia/Shanghai", "A1"))
        for code in ("A", "B"):
            self.act("A1", OpenShop(code, f"Shop {code}", "taobao"))
        self.act("A1", DefineRole("service", "客服", "Customer service"))
        for number, duties in OFFICERS.items():
            self.act("A1", self._hire(number, None, None))
            for duty, reach in duties:
                self.act("A1", GrantDuty(self.person(number), duty, self.shop(reach) if reach else None))
        for number, (workplace, lead) in STAFF.items():
            self.act("H1", self._hire(number, self.shop(workplace), self.person(lead)))
            self.act("H1", SetBasePay(self.person(number), Decimal("4000.00"), HIRED, f"base of {number}"))
        self.act("H1", PublishRules(SCHEME, scheme_document(scheme_from_plain(SCHEME_PLAIN))))
        return self

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def _hire(self, number: str, shop: UUID | None, lead: UUID | None) -> HireEmployee:
        role = "service" if shop else ""
        return HireEmployee(number, shop, role, lead, HIRED, True, {"name": f"Name of {number}"})
