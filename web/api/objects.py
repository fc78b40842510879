"""Objects, lists and tables of fields; what they do not know by name, they refuse."""

from collections.abc import Callable, Mapping
from typing import Any

import marshmallow as ma

from web.api.fields import documented, messages, unprintable
from web.api.flaws import Flaw

NOT_AN_OBJECT = Flaw("not-an-object", "此处应为 JSON 对象 / a JSON object is needed here")
UNKNOWN = Flaw(
    "field-unknown", "没有这个字段；请更正名称或去掉 / there is no such field here; correct its name or leave it out"
)
MOST_ENTRIES = 500
TOO_MANY = Flaw("too-many-entries", f"最多 {MOST_ENTRIES} 项 / give at most {MOST_ENTRIES} entries")


def refusals() -> dict[str, str]:
    """What an object says, by the names that marshmallow knows."""
    return {"unknown": UNKNOWN, "type": NOT_AN_OBJECT}


class Schema(ma.Schema):
    """An object in which every field is known by name."""

    error_messages = refusals()


class Nested(ma.fields.Nested):
    """An object of its own schema."""

    default_error_messages = messages(
        type=NOT_AN_OBJECT,
    )

    def __init__(self, says: str, schema: type[ma.Schema], **kwargs: Any) -> None:
        super().__init__(schema, metadata=documented(says), **kwargs)


class Document(ma.fields.Dict):
    """A JSON object whose shape something else judges."""

    default_error_messages = messages(
        invalid=NOT_AN_OBJECT,
    )

    def __init__(self, says: str, **kwargs: Any) -> None:
        super().__init__(metadata=documented(says), **kwargs)


class Table(ma.fields.Dict):
    """A JSON object of like values by name."""

    default_error_messages = messages(
        invalid=NOT_AN_OBJECT,
        many=TOO_MANY,
        name=Flaw("name-malformed", "名称为 1 至 100 个可见字符 / a name has 1 to 100 printable characters"),
    )

    def __init__(self, says: str, values: ma.fields.Field[Any], **kwargs: Any) -> None:
        super().__init__(values=values, metadata=documented(says, maxProperties=MOST_ENTRIES), **kwargs)
        self.values = values

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        if len(value) > MOST_ENTRIES:
            raise self.make_error("many")
        return _each(value, self._entry)

    def _entry(self, name: str, held: Any) -> Any:
        if not 0 < len(name) <= 100 or unprintable(name):
            raise self.make_error("name")
        return self.values.deserialize(held)


class Many(ma.fields.List[Any]):
    """A JSON array of like values; a tuple once it is read."""

    default_error_messages = messages(
        invalid=Flaw("not-a-list", "此处应为 JSON 数组 / a JSON array is needed here"),
        many=TOO_MANY,
    )

    def __init__(self, says: str, entries: ma.fields.Field[Any], **kwargs: Any) -> None:
        super().__init__(entries, metadata=documented(says, maxItems=MOST_ENTRIES), **kwargs)
        self.entries = entries

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, list):
            raise self.make_error("invalid")
        if len(value) > MOST_ENTRIES:
            raise self.make_error("many")
        return tuple(_each(dict(enumerate(value)), lambda _, entry: self.entries.deserialize(entry)).values())


def _each(values: Mapping[Any, Any], read: Callable[[Any, Any], Any]) -> dict[Any, Any]:
    found, wrong = {}, {}
    for key, value in values.items():
        try:
            found[key] = read(key, value)
        except ma.ValidationError as error:
            wrong[key] = error.messages
    if wrong:
        raise ma.ValidationError(wrong)
    return found
