"""Bodies about one person's card."""

from web.api.entries.cycles import EVIDENCE, WHY
from web.api.fields import Choice, Exact, Flag, Sha256, Text, Whole
from web.api.objects import Many, Schema, Table

ITEM = "Id of an item of the card's scheme."


def figure(says: str) -> Exact:
    """A measured figure, with as many digits as tools export."""
    return Exact(says, digits=15, scale=10)


class FactsEntry(Schema):
    """Measured figures, typed in; at least one."""

    measures = Table("By name, such as `actual_sales`.", figure("The figure."), load_default=dict)
    counts = Table("By item id: how much was done.", figure("The count."), load_default=dict)
    ranks = Table("By item id: 1 is the best.", Whole("The rank.", least=1, most=100_000), load_default=dict)
    evidence = Many(EVIDENCE, Sha256("A file."), load_default=())


class JudgementEntry(Schema):
    """A level and points for a graded item."""

    item = Text(ITEM, shortest=1, longest=64, required=True)
    level = Text("Id of one of the item's levels.", shortest=1, longest=64, required=True)
    points = Exact(
        "Inside the level's range; null takes the level's only value.",
        digits=6,
        signed=False,
        load_default=None,
        allow_none=True,
    )
    reason = Text(WHY, shortest=1, required=True)


class RatingEntry(Schema):
    """One rater's points for a rated item."""

    item = Text(ITEM, shortest=1, longest=64, required=True)
    by = Choice("As what the caller rates.", ("self", "peer", "manager"), required=True)
    points = Exact("From 0 to the item's points.", digits=6, signed=False, required=True)
    comment = Text("Shown to the person only when a manager wrote it.", load_default="")


class DeductionEntry(Schema):
    """Points to take (扣分)."""

    item = Text(ITEM, shortest=1, longest=64, required=True)
    points = Exact(
        "Points taken; null takes what the code says.", digits=6, signed=False, load_default=None, allow_none=True
    )
    code = Text("A code of the item's catalogue; empty for a free reason.", longest=64, load_default="")
    severity = Text("`fatal` or `non-fatal`, for items of defects; else empty.", longest=64, load_default="")
    reason = Text(WHY, shortest=1, required=True)
    evidence = Many(EVIDENCE, Sha256("A file."), load_default=())
    proposed = Flag("Whether a person must confirm it before it counts.", load_default=False)


class WhyEntry(Schema):
    """A reason that one person reads."""

    reason = Text(WHY, shortest=1, required=True)


class AdjustmentEntry(Schema):
    """Points for the whole card (上级加分 / 减分)."""

    points = Exact("Added, or taken when negative; inside the scheme's caps.", digits=6, required=True)
    reason = Text(WHY, shortest=1, required=True)


class WaiverEntry(Schema):
    """An item to take out of play."""

    item = Text(ITEM, shortest=1, longest=64, required=True)
    reason = Text(WHY, shortest=1, required=True)


class AcknowledgementEntry(Schema):
    """The person has seen their result; it says nothing about agreement."""

    comment = Text("Anything to add.", load_default="")
