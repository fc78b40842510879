"""Scores one card: the single function behind live cards, dry runs, replays and tests.

    card = score_card(scheme, facts)

Order: items (each rounded half-up to 0.01 once), fatal defects, rescaling for what is out of play, the superior's
adjustments, the clamp to 0..100. Pure; entries are checked before (see `domain.scoring.entries`), and what does not fit
the scheme is left unscored, never an exception, so that history can be replayed under another scheme.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from domain.scoring.exact import half_up, trimmed
from domain.scoring.facts import CardFacts
from domain.scoring.item import QUARTER, Item, Outcome
from domain.scoring.scheme import Grade, Scheme, Section
from domain.scoring.words import Words

SCORED, UNSCORED, WAIVED, OUT_OF_PLAY = "scored", "unscored", "waived", "out-of-play"
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class ScoredItem:
    """One line of the card.

    Attributes:
        state: `scored`, `unscored`, `waived` or `out-of-play`.
        score: points, two decimals; None unless scored.
        value: the measured value (rates half-up to six decimals), where there is one.
        explanation: for the person scored; for an unscored item, the reason.
    """

    id: str
    title: Words
    section: str
    kind: str
    max: Decimal
    state: str
    score: Decimal | None
    value: Decimal | None
    target: Decimal | None
    source: str
    assumed: bool
    explanation: Words


@dataclass(frozen=True)
class ScoredSection:
    """A heading with its points: the sum of its scored items; None while one of them is unscored."""

    id: str
    title: Words
    max: Decimal
    score: Decimal | None


@dataclass(frozen=True)
class ScoredCard:
    """A computed card.

    Attributes:
        scheme: the scheme's id, with its `version`.
        total: on 100, two decimals; None while an item is unscored or nothing is in play.
        points: the sum of the scored items, before rescaling and adjustments.
        points_in_play: full points of the items that are neither waived nor out of play.
        adjustment: the superior's points, all together.
        grade: the scheme's grade for the total, or None.
        passed: whether the total reaches the pass mark; None without a mark or a total.
        unscored: the items that keep the card open, each with its reason.
    """

    scheme: str
    version: int
    total: Decimal | None
    points: Decimal
    points_in_play: Decimal
    adjustment: Decimal
    grade: Grade | None
    passed: bool | None
    sections: tuple[ScoredSection, ...]
    items: tuple[ScoredItem, ...]
    unscored: tuple[tuple[str, Words], ...]


def score_card(scheme: Scheme, facts: CardFacts) -> ScoredCard:
    """The card of `facts` under `scheme`.

    Returns:
        A card whose total is the sum of its items where everything is in play and nothing was adjusted.

    Source: D01 to D16; "Order on a card" in `docs/adr` on rounding.
    """
    configured = scheme.configured(facts.parameters)
    items = _with_fatal_defects(configured, [_line(item, facts) for item in configured.items])
    points = sum((line.score for line, _ in items if line.score is not None), Decimal(0))
    in_play = sum((line.max for line, _ in items if line.state in (SCORED, UNSCORED)), Decimal(0))
    adjustment = sum((entry.points for entry in facts.adjustments), Decimal(0))
    lines = tuple(line for line, _ in items)
    unscored = tuple((line.id, line.explanation) for line in lines if line.state == UNSCORED)
    total = None if unscored or not in_play else total_of(points, in_play, adjustment)
    return ScoredCard(
        scheme.id,
        scheme.version,
        total,
        points,
        in_play,
        adjustment,
        grade=None if total is None else configured.grade(total),
        passed=None if total is None or configured.pass_mark is None else total >= configured.pass_mark,
        sections=tuple(_section(section, lines) for section in configured.sections),
        items=lines,
        unscored=unscored,
    )


def total_of(points: Decimal, in_play: Decimal, adjustment: Decimal) -> Decimal:
    """The total on 100, two decimals: the points rescaled to what is in play, adjusted, clamped."""
    rescaled = half_up(Fraction(points) * 100 / Fraction(in_play))
    return min(max(rescaled + adjustment, Decimal("0.00")), HUNDRED.quantize(Decimal("0.01")))


def _line(item: Item, facts: CardFacts) -> tuple[ScoredItem, Outcome]:
    if any(waiver.item == item.id for waiver in facts.waivers):
        words = Words("已豁免，不计入总分的分母", "waived: taken out of the total's denominator")
        return _scored(item, Outcome(None, words), WAIVED)
    if item.every == QUARTER and not facts.closes_quarter:
        words = Words("按季度考核，本期不计分", "scored by the quarter: out of play in this period")
        return _scored(item, Outcome(None, words), OUT_OF_PLAY)
    outcome = item.rule.score(item, facts)
    return _scored(item, outcome, UNSCORED if outcome.score is None else SCORED)


def _scored(item: Item, outcome: Outcome, state: str) -> tuple[ScoredItem, Outcome]:
    value = outcome.value
    return ScoredItem(
        item.id,
        item.title,
        item.section,
        item.kind,
        item.max,
        state,
        score=None if outcome.score is None else half_up(outcome.score),
        value=half_up(value, 6) if isinstance(value, Fraction) else value,
        target=outcome.target,
        source=item.source,
        assumed=item.assumed,
        explanation=outcome.why,
    ), outcome


def _with_fatal_defects(
    scheme: Scheme,
    lines: list[tuple[ScoredItem, Outcome]],
) -> list[tuple[ScoredItem, Outcome]]:
    """Zero the section or the card of a fatal defect, where the scheme says so; its own item is zero already."""
    fatal = [line for line, outcome in lines if outcome.fatal]
    if not fatal or scheme.fatal == "item":
        return lines
    struck = {line.section for line in fatal} if scheme.fatal == "section" else {line.section for line, _ in lines}
    return [
        (_struck(line, fatal[0]), outcome) if line.section in struck and not outcome.fatal else (line, outcome)
        for line, outcome in lines
    ]


def _struck(line: ScoredItem, by: ScoredItem) -> ScoredItem:
    if line.state not in (SCORED, UNSCORED):
        return line
    return replace(
        line,
        state=SCORED,
        score=Decimal("0.00"),
        explanation=Words(f"因“{by.title.zh}”的致命错误 → 0 分", f"a fatal error in “{by.title.en}” → 0 points"),
    )


def _section(section: Section, lines: tuple[ScoredItem, ...]) -> ScoredSection:
    mine = [line for line in lines if line.section == section.id]
    open_still = any(line.state == UNSCORED for line in mine)
    score = sum((line.score for line in mine if line.score is not None), Decimal("0.00"))
    return ScoredSection(
        section.id,
        section.title,
        sum((line.max for line in mine), Decimal(0)),
        None if open_still else score,
    )


def as_plain(card: ScoredCard, employee: str | None = None) -> dict[str, object]:
    """The card in the JSON shape of the `score` dry run; numbers as decimal text."""
    return {
        "scheme": card.scheme,
        "version": card.version,
        "employee": employee,
        "total": None if card.total is None else str(card.total),
        "points_in_play": trimmed(card.points_in_play),
        "grade": card.grade.id if card.grade else None,
        "items": [_item_plain(item) for item in card.items],
        "unscored": [{"item": item, "reason": reason.plain()} for item, reason in card.unscored],
    }


def _item_plain(item: ScoredItem) -> dict[str, object]:
    return {
        "id": item.id,
        "max": trimmed(item.max),
        "score": None if item.score is None else str(item.score),
        "value": None if item.value is None else format(item.value, "f"),
        "target": None if item.target is None else format(item.target, "f"),
        "source": item.source,
        "assumed": item.assumed,
        "explanation": item.explanation.plain(),
    }
