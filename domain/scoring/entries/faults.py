"""What every check of an entry says and raises in the same way."""

from collections.abc import Sequence

from domain.errors import Fault, Invalid, InvalidDocument
from domain.scoring.item import Item
from domain.scoring.scheme import Scheme
from domain.texts import is_blank


def fault(pointer: str, code: str, zh: str, en: str) -> Fault:
    return Fault(pointer, code, f"{zh} / {en}")


def refuse(faults: Sequence[Fault], clause: str = "") -> None:
    if len(faults) == 1:
        raise Invalid(faults[0].detail, code=faults[0].code, pointer=faults[0].pointer, clause=clause)
    if faults:
        raise InvalidDocument(faults)


def clause_of(scheme: Scheme, item_id: str) -> str:
    item = scheme.item(item_id)
    return item.source if item else scheme.source


def unknown_item(scheme: Scheme, item_id: str, pointer: str = "/item") -> Fault:
    known = ", ".join(item.id for item in scheme.items)
    return fault(
        pointer,
        "unknown-item",
        f"方案 {scheme.id} 没有考核项 {item_id}",
        f"scheme {scheme.id} has no item {item_id}; it has {known}",
    )


def wrong_kind(item: Item, zh: str, en: str, pointer: str = "/item") -> Fault:
    return fault(
        pointer,
        "wrong-kind",
        f"“{item.title.zh}”（{item.id}）是 {item.kind} 类，不接受{zh}",
        f"{item.id} is of kind {item.kind} and takes no {en}",
    )


def no_reason(reason: str) -> list[Fault]:
    if not is_blank(reason):
        return []
    return [fault("/reason", "reason-missing", "必须说明理由", "a reason is required: say what happened")]
