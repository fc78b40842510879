"""Who calls: the token says which person of which organization, and nothing else in a request does."""

from typing import cast

from flask import current_app, g, request

from application.ports import Bearer
from application.queries import Queries
from domain.calendar import local_date
from domain.employee import Employee
from domain.organization import Organization, organization_stream
from web.api.metrics import Metrics
from web.api.problems import Refused, refused
from web.services import Services

SERVICES, METRICS = "jixiao-services", "jixiao-metrics"
"""Where the app keeps them."""

LONGEST = 300
"""Characters of an Authorization header that can hold a token of ours."""


def services() -> Services:
    """The services that this app was made with."""
    return cast("Services", current_app.extensions[SERVICES])


def metrics() -> Metrics:
    """This app's figures."""
    return cast("Metrics", current_app.extensions[METRICS])


def authenticate() -> None:
    """Take the caller from the bearer token. Raises Refused (401) without a valid one."""
    header = request.headers.get("Authorization", "")
    scheme, _, token = header.partition(" ")
    if not header:
        raise _unknown("", "send a token: Authorization: Bearer …")
    if scheme.lower() != "bearer" or not token.strip() or len(header) > LONGEST:
        raise _unknown(', error="invalid_request"', "send the token as: Authorization: Bearer …")
    bearer = services().directory.bearer(token.strip(), at=services().clock.now())
    if bearer is None or has_left(bearer):
        raise _unknown(', error="invalid_token"', "this token is unknown, expired or revoked; ask HR for a new one")
    g.caller = bearer


def caller() -> Bearer:
    """Who called, once authenticated."""
    return cast("Bearer", g.caller)


def queries() -> Queries:
    """The caller's questions."""
    return services().queries(caller().organization, str(caller().employee))


def has_left(bearer: Bearer) -> bool:
    """Whether the last day of the person's employment is over; nobody acts who does not work here."""
    ledger = services().ledger_of(bearer.organization)
    employee: Employee | None = ledger.load(Employee, bearer.employee)
    if employee is None or employee.left_on is None:
        return employee is None
    organization = cast("Organization", ledger.load(Organization, organization_stream(bearer.organization)))
    return local_date(services().clock.now(), organization.timezone) > employee.left_on


def _unknown(error: str, detail: str) -> Refused:
    return refused(401, "unauthenticated", detail, headers={"WWW-Authenticate": f'Bearer realm="jixiao"{error}'})
