"""Performing a command for a caller: once under an idempotency key, never on a thing that they may not see."""

import hmac
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from flask import g, request

from application.commanding import Request
from application.ports import Answer
from domain.errors import DomainError
from domain.eventsourced import natural_id
from web.api.callers import caller, metrics, services
from web.api.parsing import canonical
from web.api.problems import problem_of, refused

KEY = re.compile(r"[\x21-\x7e]{1,200}")
VERSION_TAG = re.compile(r'"(0|[1-9][0-9]{0,8})"')


def perform(command: object, require_visible: Callable[[], object]) -> Answer:
    """Execute a command.

    Args:
        require_visible: raises NotFound when the caller may not see what the command is about. It is asked when the
            command is refused: a refusal must not tell that the thing exists.

    Raises:
        DomainError: it is refused; nothing was written.
        KeyReused: the idempotency key stands for another request.
    """
    asked = asked_now()
    name = type(command).__name__
    try:
        answer = _once(command, asked, require_visible)
    except Exception as error:
        metrics().performed(name, problem_of(error).code)
        raise
    metrics().performed(name, "done")
    return answer


def _once(command: object, asked: Request, require_visible: Callable[[], object]) -> Answer:
    try:
        return services().commands.execute(command, asked)
    except DomainError:
        # The same request may have come first by another way and have changed what this one is refused for.
        known = _answered(asked)
        if known is not None:
            return known
        require_visible()
        raise


def asked_now() -> Request:
    """The request as the application knows it: the same command id and fingerprint whenever it is repeated."""
    who, key, expected = caller(), _idempotency_key(), expected_version()
    at = services().clock.now()
    if key is None:
        return Request(who.organization, str(who.employee), uuid4(), at, expected_version=expected)
    command = natural_id(who.organization, "idempotency-key", who.employee, key)
    return Request(who.organization, str(who.employee), command, at, _fingerprint(who.organization), expected)


def expected_version() -> int | None:
    """The version that `If-Match` names. Raises Refused (400) for a tag that no answer here ever carried."""
    header = request.headers.get("If-Match", "").strip()
    if header in ("", "*"):
        return None
    match = VERSION_TAG.fullmatch(header)
    if match is None:
        raise refused(
            400,
            "if-match-malformed",
            '请以先前回答的 ETag 作为 If-Match，例如 "7" / send If-Match as the ETag of an earlier answer, such as "7"',
        )
    return int(match[1])


def _idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise refused(
            400,
            "idempotency-key-malformed",
            "Idempotency-Key 为 1 至 200 个可见 ASCII 字符 / an Idempotency-Key has 1 to 200 visible ASCII characters",
        )
    return key


def _fingerprint(organization: UUID) -> str:
    """A keyed hash: whoever reads the ledger cannot find out by guessing what a request said about a person."""
    what: list[Any] = [request.method, request.path, g.get("body", {}), request.headers.get("If-Match", "")]
    return hmac.digest(services().fingerprint_key(organization), canonical(what), "sha256").hex()


def _answered(asked: Request) -> Answer | None:
    if not asked.fingerprint:
        return None
    return services().ledger_of(asked.organization).answered(asked.command, asked.fingerprint)
