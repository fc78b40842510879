"""What is answered, field by field. Numbers with digits that matter are strings; ids and times are strings."""

from typing import Any, ClassVar

import marshmallow as ma

from web.api.fields import Id, Text, Whole, documented
from web.api.objects import Many, Nested, Table

FAR = 2**53 - 1


class Answer(ma.Schema):
    """An answer; it may gain fields in later versions, so readers ignore what they do not know."""

    class Meta:
        unknown = ma.EXCLUDE

    STRICT: ClassVar[bool] = False
    """Tests set it: then an answer that holds more than its description says is a fault."""

    @ma.post_dump(pass_original=True)
    def _nothing_left_out(self, dumped: dict[str, Any], original: Any, **_: object) -> dict[str, Any]:
        if self.STRICT and isinstance(original, dict) and (more := original.keys() - dumped.keys()):
            raise LookupError(f"{type(self).__name__} does not describe {', '.join(sorted(more))}")
        return dumped


class CommandAnswer(Answer):
    """What a command made or changed."""

    id = Text("What was made inside the thing that the ETag belongs to, or that thing itself.", required=True)
    version = Whole("The version of the thing after the command; also its ETag.", required=True)
    position = Whole("The ledger's head after the command; a query sees at least this.", required=True, most=FAR)


class BothLanguages(Answer):
    """Text for people, in Chinese and English."""

    zh = Text("Chinese.", required=True)
    en = Text("English.", required=True)


class Words(Nested):
    """Text in both languages."""

    def __init__(self, says: str, **kwargs: Any) -> None:
        super().__init__(says, BothLanguages, **kwargs)


class Sealed(ma.fields.Field[Any]):
    """Text that was sealed with a person's key: the text, or what says in both languages that it was erased."""

    def __init__(self, says: str, **kwargs: Any) -> None:
        either = [{"type": "string"}, {"$ref": "#/components/schemas/BothLanguages"}]
        if kwargs.get("allow_none"):
            either.append({"type": "null"})
        super().__init__(metadata=documented(says, anyOf=either), **kwargs)


class Mark(Answer):
    """Who did it, when, and where it stands in the ledger."""

    by = Text("The person's id, or `system:…`.", required=True)
    at = Text("When, RFC 3339 UTC.", required=True)
    position = Whole("Its position in the ledger.", required=True, most=FAR)


class Versioned(Answer):
    """A thing that changes by events."""

    version = Whole("Its version.", required=True, most=FAR)
    position = Whole("The position of its last change.", required=True, most=FAR)


class Person(Answer):
    """Somebody who is mentioned."""

    number = Text("Staff number.", required=True, allow_none=True)
    name = Text("Name; null when erased.", required=True, allow_none=True)


class File(Answer):
    """A file of evidence."""

    sha256 = Text("Its hash; read it at /evidence/{sha256}.", required=True)
    media_type = Text("Its type.", required=True)
    size = Whole("Bytes.", required=True)


def people() -> Table:
    """Everybody whom a document mentions, by id."""
    return Table("Everybody mentioned here, by id.", Nested("A person.", Person), required=True)


def files() -> Many:
    """Files that support something."""
    return Many("Files that support it.", Nested("A file.", File), required=True)


def name() -> Text:
    """A person's name beside their id."""
    return Text("The person's name; null when erased.", required=True, allow_none=True)


def listing(item: type[ma.Schema]) -> type[Answer]:
    """A page of a list."""
    fields: dict[str, Any] = {
        "items": Many("The items of this page.", Nested("An item.", item), required=True),
        "next": Text(
            "Send it as `after` for the next page; null on the last.", required=True, allow_none=True, longest=2000
        ),
    }
    return type(f"{item.__name__}Page", (Answer,), {**fields, "__doc__": "A page of a list."})


def own_id() -> Id:
    """The id of the thing itself."""
    return Id("Its id.", required=True)
