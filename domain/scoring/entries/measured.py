"""Checks what is measured and counted: targets, facts, counts, ranks, parameters."""

from decimal import Decimal

from domain.errors import Fault
from domain.scoring.entries.faults import clause_of, fault, refuse, unknown_item, wrong_kind
from domain.scoring.exact import decimal_text
from domain.scoring.facts import ParameterValue
from domain.scoring.plain import Place
from domain.scoring.reading_parameters import read_value
from domain.scoring.rules.count import Count
from domain.scoring.rules.measured import Targeted
from domain.scoring.rules.rank import Rank
from domain.scoring.scheme import Scheme


def target_faults(scheme: Scheme, item_id: str, target: Decimal) -> list[Fault]:
    """A target for an item that takes one, above zero and within reach."""
    item = scheme.item(item_id)
    if item is None:
        return [unknown_item(scheme, item_id)]
    if not item.takes_target:
        return [wrong_kind(item, "目标值", "target")]
    if target <= 0:
        return [
            fault(
                "/target",
                "target-not-positive",
                f"目标值 {target} 必须大于 0",
                f"a target must be above zero, not {target}: nothing can be held against it",
            )
        ]
    most = item.rule.most if isinstance(item.rule, Targeted) else None
    if most is not None and target > most:
        return [
            fault(
                "/target",
                "target-unreachable",
                f"目标 {target} 超过该指标的最大可能值 {most}（比率写成小数，如 0.95）",
                f"a target of {target} can never be reached: the measure is at most {most} (write 95 % as 0.95)",
            )
        ]
    return []


def check_target(scheme: Scheme, item: str, target: Decimal) -> None:
    """Raise Invalid unless `item` takes a target and `target` is above zero and reachable."""
    refuse(target_faults(scheme, item, target), clause_of(scheme, item))


def measure_faults(scheme: Scheme, name: str) -> list[Fault]:
    """A measured fact that some item reads."""
    if name in (*scheme.measures(), *scheme.ranked_by()):
        return []
    known = ", ".join(scheme.measures()) or "none"
    return [
        fault(
            "/name",
            "unknown-measure",
            f"方案 {scheme.id} 不使用数据 {name}",
            f"scheme {scheme.id} reads no fact {name}; it reads {known}",
        )
    ]


def check_measure(scheme: Scheme, name: str) -> None:
    """Raise Invalid unless some item of the scheme reads the fact `name`."""
    refuse(measure_faults(scheme, name), scheme.source)


def count_faults(scheme: Scheme, item_id: str, done: Decimal) -> list[Fault]:
    """A number done, for a `count` item, not below zero."""
    item = scheme.item(item_id)
    if item is None:
        return [unknown_item(scheme, item_id)]
    if not isinstance(item.rule, Count):
        return [wrong_kind(item, "完成数量", "count")]
    if done < 0:
        return [
            fault(
                "/count", "count-negative", f"完成数量 {done} 不能小于 0", f"{done} is below zero; count what was done"
            )
        ]
    return []


def check_count(scheme: Scheme, item: str, done: Decimal) -> None:
    """Raise Invalid unless `item` is counted and `done` is zero or more."""
    refuse(count_faults(scheme, item, done), clause_of(scheme, item))


def rank_faults(scheme: Scheme, item_id: str, rank: int) -> list[Fault]:
    """A place for a `rank` item, from 1."""
    item = scheme.item(item_id)
    if item is None:
        return [unknown_item(scheme, item_id)]
    if not isinstance(item.rule, Rank):
        return [wrong_kind(item, "名次", "rank")]
    if rank < 1:
        return [fault("/rank", "rank-below-one", f"名次 {rank} 应从 1 开始", f"ranks begin at 1, not {rank}")]
    return []


def check_rank(scheme: Scheme, item: str, rank: int) -> None:
    """Raise Invalid unless `item` is ranked and `rank` is 1 or more."""
    refuse(rank_faults(scheme, item, rank), clause_of(scheme, item))


def parameter_faults(scheme: Scheme, id: str, value: object) -> list[Fault]:
    """A value, as it stands in a document, for a parameter of the scheme."""
    parameter = scheme.parameter(id)
    if parameter is None:
        known = ", ".join(one.id for one in scheme.parameters) or "none"
        return [
            fault(
                "/id",
                "unknown-parameter",
                f"方案 {scheme.id} 没有参数 {id}",
                f"scheme {scheme.id} has no parameter {id}; it has {known}",
            )
        ]
    place = Place(decimal_text(value) if isinstance(value, Decimal) else value)
    read_value(place, parameter, scheme)
    return [Fault("/value", fault.code, fault.detail) for fault in place.faults]


def check_parameter(scheme: Scheme, id: str, value: ParameterValue) -> None:
    """Raise Invalid unless the scheme has the parameter and may take the value."""
    parameter = scheme.parameter(id)
    refuse(parameter_faults(scheme, id, value), parameter.source if parameter else scheme.source)
