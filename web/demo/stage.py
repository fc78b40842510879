"""The demo's stage: who acts, at which local day, through the same commands as everybody else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from application.commanding import Request
from application.organizations import SYSTEM_SETUP
from application.ports import Answer
from domain.calendar import zone
from domain.employee import employee_id
from domain.organization import shop_id
from web.services import Services

TIMEZONE = "Asia/Shanghai"
ADMINISTRATOR = "S001"
MORNING = time(9, 0)


@dataclass
class Stage:
    """One organization on its way through the story.

    Attributes:
        script: `shop-month.toml` as it was read.
        moment: the story's clock; each command takes one more second of it.
    """

    services: Services
    script: Mapping[str, Any]
    organization: UUID = field(default_factory=uuid4)
    moment: datetime = field(default_factory=lambda: datetime(2026, 7, 30, 1, 0, tzinfo=UTC))

    @property
    def shop(self) -> UUID:
        """The shop's id."""
        return shop_id(self.organization, self.script["shop"]["code"])

    def person(self, number: str) -> UUID:
        """The person with this staff number."""
        return employee_id(self.organization, number)

    def on(self, day: date) -> None:
        """Go on to the morning of a local day; a day that is past leaves the clock where it is."""
        morning = datetime.combine(day, MORNING, zone(TIMEZONE)).astimezone(UTC)
        self.moment = max(self.moment, morning)

    def act(self, number: str, command: object) -> Answer:
        """Let the person with this staff number send a command ("" for the setup itself)."""
        self.moment += timedelta(seconds=1)
        actor = str(self.person(number)) if number else SYSTEM_SETUP
        return self.services.commands.execute(command, Request(self.organization, actor, uuid4(), self.moment))

    def holder(self, duty: str) -> str:
        """The staff number of the officer with a duty."""
        return str(next(held["number"] for held in self.script["officers"] if duty in held["duties"]))
