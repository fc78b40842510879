"""Bodies about people: hiring, moving, base pay, leaving, erasure, tokens."""

from application.erasure import REASONS
from web.api.fields import Choice, Day, Exact, Flag, Id, Text, Whole
from web.api.objects import Schema, Table

WHY = "Why; the person reads it."


class PostFields(Schema):
    """A post: where somebody works, as what, under whom."""

    shop = Id("The shop, or null for somebody of none.", load_default=None, allow_none=True)
    role = Text("Id of a defined role; empty for somebody of no shop.", longest=64, load_default="")
    lead = Id("Who leads them, or null.", load_default=None, allow_none=True)


class HireEntry(PostFields):
    """Somebody to hire."""

    number = Text(
        "The staff number (工号), unique in the organization; imports find people by it.",
        shortest=1,
        longest=64,
        required=True,
    )
    hired_on = Day("First day of work.", required=True)
    regular = Flag("Whether they are regular staff (正式员工).", load_default=True)
    profile = Table(
        "Name and contacts, such as `name`, `phone`, `email`; sealed with the person's key, never in an event.",
        Text("A value.", longest=500),
        load_default=dict,
    )


class MoveEntry(PostFields):
    """Another post from a day on."""

    effective_on = Day("First day of the new post.", required=True)
    reason = Text(WHY, shortest=1, required=True)


class BasePayEntry(Schema):
    """Base pay (底薪) from a day on."""

    amount = Exact("Yuan a month.", digits=9, scale=2, signed=False, required=True)
    effective_on = Day("First day for which it is paid.", required=True)
    reason = Text(WHY, shortest=1, required=True)


class DepartureEntry(Schema):
    """The end of an employment."""

    left_on = Day("Last day of work.", required=True)
    reason = Text(WHY, shortest=1, required=True)


class ErasureEntry(Schema):
    """The order to destroy a person's key. It says nothing about the person: it outlives what it erases."""

    reason = Choice("Why, by the law (PIPL 第四十七条).", REASONS, required=True)
    reference = Text("Where the request is filed, such as `HR-2026-017`; never a name.", longest=64, load_default="")


class TokenEntry(Schema):
    """A token to make."""

    days = Whole("Days until it expires.", least=1, most=366, load_default=90)
