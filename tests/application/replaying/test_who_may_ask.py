"""Who may ask what: a replay shows cards and pay, and by leaving one rating out it could tell what a peer gave."""

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from application.organizations import GrantDuty, OpenShop, WithdrawDuty
from application.replaying import Added, PlanChange, Question, Replays, SchemeChange
from application.rulebooks import PublishRules
from domain.errors import Forbidden, Invalid, NotFound
from domain.organization import shop_id
from domain.rulebook import SCHEME
from domain.scorecard.events import RatingGiven
from domain.scoring.documents import scheme_document, scheme_from_plain
from tests.application.handlers import months
from tests.application.handlers.firm import EVERYBODY, Firm
from tests.application.projections.company import SCHEME_PLAIN
from tests.application.projections.month import Month
from tests.application.replaying.asking import NOBODY, Asking
from web.wiring import library

EVERYWHERE = {"H1", "G1", "U1"}


def may(asking: Asking, question: Callable[[Firm], Question]) -> set[str]:
    """Who gets an answer; everybody else is refused by a policy."""
    found = set()
    for number in EVERYBODY:
        try:
            asking(question(asking.firm), number)
        except Forbidden:
            continue
        found.add(number)
    return found


def test_exactly_these_ask_about_everything_and_about_a_shop(firm: Firm, asking: Asking) -> None:
    """HR, the general manager, the auditor; the shop's manager about the shop. Neither finance nor any of the staff."""
    months.published(firm)
    assert may(asking, lambda _: Question()) == EVERYWHERE
    assert may(asking, lambda firm: Question(shop=firm.shop)) == EVERYWHERE | {"M1"}
    assert may(asking, lambda firm: Question(shop=firm.shop, pay=True)) == EVERYWHERE
    assert may(asking, lambda firm: Question(shop=firm.shop, pay=False)) == EVERYWHERE | {"M1"}


def test_a_manager_of_another_shop_is_refused(firm: Firm, asking: Asking) -> None:
    """A duty for one shop reaches no further."""
    firm.do("A1", OpenShop("second", "二店", "jd"))
    second = shop_id(firm.organization, "second")
    firm.do("A1", WithdrawDuty(firm.person("M1"), "manager", firm.shop))
    firm.do("A1", GrantDuty(firm.person("M1"), "manager", second))
    months.plan(firm)
    with pytest.raises(Forbidden):
        asking(Question(shop=firm.shop), "M1")
    assert asking(Question(shop=second), "M1")["state"]["cards"] == []


def test_a_manager_is_told_no_pay(firm: Firm, asking: Asking) -> None:
    """Cards, standings and the fund; no line of a payroll, no sum of one."""
    deduction = months.paid(firm)
    now = Added("deduction-reversal", firm.card("D1"), {"deduction": deduction}, now=True)
    answer = asking(Question(shop=firm.shop, added=(now,)), "M1")
    differences = answer["differences"]
    assert (differences["payslips"], differences["payrolls"], differences["adjustments"]) == ([], [], [])
    assert set(differences["totals"]) == {"points", "fund_balance"}
    assert differences["cards"][0]["change"] == "3.00"
    stands = asking(Question(shop=firm.shop), "M1")["state"]
    assert (stands["payslips"], stands["payrolls"]) == ([], [])


def test_whoever_else_may_ask_it_gets_the_same_answer_and_hash(firm: Firm, asking: Asking) -> None:
    """What confines the manager's answer is in the question: the auditor can ask just that, and compare."""
    months.paid(firm)
    managers = asking(Question(shop=firm.shop), "M1")
    auditors = asking(Question(shop=firm.shop, pay=False), "U1")
    assert managers == auditors
    assert managers["hash"] != asking(Question(shop=firm.shop), "U1")["hash"], "with pay it is another answer"


def test_who_hears_an_appeal_asks_for_it(firm: Firm, asking: Asking) -> None:
    """Naming the appeal names its shop; it opens nothing to anybody who does not hear it."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    question = Question(appeal=appeal)
    answer = asking(question, "M1")
    assert (answer["question"]["shop"], answer["question"]["pay"]) == (str(firm.shop), False)
    for other in ("L1", "D1", "F1"):
        with pytest.raises(Forbidden) as caught:
            asking(question, other)
        assert caught.value.code == "replay-shop"
    with pytest.raises(Invalid, match="another shop"):
        asking(Question(appeal=appeal, shop=NOBODY), "M1")


@pytest.mark.parametrize("appeal", ["nothing", "a card"])
def test_an_appeal_that_is_none_is_not_found(firm: Firm, asking: Asking, appeal: str) -> None:
    """Whatever else lies under that id."""
    months.published(firm)
    with pytest.raises(NotFound):
        asking(Question(appeal=uuid4() if appeal == "nothing" else firm.card("D1")), "M1")


def test_a_shop_that_is_none_is_named(firm: Firm, asking: Asking) -> None:
    """And not taken for one in which nothing happened."""
    with pytest.raises(Invalid) as caught:
        asking(Question(shop=uuid4()))
    assert (caught.value.code, caught.value.pointer) == ("shop-unknown", "/shop")


def test_nobody_finds_out_what_a_peer_gave(played: Month) -> None:
    """Only who may read single ratings anyway leaves one out or replaces it: the manager of the shop, the auditor."""
    company = played.company
    replays = Replays(company.ledger, library(), company.vault)
    rating = next(
        held.position
        for held in company.ledger.read()
        if isinstance(held.event, RatingGiven) and held.event.rater_kind == "peer"
    )
    replaced = Added(
        "rating", company.card("S1"), {"item": "courtesy", "by": "peer", "points": Decimal(0)}
    )  # fmt: skip
    by_one = SchemeChange(replaces="house", scheme="house", version=2)
    lonely: dict[str, Any] = {**deepcopy(SCHEME_PLAIN), "version": 2}
    lonely["sections"][0]["items"][3]["peers_at_least"] = "1"
    company.act("H1", PublishRules(SCHEME, scheme_document(scheme_from_plain(lonely))))
    questions = (Question(without=(rating,)), Question(added=(replaced,)), Question(schemes=(by_one,)))
    for question in questions:
        for number in ("H1", "G1"):
            with pytest.raises(Forbidden) as caught:
                replays.ask(question, str(company.person(number)))
            assert caught.value.code == "ratings-confidential"
        assert replays.ask(question, str(company.person("U1")))["differences"]["cards"]
    shop = company.shop("A")
    assert replays.ask(Question(shop=shop, without=(rating,)), str(company.person("M1")))["differences"]["cards"]


def test_other_pay_of_a_month_with_ratings_is_nobodys_secret(played: Month) -> None:
    """What touches no rating is answered to HR as to the auditor."""
    company = played.company
    replays = Replays(company.ledger, library(), company.vault)
    question = Question(plans=(PlanChange(parameters={"threshold": "60"}),))
    hashes = {replays.ask(question, str(company.person(number)))["hash"] for number in ("H1", "G1", "U1")}
    assert len(hashes) == 1
