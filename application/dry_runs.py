"""Dry runs: one card or one payroll from a parsed JSON document. They write nothing, live or stored.

    dry_score(scheme, document) -> dict      the JSON shape of `jixiao score`
    dry_payroll(plan, document) -> dict      the JSON shape of `jixiao payroll`

`document` is parsed JSON (`domain.scoring.documents.json_data` keeps duplicate keys, so that they are told). Both raise
InvalidDocument with every fault of the document, each under its RFC 6901 pointer: numbers that are not decimal text,
unknown keys, names that mean nothing in the scheme or plan, entries that break a rule.
"""

from typing import Any

from application.facts_input import read_facts
from application.payroll_input import read_payroll
from domain.pay.payroll import compute, payroll_faults
from domain.pay.people import result_plain
from domain.pay.plan import Plan
from domain.scoring.card import as_plain, score_card
from domain.scoring.plain import Place, raise_faults
from domain.scoring.scheme import Scheme


def dry_score(scheme: Scheme, document: object) -> dict[str, Any]:
    """Score one card.

    Args:
        document: the facts, as `contract` of the `score` command; every key is optional.

    Raises:
        InvalidDocument: with every fault.
    """
    place = Place(document)
    employee, facts = read_facts(place, scheme)
    raise_faults(place.faults)
    return as_plain(score_card(scheme, facts), employee)


def dry_payroll(plan: Plan, document: object) -> dict[str, Any]:
    """Compute one payroll.

    Args:
        document: parameters, people and grants, as the `payroll` command reads them.

    Raises:
        InvalidDocument: with every fault.
    """
    place = Place(document)
    parameters, people, grants = read_payroll(place, plan)
    unread = {fault.pointer for fault in place.faults}
    meant = payroll_faults(plan, parameters, people, grants)
    raise_faults(place.faults + [fault for fault in meant if fault.pointer not in unread])
    return result_plain(compute(plan, parameters, people, grants))
