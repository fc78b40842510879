"""Every error as a problem document (RFC 9457), by one map; nothing that is not meant for a client ever reaches one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from application.commanding import Stale
from application.payrolls.calculating import NotPayable
from application.ports import KeyReused, LedgerUnavailable, PersonErased, ProjectionStopped
from application.sealing import SealRefused
from domain.errors import DomainError, Fault, Forbidden, Invalid, InvalidDocument, NotFound, WrongState
from web.api.catalogue import LANGUAGES, title

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:jixiao:problem:"

STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (Stale, 412),
    (Invalid, 422),
    (Forbidden, 403),
    (NotFound, 404),
    (WrongState, 409),
    (DomainError, 409),
)
"""The first class that an error belongs to says its status."""

HTTP_CODES = {
    400: ("malformed-request", "请求无法读取；请更正 / the request cannot be read; correct it"),
    404: (
        "route-unknown",
        "没有这个地址；见 /api/v1/openapi.json / there is nothing at this address; see /api/v1/openapi.json",
    ),
    405: (
        "method-not-allowed",
        "此地址不支持该方法；可用的方法见 Allow / "
        "this address does not answer that method; the Allow header lists those that it does",
    ),
    408: ("malformed-request", "请求没有完整到达；请重新发送 / the request did not arrive whole; send it again"),
    413: (
        "body-too-large",
        "正文超过此地址的上限；请分次发送 / the body is larger than this address takes; send less at once",
    ),
    414: ("malformed-request", "地址过长；请缩短 / the address is too long; shorten it"),
    415: (
        "media-type-unsupported",
        "请使用接口说明中此地址的媒体类型 / send the media type that the description of the API names for this address",
    ),
    431: ("malformed-request", "请求头过长；请缩短 / the headers are too long; shorten them"),
}
"""What Flask and Werkzeug refuse by themselves."""


@dataclass(frozen=True)
class Problem:
    """What a client is told.

    Attributes:
        code: stable; the last part of the problem's `type`.
        faults: each bad field.
        clause: the source clause behind the rule, or "".
        headers: further headers of the answer.
    """

    status: int
    code: str
    detail: str
    faults: tuple[Fault, ...] = ()
    clause: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """A request that is refused before any command or query is asked."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def refused(
    status: int, code: str, detail: str, faults: tuple[Fault, ...] = (), headers: Mapping[str, str] | None = None
) -> Refused:
    """The refusal to raise."""
    return Refused(Problem(status, code, detail, faults, headers=headers or {}))


def invalid(faults: tuple[Fault, ...]) -> Refused:
    """The refusal of a request with these faults."""
    return refused(
        422,
        "invalid-request",
        "请求不符合接口说明；见 errors / the request breaks its description; see 'errors'",
        faults,
    )


UNEXPECTED = Problem(
    500,
    "unexpected",
    "服务器出错，与您的请求无关；反馈时请注明请求编号 / "
    "something went wrong here, not with your request; quote the request id when you report it",
)


def problem_of(error: Exception) -> Problem:
    """What a client is told about an error; of one that nobody foresaw, nothing but its request id."""
    match error:
        case Refused():
            return error.problem
        case NotPayable():
            detail = "还有数据没有录入，见 errors / something is still to be recorded; see 'errors'"
            return Problem(422, error.code, detail, error.faults)
        case InvalidDocument():
            return Problem(
                422, error.code, "文档有错误；见 errors / the document has faults; see 'errors'", error.faults
            )
        case DomainError():
            return _of_domain(error)
        case KeyReused():
            return Problem(
                422,
                "idempotency-key-reused",
                "此幂等键已用于另一请求；请换一个 / this key stands for another request; choose a new one",
            )
        case PersonErased():
            return Problem(
                409,
                "person-erased",
                "此人的文字已删除；不再写入 / this person's texts were erased; nothing more is written about them",
            )
        case LedgerUnavailable():
            detail = (
                "账本暂时不可用；请再试：带 Idempotency-Key 的请求不会重复执行 / "
                "the ledger cannot be reached; ask again: with an Idempotency-Key, nothing happens twice"
            )
            return Problem(503, "ledger-unavailable", detail, headers={"Retry-After": "2"})
        case ProjectionStopped():
            detail = (
                f"显示的数据停在位置 {error.position}（{error.code}）；须由运维恢复 / "
                f"what is shown stopped at position {error.position} ({error.code}); an operator must resume it"
            )
            return Problem(503, "projection-stopped", detail, headers={"Retry-After": "30"})
        case SealRefused():
            detail = (
                "账本与封存的不符：运维核验之前，不出具任何证明 / "
                "the ledger is not what was sealed: nothing is proved from it until an operator has verified it"
            )
            return Problem(503, "seal-refused", detail)
        case HTTPException():
            return _of_http(error)
    return UNEXPECTED


def problem_response(problem: Problem) -> Response:
    """The answer that carries a problem, in the language that the client prefers."""
    language = preferred_language()
    answer = Response(json.dumps(document(problem, language), ensure_ascii=False), problem.status)
    answer.headers.update(problem.headers)
    answer.mimetype = MEDIA_TYPE
    answer.content_language.add(language)
    answer.vary.add("Accept-Language")
    g.problem = problem.code
    return answer


def preferred_language() -> str:
    """The first of our languages that the client names, by its primary tag; Chinese for a client that names none."""
    for tag, quality in request.accept_languages:
        primary = tag.partition("-")[0].lower()
        if quality > 0 and primary in LANGUAGES:
            return primary
    return LANGUAGES[0]


def document(problem: Problem, language: str) -> dict[str, Any]:
    """The problem as JSON."""
    body: dict[str, Any] = {
        "type": TYPE + problem.code,
        "title": title(problem.code, problem.status)[language],
        "status": problem.status,
        "detail": problem.detail,
        "errors": [{"pointer": fault.pointer, "code": fault.code, "detail": fault.detail} for fault in problem.faults],
    }
    if problem.clause:
        body["clause"] = problem.clause
    request_id: UUID | None = g.get("request_id")
    if request_id is not None:
        body["instance"] = f"urn:uuid:{request_id}"
    return body


def _of_domain(error: DomainError) -> Problem:
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    faults = (Fault(error.pointer, error.code, error.message),) if error.pointer else ()
    return Problem(status, error.code, error.message, faults, error.clause)


def _of_http(error: HTTPException) -> Problem:
    status = error.code or 500
    code, detail = HTTP_CODES.get(status, (UNEXPECTED.code, UNEXPECTED.detail))
    headers = {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return Problem(status if status in HTTP_CODES else 500, code, detail, headers=headers)
