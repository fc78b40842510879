"""Checks what touches the whole card: adjustments and waivers."""

from collections.abc import Sequence
from decimal import Decimal

from domain.errors import Fault
from domain.scoring.entries.faults import clause_of, fault, no_reason, refuse, unknown_item
from domain.scoring.exact import trimmed
from domain.scoring.facts import Adjustment, Waiver
from domain.scoring.scheme import Scheme

ZERO = Decimal(0)


def adjustment_faults(scheme: Scheme, adjustment: Adjustment, earlier: Sequence[Adjustment] = ()) -> list[Fault]:
    """Points that are not zero, inside the caps together with the earlier ones, and a reason."""
    caps = scheme.adjustments
    if caps is None:
        return [
            fault("", "no-adjustments", f"方案 {scheme.id} 没有上级加减分", f"scheme {scheme.id} knows no adjustments")
        ]
    faults = []
    points = adjustment.points
    same = [one.points for one in (*earlier, adjustment) if (one.points > 0) == (points > 0)]
    cap = caps.up if points > 0 else caps.down
    if not points:
        faults.append(fault("/points", "adjustment-zero", "加减分不能为 0", "an adjustment of zero changes nothing"))
    elif abs(sum(same, ZERO)) > cap:
        faults.append(
            fault(
                "/points",
                "adjustment-outside-caps",
                f"加分合计不超过 {trimmed(caps.up)}，减分合计不超过 {trimmed(caps.down)}，这里合计 {sum(same, ZERO)}",
                f"together {sum(same, ZERO)}; a card may gain {trimmed(caps.up)} and lose {trimmed(caps.down)} at most",
            )
        )
    if points != points.quantize(Decimal("0.01")):
        faults.append(fault("/points", "too-precise", "最多两位小数", "at most two decimals, so that the card adds up"))
    return faults + no_reason(adjustment.reason)


def check_adjustment(scheme: Scheme, adjustment: Adjustment, earlier: Sequence[Adjustment] = ()) -> None:
    """Raise unless the scheme allows this adjustment after the `earlier` ones of the same card."""
    caps = scheme.adjustments
    refuse(adjustment_faults(scheme, adjustment, earlier), caps.source if caps else scheme.source)


def waiver_faults(scheme: Scheme, waiver: Waiver, earlier: Sequence[Waiver] = ()) -> list[Fault]:
    """A known item, waived once, with a reason, and something left in play."""
    if scheme.item(waiver.item) is None:
        return [unknown_item(scheme, waiver.item), *no_reason(waiver.reason)]
    faults = []
    waived = {one.item for one in earlier}
    if waiver.item in waived:
        faults.append(fault("/item", "already-waived", f"{waiver.item} 已经豁免", f"{waiver.item} is waived already"))
    if not any(item.max and item.id not in waived | {waiver.item} for item in scheme.items):
        faults.append(
            fault(
                "/item",
                "nothing-in-play",
                "不能豁免全部考核项",
                "this would leave nothing in play; a card needs at least one item",
            )
        )
    return faults + no_reason(waiver.reason)


def check_waiver(scheme: Scheme, waiver: Waiver, earlier: Sequence[Waiver] = ()) -> None:
    """Raise unless the item may be waived after the `earlier` waivers of the same card."""
    refuse(waiver_faults(scheme, waiver, earlier), clause_of(scheme, waiver.item))
