"""A replay as tables in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from web.cli.replay_words import word

Document = Mapping[str, Any]
Cells = tuple[str, ...]

HEADINGS: Mapping[str, Mapping[str, tuple[str, Cells]]] = {
    "zh": {
        "cards": ("考核表", ("期间", "员工", "项目", "现在", "推演", "差额")),
        "standings": ("考核记录与后果", ("员工", "内容", "现在", "推演")),
        "payslips": ("工资", ("期间", "员工", "栏目", "现在", "推演", "差额")),
        "payrolls": ("工资单合计", ("期间", "栏目", "现在", "推演", "差额")),
        "adjustments": ("以前月份的更正", ("发放期间", "更正期间", "员工", "现在", "推演", "差额")),
        "funds": ("团队活动基金", ("类别", "期间", "现在", "推演", "差额")),
        "totals": ("合计", ("", "现在", "推演", "差额")),
        "state": ("合计", ("", "现在")),
        "stood": ("考核表", ("期间", "员工", "方案", "阶段", "总分", "等级")),
    },
    "en": {
        "cards": ("Scorecards", ("Period", "Person", "Item", "Is", "Would be", "Change")),
        "standings": ("Records and consequences", ("Person", "What", "Is", "Would be")),
        "payslips": ("Pay", ("Period", "Person", "Column", "Is", "Would be", "Change")),
        "payrolls": ("Payrolls", ("Period", "Column", "Is", "Would be", "Change")),
        "adjustments": ("Corrections", ("Paid with", "Corrects", "Person", "Is", "Would be", "Change")),
        "funds": ("Team fund", ("Kind", "Period", "Is", "Would be", "Change")),
        "totals": ("Totals", ("", "Is", "Would be", "Change")),
        "state": ("Totals", ("", "Is")),
        "stood": ("Scorecards", ("Period", "Person", "Scheme", "Stage", "Total", "Grade")),
    },
}
SAID = {
    "zh": {
        "as_of": "推演到位置",
        "hash": "推演哈希（裁决可引用）",
        "none": "没有任何差异",
        "total": "总分",
        "poor": "差评",
        "fallen": "不再成立的决定",
        "departures": "账本与其自身历史不一致之处",
    },
    "en": {
        "as_of": "replayed up to position",
        "hash": "hash of this replay (a decision may quote it)",
        "none": "nothing differs",
        "total": "total",
        "poor": "poor",
        "fallen": "Decisions that fall away",
        "departures": "Where the ledger departs from its own history",
    },
}


class ReplayReport:
    """Prints an answer.

    Attributes:
        lang: `zh` or `en`.
    """

    def __init__(self, console: Console, lang: str) -> None:
        self.console = console
        self.lang = lang
        self._people: Document = {}

    def show(self, answer: Document) -> None:
        """All of it."""
        self._people = answer["people"]
        said = SAID[self.lang]
        if answer["state"] is not None:
            self._table("stood", map(self._stood, answer["state"]["cards"]))
            self._table("state", [(self._word(name), sum_) for name, sum_ in answer["state"]["totals"].items()])
        else:
            self._differences(answer["differences"])
        for name in ("fallen", "departures"):
            for held in answer[name]:
                self.console.print(f"{said[name]}: #{held['position']} {held['event']}")
        self.console.print(f"{said['as_of']} {answer['position']}")
        self.console.print(f"{said['hash']}: {answer['hash']}")

    def _differences(self, found: Document) -> None:
        rows: Mapping[str, Callable[[Document], list[Cells]]] = {
            "cards": self._card,
            "standings": self._standing,
            "payslips": self._slip,
            "payrolls": self._payroll,
            "adjustments": self._adjustment,
            "funds": self._fund,
        }
        for part, make in rows.items():
            self._table(part, [row for held in found[part] for row in make(held)])
        if not any(found[part] for part in rows):
            self.console.print(SAID[self.lang]["none"])
        moved = [
            (self._word(name), *_moved(sums))
            for name, sums in found["totals"].items()
            if sums["before"] != sums["after"]
        ]
        self._table("totals", moved)

    def _stood(self, card: Document) -> Cells:
        scheme = f"{card['scheme']['id']} v{card['scheme']['version']}"
        return (
            card["period"], self._person(card["employee"]), scheme, self._word(card["stage"]), card["total"] or "—",
            card["grade"] or "",
        )  # fmt: skip

    def _card(self, card: Document) -> list[Cells]:
        head = (card["period"], self._person(card["employee"]))
        before, after = card["before"] or {}, card["after"] or {}
        total = (SAID[self.lang]["total"], before.get("total") or "—", after.get("total") or "—", card["change"] or "")
        items = [
            (*head, item["item"], _score(item["before"]), _score(item["after"]), "") for item in card["items"]
        ]  # fmt: skip
        return [*items, (*head, *total)]

    def _standing(self, standing: Document) -> list[Cells]:
        person, poor = self._person(standing["employee"]), SAID[self.lang]["poor"]
        months = [
            (person, month["period"], _rated(month["before"], poor), _rated(month["after"], poor))
            for month in standing["months"]
        ]
        consequences = [
            (
                person,
                f"{self._word(held['kind'])} {'、'.join(held['periods'])}",
                self._word(held["before"] or "—"),
                self._word(held["after"] or "—"),
            )
            for held in standing["consequences"]
        ]
        return [*months, *consequences]

    def _slip(self, slip: Document) -> list[Cells]:
        head = (slip["period"], self._person(slip["employee"]))
        return [(*head, self._word(column["column"]), *_moved(column)) for column in slip["columns"]]

    def _payroll(self, payroll: Document) -> list[Cells]:
        return [(payroll["period"], self._word(column["column"]), *_moved(column)) for column in payroll["totals"]]

    def _adjustment(self, held: Document) -> list[Cells]:
        head = (held["period"], held["corrected_period"], self._person(held["employee"]))
        sides = [(side or {}).get("paid", "0.00") for side in (held["before"], held["after"])]
        return [(*head, *sides, held["change"])]

    def _fund(self, fund: Document) -> list[Cells]:
        return [(self._word(entry["kind"]), entry["period"], *_moved(entry)) for entry in fund["entries"]]

    def _table(self, part: str, rows: Any) -> None:
        title, headings = HEADINGS[self.lang][part]
        listed = list(rows)
        if not listed:
            return
        table = Table(title=title, title_justify="left", title_style="bold")
        for heading in headings:
            table.add_column(heading, overflow="fold")
        for row in listed:
            table.add_row(*row)
        self.console.print(table)

    def _word(self, name: str) -> str:
        return word(name, self.lang)

    def _person(self, id: str) -> str:
        known = self._people.get(id) or {}
        return " ".join(str(part) for part in (known.get("number"), known.get("name")) if part) or id


def _moved(held: Document) -> Cells:
    return held["before"] or "—", held["after"] or "—", held["change"]


def _score(item: Document | None) -> str:
    return "—" if item is None else item["score"] or item["state"]


def _rated(month: Document | None, poor: str) -> str:
    if month is None:
        return "—"
    return f"{month['score']} {poor}" if month["poor"] else str(month["score"])
