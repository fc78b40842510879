"""Between a domain event's values and the JSON text that is stored, sealed and shown to auditors.

Values that JSON lacks are written as `{"_type_": …, "_data_": …}`, in the library's manner. A list is read as a tuple,
at every depth, so that a frozen event holds nothing that can change.
"""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from eventsourcing.persistence import DatetimeAsISO, DecimalAsStr, JSONTranscoder, Transcoding, UUIDAsHex

from domain.errors import Invalid
from domain.values import Evidence, Sealed

_TYPED = {"_type_", "_data_"}


class DateAsISO(Transcoding):
    """A calendar day as `2026-01-31`."""

    type = date
    name = "date_iso"

    def encode(self, obj: date) -> str:
        return obj.isoformat()

    def decode(self, data: str) -> date:
        return date.fromisoformat(data)


class SealedAsDict(Transcoding):
    """Sealed text: whose key opens it, and the ciphertext."""

    type = Sealed
    name = "sealed"

    def encode(self, obj: Sealed) -> dict[str, str]:
        return {"person": obj.person.hex, "box": obj.box}

    def decode(self, data: dict[str, str]) -> Sealed:
        return Sealed(person=UUID(data["person"]), box=data["box"])


class EvidenceAsDict(Transcoding):
    """A file, named by its hash."""

    type = Evidence
    name = "evidence"

    def encode(self, obj: Evidence) -> dict[str, Any]:
        return {"sha256": obj.sha256, "media_type": obj.media_type, "size": obj.size}

    def decode(self, data: dict[str, Any]) -> Evidence:
        return Evidence(sha256=data["sha256"], media_type=data["media_type"], size=data["size"])


class LedgerTranscoder(JSONTranscoder):
    """The library's JSON, exact and immutable: no floats, no NUL, text keys only, tuples for lists."""

    def __init__(self) -> None:
        super().__init__()
        self.decoder = json.JSONDecoder(object_hook=self._object)
        for transcoding in (UUIDAsHex, DecimalAsStr, DatetimeAsISO, DateAsISO, SealedAsDict, EvidenceAsDict):
            self.register(transcoding())

    def encode(self, obj: Any) -> bytes:
        return self.encode_text(obj).encode()

    def decode(self, data: bytes) -> Any:
        return self.decode_text(data.decode())

    def encode_text(self, obj: Any) -> str:
        """The JSON text of `obj`.

        Raises:
            Invalid: a text holds NUL or half of a surrogate pair, which no database keeps.
            TypeError: a float, a key that is not text or a type that is not registered.
        """
        _check(obj)
        text = self.encoder.encode(obj)
        if not text.isascii():
            _check_unicode(text)
        return text

    def decode_text(self, text: str) -> Any:
        """The value that `encode_text` wrote."""
        value = self.decoder.decode(text)
        return _frozen(value) if type(value) is list else value

    def _object(self, members: dict[str, Any]) -> Any:
        for key, value in members.items():
            if type(value) is list:
                members[key] = _frozen(value)
        return self._decode_obj(members)


def _frozen(values: list[Any]) -> tuple[Any, ...]:
    return tuple(_frozen(value) if type(value) is list else value for value in values)


def _check(value: Any) -> None:
    if isinstance(value, str):
        if "\0" in value:
            raise Invalid(
                "文字含 NUL 字符，不能记录：请去掉 / text with a NUL character cannot be recorded: remove it",
                code="nul-character",
            )
    elif isinstance(value, dict):
        if value.keys() == _TYPED:
            raise TypeError("a dict of just `_type_` and `_data_` would be read back as something else")
        for key, member in value.items():
            if not isinstance(key, str):
                raise TypeError(f"a key in an event must be text, not {type(key).__name__}")
            _check(key)
            _check(member)
    elif isinstance(value, list | tuple):
        for member in value:
            _check(member)
    elif isinstance(value, float):
        raise TypeError("a float in an event would not be exact: use Decimal")
    elif isinstance(value, Decimal) and not value.is_finite():
        raise TypeError("a number in an event must be finite")
    elif isinstance(value, datetime) and value.tzinfo is None:
        raise TypeError("a time in an event must be aware of its time zone")


def _check_unicode(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Invalid(
            "文字含不完整的字符，不能记录：请去掉 / text with half a character cannot be recorded: remove it",
            code="broken-character",
        ) from None
