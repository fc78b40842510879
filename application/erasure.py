"""Erasure (删除): a person's key is destroyed, and with it every name, contact and free text about them.

The order comes first, as an event; then the key goes. So nothing is ever destroyed that nobody ordered, and where a
process dies in between, whoever asks again, or the background work of any process, finishes what was ordered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from application.commanding import Tools, Work, finishes, handles
from application.ports import Answer, Vault
from domain import policies
from domain.employee import Employee, ErasureReason
from domain.errors import Invalid

REASONS = tuple(reason.value for reason in ErasureReason)


@dataclass(frozen=True)
class ErasePerson:
    """Destroy somebody's key.

    Attributes:
        reason: one of `REASONS`.
        reference: where the request is filed; may be "".
    """

    employee: UUID
    reason: str
    reference: str = ""


class ErasedPeople(Protocol):
    """Who was erased, from read models that have caught up."""

    def erased(self) -> Sequence[UUID]:
        """Everybody whose erasure is in the ledger. Raises ProjectionStopped."""


@handles(ErasePerson)
def erase_person(command: ErasePerson, work: Work) -> Answer:
    """Record that it was ordered, by whom and why; the second time nothing is recorded."""
    policies.erase_person.require(work.acting, command.employee)
    employee = work.named(Employee, command.employee, "employee")
    if command.reason not in REASONS:
        raise Invalid(
            f"请写明删除事由，可用：{'、'.join(REASONS)} / say why: one of {', '.join(REASONS)}",
            code="erasure-reason-unknown",
            pointer="/reason",
        )
    employee.erase(reason=ErasureReason(command.reason), reference=command.reference, by=work.by, at=work.at)
    return Answer("employee", employee.id)


@finishes(ErasePerson)
def destroy_key(command: ErasePerson, tools: Tools) -> None:
    """Destroy the key that the event says is destroyed."""
    tools.vault.erase(command.employee)


def finish_erasures(people: ErasedPeople, vault: Vault) -> int:
    """Destroy the keys that an interrupted erasure left, or an old copy of the keys brought back.

    Returns:
        How many there were.
    """
    left = [person for person in people.erased() if not vault.is_erased(person)]
    for person in left:
        vault.erase(person)
    return len(left)
