"""Bodies about chats."""

from typing import Any

import marshmallow as ma

from application.chat.reviewing import Decided
from web.api.entries.cycles import WHY
from web.api.fields import Exact, Flag, Id, Name, Text
from web.api.objects import Document, Many, Nested, Schema
from web.api.parameters import AsOf, Number, PagedAsOf

PEOPLE = "The people, each once."


class ConfirmedEntry(Schema):
    """A proposal that counts."""

    card = Id("The card that it stands on.", required=True)
    deduction = Id("The proposed deduction.", required=True)

    @ma.post_load
    def _as_decided(self, given: dict[str, Any], **_: object) -> Decided:
        return Decided(**given)


class RejectedEntry(ConfirmedEntry):
    """A proposal that does not count."""

    reason = Text(WHY, shortest=1, required=True)


class ProposalReviewEntry(Schema):
    """Decisions about many proposals; all of them take effect, or none."""

    confirm = Many("Proposals that count.", Nested("One.", ConfirmedEntry), load_default=())
    reject = Many("Proposals that do not.", Nested("One.", RejectedEntry), load_default=())


class AcceptedFiguresEntry(Schema):
    """Whose figures are taken into their cards."""

    employees = Many(PEOPLE, Id("One."), required=True)


class RefusedFiguresEntry(Schema):
    """Whose figures are not used."""

    employees = Many(PEOPLE, Id("One."), required=True)
    reason = Text(WHY, shortest=1, required=True)


class ChatRulesEntry(Schema):
    """Chat rules to publish as their next version."""

    document = Document("The whole document; each of its examples must come out.", required=True)


class SwitchEntry(Schema):
    """A rule to switch on or off."""

    rule = Name("The rule.", required=True)
    on = Flag("Whether it proposes from now on.", required=True)


class ProposalsOf(PagedAsOf):
    """Which proposals."""

    status = Text("With a status: `proposed`, `confirmed`, `rejected`, `reversed`.", longest=20)
    rule = Name("Of a rule.")
    employee = Id("Of a person.")


class RecordsOf(PagedAsOf):
    """Which records."""

    rules = Name("Of these chat rules.")


class SampleOf(AsOf):
    """Which chats."""

    share = Exact("Share of the chats; what the import stated when left out.", digits=1, scale=6, signed=False)
    seed = Text("Seed; what the import stated when left out.", longest=64)
    after = Number("Chats after this number.", least=0, most=999_999_999, load_default=0)
    limit = Number("Chats of a page.", least=1, most=200, load_default=20)
