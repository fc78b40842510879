"""The leaderboard of a published cycle: everybody finds their own place; others only those who may see their cards."""

from uuid import UUID

from application.projections.cycles import CYCLES
from application.projections.scorecards import LEADERBOARD
from application.queries import cycles
from application.queries.people import named
from application.queries.views import Document, View, body_of
from application.things import absent


def leaderboard(view: View, cycle: UUID) -> Document:
    """Places by total; equal totals share the better place.

    Returns:
        `{cycle, published, places}`: how many cards are published, and the places that may be seen, best first.
    """
    held = view.rows.get(CYCLES, str(cycle))
    if held is None or not cycles.sees(view, held.body):
        raise absent("cycle", cycle)
    rows = view.rows.find(LEADERBOARD, parent=str(cycle))
    best: dict[str, int] = {}
    for index, row in enumerate(rows):
        best.setdefault(row.body["total"], index + 1)
    places = [
        named(view, {**body_of(row), "rank": best[row.body["total"]]})
        for row in rows
        if view.sees_person(row.body["employee"], row.body["lead"], row.body["shop"])
    ]
    return {"cycle": str(cycle), "published": len(rows), "places": places}
