"""Replay (推演): how it stood, and what would be different; nothing is written, nothing kept."""

from dataclasses import replace
from typing import Any

from application.queries.moments import position_of
from application.replaying import Question
from web.api.answers.replays import Replay
from web.api.callers import caller, services
from web.api.documents import error_responses
from web.api.entries.replays import ReplayEntry
from web.api.routes import ALWAYS, Blueprint

STATUSES = (*ALWAYS, 403, 404, 409, 413, 415, 422)
ASKED = {
    "as_of": "534",
    "without": [383],
    "with": [{"kind": "adjustment", "card": "7d1f7d80-6a3f-5d0e-9d0e-5a4b1c1f2a3b", "points": "2", "now": True}],
    "plans": [{"plan": "store-dividend", "version": 1, "parameters": {"threshold": "75"}}],
}


def replay(given: dict[str, Any]) -> dict[str, Any]:
    """Answer a question."""
    organization, who = caller().organization, str(caller().employee)
    question: Question = given["question"]
    if given["as_of"] is not None:
        position = position_of(services().ledger_of(organization), given["as_of"])
        question = replace(question, as_of=position)
    return services().replays(organization).ask(question, who)


def routes() -> Blueprint:
    """The one question."""
    blueprint = Blueprint("replays", "推演 · how it stood, and what if")
    asked = blueprint.arguments(ReplayEntry, example=ASKED)(blueprint.response(200, Replay)(replay))
    responses = error_responses(*STATUSES)
    says = "How it stood, or what would be different; nothing is written"
    blueprint.add("/replays", "POST", asked, "replay", says, responses=responses)
    return blueprint
