"""Whatever can be asked can be asked as of any earlier moment: the answer given then is the answer given later."""

from collections.abc import Callable
from typing import Any

from application.employees import MoveEmployee
from application.projections.payrolls import payslip_id
from application.queries import Queries
from domain.errors import NotFound
from tests.application.projections.company import Company
from tests.application.projections.month import Month

Asked = Callable[..., Any]
QUESTIONS: dict[str, Callable[[Queries, Company], tuple[Asked, tuple[Any, ...]]]] = {
    "why a card": lambda q, c: (q.card_explanation, (c.card("S1"),)),
    "why a payslip": lambda q, c: (q.payslip_explanation, (payslip_id(c.payroll, c.person("S1")),)),
    "numbers": lambda q, c: (q.appeal_figures, (c.cycle,)),
    "numbers of periods": lambda q, _: (q.figures_of_periods, ()),
    "deductions": lambda q, c: (q.deductions, (c.cycle,)),
    "criteria": lambda q, c: (q.criteria, (c.cycle,)),
    "share": lambda q, c: (q.share, (c.cycle,)),
    "leaderboard": lambda q, c: (q.leaderboard, (c.cycle,)),
    "team fund": lambda q, c: (q.team_fund, (c.shop("A"),)),
    "fund entries": lambda q, c: (q.fund_entries, (c.shop("A"),)),
    "a person": lambda q, c: (q.employee, (c.person("S1"),)),
    "people": lambda q, _: (q.employees, ()),
    "a timeline": lambda q, c: (q.timeline, (c.person("S1"),)),
    "an inbox": lambda q, _: (q.notices, ()),
    "the log": lambda q, _: (q.events, ()),
    "organization": lambda q, _: (q.organization, ()),
    "calendar": lambda q, _: (q.calendar, ()),
    "shops": lambda q, _: (q.shops, ()),
    "a shop": lambda q, c: (q.shop, (c.shop("A"),)),
    "roles": lambda q, _: (q.roles, ()),
    "duties": lambda q, _: (q.duties, ()),
    "schemes": lambda q, _: (q.rulebooks, ("scheme",)),
    "a plan": lambda q, _: (q.rulebook, ("plan", "store-dividend")),
}


def answer(queries: Queries, company: Company, name: str, as_of: str | None = None) -> Any:
    """The answer, or that there is none."""
    ask, about = QUESTIONS[name](queries, company)
    try:
        return ask(*about, as_of=as_of)
    except NotFound:
        return None


def moved_away(company: Company) -> MoveEmployee:
    """S1 goes to shop B."""
    today = company.moment.date()
    return MoveEmployee(company.person("S1"), company.shop("B"), "service", None, today, "asked for it")


def test_every_answer_is_what_it_was_at_every_step(company: Company) -> None:
    """From the first plan to payday, and after somebody moved: nothing of it is lost, nothing is dated back."""
    month, given = Month(company), []
    for step in (month.open, month.enter, month.rate, month.deduct, month.review, month.publish,
                 month.appeal_and_share, month.pay):  # fmt: skip
        step()
        head = company.ledger.head()
        given += [(head, name, answer(company.asks("H1"), company, name)) for name in QUESTIONS]
    company.act("H1", moved_away(company))
    for head, name, then in given:
        assert answer(company.asks("H1"), company, name, str(head)) == then, (head, name)


def test_a_look_back_shows_nobody_more_than_today(company: Company) -> None:
    """S1 moved to another shop: their former manager no longer sees them, as they were then either."""
    Month(company).played()
    before = str(company.ledger.head())
    assert company.asks("M1").employee(company.person("S1"), as_of=before)["number"] == "S1"
    company.act("H1", moved_away(company))
    assert answer(company.asks("M1"), company, "a person", before) is None
    assert "S1" not in [held["number"] for held in company.asks("M1").employees(as_of=before).items]
    assert company.asks("M2").employee(company.person("S1"), as_of=before)["number"] == "S1"
