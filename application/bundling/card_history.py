"""A card scored again from its events, by the scheme version enclosed: at each submission and each amendment."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from application.bundling.contents import Story, Stream, Withheld
from application.bundling.replayed import Report, Told, failure, replay
from application.ports import Recorded
from domain.rulebook import SCHEME
from domain.scorecard import Scorecard
from domain.scorecard.computed import as_event_data
from domain.scorecard.events import (
    RatingGiven,
    ScorecardAmended,
    ScorecardApproved,
    ScorecardPublished,
    ScorecardReopened,
    ScorecardReturned,
    ScorecardSubmitted,
)
from domain.scorecard.stages import Stage
from domain.scoring.card import SCORED, UNSCORED, ScoredCard, ScoredItem, total_of
from domain.scoring.documents import read_scheme
from domain.scoring.facts import PEER
from domain.scoring.rules.ratings import Ratings
from domain.scoring.scheme import Scheme
from domain.scoring.words import Words

AS_RECORDED = Words(
    "按提交时记录的得分：同事的单项评分未附", "as recorded at submission: single peers' ratings are withheld"
)


_WITHHELD_MOVES: Mapping[str, str] = {
    ScorecardSubmitted.TOPIC: Stage.SUBMITTED,
    ScorecardApproved.TOPIC: Stage.APPROVED,
}
"""Where the events lead of which only the topic may be told."""

_MOVES = (ScorecardSubmitted, ScorecardReturned, ScorecardApproved, ScorecardReopened, ScorecardPublished)


@dataclass(frozen=True)
class Amendment(Told[ScorecardAmended]):
    """What an appeal changed; `before` is the result that stood."""

    before: Mapping[str, Any]


@dataclass
class CardHistory:
    """Where a card stands at the end of its events.

    Attributes:
        computed: the card as scored last; None before it came to anything.
        totals: the total after each version that set one.
        as_recorded: items whose score is taken from the ledger and not computed again.
    """

    card: Scorecard
    scheme: Scheme | None
    computed: ScoredCard | None = None
    totals: dict[int, Decimal] = field(default_factory=dict)
    amendments: list[Amendment] = field(default_factory=list)
    as_recorded: frozenset[str] = frozenset()

    @property
    def takes_entries(self) -> bool:
        """Whether its figures still move."""
        return self.card.takes_entries

    def total_at(self, version: int) -> Decimal | None:
        """The total that stood at a version of the card."""
        known = [at for at in self.totals if at <= version]
        return self.totals[max(known)] if known else None


def card_history(story: Story, stream: Stream, report: Report) -> CardHistory:
    """Play a card's events again; `report` is told where a recorded figure is not what the events come to.

    Raises:
        LookupError: its first event is not there.
    """
    history: CardHistory | None = None
    result: Mapping[str, Any] = {}
    for recorded, card in replay(story, stream.id):
        if history is None:
            history = CardHistory(card, _scheme(story, card))
            history.as_recorded = _concealed(story, stream, history.scheme)
        event = recorded.event
        if isinstance(event, ScorecardSubmitted | ScorecardAmended):
            if isinstance(event, ScorecardAmended):
                history.amendments.append(Amendment(recorded, event, result))
            _score(history, recorded, event, report)
            result = event.result
        elif isinstance(event, ScorecardApproved | ScorecardPublished) and event.total != card.total:
            zh, en = f"总分 {event.total} 与此前的 {card.total} 不同", f"the total {event.total} is not {card.total}"
            report(failure("score", recorded, zh, en))
    if history is None:
        raise LookupError(f"the first event of the card {stream.id} is not there")
    history.card.stage = _stage(story, stream, history.card.stage)
    if history.takes_entries and history.scheme is not None:
        computed = history.card.computed(history.scheme)
        history.computed = _unknown(computed, history.as_recorded)
    return history


def _stage(story: Story, stream: Stream, enclosed: str) -> str:
    """Where the card stands: as the enclosed events say, unless one that is withheld moved it last."""
    stage = enclosed
    for held in story.of(stream.id):
        if isinstance(held, Withheld):
            stage = _WITHHELD_MOVES.get(held.topic, stage)
        elif isinstance(held.event, _MOVES):
            stage = enclosed
    return stage


def _scheme(story: Story, card: Scorecard) -> Scheme | None:
    text = story.document(SCHEME, card.scheme, card.scheme_version)
    return None if text is None else read_scheme(text)


def _concealed(story: Story, stream: Stream, scheme: Scheme | None) -> frozenset[str]:
    """Items that peers rate, where a peer's rating is withheld: which item it was of is withheld, too."""
    topics = {held.topic for held in story.of(stream.id) if isinstance(held, Withheld)}
    if RatingGiven.TOPIC not in topics or scheme is None:
        return frozenset()
    return frozenset(
        item.id
        for item in scheme.items
        if isinstance(item.rule, Ratings) and any(kind == PEER for kind, _ in item.rule.weights)
    )


def _score(
    history: CardHistory, recorded: Recorded, event: ScorecardSubmitted | ScorecardAmended, report: Report
) -> None:
    total = event.new_total if isinstance(event, ScorecardAmended) else event.total
    version = recorded.originator_version
    if isinstance(event, ScorecardAmended) and event.old_total != history.total_at(version):
        was = history.total_at(version)
        zh, en = (
            f"申诉前总分记为 {event.old_total}，实为 {was}",
            f"the old total is said to be {event.old_total}, not {was}",
        )
        report(failure("score", recorded, zh, en))
    history.totals[version] = total
    if history.scheme is None:
        return
    scheme = history.scheme
    computed = _with_recorded(scheme, history.card.computed(scheme), event.result, history.as_recorded)
    history.computed = computed
    said = {**as_event_data(computed), "total": computed.total}
    if computed.total != total or said != dict(event.result):
        differing = ", ".join(_differing(said, event.result)) or "total"
        zh = f"按所附事件与方案重算：总分 {computed.total}，账本记 {total}；不同之处：{differing}"
        en = f"scored again from the events: {computed.total}, recorded: {total}; they differ in {differing}"
        report(failure("score", recorded, zh, en))


def _differing(said: Mapping[str, Any], recorded: Mapping[str, Any]) -> list[str]:
    mine, theirs = ({item["id"]: item for item in held["items"]} for held in (said, recorded))
    items = sorted(id for id in mine.keys() | theirs.keys() if mine.get(id) != theirs.get(id))
    return items + [name for name in ("grade", "adjustment", "points_in_play") if said[name] != recorded.get(name)]


def _with_recorded(
    scheme: Scheme, computed: ScoredCard, result: Mapping[str, Any], taken: frozenset[str]
) -> ScoredCard:
    """The card with the recorded figures of some items in place of those that cannot be computed."""
    if not taken:
        return computed
    held = {item["id"]: item for item in result["items"]}
    items = tuple(_taken(item, held[item.id]) if item.id in taken else item for item in computed.items)
    points = sum((item.score for item in items if item.score is not None), Decimal(0))
    in_play = sum((item.max for item in items if item.state in (SCORED, UNSCORED)), Decimal(0))
    whole = all(item.state != UNSCORED for item in items) and in_play
    total = total_of(points, in_play, computed.adjustment) if whole else None
    grade = None if total is None else scheme.grade(total)
    return replace(computed, items=items, points=points, points_in_play=in_play, total=total, grade=grade)


def _taken(item: ScoredItem, held: Mapping[str, Any]) -> ScoredItem:
    figures = {name: held[name] for name in ("max", "state", "score", "value", "target")}
    return replace(item, **figures, explanation=AS_RECORDED)


def _unknown(computed: ScoredCard, taken: frozenset[str]) -> ScoredCard:
    """A card that still takes entries, without what only withheld ratings would tell."""
    if not taken:
        return computed
    items = tuple(
        replace(item, state=UNSCORED, score=None, value=None, explanation=AS_RECORDED) if item.id in taken else item
        for item in computed.items
    )
    return replace(computed, items=items, total=None, grade=None, passed=None)
