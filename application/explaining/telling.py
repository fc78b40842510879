"""Explanations in sentences, for a shop assistant: what each number is, who entered it, when, from where, and why."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from domain.calendar import zone
from domain.scoring.exact import trimmed
from domain.scoring.words import Words

Document = Mapping[str, Any]
PROGRAM = Words("程序", "the program")
ERASED = Words("（已删除）", "(erased)")


class Telling:
    """Tells the sources of one explanation.

    Attributes:
        people: by id, `number` and `name`.
        timezone: the organization's.
    """

    def __init__(self, people: Document, timezone: str) -> None:
        self.people = people
        self.timezone = timezone

    def source(self, source: Document) -> Words:
        """One source: `转化人数 312：来自 seller.csv 第 7 行，H001 于 10 月 31 日导入（账本第 101 条）`."""
        said = KINDS[source["kind"]](self, source)
        for change in source["changes"]:
            said = _joined(said, self._change(change), "；", "; ")
        return said

    def amendment(self, held: Document) -> Words:
        """What an appeal made of the total."""
        who, when, at = self._who(held["by"]), self._when(held["at"]), _at(held["position"])
        return Words(
            f"申诉改判：总分 {held['old_total']} → {held['new_total']}，{who.zh} 于 {when.zh} 裁决{at.zh}",
            f"an appeal changed the total {held['old_total']} → {held['new_total']}: {who.en}, {when.en}{at.en}",
        )

    def _rule(self, source: Document) -> Words:
        clause = source["clause"]
        zh = f"依据 {clause['source']}（{clause['rules']} 第 {clause['version']} 版）"
        en = f"by {clause['source']} ({clause['rules']} version {clause['version']})"
        if clause["assumed"]:
            zh, en = f"{zh}，原文未写明，为假设", f"{en}; the source is silent, this is assumed"
        return Words(zh, en)

    def _entered(self, source: Document, zh: str, en: str) -> Words:
        """Who entered it, when, and with which reason and files."""
        who, when, at = self._who(source["by"]), self._when(source["at"]), _at(source["position"])
        said = Words(f"{zh}：{who.zh} 于 {when.zh} 录入{at.zh}", f"{en}: entered by {who.en}, {when.en}{at.en}")
        return _joined(said, _reason(source["reason"]), "；", "; ") if source["reason"] is not None else said

    def _fact(self, source: Document) -> Words:
        title, value = _title(source), source["value"]
        who, when, at = self._who(source["by"]), self._when(source["at"]), _at(source["position"])
        if source["file"] is None:
            return self._entered(source, f"{title.zh} {value}", f"{title.en} {value}")
        row = "" if source["row"] is None else f" 第 {source['row']} 行"
        of_row = "" if source["row"] is None else f", row {source['row']}"
        return Words(
            f"{title.zh} {value}：来自 {source['file']}{row}，{who.zh} 于 {when.zh} 导入{at.zh}",
            f"{title.en} {value}: from {source['file']}{of_row}, imported by {who.en}, {when.en}{at.en}",
        )

    def _target(self, source: Document) -> Words:
        title, value = _title(source), source["value"]
        return self._entered(source, f"{title.zh} 目标 {value}", f"{title.en}: target {value}")

    def _judgement(self, source: Document) -> Words:
        title = _title(source)
        return self._entered(
            source, f"{title.zh} 评 {source['value']} 分", f"{title.en}: judged {source['value']} points"
        )

    def _deduction(self, source: Document) -> Words:
        clause, points = source["clause"], source["first_points"] or source["value"]
        title = source["title"] or {"zh": "自由理由", "en": "a free reason"}
        of = f"，{clause['source']}" if clause else ""
        of_en = f", {clause['source']}" if clause else ""
        taken = "致命错误" if source["severity"] == "fatal" else f"扣 {points} 分"
        taken_en = "a fatal error" if source["severity"] == "fatal" else f"{points} points taken"
        said = self._entered(source, f"{taken}（{title['zh']}{of}）", f"{taken_en} ({title['en']}{of_en})")
        files = len(source["evidence"])
        return _joined(said, Words(f"证据 {files} 份", f"{files} file(s) of evidence"), "；", "; ") if files else said

    def _rating(self, source: Document) -> Words:
        title, count, value = _title(source), source["count"], source["value"]
        if source["position"] is not None:
            return self._entered(source, f"{title.zh} {value} 分", f"{title.en}: {value} points")
        return Words(f"{title.zh}共 {count} 份，合计 {value} 分", f"{title.en}: {count} ratings, {value} points in all")

    def _adjustment(self, source: Document) -> Words:
        more = not source["value"].startswith("-")
        points = source["value"].lstrip("-")
        zh, en = (
            (f"上级加 {points} 分", f"{points} points added") if more else (f"上级减 {points} 分", f"{points} taken")
        )
        return self._entered(source, zh, en)

    def _waiver(self, source: Document) -> Words:
        return self._entered(source, "此项豁免", "this item is waived")

    def _pay(self, source: Document) -> Words:
        title = _title(source)
        value = "" if source["value"] is None else f" {source['value']}"
        return self._entered(source, f"{title.zh}{value}", f"{title.en}{value}")

    def _correction(self, source: Document) -> Words:
        title = _title(source)
        less, amount = source["value"].startswith("-"), source["value"].lstrip("-")
        zh, en = ("扣回", "taken back") if less else ("补发", "paid in addition")
        what = Words(f"{title.zh}：{zh} {amount} 元", f"{title.en}: {amount} yuan {en}")
        if not source["appeal"]:
            return self._entered(source, what.zh, what.en)
        who, when, at = self._who(source["by"]), self._when(source["at"]), _at(source["position"])
        return Words(
            f"{what.zh}；因申诉，{who.zh} 于 {when.zh} 裁决{at.zh}",
            f"{what.en}; by an appeal: decided by {who.en}, {when.en}{at.en}",
        )

    def _card(self, source: Document) -> Words:
        when, at = self._when(source["at"]), _at(source["position"])
        return Words(
            f"考核总分 {source['value']}，{when.zh} 起有效{at.zh}",
            f"the card's total {source['value']}, in force since {when.en}{at.en}",
        )

    def _change(self, change: Document) -> Words:
        who, when, at = self._who(change["by"]), self._when(change["at"]), _at(change["position"])
        by_appeal = Words("因申诉", "by an appeal, ") if change["appeal"] else Words("", "")
        told = CHANGES.get(change["status"], Words(change["status"], change["status"]))
        points = (
            f"（{change['points']} 分）" if change["status"] in ("recorded", "amended") and change["points"] else ""
        )
        of = f" ({change['points']} points)" if points else ""
        return Words(
            f"{by_appeal.zh}{told.zh}{points}：{who.zh} 于 {when.zh}{at.zh}",
            f"{by_appeal.en}{told.en}{of}: {who.en}, {when.en}{at.en}",
        )

    def _who(self, id: str | None) -> Words:
        if id is None:
            return Words("（不公开）", "(not told)")
        known = self.people.get(id)
        if known is None:
            return PROGRAM if id.startswith("system:") else Words(id, id)
        parts = [part for part in (known["name"], known["number"]) if part]
        said = " ".join(str(part) for part in parts) or id
        return Words(said, said)

    def _when(self, at: str | None) -> Words:
        if at is None:
            return Words("—", "—")
        local = datetime.fromisoformat(at).astimezone(zone(self.timezone))
        clock = f"{local.hour:02}:{local.minute:02}"
        return Words(
            f"{local.year} 年 {local.month} 月 {local.day} 日 {clock}", f"{local.date().isoformat()} {clock}"
        )  # fmt: skip


KINDS: Mapping[str, Callable[[Telling, Document], Words]] = {
    "rule": Telling._rule,
    "fact": Telling._fact,
    "target": Telling._target,
    "judgement": Telling._judgement,
    "deduction": Telling._deduction,
    "rating": Telling._rating,
    "adjustment": Telling._adjustment,
    "waiver": Telling._waiver,
    "card": Telling._card,
    **dict.fromkeys(("parameter", "shop-fact", "weight", "grant", "base-pay"), Telling._pay),
    "correction": Telling._correction,
}
"""By kind of source."""

CHANGES: Mapping[str, Words] = {
    "recorded": Words("改为", "changed"),
    "reversed": Words("撤销", "reversed"),
    "rejected": Words("驳回", "rejected"),
    "amended": Words("改判", "amended"),
}


def total_sentence(total: str | None, in_play: str, items: list[Document]) -> Words:
    """How the items make the total."""
    scored = [item for item in items if item["score"] is not None and item["state"] == "scored"]
    listed = " + ".join(item["score"] for item in scored)
    if total is None:
        return Words("还有项目未计分，总分待定", "an item has no score yet, so there is no total")
    return Words(
        f"各项得分 {listed}，参与计分满分 {trimmed_text(in_play)} → 总分 {total}",
        f"items {listed}, of {trimmed_text(in_play)} points in play → total {total}",
    )


def trimmed_text(number: str) -> str:
    """A decimal text without needless zeros."""
    return trimmed(Decimal(number))


def _title(source: Document) -> Words:
    title = source["title"]
    return Words(source["name"], source["name"]) if title is None else Words(title["zh"], title["en"])


def _reason(reason: Any) -> Words:
    """A reason as it was written; one whose key is gone says so in both languages."""
    if isinstance(reason, Mapping):
        return Words(f"理由：{ERASED.zh}", f"reason: {ERASED.en}")
    return Words(f"理由：{reason}", f"reason: {reason}")


def _at(position: int | None) -> Words:
    return Words("", "") if position is None else Words(f"（账本第 {position} 条）", f" (event {position})")


def _joined(first: Words, second: Words, zh: str, en: str) -> Words:
    return Words(f"{first.zh}{zh}{second.zh}", f"{first.en}{en}{second.en}")
