"""Lists by page: a cursor says after which row the next page begins, so that new rows never shift a list."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from application.ports import ReadStore, Row
from application.projections.plain import in_order
from application.queries.views import Document
from domain.errors import Invalid

DEFAULT_LIMIT, MOST = 50, 200
CHUNK = 200
"""Rows read at once while looking for those that may be seen."""

Cursor = tuple[str, str]


@dataclass(frozen=True)
class Paging:
    """What a caller asks for.

    Attributes:
        limit: items of a page, 1 to 200.
        after: the `next` of the page before, or "" for the first page.
    """

    limit: int = DEFAULT_LIMIT
    after: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST:
            raise Invalid(
                f"每页条数（limit）应为 1 至 {MOST}，而不是 {self.limit} / limit is 1 to {MOST}, not {self.limit}",
                code="limit-out-of-range",
                pointer="/limit",
            )

    def cursor(self, of: str) -> Cursor | None:
        """The place after which the page begins. Raises Invalid for a cursor that the list `of` never gave."""
        return _read_cursor(self.after, of) if self.after else None


@dataclass(frozen=True)
class Page:
    """A part of a list.

    Attributes:
        next: the cursor of the next page; None on the last one.
    """

    items: list[Document]
    next: str | None


FIRST_PAGE = Paging()


def page(
    rows: ReadStore,
    model: str,
    paging: Paging,
    shape: Callable[[Row], Document | None],
    *,
    parent: str | None = None,
    descending: bool = False,
    start: Cursor | None = None,
) -> Page:
    """One page of the rows of which `shape` makes something; it answers None for a row that is not to be shown.

    The cursor names the last row that was shown, never one that may not be seen.

    Args:
        start: after which place of the list the first page begins.
    """

    def following(after: Cursor | None) -> list[Row]:
        return rows.find(model, parent=parent, after=after, limit=CHUNK, descending=descending)

    of = f"{model}/{parent or ''}"
    items: list[Document] = []
    shown_to = paging.cursor(of)
    read_to = shown_to or start
    while chunk := following(read_to):
        for row in chunk:
            read_to = (row.sort, row.key)
            shown = shape(row)
            if shown is None:
                continue
            if len(items) == paging.limit:
                return Page(items, _write_cursor(shown_to, of))
            items.append(shown)
            shown_to = read_to
        if len(chunk) < CHUNK:
            break
    return Page(items, None)


def from_position(until: int | None) -> Cursor | None:
    """Where a list that is ordered by position begins, newest first, when nothing after `until` is to be shown."""
    return None if until is None else (in_order(until + 1), "")


def page_of(rows: Iterable[Row], paging: Paging, shape: Callable[[Row], Document | None], of: str) -> Page:
    """One page of rows that are at hand, ordered by (sort, key); `of` says which list it is."""
    after = paging.cursor(of)
    items: list[Document] = []
    place: Cursor | None = None
    for row in sorted(rows, key=lambda row: (row.sort, row.key)):
        shown = shape(row) if after is None or (row.sort, row.key) > after else None
        if shown is None:
            continue
        if len(items) == paging.limit:
            return Page(items, _write_cursor(place, of))
        items.append(shown)
        place = (row.sort, row.key)
    return Page(items, None)


def _write_cursor(place: Cursor | None, of: str) -> str:
    text = json.dumps([*(place or ()), _mark(of)], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _mark(of: str) -> str:
    """A place in one list says nothing about another: each knows its own cursors."""
    return hashlib.sha256(of.encode()).hexdigest()[:8]


def _read_cursor(cursor: str, of: str) -> Cursor:
    try:
        sort, key, mark = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, TypeError) as error:
        raise _unknown() from error
    if mark != _mark(of):
        raise _unknown()
    if not (isinstance(sort, str) and isinstance(key, str) and "\0" not in sort + key):
        raise _unknown()
    return sort, key


def _unknown() -> Invalid:
    return Invalid(
        "翻页游标不是这个列表给的；请原样使用它上一页的 `next` / "
        "this list gave no such cursor; use the `next` of its own page as it is",
        code="cursor-invalid",
        pointer="/after",
    )
