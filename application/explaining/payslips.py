"""A payslip explained: every column as arithmetic over its operands, with where each of them comes from.

Pure: a calculated line with the rows that it was computed from goes in; a document comes out, with sealed texts still
sealed.
"""

from decimal import Decimal

from application.explaining.dividend import explain_dividend, explain_exempt
from application.explaining.paid import PaidLine, Paying
from application.explaining.sources import Document
from application.explaining.terms import Term, total
from application.explaining.wages import explain_exempt_wage, explain_salary, explain_task, gross_of_task, parts_of
from domain.pay.columns import COLUMNS
from domain.pay.people import DividendPerson, SalaryPerson, TaskPerson
from domain.pay.plan import SALARY_STRUCTURE, STORE_DIVIDEND
from domain.payroll import below_zero
from domain.scoring.words import Words

GROSS_PARTS = {
    STORE_DIVIDEND: ("base", "paid"),
    SALARY_STRUCTURE: ("base", "bonus", "meal", "full_attendance", "overtime", "commission"),
}


def explain_payslip(paid: PaidLine) -> Document:
    """The line's columns in the order in which they are computed, its sources, and the appeals behind it.

    Returns:
        `columns`: each with its amount, `term` (None where the calculation was made by other arithmetic), the plan's
        clause and a sentence; `sources`; `appeals`.
    """
    paying = Paying(paid)
    match paid.person:
        case DividendPerson() as person:
            explain_dividend(paying, person)
        case SalaryPerson() as person:
            explain_salary(paying, person)
        case TaskPerson() as person:
            explain_task(paying, person)
        case None if paid.plan.kind == STORE_DIVIDEND and "base" in paid.line:
            explain_exempt(paying)
        case None if "base" in paid.line or "base_pay" in paid.line:
            explain_exempt_wage(paying)
    _finish(paying)
    sources = paying.sources.listed()
    appeals = [
        appeal for source in sources for appeal in (source["appeal"], *(held["appeal"] for held in source["changes"]))
    ]
    return {
        "columns": paying.columns,
        "sources": sources,
        "appeals": list(dict.fromkeys(appeal for appeal in appeals if appeal is not None)),
    }


def _finish(paying: Paying) -> None:
    """What earlier months got wrong, and all that is paid out."""
    line = paying.paid.line
    corrections = paying.corrections()
    paying.add("adjustment", total(corrections), None, _corrected(corrections, line.get("adjustment")))
    gross = total([_earned(paying), paying.amount("adjustment", COLUMNS["adjustment"])])
    paying.add("gross", gross, "", _said_gross(Decimal(line["gross"])))


def _said_gross(gross: Decimal) -> Words:
    said, short = Words(f"应发合计 {gross} 元", f"gross {gross} yuan"), below_zero(gross)
    return said if short is None else Words(f"{said.zh}；{short.zh}", f"{said.en}; {short.en}")


def _corrected(corrections: list[Term], amount: str | None) -> Words:
    """Which months were put right; each correction's own sentence names its appeal."""
    if not corrections:
        return Words("没有以前月份的更正", "no correction of an earlier month")
    labels = [one.node["label"] for one in corrections]
    zh, en = "，".join(label["zh"] for label in labels), ", ".join(label["en"] for label in labels)
    return Words(f"{zh}，合计 {amount} 元，理由见来源", f"{en}: {amount} yuan in all; the sources say why")


def _earned(paying: Paying) -> Term:
    line, kind = paying.paid.line, paying.paid.plan.kind
    if kind in GROSS_PARTS:
        return total(parts_of(line, GROSS_PARTS[kind], paying))
    return gross_of_task(paying)
