"""Bodies of dry runs; they write nothing."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from web.api.fields import KEBAB, messages
from web.api.flaws import Flaw
from web.api.objects import Document, Schema


class Reference(ma.fields.Field[Any]):
    """Rules by their id, or a whole document of one's own."""

    default_error_messages = messages(
        invalid=Flaw(
            "rules-unclear",
            "请写小写连字符的编号，或以对象写出整份文档 / "
            "name an id in kebab-case, or give a whole document as an object",
        )
    )

    def __init__(self, says: str, **kwargs: Any) -> None:
        either = [{"type": "string", "pattern": KEBAB, "maxLength": 64}, {"type": "object"}]
        super().__init__(metadata={"description": says, "anyOf": either}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, str | dict):
            raise self.make_error("invalid")
        return value


class ScoreEntry(Schema):
    """A card to try."""

    scheme = Reference("Id of a scheme (built in or published here), or a whole scheme.", required=True)
    facts = Document("Targets, measures, judgements and so on, as `jixiao score` reads them.", required=True)


class PayrollEntry(Schema):
    """A payroll to try."""

    plan = Reference("Id of a plan (built in or published here), or a whole plan.", required=True)
    input = Document("Parameters, people and grants, as `jixiao payroll` reads them.", required=True)
