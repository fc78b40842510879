"""Token (令牌): handed out, revoked; a token is shown once, and the audit log tells who handed it out."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from application.commanding import Request
from application.projections.plain import moment
from application.tokens import Tokens
from domain.errors import DomainError
from web.api.answers.employees import IssuedToken, RevokedTokens
from web.api.callers import caller, queries, services
from web.api.documents import LOCATION, error_responses
from web.api.employees import PERSON
from web.api.entries import Nothing
from web.api.entries.employees import TokenEntry
from web.api.routes import ALWAYS, COMMAND, Blueprint

ONCE = (
    "A repeated request makes another token, and an Idempotency-Key changes nothing, because a token is shown this "
    "once. The audit log tells who handed it out, to whom and until when."
)
Answered = tuple[dict[str, Any], int, dict[str, str]]


def issue_token(given: dict[str, Any], employee: UUID) -> Answered:
    """Hand out a token."""
    with _hidden_unless_seen(employee):
        made = _tokens().issue(employee, given["days"], _request())
    body = {"id": str(employee), "token": made.token, "expires_at": moment(made.expires_at)}
    return body, 201, _at(employee)


def revoke_tokens(given: dict[str, Any], employee: UUID) -> Answered:
    """End all tokens of a person at once."""
    with _hidden_unless_seen(employee):
        _tokens().revoke(employee, _request())
    return {"id": str(employee)}, 201, _at(employee)


def routes() -> Blueprint:
    """Both of them."""
    blueprint = Blueprint("tokens", "令牌 · who may call")
    errors, headers = error_responses(*ALWAYS, *COMMAND), {"Location": LOCATION}
    issued = blueprint.arguments(TokenEntry)(blueprint.response(201, IssuedToken, headers=headers)(issue_token))
    revoked = blueprint.arguments(Nothing, required=False)(
        blueprint.response(201, RevokedTokens, headers=headers)(revoke_tokens)
    )
    blueprint.add(
        f"{PERSON}/tokens", "POST", issued, "issue-token", "Hand out a token", description=ONCE, responses=errors
    )
    blueprint.add(
        f"{PERSON}/token-revocations", "POST", revoked, "revoke-tokens", "End all tokens of a person", responses=errors
    )
    return blueprint


def _tokens() -> Tokens:
    return Tokens(services().directory, services().commands)


def _request() -> Request:
    """A request of its own each time: a token is shown once, so nothing can be answered again."""
    who = caller()
    return Request(who.organization, str(who.employee), uuid4(), services().clock.now())


@contextmanager
def _hidden_unless_seen(employee: UUID) -> Iterator[None]:
    """A refusal tells nobody that a person exists whom they may not see."""
    try:
        yield
    except DomainError:
        queries().employee(employee)
        raise


def _at(employee: UUID) -> dict[str, str]:
    return {"Location": f"/api/v1/employees/{employee}"}
