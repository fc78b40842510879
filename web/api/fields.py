"""Fields that take exactly what they document: no coercion, no rounding, no numbers where a decimal's digits matter.

The first argument of each says what it holds, for the description. Read models already hold plain JSON, so on the way
out every field writes its value as it is.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import marshmallow as ma
from marshmallow import validate

from web.api.flaws import Flaw

REQUIRED = Flaw("field-missing", "必须填写此字段 / this field is required")
NULL = Flaw(
    "null-refused",
    "此处不能为 null；请去掉该字段或填写值 / null is not allowed here; leave the field out or give a value",
)
NOT_TEXT = Flaw("not-text", "此处应为 JSON 字符串 / a JSON string is needed here")

KEBAB = r"^[a-z0-9]+(-[a-z0-9]+)*$"
UUID_TEXT = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
PERIOD = r"^[0-9]{4}-(0[1-9]|1[0-2]|Q[1-4])$"
SHA256 = r"^[0-9a-f]{64}$"
LONGEST_TEXT = 4000


def messages(**flaws: Flaw) -> dict[str, str | list[Any] | dict[Any, Any]]:
    """What a field says, by the names that marshmallow knows."""
    return {"required": REQUIRED, "null": NULL, **flaws}


def documented(says: str, **more: Any) -> dict[str, Any]:
    """Metadata that the description of the API shows."""
    return {"description": says, **more}


class Text(ma.fields.String):
    """Text for people to read: printable characters, line breaks and tabs; no NUL and no half of a character."""

    default_error_messages = messages(
        invalid=NOT_TEXT,
        invalid_utf8=NOT_TEXT,
        unprintable=Flaw("text-unprintable", "请去掉控制字符 / remove the control characters"),
    )
    shape: ClassVar[dict[str, str]] = {}

    def __init__(
        self, says: str, *, shortest: int = 0, longest: int = LONGEST_TEXT, pattern: str = "", **kwargs: Any
    ) -> None:
        shape = {"pattern": pattern, **self.shape} if pattern else self.shape
        super().__init__(metadata=documented(says, **shape), **kwargs)
        too_long = Flaw("text-length", "请写 {min} 至 {max} 个字符 / write {min} to {max} characters")
        self.validators.append(validate.Length(min=shortest, max=longest, error=too_long))
        if pattern:
            wrong = Flaw("text-malformed", "格式应为 {regex} / this must look like {regex}")
            self.validators.append(validate.Regexp(at_end(pattern), error=wrong))

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if unprintable(text):
            raise self.make_error("unprintable")
        return text


class Name(Text):
    """An id in lower-case kebab, such as `shop-staff`."""

    def __init__(self, says: str, **kwargs: Any) -> None:
        super().__init__(says, shortest=1, longest=64, pattern=KEBAB, **kwargs)


class Sha256(Text):
    """The hash of an uploaded file, 64 hex digits."""

    def __init__(self, says: str, **kwargs: Any) -> None:
        super().__init__(says, shortest=64, longest=64, pattern=SHA256, **kwargs)


class Period(Text):
    """A month, such as `2026-10`, or a quarter, such as `2026-Q4`."""

    def __init__(self, says: str, **kwargs: Any) -> None:
        super().__init__(says, shortest=7, longest=7, pattern=PERIOD, **kwargs)


class Choice(Text):
    """One of some words."""

    def __init__(self, says: str, words: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(says, **kwargs)
        self.validators = [validate.OneOf(words, error=Flaw("word-unknown", "可用：{choices} / use one of {choices}"))]


class Moment(Text):
    """A time in UTC, RFC 3339; answers hold it, no body does."""

    shape: ClassVar[dict[str, str]] = {"format": "date-time"}


class Id(Text):
    """A UUID in its canonical lower-case form."""

    default_error_messages = messages(
        no_uuid=Flaw("uuid-malformed", "此处应为小写的 UUID / a UUID in lower case is needed here"),
    )
    shape: ClassVar[dict[str, str]] = {"format": "uuid", "pattern": UUID_TEXT}

    def __init__(self, says: str, **kwargs: Any) -> None:
        super().__init__(says, **kwargs)
        self.validators = []

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not re.fullmatch(at_end(UUID_TEXT), text):
            raise self.make_error("no_uuid")
        return UUID(text)


class Day(Text):
    """A local day, `YYYY-MM-DD`."""

    default_error_messages = messages(
        no_day=Flaw(
            "day-invalid", "此处应为存在的日期，格式 YYYY-MM-DD / a day that exists is needed here, as YYYY-MM-DD"
        ),
    )
    shape: ClassVar[dict[str, str]] = {"format": "date", "pattern": DAY}

    def __init__(self, says: str, **kwargs: Any) -> None:
        super().__init__(says, **kwargs)
        self.validators = []

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not re.fullmatch(at_end(DAY), text):
            raise self.make_error("no_day")
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise self.make_error("no_day") from error


class Exact(ma.fields.Field[Any]):
    """A decimal as a JSON string, such as "19.67": its digits are what was meant, and nothing is rounded."""

    default_error_messages = messages(
        number=Flaw(
            "decimal-not-a-string",
            '小数请写成 JSON 字符串，例如 "19.67" / '
            'write decimals as JSON strings, such as "19.67", not as JSON numbers',
        ),
        malformed=Flaw(
            "decimal-malformed",
            "此处应为小数，格式 {pattern}；系统不会替您四舍五入 / "
            "a decimal like {pattern} is needed here; nothing is rounded for you",
        ),
    )

    def __init__(self, says: str, *, digits: int = 15, scale: int = 2, signed: bool = True, **kwargs: Any) -> None:
        """`digits` before the decimal point and `scale` after it at most; `signed` when it may be negative."""
        fraction = rf"(\.[0-9]{{1,{scale}}})?" if scale else ""
        self.pattern = rf"^{'-?' if signed else ''}(0|[1-9][0-9]{{0,{digits - 1}}}){fraction}$"
        super().__init__(metadata=documented(says, type="string", format="decimal", pattern=self.pattern), **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return str(value) if isinstance(value, Decimal) else value

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise self.make_error("number")
        if not re.fullmatch(at_end(self.pattern), value):
            raise self.make_error("malformed", pattern=self.pattern)
        exact = Decimal(value)
        return abs(exact) if exact == 0 else exact


class Whole(ma.fields.Field[Any]):
    """A whole number, small enough for every reader of JSON."""

    default_error_messages = messages(
        invalid=Flaw(
            "whole-number-invalid",
            "此处应为 {least} 至 {most} 的整数 / a whole JSON number from {least} to {most} is needed here",
        ),
    )

    def __init__(self, says: str, *, least: int = 0, most: int = 2**31 - 1, **kwargs: Any) -> None:
        super().__init__(metadata=documented(says, type="integer", minimum=least, maximum=most), **kwargs)
        self.least, self.most = least, most

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= self.most:
            raise self.make_error("invalid", least=self.least, most=self.most)
        return value


class Flag(ma.fields.Field[Any]):
    """true or false, and nothing like it."""

    default_error_messages = messages(
        invalid=Flaw("flag-invalid", "此处应为 true 或 false / true or false is needed here"),
    )

    def __init__(self, says: str, **kwargs: Any) -> None:
        super().__init__(metadata=documented(says, type="boolean"), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


def unprintable(text: str) -> bool:
    """Whether it holds control characters or halves of a character."""
    return any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\r\t" for character in text)


def at_end(pattern: str) -> str:
    """The pattern as Python must read it: in JSON Schema `$` is the end, here it also lets a line break follow."""
    return f"{pattern[:-1]}\\Z" if pattern.endswith("$") else pattern


class Setting(ma.fields.Field[Any]):
    """A parameter's value: decimal or choice as text, or a yes or no."""

    default_error_messages = messages(
        invalid=Flaw("wrong-type", "此处应为文字，或 true、false / text, or true or false, is needed here")
    )

    def __init__(self, says: str, **kwargs: Any) -> None:
        either = [{"type": "string", "maxLength": 100}, {"type": "boolean"}]
        super().__init__(metadata={"description": says, "anyOf": either}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, str | bool) or (isinstance(value, str) and not 0 < len(value) <= 100):
            raise self.make_error("invalid")
        return value
