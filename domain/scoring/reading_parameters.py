"""Reads a scheme's parameters, and the values that a shop gives them."""

from decimal import Decimal

from domain.scoring.facts import ParameterValue
from domain.scoring.plain import Place, Table
from domain.scoring.rules.ratings import Ratings
from domain.scoring.rules.threshold import HIGHER, LOWER, Threshold
from domain.scoring.scheme import Parameter, Scheme

FATAL_REACHES = ("item", "section", "card")
Allowed = Decimal | tuple[str, ...] | None


def read_parameter(name: str, place: Place, scheme: Scheme) -> Parameter:
    """One declared parameter; what it sets must exist and be settable, and its default must be what stands there."""
    table = place.table()
    title, source = table.need("title").words(), table.need("source").text()
    assumed = table.get("assumed", Place.flag, False)
    sets = _read_texts(table.need("sets"))
    no_choices: tuple[str, ...] = ()
    choices = table.get("choices", _read_texts, no_choices)
    parameter = Parameter(name, title, "", choices, sets, source, assumed)
    parameter = Parameter(
        name,
        title,
        read_value(table.need("default"), parameter, scheme),
        choices,
        sets,
        source,
        assumed,
    )
    table.done()
    _check_places(table, parameter, scheme)
    return parameter


def _read_texts(place: Place) -> tuple[str, ...]:
    return tuple(entry.text() for entry in place.list(least=1))


def read_value(place: Place, parameter: Parameter, scheme: Scheme) -> ParameterValue:
    """A value for `parameter`: one of its choices, or a number that fits every place that it sets."""
    if parameter.choices:
        return place.choice(*parameter.choices)
    found = [_settable(where, scheme) for where in parameter.sets]
    bounds = [place_found[1] for place_found in found if place_found and isinstance(place_found[1], Decimal)]
    return place.decimal(least=Decimal(0), most=min(bounds, default=None))


def _settable(where: str, scheme: Scheme) -> tuple[ParameterValue, Allowed] | None:
    """The present value at `item.field` or a scheme's field, with its greatest value or its choices."""
    item_id, _, field = where.rpartition(".")
    if not item_id:
        return (scheme.fatal, FATAL_REACHES) if field == "fatal" else None
    item = scheme.item(item_id)
    if item is None:
        return None
    if isinstance(item.rule, Threshold) and field == "better":
        return item.rule.better, (HIGHER, LOWER)
    if isinstance(item.rule, Threshold) and field == "missed":
        return item.rule.missed, item.rule.met
    if isinstance(item.rule, Ratings) and field == "peers_at_least":
        return item.rule.peers_at_least, None
    return None


def _check_places(table: Table, parameter: Parameter, scheme: Scheme) -> None:
    for index, where in enumerate(parameter.sets):
        found = _settable(where, scheme)
        if found is None:
            table.need("sets").inside(index, None).fault(
                "not-settable", f"{where} 不存在或不能由参数设定", f"{where} does not exist or no parameter can set it"
            )
            continue
        present, allowed = found
        if isinstance(allowed, tuple) and not set(parameter.choices) <= set(allowed):
            table.need("choices").fault(
                "choice-unknown", f"{where} 只能取 {'、'.join(allowed)}", f"{where} can only be {', '.join(allowed)}"
            )
        if isinstance(allowed, tuple) and not parameter.choices:
            table.place.fault("missing", "要列出 choices", "list the choices")
        if present != parameter.default:
            table.need("default").fault(
                "default-differs",
                f"默认值与 {where} 处写的 {present} 不一致",
                f"the default differs from {present}, which stands at {where}",
            )
