"""Tokens (令牌): handed out and revoked. The hashes lie in the directory; that it happened is in the ledger.

Whoever hands out a token could act as its bearer: the audit log shows who handed out which to whom, and when.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from application.commanding import Commands, Request, Work, handles
from application.ports import Answer, Bearer, Directory
from domain import policies
from domain.employee import Employee
from domain.errors import Invalid

LONGEST_DAYS = 366


@dataclass(frozen=True)
class HandOutToken:
    """Note that a token is handed out that works for so many days, 1 to 366."""

    employee: UUID
    days: int


@dataclass(frozen=True)
class RevokeTokens:
    """Note that all tokens of a person end."""

    employee: UUID


@dataclass(frozen=True)
class IssuedToken:
    """A token, shown this once.

    Attributes:
        expires_at: until when it works.
    """

    token: str
    expires_at: datetime


@handles(HandOutToken)
def hand_out_token(command: HandOutToken, work: Work) -> Answer:
    """By the administrator or HR, to somebody who works here."""
    policies.issue_tokens.require(work.acting)
    employee = work.get(Employee, command.employee, "employee")
    if not 1 <= command.days <= LONGEST_DAYS:
        raise Invalid(
            f"令牌的有效期为 1 至 {LONGEST_DAYS} 天 / a token works for 1 to {LONGEST_DAYS} days",
            code="days-out-of-range",
            pointer="/days",
        )
    employee.hand_out_token(work.at + timedelta(days=command.days), by=work.by, at=work.at)
    return Answer("employee", employee.id)


@handles(RevokeTokens)
def revoke_tokens(command: RevokeTokens, work: Work) -> Answer:
    """By the administrator, HR, or oneself."""
    if not work.acting.is_(command.employee):
        policies.issue_tokens.require(work.acting)
    employee = work.get(Employee, command.employee, "employee")
    employee.revoke_tokens(by=work.by, at=work.at)
    return Answer("employee", employee.id)


class Tokens:
    """Hands out and revokes tokens, each told in the ledger."""

    def __init__(self, directory: Directory, commands: Commands) -> None:
        self._directory = directory
        self._commands = commands

    def issue(self, employee: UUID, days: int, request: Request) -> IssuedToken:
        """A new token; the ledger tells of it before anybody holds it. Raises as the command does."""
        self._commands.execute(HandOutToken(employee, days), request)
        expires_at = request.at + timedelta(days=days)
        token = self._directory.issue_token(Bearer(request.organization, employee), expires_at=expires_at)
        return IssuedToken(token, expires_at)

    def revoke(self, employee: UUID, request: Request) -> None:
        """End all tokens of a person at once. Raises as the command does."""
        self._commands.execute(RevokeTokens(employee), request)
        self._directory.revoke_tokens(Bearer(request.organization, employee))
