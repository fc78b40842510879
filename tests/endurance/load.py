"""Clients that hire, grant, pay and dismiss people over HTTP, and ask again until they are answered.

Each request has an idempotency key and is sent until an answer comes, however often the other side dies meanwhile.
"""

import http.client
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from domain.employee import employee_id
from tests.endurance.serving import call

PAUSE = 0.2
"""Seconds between two attempts."""


@dataclass(frozen=True)
class Order:
    """A request: whose token, where, what, under which key, and how many events it is to make."""

    who: str
    path: str
    body: dict[str, Any]
    key: str
    events: int


@dataclass(frozen=True)
class Acknowledged:
    """A request that was answered with success, and how often it had to be sent."""

    order: Order
    answer: dict[str, Any]
    sent: int


@dataclass
class Office:
    """Where the clients call: it stays the same while servers come and go.

    Attributes:
        tokens: of `ADMIN` and `HR`.
    """

    organization: UUID
    port: int
    tokens: dict[str, str]
    people: dict[str, UUID]

    def send(self, order: Order) -> tuple[int, Any]:
        """One attempt."""
        return call(self.port, "POST", f"/api/v1{order.path}", self.tokens[order.who], order.body, order.key)

    def person(self, number: str) -> UUID:
        """Somebody's id."""
        return employee_id(self.organization, number)


def life(office: Office, number: str) -> list[Order]:
    """Somebody's time here: hired, made an auditor, paid, and gone, which also ends the duty: two events at once."""
    path, day = f"/employees/{office.person(number)}", "2026-01-05"
    hire = {"number": number, "hired_on": day, "profile": {"name": f"员工 {number}", "phone": "13800000000"}}
    grant = {"employee": str(office.person(number)), "duty": "auditor", "shop": None}
    pay = {"amount": "4000.00", "effective_on": day, "reason": f"入职约定 {number}"}
    return [
        Order("ADMIN", "/employees", hire, f"{number}-hire", 1),
        Order("ADMIN", "/duties", grant, f"{number}-grant", 1),
        Order("HR", f"{path}/base-pays", pay, f"{number}-pay", 1),
        Order("HR", f"{path}/departure", {"left_on": "2026-03-31", "reason": "期满"}, f"{number}-leave", 2),
    ]


@dataclass
class Client(threading.Thread):
    """One client; goes on until it is told to stop, and finishes what it is asking for then.

    Attributes:
        done: what was acknowledged.
        refused: answers that no crash explains.
    """

    office: Office
    name_: str
    stop: threading.Event
    done: list[Acknowledged] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lost: int = 0

    def __post_init__(self) -> None:
        super().__init__(name=self.name_, daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            for order in life(self.office, f"{self.name_}-{number}"):
                self._until_answered(order)
                if self.stop.is_set() or self.refused:
                    return

    def _until_answered(self, order: Order) -> None:
        sent, give_up = 0, time.monotonic() + 120
        while time.monotonic() < give_up:
            sent += 1
            try:
                status, answer = self.office.send(order)
            except (OSError, http.client.HTTPException, ValueError):
                self.lost += 1
            else:
                if status == 201:
                    self.done.append(Acknowledged(order, answer, sent))
                    return
                if status not in (500, 502, 503, 504) and not _is_contention(status, answer):
                    self.refused.append(f"{order.key}: {status} {answer}")
                    return
            time.sleep(PAUSE)
        self.refused.append(f"{order.key}: no answer in two minutes")


def _is_contention(status: int, answer: Any) -> bool:
    """A clear 409: others changed the same thing at the same moment, again and again; ask once more."""
    return status == 409 and str(answer.get("type", "")).endswith(":conflict")
