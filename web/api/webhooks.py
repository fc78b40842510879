"""Webhook (回调): letting another program be told of each notice; its secret is shown once."""

from typing import Any
from uuid import UUID, uuid4

from application.commanding import Request
from application.delivering.outbox import ChannelState
from application.delivering.webhooks import Webhook, Webhooks
from application.projections.plain import moment
from web.api.answers import webhooks as shapes
from web.api.callers import caller, services
from web.api.documents import LOCATION, error_responses
from web.api.entries import Nothing
from web.api.entries.webhooks import WebhookEntry
from web.api.parameters import NoParameters
from web.api.routes import ALWAYS, COMMAND, Blueprint

ONCE = (
    "Each notice is POSTed there as a CloudEvent (structured JSON): ids, kind, days and position; never a name, figure "
    "or reason. Its signature is that of Standard Webhooks, and `webhook-id` the notice's id in every attempt. A "
    "repeated request makes another webhook, and an Idempotency-Key changes nothing, because the secret is shown this "
    "once. The audit log tells who connected it."
)
EXAMPLE = {"url": "https://example.com/jixiao"}
Answered = tuple[dict[str, Any], int, dict[str, str]]


def connect_webhook(given: dict[str, Any]) -> Answered:
    """Make one."""
    made = _webhooks().connect(given["url"], _request())
    return {**shown(made, None), "secret": made.secret}, 201, _at(made)


def end_webhook(given: dict[str, Any], webhook: UUID) -> Answered:
    """Call it no more."""
    ended = _webhooks().end(webhook, _request())
    return shown(ended, None), 201, _at(ended)


def webhooks(given: dict[str, Any]) -> dict[str, Any]:
    """All of them."""
    states = _webhooks().states()
    return {"items": [shown(held, states.get(held.channel)) for held in _webhooks().seen(by=caller().employee)]}


def webhook(given: dict[str, Any], webhook: UUID) -> dict[str, Any]:
    """One of them."""
    held = _webhooks().one(webhook, by=caller().employee)
    return shown(held, _webhooks().states().get(held.channel))


def shown(held: Webhook, state: ChannelState | None) -> dict[str, Any]:
    """A webhook as it is answered, without its secret."""
    return {
        "id": str(held.id),
        "url": held.shown_url,
        "made_by": held.made_by,
        "made_at": moment(held.made_at),
        "ended_by": held.ended_by,
        "ended_at": None if held.ended_at is None else moment(held.ended_at),
        "due": state.due if state else 0,
        "dead": state.dead if state else 0,
        "failure": state.failure if state else "",
    }


def routes() -> Blueprint:
    """All four."""
    blueprint = Blueprint("webhooks", "回调 · other programs that are told of notices")
    _add_queries(blueprint)
    _add_commands(blueprint)
    return blueprint


def _add_queries(blueprint: Blueprint) -> None:
    errors = error_responses(*ALWAYS, 404, 422)
    asked = blueprint.arguments(NoParameters, location="query")
    listed = asked(blueprint.response(200, shapes.WebhookList)(webhooks))
    blueprint.add("/webhooks", "GET", listed, "webhooks", "Webhooks, the newest first", responses=errors)
    one = asked(blueprint.response(200, shapes.Webhook)(webhook))
    blueprint.add("/webhooks/<uuid:webhook>", "GET", one, "webhook", "A webhook", responses=errors)


def _add_commands(blueprint: Blueprint) -> None:
    errors, headers = error_responses(*ALWAYS, *COMMAND), {"Location": LOCATION}
    made = blueprint.response(201, shapes.MadeWebhook, headers=headers)(connect_webhook)
    made = blueprint.arguments(WebhookEntry, example=EXAMPLE)(made)
    blueprint.add("/webhooks", "POST", made, "connect-webhook", "Make a webhook", description=ONCE, responses=errors)
    ended = blueprint.response(201, shapes.Webhook, headers=headers)(end_webhook)
    ended = blueprint.arguments(Nothing, required=False)(ended)
    blueprint.add(
        "/webhooks/<uuid:webhook>/ending", "POST", ended, "end-webhook", "Call a webhook no more", responses=errors
    )


def _webhooks() -> Webhooks:
    return services().ways_out.webhooks_of(caller().organization)


def _request() -> Request:
    """A request of its own each time: a secret is shown once, so nothing can be answered again."""
    who = caller()
    return Request(who.organization, str(who.employee), uuid4(), services().clock.now())


def _at(held: Webhook) -> dict[str, str]:
    return {"Location": f"/api/v1/webhooks/{held.id}"}
