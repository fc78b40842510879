"""Checks deductions and defects against their item's catalogue."""

from dataclasses import replace

from domain.errors import Fault
from domain.scoring.entries.faults import clause_of, fault, no_reason, refuse, unknown_item, wrong_kind
from domain.scoring.exact import trimmed
from domain.scoring.facts import ADVOCATED, FATAL, SEVERITIES, Deduction
from domain.scoring.item import Item
from domain.scoring.rules.deduction import Catalogued
from domain.scoring.rules.defects import Defects
from domain.scoring.scheme import Scheme


def deduction_faults(scheme: Scheme, deduction: Deduction) -> list[Fault]:
    """An item with deductions, a known code or an allowed free reason, and points inside the catalogue's range."""
    item = scheme.item(deduction.item)
    if item is None:
        return [unknown_item(scheme, deduction.item), *_unreasoned(deduction)]
    if not isinstance(item.rule, Catalogued):
        return [wrong_kind(item, "扣分", "deduction")]
    faults = _severity_faults(item, item.rule, deduction)
    if deduction.code and item.rule.code(deduction.code) is None:
        known = ", ".join(code.code for code in item.rule.codes) or "none"
        faults.append(
            fault(
                "/code",
                "unknown-code",
                f"“{item.title.zh}”的扣分目录没有 {deduction.code}",
                f"{item.id} has no code {deduction.code}; it has {known}",
            )
        )
    else:
        faults += _range_faults(item, item.rule, deduction)
    return faults + _unreasoned(deduction)


def _unreasoned(deduction: Deduction) -> list[Fault]:
    return [] if deduction.code else no_reason(deduction.reason)


def _severity_faults(item: Item, rule: Catalogued, deduction: Deduction) -> list[Fault]:
    if not deduction.severity:
        return []
    if not isinstance(rule, Defects):
        return [
            fault(
                "/severity",
                "severity-refused",
                f"“{item.title.zh}”不分致命与非致命",
                f"{item.id} knows no severity; leave it out",
            )
        ]
    if deduction.severity not in SEVERITIES:
        return [
            fault(
                "/severity",
                "unknown-severity",
                f"严重程度应为 {'、'.join(SEVERITIES)} 之一",
                f"the severity is one of {', '.join(SEVERITIES)}",
            )
        ]
    entry = rule.code(deduction.code) if deduction.code else None
    if entry and entry.severity != deduction.severity:
        return [
            fault(
                "/severity",
                "severity-differs",
                f"目录中 {entry.code} 为 {entry.severity}",
                f"the catalogue calls {entry.code} {entry.severity}; leave the severity out",
            )
        ]
    return []


def _range_faults(item: Item, rule: Catalogued, deduction: Deduction) -> list[Fault]:
    allowed = rule.range_of(deduction)
    if allowed is None:
        return [
            fault(
                "/code",
                "code-missing",
                f"“{item.title.zh}”只接受目录中的扣分代码",
                f"{item.id} takes only deductions of its catalogue; name a code",
            )
        ]
    least, most = allowed
    if _is_pointless(rule, deduction):
        return (
            []
            if not deduction.points
            else [
                fault(
                    "/points",
                    "points-refused",
                    "致命错误与服务提倡不另记扣分",
                    "this severity takes no points of its own; leave them out",
                )
            ]
        )
    if deduction.points is None:
        return (
            []
            if least == most
            else [
                fault(
                    "/points",
                    "points-missing",
                    f"要在 {trimmed(least)}–{trimmed(most)} 分内给出扣分",
                    f"say how many points, within {trimmed(least)}–{trimmed(most)}",
                )
            ]
        )
    if least <= deduction.points <= most:
        return []
    return [
        fault(
            "/points",
            "deduction-outside-range",
            f"扣 {deduction.points} 分不在 {trimmed(least)}–{trimmed(most)} 分之内",
            f"{deduction.points} points lie outside what one instance takes, {trimmed(least)}–{trimmed(most)}",
        )
    ]


def _is_pointless(rule: Catalogued, deduction: Deduction) -> bool:
    return isinstance(rule, Defects) and rule.severity_of(deduction) in (FATAL, ADVOCATED)


def check_deduction(scheme: Scheme, deduction: Deduction) -> Deduction:
    """The deduction with its points and severity filled in (points None when fatal or advocated).

    Raises Invalid or InvalidDocument.
    """
    refuse(deduction_faults(scheme, deduction), clause_of(scheme, deduction.item))
    item = scheme.item(deduction.item)
    if item is None or not isinstance(item.rule, Catalogued):
        return deduction
    severity = item.rule.severity_of(deduction) if isinstance(item.rule, Defects) else ""
    points = None if severity in (FATAL, ADVOCATED) else item.rule.points_of(deduction)
    return replace(deduction, points=points, severity=severity)
