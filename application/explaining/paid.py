"""What a payslip is explained from, and what the plans' explanations share: base pay by days, facts, parameters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from application.explaining.facts import fact_source
from application.explaining.items import is_exact
from application.explaining.sources import Document, Mark, Sources, clause_of
from application.explaining.terms import Term, half_up_to, labelled, number, product, quotient, total
from application.explaining.worked import months_worked, runs
from domain.pay.people import Grant, Person
from domain.pay.plan import Plan, Setting, Settings
from domain.scoring.exact import decimal_text
from domain.scoring.words import Words

BASE, SCORE = Words("底薪", "base pay"), Words("得分", "score")
DAYS, MONTH_DAYS = Words("天数", "days"), Words("当月天数", "days of the month")


@dataclass(frozen=True)
class PaidLine:
    """One line of a calculated payroll with everything that it was computed from.

    Attributes:
        line: as the payroll shows it.
        payroll: the payroll's row; `cycle` is the cycle's, `card` the person's card (None for somebody exempt),
            `employee` the person's, `share` the cycle's discretionary share, as they were when it was calculated.
        parameters: in force, as the calculation read them; `people` and `grants` likewise.
        published: who published the plan version; `assigned` who assigned it to the cycle, with its parameters.
        figures: whether the shop's figures (net profit, turnover) may be seen.
    """

    line: Document
    payroll: Document
    cycle: Document
    card: Document | None
    employee: Document
    share: Document | None
    plan: Plan
    parameters: Mapping[str, Setting]
    people: Sequence[Person]
    grants: Sequence[Grant]
    published: Mark | None
    assigned: Mark | None
    figures: bool

    @property
    def id(self) -> str:
        """The person."""
        return str(self.line["id"])

    @property
    def settings(self) -> Settings:
        """The plan's parameters in force."""
        return self.plan.settings(self.parameters)

    @property
    def person(self) -> Person | None:
        """The person's entry in the calculation's input; None for who has a line without one."""
        return next((person for person in self.people if person.id == self.id), None)


@dataclass
class Paying:
    """The explanation of one line, growing column by column.

    Attributes:
        columns: in the order of the line.
    """

    paid: PaidLine
    sources: Sources = field(default_factory=Sources)
    columns: list[Document] = field(default_factory=list)

    def add(self, column: str, term: Term, clause: str | None, says: Words) -> None:
        """Explain a column; `clause` is the id of the parameter or role that it goes by, "" for the plan as a whole."""
        self.columns.append(
            {
                "column": column,
                "amount": self.paid.line[column],
                "term": term.plain() if is_exact(term, Decimal(self.paid.line[column])) else None,
                "clause": None if clause is None else self.clause(clause),
                "sentence": says.plain(),
            }
        )

    def amount(self, column: str, label: Words) -> Term:
        """A column that is explained on its own, as a number."""
        term = number(str(self.paid.line[column]), label)
        return Term(term.value, {**term.node, "column": column})

    def clause(self, id: str) -> Document:
        """The plan's clause behind a parameter or role."""
        plan = self.paid.plan
        parameter, role = plan.parameter(id), plan.role(id)
        held = parameter or role
        return clause_of(
            held.source if held else plan.source,
            rules=plan.id,
            version=plan.version,
            assumed=held.assumed if held else False,
            assumption=parameter.assumption if parameter else None,
        )

    def parameter(self, id: str) -> Term:
        """A parameter in force: the plan's own, or the cycle's."""
        value = self.paid.settings.number(id)
        parameter = self.paid.plan.parameter(id)
        title = parameter.title if parameter else None
        return number(value, title, self.setting(id))

    def setting(self, id: str) -> str:
        """The source of a parameter, whatever its value is."""
        value = self.paid.settings.values[id]
        text = decimal_text(value) if isinstance(value, Decimal) else str(value).lower()
        assigned = self.paid.assigned
        if assigned is not None and id in assigned["parameters"]:
            parameter = self.paid.plan.parameter(id)
            title = parameter.title if parameter else None
            return self.sources.add(
                "parameter", id, assigned, value=text, event="plan-assigned", title=title, clause=self.clause(id)
            )
        return self.sources.rule(id, self.clause(id), self.paid.published, text)

    def fact(self, name: str, value: Decimal, label: Words) -> Term:
        """A fact of the month that stands on the person's card; one that nobody recorded counts as 0."""
        card = self.paid.card
        source = None if card is None else fact_source(self.sources, card, "measures", name, label)
        return number(value, label, source)

    def score(self, score: Decimal) -> Term:
        """The card's total, with the appeals that had changed it by then."""
        return number(score, SCORE, self.card())

    def card(self) -> str | None:
        """The card as a source."""
        card, at = self.paid.card, self.paid.payroll["calculated"]["position"]
        if card is None:
            return None
        amended = [held for held in card["amendments"] if held["position"] <= at]
        published = [held for held in card["history"] if held["stage"] == "published" and held["position"] <= at]
        mark = amended[-1] if amended else (published[-1] if published else card["history"][-1])
        return self.sources.add(
            "card",
            card["id"],
            mark,
            value=str(amended[-1]["new_total"] if amended else mark["total"]),
            event="scorecard-amended" if amended else "scorecard-published",
            title=Words("考核总分", "the card's total"),
            subject=card["id"],
            appeal=amended[-1]["appeal"] if amended else None,
            changes=[
                {
                    "status": "amended",
                    "points": held["new_total"],
                    "appeal": held["appeal"],
                    "reason": None,
                    **{name: held[name] for name in ("position", "at", "by")},
                }
                for held in amended
            ],
        )

    def corrections(self) -> list[Term]:
        """What earlier months got wrong and this payroll puts right, each with its appeal or with what came late."""
        at = self.paid.payroll["calculated"]["position"]
        found = []
        for held in self.paid.payroll["adjustments"]:
            if held["employee"] != self.paid.id or held["position"] > at:
                continue
            label = Words(f"更正 {held['corrected_period']}", f"corrects {held['corrected_period']}")
            source = self.sources.add(
                "correction",
                held["id"],
                held,
                value=held["paid"],
                event="adjustment-posted",
                title=label,
                subject=held["corrects"],
                appeal=held["appeal"],
                reason=None if held["appeal"] else held["reason"],
            )
            found.append(number(held["paid"], label, source))
        return found

    def base(self, amount: Decimal) -> Term:
        """Base pay by the days on which each amount held, where that comes to what was paid."""
        earned = half_up_to(2, total(self._earned())) if self.paid.employee else None
        if earned is not None and is_exact(earned, amount):
            return labelled(earned, BASE)
        return number(amount, BASE)

    def plan_base(self, amount: Decimal) -> Term:
        """The plan's base, of a job sheet, by the part of each month that was worked in the shop."""
        whole = self.parameter("base")
        parts = [quotient(number(days, DAYS), number(month, MONTH_DAYS)) for month, days in months_worked(self.paid)]
        earned = half_up_to(2, product(whole, total(parts))) if parts else None
        if earned is not None and is_exact(earned, amount):
            return labelled(earned, BASE)
        return number(amount, BASE)

    def _earned(self) -> Iterable[Term]:
        """One part for each run of days of one month at one amount."""
        for pay, month, days in runs(self.paid):
            source = self.sources.add(
                "base-pay",
                pay["effective_on"],
                pay,
                value=pay["amount"],
                event="base-pay-set",
                title=BASE,
                reason=pay["reason"],
            )
            part = quotient(number(days, DAYS), number(month, MONTH_DAYS))
            yield product(number(pay["amount"], BASE, source), part)
