"""What an appeal is about, and whose entries it objects to: those people do not decide it."""

from typing import Any
from uuid import UUID

from application.commanding import Work
from application.rulebooks import scheme_of
from domain.appeal import Appeal, AppealKind, Subject
from domain.errors import Invalid
from domain.payroll import Payroll
from domain.scorecard import Scorecard
from domain.scoring.facts import PEER
from domain.scoring.item import Item


def card_subject(work: Work, card: Scorecard, kind: AppealKind, target: str) -> Subject:
    """The subject of an appeal against a card. Raises Invalid when its target is not on the card."""
    _require_on_card(work, card, kind, target)
    excluded = tuple(sorted(_authors(work, card, kind, target) - {str(card.employee), ""}))
    return Subject(kind, card.shop, card.cycle, card=card.id, target=target, excluded=excluded)


def barred(work: Work, appeal: Appeal) -> tuple[str, ...]:
    """Who does not judge it: whose entry it objects to, and who entered, by another decision, what stands there since.

    What this appeal's own earlier decision put there keeps nobody away: where there are two general managers, the
    other one looks at it; where there is one, nobody else could.
    """
    if appeal.card is None:
        return appeal.excluded
    card = work.get(Scorecard, appeal.card, "scorecard")
    since = _authors(work, card, AppealKind(appeal.kind), appeal.target) - {"", appeal.decided_by}
    return tuple(sorted({*appeal.excluded, *since} - {str(appeal.appellant)}))


def payslip_subject(payroll: Payroll, employee: UUID) -> Subject:
    """The subject of an appeal against somebody's line of a payroll."""
    if payroll.cycle is None:
        raise Invalid("这期工资从未计算 / this payroll was never calculated", code="payslip-missing")
    excluded = tuple(sorted(payroll.authors(employee) - {str(employee)}))
    return Subject(AppealKind.PAYSLIP, payroll.shop, payroll.cycle, payroll=payroll.id, excluded=excluded)


def _require_on_card(work: Work, card: Scorecard, kind: AppealKind, target: str) -> None:
    match kind:
        case AppealKind.DEDUCTION:
            held = card.deductions.get(target)
            if held is None or held["status"] != "recorded":
                raise _unknown("考核表上没有这笔有效的扣分 / there is no standing deduction of that id on this card")
        case AppealKind.JUDGEMENT:
            if target not in card.judgements:
                raise _unknown(
                    "这一项没有评分；请从考核表上选 / nobody judged that item; name a judged one from the card"
                )
        case AppealKind.RATING:
            if not _raters(card, target):
                raise _unknown(
                    "这一项没有评价；请从考核表上选 / nobody rated that item; name a rated one from the card"
                )
        case AppealKind.ITEM:
            _item(work, card, target)
        case _:
            if target:
                raise Invalid(
                    "就总分申诉不指明项目 / an appeal about the whole score names no target; leave it out",
                    code="target-refused",
                    pointer="/target",
                )


def _unknown(words: str) -> Invalid:
    return Invalid(words, code="target-unknown", pointer="/target")


def _authors(work: Work, card: Scorecard, kind: AppealKind, target: str) -> set[str]:
    """Whose entries stand where an appeal objects, "" where an appeal itself put them there."""
    match kind:
        case AppealKind.DEDUCTION:
            return {card.deductions[target]["by"]}
        case AppealKind.JUDGEMENT:
            return {card.judgements[target]["by"]}
        case AppealKind.RATING:
            return _raters(card, target)
        case AppealKind.ITEM:
            return _item_authors(card, _item(work, card, target))
        case _:
            return _all_authors(card)


def _raters(card: Scorecard, item: str) -> set[str]:
    return {held["by"] for held in card.ratings.values() if held["item"] == item}


def _item(work: Work, card: Scorecard, target: str) -> Item:
    scheme = scheme_of(work, card.scheme, card.scheme_version)
    found = scheme.item(target)
    if found is None:
        known = ", ".join(item.id for item in scheme.items)
        raise _unknown(f"考核表没有 {target} 这一项；可用：{known} / the card has no item {target!r}; it has these")
    return found


def _item_authors(card: Scorecard, item: Item) -> set[str]:
    entries: list[dict[str, Any]] = [*card.deductions.values(), *card.ratings.values()]
    found = {held["by"] for held in entries if held["item"] == item.id}
    if item.id in card.judgements:
        found.add(card.judgements[item.id]["by"])
    if item.id in card.waivers:
        found.add(card.waivers[item.id])
    return found | {author for path in item.inputs() if (author := card.fact_authors.get(path))}


def _all_authors(card: Scorecard) -> set[str]:
    entries = [*card.deductions.values(), *card.judgements.values(), *card.adjustments.values(), *card.ratings.values()]
    return {held["by"] for held in entries} | set(card.waivers.values()) | set(card.fact_authors.values())


def respondents(work: Work, appeal: Appeal) -> list[UUID]:
    """Who is asked for the other side: whose entry is objected to or, failing them, the lead."""
    people = [UUID(author) for author in answering(work, appeal) if not author.startswith("system:")]
    lead = respondent_lead(work, appeal.card)
    return people or ([] if lead is None else [lead])


def answering(work: Work, appeal: Appeal) -> tuple[str, ...]:
    """Whose entry is objected to, as far as they may say their side of it, in id order.

    Peers who rated may not: an answer would tell the rated person that they did (D07).
    """
    if appeal.card is None:
        return appeal.excluded
    card = work.get(Scorecard, appeal.card, "scorecard")
    peers = {held["by"] for held in card.ratings.values() if held["kind"] == PEER}
    return tuple(author for author in appeal.excluded if author not in peers)


def respondent_lead(work: Work, card_id: UUID | None) -> UUID | None:
    """The lead of the person whose card is objected to, or None."""
    return None if card_id is None else work.get(Scorecard, card_id, "scorecard").lead
