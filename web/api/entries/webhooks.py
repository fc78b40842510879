"""Bodies about webhooks."""

from web.api.fields import Text
from web.api.objects import Schema


class WebhookEntry(Schema):
    """A webhook to make."""

    url = Text(
        "Where to call: https, on the public internet, ASCII; no user, password or fragment.",
        shortest=1,
        longest=500,
        required=True,
    )
