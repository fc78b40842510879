"""What changed about a person between two moments."""

from web.api.answers import FAR, Answer, Words, name, people
from web.api.answers.replays import (
    CardDifference,
    CorrectionDifference,
    ItemDifference,
    Moved,
    SlipDifference,
    StandingDifference,
)
from web.api.fields import Exact, Id, Text, Whole
from web.api.objects import Many, Nested, Table


class TitledItemDifference(ItemDifference):
    """A line that differs, with its title."""

    title = Words("Its title.", required=True)


class TitledCardDifference(CardDifference):
    """A card that differs, with the titles of its lines."""

    items = Many("Lines that differ.", Nested("One.", TitledItemDifference), required=True)


class Entered(Answer):
    """Something on a card as it stood."""

    value = Exact("The figure or points.", scale=10, allow_none=True)
    level = Text("Of a judgement.", allow_none=True)
    item = Text("Of a deduction: the item.")
    code = Text("Of a deduction: the catalogue’s code.")
    severity = Text("Of a deduction: the severity.")
    status = Text("Of a deduction: `recorded` counts.")


class EntryDifference(Answer):
    """Something entered on a card that is not the same; null on the side where it does not stand."""

    card = Id("The card.", required=True)
    kind = Text("`measure`, `count`, `rank`, `judgement`, `deduction`, `adjustment` or `waiver`.", required=True)
    name = Text("Which: a fact’s name, an item, or the id of a deduction or adjustment.", required=True)
    before = Nested("At the earlier moment.", Entered, required=True, allow_none=True)
    after = Nested("At the later moment.", Entered, required=True, allow_none=True)


class PersonDifferences(Answer):
    """Everything about a person that is not the same at both moments, as far as the caller may see it."""

    employee = Id("The person.", required=True)
    name = name()
    earlier = Whole("The earlier position.", required=True, most=FAR, data_key="from", attribute="from")
    later = Whole("The later position.", required=True, most=FAR, data_key="to", attribute="to")
    cards = Many("Cards.", Nested("One.", TitledCardDifference), required=True)
    entries = Many("What was entered on them.", Nested("One.", EntryDifference), required=True)
    payslips = Many("Payslips.", Nested("One.", SlipDifference), required=True)
    adjustments = Many("Corrections.", Nested("One.", CorrectionDifference), required=True)
    standings = Many("Their record.", Nested("One.", StandingDifference), required=True)
    totals = Table(
        "`points` of all cards; with pay `gross, paid, team_fund, retained, adjustments`.",
        Nested("A sum.", Moved),
        required=True,
    )
    people = people()
