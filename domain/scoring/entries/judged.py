"""Checks what people judge: levels and ratings."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.errors import Fault
from domain.scoring.entries.faults import clause_of, fault, no_reason, refuse, unknown_item, wrong_kind
from domain.scoring.exact import trimmed
from domain.scoring.facts import SELF, Judgement, Rating
from domain.scoring.item import Item
from domain.scoring.rules.graded import Graded
from domain.scoring.rules.ratings import Ratings
from domain.scoring.scheme import Scheme

ZERO = Decimal(0)


def judgement_faults(scheme: Scheme, item_id: str, judgement: Judgement) -> list[Fault]:
    """A known level of a `graded` item, points inside it, and a reason."""
    item = scheme.item(item_id)
    if item is None:
        return [unknown_item(scheme, item_id), *no_reason(judgement.reason)]
    if not isinstance(item.rule, Graded):
        return [wrong_kind(item, "评级", "judgement")]
    return _level_faults(item, item.rule, judgement) + no_reason(judgement.reason)


def _level_faults(item: Item, rule: Graded, judgement: Judgement) -> list[Fault]:
    level = rule.level(judgement.level)
    if level is None:
        known = ", ".join(one.id for one in rule.levels)
        return [
            fault(
                "/level",
                "unknown-level",
                f"“{item.title.zh}”没有等级 {judgement.level}",
                f"{item.id} has no level {judgement.level}; it has {known}",
            )
        ]
    if rule.points_of(judgement) is not None:
        return []
    if judgement.points is None:
        return [
            fault(
                "/points",
                "points-missing",
                f"等级“{level.title.zh}”要在 {level.range_text()} 分内给分",
                f"level {level.id} needs points within {level.range_text()}",
            )
        ]
    return [
        fault(
            "/points",
            "points-outside-level",
            f"{judgement.points} 分不在“{level.title.zh}”的 {level.range_text()} 分之内",
            f"{judgement.points} points lie outside level {level.id}, which spans {level.range_text()}",
        )
    ]


def check_judgement(scheme: Scheme, item: str, judgement: Judgement) -> Judgement:
    """The judgement with its points filled in. Raises Invalid or InvalidDocument."""
    refuse(judgement_faults(scheme, item, judgement), clause_of(scheme, item))
    found = scheme.item(item)
    points = found.rule.points_of(judgement) if found and isinstance(found.rule, Graded) else None
    return replace(judgement, points=points)


def rating_item_faults(scheme: Scheme, item_id: str) -> list[Fault]:
    """A `ratings` item."""
    item = scheme.item(item_id)
    if item is None:
        return [unknown_item(scheme, item_id)]
    return [] if isinstance(item.rule, Ratings) else [wrong_kind(item, "多方评分", "ratings")]


def rating_faults(scheme: Scheme, item_id: str, rating: Rating, earlier: Sequence[Rating] = ()) -> list[Fault]:
    """A rater kind that the item asks for, points inside the item, and one self-rating at most."""
    item = scheme.item(item_id)
    if item is None or not isinstance(item.rule, Ratings):
        return rating_item_faults(scheme, item_id)
    faults = []
    kinds = [kind for kind, _ in item.rule.weights]
    if rating.by not in kinds:
        faults.append(
            fault(
                "/by",
                "unknown-rater",
                f"“{item.title.zh}”不由 {rating.by} 评分",
                f"{item.id} is not rated by {rating.by}; it is by {', '.join(kinds)}",
            )
        )
    if rating.by == SELF and any(one.by == SELF for one in earlier):
        faults.append(fault("/by", "already-rated", "自评只能有一份", "one rates oneself once"))
    if not ZERO <= rating.points <= item.max:
        faults.append(
            fault(
                "/points",
                "points-outside-item",
                f"{rating.points} 分不在 0–{trimmed(item.max)} 之内",
                f"{rating.points} points lie outside 0–{trimmed(item.max)}",
            )
        )
    return faults


def check_rating(scheme: Scheme, item: str, rating: Rating, earlier: Sequence[Rating] = ()) -> None:
    """Raise Invalid unless that kind of rater may give the item these points after the `earlier` ones."""
    refuse(rating_faults(scheme, item, rating, earlier), clause_of(scheme, item))
