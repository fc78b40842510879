"""Webhooks."""

from web.api.answers import Answer, own_id
from web.api.fields import Moment, Text, Whole
from web.api.objects import Many, Nested


class Webhook(Answer):
    """An address that is called with each notice."""

    id = own_id()
    url = Text("Where it leads, without what follows a question mark.", required=True)
    made_by = Text("Who made it.", required=True)
    made_at = Moment("When; what was given before is not sent.", required=True)
    ended_by = Text("Who ended it; empty while it works.", required=True)
    ended_at = Moment("When; null while it works.", required=True, allow_none=True)
    due = Whole("Notices that it has still to be sent.", required=True)
    dead = Whole("Notices that were given up after nine attempts in three days.", required=True)
    failure = Text("What went wrong and is not got over yet, such as `http-503`; empty for nothing.", required=True)


class MadeWebhook(Webhook):
    """A new webhook with its secret, shown this once."""

    secret = Text("Verifies what is sent (Standard Webhooks); shown this once.", required=True)


class WebhookList(Answer):
    """All webhooks."""

    items = Many("The newest first.", Nested("One.", Webhook), required=True)
