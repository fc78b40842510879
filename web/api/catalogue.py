"""The titles of all problems and faults, from `problems.toml`, in Chinese and English; and `docs/errors.md`."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("zh", "en")
"""The first is the default."""

BY_STATUS = {
    400: "malformed-request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    409: "wrong-state",
    412: "stale",
    422: "invalid",
    503: "ledger-unavailable",
}


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """Titles by code; `status` where the code can be a problem's type."""
    return tomllib.loads(_text())


def title(code: str, status: int) -> dict[str, str]:
    """The titles of a problem; of a code that is not listed, those of its status."""
    known = catalogue()
    return known.get(code) or known[BY_STATUS.get(status, "unexpected")]


def errors_page() -> str:
    """`docs/errors.md`."""
    lines = ["# Errors", "", *INTRODUCTION, ""]
    for line in _text().splitlines():
        if line.startswith("## "):
            lines += ["", f"{line}", "", "| code | status | 中文 | English |", "|---|---|---|---|"]
        elif " = {" in line:
            code = line.partition(" = ")[0]
            held = catalogue()[code]
            lines.append(f"| `{code}` | {held.get('status', '')} | {held['zh']} | {held['en']} |")
    return "\n".join(lines) + "\n"


INTRODUCTION = (
    "Every error is `application/problem+json` (RFC 9457): `type` (`urn:jixiao:problem:` and a code of this page,",
    "stable), `title` (Chinese, or English for `Accept-Language: en`), `status`, `detail`, `instance` (the request's",
    "id), `clause` (the source clause behind the rule) and `errors`: `[{pointer, code, detail}]`, one for each bad",
    "field, by its RFC 6901 pointer.",
    "",
    "A code with a status can be the type of a problem; every code can stand in `errors`. The command line names the",
    "same pointers and codes. This page is made from `web/api/problems.toml`:",
    "`python -m web.api.catalogue > docs/errors.md`.",
)


def _text() -> str:
    return resources.files("web.api").joinpath("problems.toml").read_text(encoding="utf-8")


if __name__ == "__main__":
    import sys

    sys.stdout.write(errors_page())
