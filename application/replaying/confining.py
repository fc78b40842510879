"""What one who asks may ask: whose shop, whether pay, and that nobody finds out what a peer gave.

Everything that confines an answer is part of the question as the answer repeats it: whoever else may ask the same
question gets the same answer and the same hash.
"""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from application.replaying.history import History
from application.replaying.question import Question
from domain import policies
from domain.appeal import Appeal
from domain.errors import Forbidden, Invalid
from domain.organization import Duty, Organization
from domain.policies import Acting
from domain.scorecard.events import RatingGiven
from domain.scoring.facts import PEER
from domain.scoring.rules.ratings import Ratings
from domain.scoring.scheme import Scheme

FEWEST_PEERS = 3
"""Of fewer, a mean tells who gave what (D07)."""


def admitted(question: Question, acting: Acting, organization: Organization, appeal: Appeal | None) -> Question:
    """The question as it is answered: with its shop, and with or without pay.

    Raises:
        Forbidden: this person may not ask it.
        Invalid: there is no such shop, or it is not the appeal's.
    """
    shop = question.shop
    if appeal is not None:
        shop = appeal.shop if shop is None else shop
        if shop != appeal.shop:
            raise Invalid(
                "这件申诉属于另一店铺；请去掉 shop / the appeal is about another shop; leave 'shop' out",
                code="shop-mismatch",
                pointer="/shop",
            )
    if appeal is None or not policies.replay_for_appeal.allows(acting, appeal.handler):
        _require_shop(acting, shop)
    if shop is not None and str(shop) not in organization.shops:
        raise Invalid(f"没有店铺 {shop} / there is no shop {shop}", code="shop-unknown", pointer="/shop")
    if question.pay:
        policies.see_payroll.require(acting)
    pay = policies.see_payroll.allows(acting) if question.pay is None else question.pay
    return replace(question, shop=shop, pay=pay)


def _require_shop(acting: Acting, shop: UUID | None) -> None:
    """Raises Forbidden; of who asks about all shops and may ask about their own, with what to add."""
    rule = policies.replay_shop
    if not rule.allows(acting, shop) and shop is None and any(rule.allows(acting, own) for _, own in acting.duties):
        raise Forbidden(
            "只能推演自己的店：加上 --shop 店铺代码（接口为 shop） / you may ask about your own shop: add --shop CODE "
            f"('shop' over HTTP) ({rule.name})",
            code=rule.name,
            pointer="/shop",
            clause=rule.source,
        )
    rule.require(acting, shop)


def require_open_ratings(question: Question, history: History, acting: Acting) -> None:
    """Raises Forbidden where leaving out or adding a peer's rating would tell this person what a peer gave."""
    for position in question.without:
        happened = history.at(position)
        if happened is not None and isinstance(happened.event, RatingGiven) and happened.event.rater_kind == PEER:
            _require_single(acting, history, happened.stream)
    for added in question.added:
        if added.kind == "rating" and added.facts.get("by") == PEER:
            _require_single(acting, history, added.subject)


def peers_kept(question: Question, history: History, acting: Acting) -> Callable[[Scheme], None]:
    """What a scheme of the what-if must keep: whoever may not see single ratings gets no mean of fewer than three."""

    def check(scheme: Scheme) -> None:
        for item in scheme.items:
            rule = item.rule
            peers = isinstance(rule, Ratings) and any(kind == PEER for kind, _ in rule.weights)
            if peers and isinstance(rule, Ratings) and rule.peers_at_least < FEWEST_PEERS:
                raise _confidential()

    return (lambda _scheme: None) if _sees_all_ratings(question, history, acting) else check


def _sees_all_ratings(question: Question, history: History, acting: Acting) -> bool:
    if acting.has(Duty.AUDITOR):
        return True
    rated = any(acting.is_(opened.employee) for opened in history.opened.values())
    return not rated and question.shop is not None and acting.has(Duty.MANAGER, shop=question.shop)


def _require_single(acting: Acting, history: History, card: UUID) -> None:
    opened = history.opened.get(card)
    if opened is None:
        return
    oversees = acting.has(Duty.AUDITOR) or acting.has(Duty.MANAGER, shop=opened.shop)
    if acting.is_(opened.employee) or not oversees:
        raise _confidential()


def _confidential() -> Forbidden:
    return Forbidden(
        "同事评价人给了多少分，只有店长和审计可以看；请向他们询问 / "
        "what a peer gave stays with the shop's manager and the auditor; ask one of them",
        code="ratings-confidential",
        clause="D07 二",
    )
