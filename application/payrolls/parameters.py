"""A plan's parameters as documents have them, read and checked against the plan."""

from collections.abc import Mapping
from typing import Any

from domain.errors import InvalidDocument
from domain.pay.parameters import PARAMETERS
from domain.pay.plan import Plan, Setting
from domain.scoring.plain import Place


def read_parameters(plan: Plan, given: Mapping[str, Any]) -> dict[str, Setting]:
    """Parameters as the arithmetic wants them, from decimal text, choices and flags.

    Raises:
        InvalidDocument: naming every parameter that the plan does not have or that may not take its value.
    """
    root = Place(given, "/parameters")
    known = PARAMETERS[plan.kind]
    found: dict[str, Setting] = {}
    for name, value in given.items():
        place = root.inside(name, value)
        if name in known:
            found[name] = known[name].read(place)
        else:
            place.fault(
                "unknown-parameter",
                f"方案没有参数 {name}",
                f"薪酬方案没有参数 {name}；它有：{'、'.join(known)} / "
                f"the plan has no parameter {name}; it has {', '.join(known)}",
            )
    if root.faults:
        raise InvalidDocument(root.faults)
    return found
