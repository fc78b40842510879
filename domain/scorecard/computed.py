"""From a card's state to the arithmetic and back: the same scoring as in dry runs and replays."""

from typing import TYPE_CHECKING, Any

from domain.periods import closes_quarter
from domain.scorecard.entry import SEALED
from domain.scoring.card import ScoredCard
from domain.scoring.facts import Adjustment, CardFacts, Deduction, Judgement, Rating, Waiver
from domain.scoring.words import Words

NOTHING_IN_PLAY = Words("没有可计分的项目", "nothing is in play")

if TYPE_CHECKING:
    from domain.scorecard.card import Scorecard


def card_facts(card: "Scorecard") -> CardFacts:
    """Everything that stands on a card now; proposed, rejected and reversed deductions do not."""
    standing = [held for held in card.deductions.values() if held["status"] == "recorded"]
    return CardFacts(
        targets=card.targets,
        measures=card.measures,
        judgements={item: Judgement(held["level"], held["points"], SEALED) for item, held in card.judgements.items()},
        counts=card.counts,
        ranks=card.ranks,
        deductions=tuple(
            Deduction(held["item"], held["points"], held["code"], held["severity"], SEALED) for held in standing
        ),
        ratings=_ratings(card),
        adjustments=tuple(Adjustment(held["points"], SEALED) for held in card.adjustments.values()),
        waivers=tuple(Waiver(item, SEALED) for item in card.waivers),
        closes_quarter=closes_quarter(card.period),
    )


def as_event_data(computed: ScoredCard) -> dict[str, Any]:
    """The computed card as an event keeps it: figures only, so that it reads the same in any language and names
    nobody.
    """
    return {
        "total": computed.total,
        "points_in_play": computed.points_in_play,
        "adjustment": computed.adjustment,
        "grade": computed.grade.id if computed.grade else None,
        "items": tuple(
            {
                "id": item.id,
                "max": item.max,
                "state": item.state,
                "score": item.score,
                "value": item.value,
                "target": item.target,
            }
            for item in computed.items
        ),
    }


def _ratings(card: "Scorecard") -> dict[str, tuple[Rating, ...]]:
    found: dict[str, tuple[Rating, ...]] = {}
    for held in card.ratings.values():
        found[held["item"]] = (*found.get(held["item"], ()), Rating(held["kind"], held["points"]))
    return found


def gaps(computed: ScoredCard) -> Words:
    """Every item that keeps a card from its total, and why."""
    return Words(
        "；".join(f"{item}：{why.zh}" for item, why in computed.unscored) or NOTHING_IN_PLAY.zh,
        "; ".join(f"{item}: {why.en}" for item, why in computed.unscored) or NOTHING_IN_PLAY.en,
    )
