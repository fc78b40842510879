"""Published rules, read: a version never changes and is asked for again and again, so each text is read once."""

from functools import lru_cache

from domain.pay.documents import read_plan
from domain.pay.plan import Plan
from domain.scoring.documents import read_scheme
from domain.scoring.scheme import Scheme

KEPT = 256


@lru_cache(maxsize=KEPT)
def published_scheme(document: str) -> Scheme:
    """The scheme of a published document, as canonical JSON."""
    return read_scheme(document)


@lru_cache(maxsize=KEPT)
def published_plan(document: str) -> Plan:
    """The plan of a published document, as canonical JSON."""
    return read_plan(document)
