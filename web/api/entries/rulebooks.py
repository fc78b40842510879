"""Bodies about schemes and plans."""

from web.api.entries.cycles import UNSEALED
from web.api.fields import Text
from web.api.objects import Document, Schema


class RulesEntry(Schema):
    """A scheme or plan to publish as its next version."""

    document = Document("The whole document, as `schemes show` prints and TOML files hold it.", required=True)


class RetirementEntry(Schema):
    """A scheme or plan to take out of use."""

    reason = Text(f"Why; everybody reads it; {UNSEALED}.", shortest=1, required=True)
