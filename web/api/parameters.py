"""Parameters of queries; what a query does not know, it refuses."""

import re
from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from application.queries import DEFAULT_LIMIT, MOST, Paging
from web.api.fields import Text, documented, messages
from web.api.flaws import Flaw
from web.api.objects import Schema


class NoParameters(Schema):
    """A query without parameters."""


class Number(ma.fields.Field[Any]):
    """A whole number in a query string."""

    default_error_messages = messages(
        invalid=Flaw(
            "whole-number-invalid",
            "此处应为 {least} 至 {most} 的整数 / a whole number from {least} to {most} is needed here",
        )
    )

    def __init__(self, says: str, *, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(metadata=documented(says, type="integer", minimum=least, maximum=most), **kwargs)
        self.least, self.most = least, most

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not re.fullmatch(r"[0-9]{1,9}", value, re.ASCII) or not self.least <= int(value) <= self.most:
            raise self.make_error("invalid", least=self.least, most=self.most)
        return int(value)


class YesNo(ma.fields.Field[Any]):
    """`true` or `false` in a query string."""

    default_error_messages = messages(
        invalid=Flaw("flag-invalid", "此处应为 true 或 false / true or false is needed here")
    )

    def __init__(self, says: str, **kwargs: Any) -> None:
        super().__init__(metadata=documented(says, type="boolean"), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if value not in ("true", "false"):
            raise self.make_error("invalid")
        return value == "true"


class Paged(Schema):
    """A page of a list."""

    limit = Number("Items of a page.", least=1, most=MOST, load_default=DEFAULT_LIMIT)
    after = Text("`next` of the page before.", longest=2000, load_default="")

    @ma.post_load
    def _as_paging(self, given: dict[str, Any], **_: object) -> dict[str, Any]:
        paging = Paging(given.pop("limit"), given.pop("after"))
        return {**given, "paging": paging}


class AsOf(Schema):
    """A look back."""

    as_of = Text(
        "As it was then: a time (RFC 3339, with its zone) or the digits of a position. Such answers carry no ETag.",
        shortest=1,
        longest=64,
    )


class PagedAsOf(Paged, AsOf):
    """A page of a list, as it was."""
