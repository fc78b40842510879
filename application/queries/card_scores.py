"""What a card comes to: the same scoring as everywhere, from the card's row and the scheme version that it names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from application.queries.views import Document, View
from domain.periods import closes_quarter
from domain.scorecard.entry import SEALED
from domain.scorecard.stages import Stage
from domain.scoring.card import UNSCORED, ScoredCard, ScoredItem, score_card
from domain.scoring.facts import PEER, Adjustment, CardFacts, Deduction, Judgement, Rating, Waiver
from domain.scoring.rules.ratings import Ratings
from domain.scoring.scheme import Scheme
from domain.scoring.words import Words

RATINGS_CONCEALED = Words(
    "同事评分在公布之前不显示；公布后显示平均分", "what peers gave is shown as a mean once the card is published"
)
AS_SUBMITTED = Words("按提交时的计算结果", "as computed when the card was submitted")


@dataclass(frozen=True)
class Score:
    """A card's figures: as they stand now on a card that takes entries, else as they were submitted or amended."""

    total: Decimal | None
    points: Decimal
    points_in_play: Decimal
    adjustment: Decimal
    grade: str | None
    passed: bool | None
    card: ScoredCard


def takes_entries(card: Document) -> bool:
    """Whether the card's figures still move."""
    return card["stage"] in (Stage.OPEN, Stage.RETURNED)


def conceals_ratings(view: View, card: Document) -> bool:
    """Whether what peers gave, and all that follows from it, is kept from the one who asks until it is published.

    A mean that is seen twice, before and after one rating, tells what that was; so does a total. Whoever approves the
    card sees it as it was submitted: nobody approves what they cannot see.
    """
    if view.sees_single_ratings(card) or card["stage"] == Stage.PUBLISHED:
        return False
    return takes_entries(card) or not view.reviews(card)


def tells_total(view: View, card: Document, scheme: Scheme, position: int) -> bool:
    """Whether the total that a card's event says may be told: of one that peers rate, only what was submitted last."""
    if view.sees_single_ratings(card) or not _peer_rated(scheme):
        return True
    submitted = [step["position"] for step in card["history"] if step["stage"] == Stage.SUBMITTED]
    return not conceals_ratings(view, card) and position >= max(submitted, default=0)


def score_of(view: View, card: Document, scheme: Scheme) -> Score:
    """The card's score as the one who asks may see it."""
    computed = score_card(scheme, facts_of(card))
    score = _as_it_stands(computed) if takes_entries(card) else _as_recorded(card["result"], scheme, computed)
    return _without_ratings(scheme, score) if conceals_ratings(view, card) else score


def _as_it_stands(computed: ScoredCard) -> Score:
    grade = computed.grade.id if computed.grade else None
    return Score(
        computed.total,
        computed.points,
        computed.points_in_play,
        computed.adjustment,
        grade,
        computed.passed,
        computed,
    )


def facts_of(card: Document) -> CardFacts:
    """Everything that stands on the card; proposed, rejected and reversed deductions do not."""
    standing = [held for held in card["deductions"] if held["status"] == "recorded"]
    return CardFacts(
        targets=_decimals(card["targets"]),
        measures=_decimals(newest(card, "measures")),
        judgements={
            item: Judgement(held["level"], Decimal(held["points"]), SEALED) for item, held in card["judgements"].items()
        },
        counts=_decimals(newest(card, "counts")),
        ranks=newest(card, "ranks"),
        deductions=tuple(
            Deduction(held["item"], _decimal(held["points"]), held["code"], held["severity"], SEALED)
            for held in standing
        ),
        ratings=_ratings(card["ratings"]),
        adjustments=tuple(Adjustment(Decimal(held["points"]), SEALED) for held in card["adjustments"]),
        waivers=tuple(Waiver(held["item"], SEALED) for held in card["waivers"]),
        closes_quarter=closes_quarter(card["period"]),
    )


def newest(card: Document, kind: str) -> dict[str, Any]:
    """The newest value of each fact of a kind (`measures`, `counts`, `ranks`)."""
    return {name: value for entry in card["facts"] for name, value in entry[kind].items()}


def _as_recorded(result: Mapping[str, Any], scheme: Scheme, computed: ScoredCard) -> Score:
    """The figures that were submitted or amended; a sentence computed now stands only beside the same figure."""
    recorded = {held["id"]: held for held in result["items"]}
    items = tuple(_recorded_item(item, recorded.get(item.id)) for item in computed.items)
    total = _decimal(result["total"])
    return Score(
        total,
        _points(items),
        Decimal(result["points_in_play"]),
        Decimal(result["adjustment"]),
        result["grade"],
        None if total is None or scheme.pass_mark is None else total >= scheme.pass_mark,
        replace(computed, items=items, unscored=()),
    )


def _recorded_item(item: ScoredItem, recorded: Mapping[str, Any] | None) -> ScoredItem:
    if recorded is None:
        return item
    score, state = _decimal(recorded["score"]), recorded["state"]
    same = (score, state) == (item.score, item.state)
    return replace(
        item,
        state=state,
        score=score,
        value=_decimal(recorded["value"]),
        target=_decimal(recorded["target"]),
        explanation=item.explanation if same else AS_SUBMITTED,
    )


def _without_ratings(scheme: Scheme, score: Score) -> Score:
    """The card without its peer-rated items, and without a total where one of them counts."""
    peer_rated = _peer_rated(scheme)
    items = tuple(_concealed(item) if item.id in peer_rated else item for item in score.card.items)
    unscored = tuple((item.id, item.explanation) for item in items if item.state == UNSCORED)
    if not any(item in peer_rated for item, _ in unscored):
        return score
    points = _points(items)
    card = replace(score.card, items=items, unscored=unscored, points=points, total=None, grade=None, passed=None)
    return replace(score, card=card, points=points, total=None, grade=None, passed=None)


def _peer_rated(scheme: Scheme) -> frozenset[str]:
    return frozenset(item.id for item in scheme.items if _is_peer_rated(item.rule))


def _is_peer_rated(rule: object) -> bool:
    return isinstance(rule, Ratings) and any(kind == PEER for kind, _ in rule.weights)


def _concealed(item: ScoredItem) -> ScoredItem:
    if item.state not in ("scored", UNSCORED):
        return item
    return replace(item, state=UNSCORED, score=None, value=None, explanation=RATINGS_CONCEALED)


def _points(items: Iterable[ScoredItem]) -> Decimal:
    return sum((item.score for item in items if item.score is not None), Decimal("0.00"))


def _ratings(given: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Rating, ...]]:
    found: dict[str, tuple[Rating, ...]] = {}
    for held in given:
        found[held["item"]] = (*found.get(held["item"], ()), Rating(held["kind"], Decimal(held["points"])))
    return found


def _decimals(texts: Mapping[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(text) for name, text in texts.items()}


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
