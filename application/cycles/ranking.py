"""Places within the team (排名): computed from what was recorded; equal values share the better place."""

from application.commanding import Work
from application.cycles.running import cards_of
from application.rulebooks import scheme_of
from domain.cycle import Cycle
from domain.scorecard import Scorecard
from domain.scorecard.entry import FactEntry
from domain.scoring.item import Item
from domain.scoring.measures import Missing
from domain.scoring.rules.rank import Rank, ranks_of
from domain.scoring.scheme import Scheme

SOURCE = "ranking"
"""What a computed place names as its source; a place entered by hand names a file or `entry`."""


def rank_teams(work: Work, cycle: Cycle) -> None:
    """Record everybody's place for each item that ranks by a measure, when the entry of facts ends.

    Whoever has no figure keeps the place that was entered for them, if there is one. Source: D13 客服小组排名.
    """
    teams: dict[tuple[str, int], list[Scorecard]] = {}
    for card in cards_of(work, cycle):
        teams.setdefault((card.scheme, card.scheme_version), []).append(card)
    for (name, version), team in teams.items():
        scheme = scheme_of(work, name, version)
        for item in scheme.items:
            if isinstance(item.rule, Rank) and item.rule.measure is not None:
                _rank(work, scheme, item, item.rule, team)


def _rank(work: Work, scheme: Scheme, item: Item, rule: Rank, team: list[Scorecard]) -> None:
    known = {}
    for card in team:
        value = rule.measure.compute(card.measures) if rule.measure is not None else None
        if value is not None and not isinstance(value, Missing):
            known[card.employee] = value
    places = ranks_of(known, rule.better)
    for card in team:
        place = places.get(card.employee)
        if place is not None and card.ranks.get(item.id) != place:
            card.record_facts(scheme, FactEntry(ranks={item.id: place}, source=SOURCE), by=work.by, at=work.at)
