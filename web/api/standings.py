"""Standing (员工考核记录): a person's months, and what people decide because of them."""

from application.queries import Queries
from application.standings import CloseReview, DecideConsequence, DecideWarning
from web.api.answers.payrolls import Standing, StandingWithPeople
from web.api.entries.scorecards import WhyEntry
from web.api.entries.standings import ConsequenceEntry, ReviewEntry
from web.api.parameters import AsOf, PagedAsOf, YesNo
from web.api.routes import Blueprint, Ids, Query, add_routes, commands_on

STANDING = "/standings/<uuid:employee>"


class StandingsOf(PagedAsOf):
    """Which standings."""

    waiting = YesNo("Whether something waits for somebody's decision.")


def seen(asked: Queries, ids: Ids) -> object:
    """The standing may be seen."""
    return asked.standing(ids["employee"])


def routes() -> Blueprint:
    """Everything about standings."""
    warning = commands_on(f"{STANDING}/warnings/<uuid:consequence>", seen)
    review = commands_on(f"{STANDING}/reviews/<uuid:consequence>", seen)
    consequence = commands_on(f"{STANDING}/consequences/<uuid:consequence>", seen)
    issue, decline, withdraw = ({"decision": decision} for decision in ("issue", "decline", "withdraw"))
    return add_routes(
        Blueprint("standings", "考核记录 · months, warnings, reviews, consequences"),
        Query("/standings", "Standings", Standing, Queries.standings, StandingsOf, listed=True),
        Query(STANDING, "A person's standing", StandingWithPeople, Queries.standing, AsOf, versioned=True),
        warning("issue", DecideWarning, "Warn", WhyEntry, fixed=issue, name="issue-warning"),
        warning("decline", DecideWarning, "Do not warn", WhyEntry, fixed=decline, name="decline-warning"),
        warning("withdrawal", DecideWarning, "Take a warning back", WhyEntry, fixed=withdraw, name="withdraw-warning"),
        review("closing", CloseReview, "Decide a dismissal review", ReviewEntry),
        consequence("decision", DecideConsequence, "Decide what a scheme's consequences propose", ConsequenceEntry),
    )
