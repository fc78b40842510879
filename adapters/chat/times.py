"""Times as chat tools write them."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from adapters.importing.cells import text_of

ISO_LENGTH = len("2026-10-01 09:00:05")

_TIME = re.compile(
    r"""(?:(?P<year>[0-9]{4})\s*[-/.年]\s*(?P<month>[0-9]{1,2})\s*[-/.月]\s*(?P<day>[0-9]{1,2})\s*日?[T\s]\s*)?
        (?P<hour>[0-9]{1,2})[:时](?P<minute>[0-9]{1,2})(?:[:分](?P<second>[0-9]{1,2})(?:[.,](?P<part>[0-9]{1,9}))?秒?)?
        \s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?""",
    re.VERBOSE | re.ASCII,
)
UNDATED = (("year", 1900), ("month", 1), ("day", 1))
"""The day of times without one: good enough to tell who waited how long, never for a month's card."""


def local_time(text: str, zone: tzinfo) -> tuple[datetime, bool] | None:
    """A time as local time without a zone, and whether it has seconds; None for what is no time.

    `2026-10-01 09:00:05`, `2026/10/1 9:00`, `2026年10月1日 9:00:05`, `2026-10-01T01:00:05Z` and `09:00:05` are times.
    """
    if len(text) == ISO_LENGTH and text[4] == "-" and text.isascii():
        try:
            return datetime.fromisoformat(text), True
        except ValueError:
            return None
    found = _TIME.fullmatch(text_of(text))
    if found is None:
        return None
    year, month, day = (int(found[name] or default) for name, default in UNDATED)
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    part = int((found["part"] or "0")[:6].ljust(6, "0"))
    try:
        at = datetime(year, month, day, hour, minute, second, part, tzinfo=_zone(found["zone"]) or zone)
        return at.astimezone(zone).replace(tzinfo=None), found["second"] is not None
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> tzinfo | None:
    if text is None or text == "Z":
        return UTC if text else None
    digits = text[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if text[0] == "-" else ahead)
