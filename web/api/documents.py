"""What the descriptions of all routes share: the answer of a command, problems, headers."""

from typing import Any

PROBLEM = {
    "type": "object",
    "description": "An error (RFC 9457). Match on `type`, show `title` and `detail`.",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {
            "type": "string",
            "pattern": "^urn:jixiao:problem:[a-z0-9-]+$",
            "description": "Stable; see docs/errors.md.",
        },
        "title": {"type": "string", "description": "In the language of `Accept-Language`: `zh` (default) or `en`."},
        "status": {"type": "integer", "description": "The HTTP status, once more."},
        "detail": {"type": "string", "description": "What is wrong here and what to do about it."},
        "instance": {"type": "string", "description": "`urn:uuid:` and the request id, as in `X-Request-Id`."},
        "clause": {"type": "string", "description": "The source clause behind the rule, such as `D04 三.3`."},
        "errors": {
            "type": "array",
            "description": "Each bad field; empty when no single field is to blame.",
            "items": {"$ref": "#/components/schemas/Fault"},
        },
    },
}
FAULT = {
    "type": "object",
    "required": ["pointer", "code", "detail"],
    "properties": {
        "pointer": {
            "type": "string",
            "description": "RFC 6901 pointer into the body or file; `/name` of a query parameter.",
        },
        "code": {"type": "string", "description": "Stable; see docs/errors.md."},
        "detail": {"type": "string", "description": "What is wrong and what to do."},
    },
}

ERRORS = {
    400: ("Malformed", "Malformed: not JSON, a key twice, a header or parameter that cannot be read."),
    401: ("Unauthenticated", "No token, or one that is unknown, expired or revoked."),
    403: ("Forbidden", "Visible, but not allowed to this person."),
    404: ("NotFound", "It does not exist, or this person may not see that it does."),
    405: ("MethodNotAllowed", "This address does not answer that method."),
    409: ("WrongState", "The thing is not in a state that allows this, or was made before."),
    412: ("Stale", "The thing has changed since the version that `If-Match` names; nothing was changed now."),
    413: ("TooLarge", "The body is too large."),
    415: ("UnsupportedMediaType", "The body has another media type than this address takes."),
    422: ("Invalid", "A field breaks its description or a rule; or the idempotency key stands for another request."),
    500: ("Unexpected", "A fault of the server; quote the request id."),
    503: ("Unavailable", "The ledger cannot be reached, or what is shown stopped and must be resumed. Ask again."),
}

IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "The same key and request give the same answer and happen once, also when an answer was lost; with "
    "another request, 422.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[\\x21-\\x7e]+$"},
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "description": "The ETag of the version that the decision is about; when the thing has changed since, 412.",
    "schema": {"type": "string", "pattern": '^("(0|[1-9][0-9]{0,8})"|\\*)$'},
    "example": '"7"',
}
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "description": "The ETag that the caller has; when it still stands, 304 without a body.",
    "schema": {"type": "string", "pattern": '^(W/)?"[^"]*"$'},
    "example": '"7"',
}
ETAG = {"description": "The version of the thing, quoted; send it as `If-Match`.", "schema": {"type": "string"}}
LOCATION = {"description": "Where it can be seen.", "schema": {"type": "string"}}
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "A person's token, shown once when it is made. It says who acts, and for which organization.",
}


def error_responses(*statuses: int) -> dict[int, str]:
    """References to the described errors of these statuses."""
    return {status: ERRORS[status][0] for status in statuses}


def described_errors() -> dict[str, dict[str, Any]]:
    """The components that `error_responses` refers to."""
    schema = {"$ref": "#/components/schemas/Problem"}
    errors: dict[str, dict[str, Any]] = {
        name: {"description": says, "content": {"application/problem+json": {"schema": schema}}}
        for name, says in ERRORS.values()
    }
    return {**errors, "NotModified": {"description": "It is still the version that `If-None-Match` names."}}
