"""What a shop manager would want to see of the month, as tables in the reader's language."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from web.demo.findings import Check

Document = dict[str, Any]

STATUS = {
    "recorded": {"zh": "有效", "en": "stands"},
    "reversed": {"zh": "已撤销", "en": "reversed"},
    "upheld": {"zh": "支持", "en": "upheld"},
    "partly": {"zh": "部分支持", "en": "partly upheld"},
    "dismissed": {"zh": "驳回", "en": "dismissed"},
    "warning": {"zh": "警告", "en": "warning"},
    "dismissal-review": {"zh": "辞退复核", "en": "dismissal review"},
    "proposed": {"zh": "待决定", "en": "to be decided"},
    "issued": {"zh": "已发出", "en": "issued"},
    "open": {"zh": "待决定", "en": "to be decided"},
    "credit": {"zh": "工资转入", "en": "from payroll"},
    "correction": {"zh": "更正", "en": "correction"},
}


class Report:
    """Prints the demo's findings.

    Attributes:
        lang: `zh` or `en`.
    """

    def __init__(self, console: Console, lang: str) -> None:
        self.console = console
        self.lang = lang

    def show(self, found: Document, checks: Iterable[Check]) -> None:
        """The whole month."""
        self._cards(found)
        self._deductions(found)
        self._appeals(found)
        self._share(found["share"], found["roles"])
        self._payroll(found["payroll"])
        self._adjustments(found["next_payroll"])
        self._fund(found)
        self._standings(found["standings"])
        self._checks(checks)

    def _cards(self, found: Document) -> None:
        table = self._table(
            ("考核表", "Scorecards"), found["period"], ("工号", "No."), ("姓名", "Name"), ("方案", "Scheme")
        )
        for heading in (("各部分得分", "Sections"), ("公布", "Published"), ("最终", "Final")):
            table.add_column(self._say(heading), justify="left" if heading[1] == "Sections" else "right")
        for card in found["cards"]:
            sections = " · ".join(f"{part['title'][self.lang]} {part['score']}" for part in card["sections"])
            published = card["amendments"][0]["old_total"] if card["amendments"] else card["total"]
            final = Text(card["total"], "bold green" if card["amendments"] else "")
            table.add_row(card["number"], card["name"], card["scheme_title"][self.lang], sections, published, final)
        self.console.print(table)

    def _deductions(self, found: Document) -> None:
        table = self._table(
            ("扣分", "Deductions"), "", ("工号", "No."), ("考核项", "Item"), ("扣分", "Points"), ("理由", "Reason")
        )
        table.add_column(self._say(("证据", "Evidence")))
        table.add_column(self._say(("状态", "Status")))
        for card in found["cards"]:
            titles = {item["id"]: item["title"][self.lang] for item in card["items"]}
            for held in card["deductions"]:
                files = ", ".join(f"{kept['media_type']} {kept['sha256'][:8]}…" for kept in held["evidence"])
                status = STATUS[held["status"]][self.lang]
                table.add_row(card["number"], titles[held["item"]], held["points"], held["reason"], files, status)
        self.console.print(table)

    def _appeals(self, found: Document) -> None:
        table = self._table(
            ("申诉", "Appeals"),
            "",
            ("申诉人", "Appellant"),
            ("理由", "Grounds"),
            ("答复", "Answer"),
            ("裁决", "Decision"),
        )
        table.add_column(self._say(("改判前 → 后", "Before → after")), justify="right")
        totals = {amendment["appeal"]: amendment for card in found["cards"] for amendment in card["amendments"]}
        for appeal in found["appeals"]:
            amended = totals.get(appeal["id"])
            if amended is None:
                continue
            answer = "\n".join(held["answer"] for held in appeal["answers"])
            decision = f"{STATUS[appeal['outcome']][self.lang]}：{appeal['decision']['reasons']}"
            change = f"{amended['old_total']} → {amended['new_total']}"
            table.add_row(appeal["name"], appeal["grounds"][0]["grounds"], answer, decision, change)
        self.console.print(table)

    def _share(self, share: Document, roles: Document) -> None:
        spent = f"{share['ceiling']} → {share['left']}"
        table = self._table(
            ("浮动份额（百分点）", "Discretionary share (points)"),
            spent,
            ("岗位", "Role"),
            ("申请", "Asked"),
            ("授予", "Granted"),
            ("理由", "Reason"),
        )
        asked = {request["id"]: request["asked_points"] for request in share["requests"]}
        for grant in share["grants"]:
            role = roles[grant["role"]][self.lang] if grant["role"] else ""
            table.add_row(role, asked[grant["appeal"]], grant["points"], grant["reason"])
        self.console.print(table)

    def _payroll(self, payroll: Document) -> None:
        table = self._table(("工资单", "Payroll"), payroll["period"], ("工号", "No."), ("姓名", "Name"))
        columns = {
            "base": ("底薪", "Base"),
            "entitlement": ("应得", "Entitlement"),
            "paid": ("绩效发放", "Paid"),
            "team_fund": ("入团队基金", "Team fund"),
            "retained": ("公司留存", "Retained"),
            "adjustment": ("更正", "Adjustment"),
            "gross": ("合计", "Gross"),
        }
        for heading in columns.values():
            table.add_column(self._say(heading), justify="right")
        people = payroll["people"]
        for line in sorted(payroll["lines"], key=lambda held: str(people[held["id"]]["number"])):
            person = people[line["id"]]
            table.add_row(person["number"], person["name"], *(yuan(line[name]) for name in columns))
        table.add_section()
        table.add_row("Σ", "", *(yuan(payroll["totals"].get(name, "0.00")) for name in columns), style="bold")
        self.console.print(table)

    def _adjustments(self, payroll: Document) -> None:
        table = self._table(
            ("以前月份的更正", "Adjustments"), payroll["period"], ("姓名", "Name"), ("更正月份", "Corrects")
        )
        for heading in (("补发", "Paid"), ("基金", "Fund"), ("留存", "Retained")):
            table.add_column(self._say(heading), justify="right")
        for held in payroll["adjustments"]:
            name = payroll["people"][held["employee"]]["name"]
            amounts = (yuan(held[part]) for part in ("paid", "team_fund", "retained"))
            table.add_row(name, held["corrected_period"], *amounts)
        self.console.print(table)

    def _fund(self, found: Document) -> None:
        balance = yuan(found["fund"]["balance"])
        table = self._table(
            ("团队活动基金", "Team fund"), balance, ("日期", "Date"), ("类别", "Kind"), ("月份", "Period")
        )
        for heading in (("金额", "Amount"), ("余额", "Balance")):
            table.add_column(self._say(heading), justify="right")
        for entry in found["fund_entries"]:
            kind = STATUS[entry["kind"]][self.lang]
            row = (entry["at"][:10], kind, entry.get("period", ""), yuan(entry["amount"]), yuan(entry["balance"]))
            table.add_row(*row)
        self.console.print(table)

    def _standings(self, standings: list[Document]) -> None:
        table = self._table(
            ("差评与后果", "Poor months and what follows"),
            "",
            ("姓名", "Name"),
            ("各月得分", "Months"),
            ("后果", "Consequence"),
        )
        for standing in standings:
            months = "\n".join(f"{month['period']} {month['score']}" for month in standing["months"])
            follows = [self._consequence(held) for held in standing["consequences"]]
            if follows:
                table.add_row(standing["name"], months, "\n".join(follows))
        self.console.print(table)

    def _consequence(self, held: Document) -> str:
        kind, state = STATUS[held["kind"]][self.lang], STATUS[held["state"]][self.lang]
        return f"{kind}（{'、'.join(held['periods'])}）：{state}"

    def _checks(self, checks: Iterable[Check]) -> None:
        table = self._table(("核对", "Checks"), "", ("", ""), ("核对项", "What must hold"), ("数字", "Figures"))
        for held in checks:
            table.add_row(
                Text("✓", "green") if held.holds else Text("✗", "bold red"), held.what[self.lang], held.detail
            )
        self.console.print(table)

    def _table(self, title: tuple[str, str], figure: str, *headings: tuple[str, str]) -> Table:
        words = f"{self._say(title)} {figure}".rstrip()
        table = Table(title=words, title_justify="left", title_style="bold")
        for heading in headings:
            table.add_column(self._say(heading), overflow="fold")
        return table

    def _say(self, words: tuple[str, str]) -> str:
        return words[0] if self.lang == "zh" else words[1]


def yuan(amount: str) -> str:
    """An amount with thousands separators, as people read it."""
    return f"{Decimal(amount):,.2f}"


def plain(checks: Iterable[Check]) -> list[Mapping[str, Any]]:
    """The checks as JSON."""
    return [{"what": held.what, "holds": held.holds, "detail": held.detail} for held in checks]
