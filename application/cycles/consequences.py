"""What final results lead to (结果应用): poor months by the plan, the rest by the schemes (D04 三.5, D10 五, D13).

Results are looked at together: a promotion depends on the leader's result, the next supervisor on everybody's. So an
amended card brings the whole cycle here again.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from application.commanding import Work
from application.cycles.running import cards_of
from application.notices import notify
from application.rulebooks import plan_of, scheme_of
from domain.cycle import Cycle
from domain.scorecard import Scorecard
from domain.scoring.consequences import FinalCard, consequences_of
from domain.scoring.scheme import Scheme
from domain.standing import (
    ConsequenceRules,
    ImprovementPeriodBegun,
    ImprovementPeriodEnded,
    Result,
    Standing,
    standing_id,
)

Schemes = dict[tuple[str, int], Scheme]

TOLD = {ImprovementPeriodBegun: "improvement-begun", ImprovementPeriodEnded: "improvement-ended"}
"""What a person is told at once: a chance is no chance for somebody who does not know of it."""


def rate_published(work: Work, cycle: Cycle, cards: Sequence[Scorecard]) -> None:
    """Note everybody's result in their standing, with what follows from it."""
    rules = consequence_rules(work, cycle)
    for card in cards:
        _rate(work, card, rules, None)
    _follow(work, cards, _schemes(work, cycle), None)


def rate_amended(work: Work, card: Scorecard, appeal: UUID) -> None:
    """Note an amended result, with what follows from it for everybody in the cycle."""
    cycle = work.get(Cycle, card.cycle, "cycle")
    _rate(work, card, consequence_rules(work, cycle), appeal)
    schemes = _schemes(work, cycle)
    looks_around = any(scheme.consequences for scheme in schemes.values())
    cards = cards_of(work, cycle) if looks_around else [card]
    for other in cards:
        work.depend_on(other)
    _follow(work, cards, schemes, appeal)


def consequence_rules(work: Work, cycle: Cycle) -> ConsequenceRules:
    """When this cycle's months have consequences, from its plan."""
    if cycle.plan is None:
        return ConsequenceRules()
    settings = plan_of(work, *cycle.plan).settings(cycle.plan_parameters)
    if "poor_below" not in settings.values:
        return ConsequenceRules()
    return ConsequenceRules(
        settings.number("poor_below"),
        int(settings.number("warning_after")),
        int(settings.number("review_after")),
        settings.text("review_window"),
    )


def tell(work: Work, standing: Standing) -> None:
    """Tell the person what this command began or ended for them."""
    happened = {type(event) for event in standing.pending_events}
    for event, kind in TOLD.items():
        if event in happened:
            notify(work, standing.employee, kind, "standing", standing.id)


def _schemes(work: Work, cycle: Cycle) -> Schemes:
    """Every scheme version of the cycle, read once."""
    held = {(one["scheme"], one["scheme_version"]) for one in cycle.participants.values()}
    return {(name, version): scheme_of(work, name, version) for name, version in sorted(held)}


def _rate(work: Work, card: Scorecard, rules: ConsequenceRules, appeal: UUID | None) -> None:
    total = card.total if card.total is not None else Decimal(0)
    _standing(work, card).rate_month(card.period, card.id, total, rules, appeal, by=work.by, at=work.at)


def _follow(work: Work, cards: Sequence[Scorecard], schemes: Schemes, appeal: UUID | None) -> None:
    finals = {card.id: _final(card, schemes[card.scheme, card.scheme_version]) for card in cards}
    wanted = consequences_of(tuple(finals.values()))
    for card in cards:
        standing = _standing(work, card)
        result = Result(card.id, card.period, finals[card.id], wanted[card.employee], appeal)
        standing.follow(result, by=work.by, at=work.at)
        tell(work, standing)


def _final(card: Scorecard, scheme: Scheme) -> FinalCard:
    return FinalCard.of(card.employee, card.lead, scheme, card.final_total, card.computed(scheme))


def _standing(work: Work, card: Scorecard) -> Standing:
    found = work.find(Standing, standing_id(card.employee))
    return found if found is not None else work.add(Standing.open(card.employee, by=work.by, at=work.at))
