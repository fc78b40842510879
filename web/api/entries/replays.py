"""A question to a replay: what is different from what happened."""

from typing import Any

import marshmallow as ma

from application.replaying import KINDS, Added, PlanChange, Question, SchemeChange
from web.api.fields import REQUIRED, Choice, Day, Exact, Flag, Id, Setting, Text, Whole
from web.api.objects import Many, Nested, Schema, Table

FARTHEST = 2**53 - 1
LATEST = "Position after which it is made; null for as early as it counts."


def figure(says: str) -> Exact:
    """A measured figure."""
    return Exact(says, digits=15, scale=10)


class AddedEntry(Schema):
    """An entry that nobody made. Which fields a kind takes: facts: card, measures, counts, ranks; judgement: card,
    item, level, points; rating: card, item, by, points, person; deduction: card, item, points, code, severity;
    deduction-reversal: card, deduction; deduction-reduction: card, deduction, points; adjustment: card, points;
    waiver: card, item; shop-fact: cycle, fact, value; weight: cycle, employee, weight; share: cycle, points, role or
    employee, from_role; base-pay: employee, amount, effective_on.
    """

    kind = Choice("What is entered.", tuple(KINDS), required=True)
    after = Whole(LATEST, most=FARTHEST, load_default=None, allow_none=True)
    now = Flag("Whether it is made after everything else; a published card is then put right.", load_default=False)
    card = Id("The card.")
    cycle = Id("The cycle.")
    employee = Id("The person.")
    item = Text("Id of an item of the card's scheme.", shortest=1, longest=64)
    level = Text("Id of one of the item's levels.", shortest=1, longest=64)
    by = Text("As what the item is rated: `self`, `peer` or `manager`.", shortest=1, longest=64)
    person = Id("The rater, whose earlier rating it replaces.")
    points = Exact("Points; of share in `share`.", digits=6, scale=4)
    code = Text("A code of the item's catalogue.", longest=64)
    severity = Text("`fatal` or `non-fatal`, for items of defects.", longest=64)
    deduction = Id("A recorded deduction of the card.")
    measures = Table("By name.", figure("The figure."))
    counts = Table("By item id.", figure("The count."))
    ranks = Table("By item id.", Whole("The rank.", least=1, most=100_000))
    fact = Text("The shop's figure, such as `net_profit`.", shortest=1, longest=64)
    value = figure("The figure; money in yuan.")
    weight = Exact("Zero or more.", digits=9, scale=6, signed=False)
    role = Text("The role that gets the share.", longest=64)
    from_role = Text("The role that gives, under a plan with shifted funding.", longest=64)
    amount = Exact("Yuan a month.", digits=9, scale=2, signed=False)
    effective_on = Day("First day for which it is paid.")

    @ma.validates_schema
    def _names_its_subject(self, data: dict[str, Any], **_: object) -> None:
        subject = KINDS[data["kind"]].subject
        if subject not in data:
            raise ma.ValidationError({subject: [REQUIRED]})

    @ma.post_load
    def _as_added(self, given: dict[str, Any], **_: object) -> Added:
        kind, after, now = given.pop("kind"), given.pop("after"), given.pop("now")
        return Added(kind, given.pop(KINDS[kind].subject), given, after, now)


class SchemeChangeEntry(Schema):
    """Cards by another scheme or version, or by other targets or parameters."""

    cycle = Id("Whose cards; null for every cycle.", load_default=None, allow_none=True)
    employee = Id("Whose card; null for everybody's.", load_default=None, allow_none=True)
    replaces = Text("Only cards by this scheme; empty for any.", longest=64, load_default="")
    scheme = Text("Id of the scheme instead; empty keeps each card's own.", longest=64, load_default="")
    version = Whole("Its version; null is the newest, or the card's own.", least=1, load_default=None, allow_none=True)
    parameters = Table("Values that replace the scheme's own.", Setting("A value."), load_default=dict)
    targets = Table("Targets that replace the card's, by item id.", figure("The target."), load_default=dict)

    @ma.post_load
    def _as_change(self, given: dict[str, Any], **_: object) -> SchemeChange:
        return SchemeChange(**given)


class PlanChangeEntry(Schema):
    """Pay by another plan or version, or by other parameters."""

    cycle = Id("Whose pay; null for every cycle.", load_default=None, allow_none=True)
    plan = Text("Id of the plan instead; empty keeps each cycle's own.", longest=64, load_default="")
    version = Whole("Its version; null is the newest, or the cycle's own.", least=1, load_default=None, allow_none=True)
    parameters = Table("Values that replace those in force.", Setting("A value."), load_default=dict)

    @ma.post_load
    def _as_change(self, given: dict[str, Any], **_: object) -> PlanChange:
        return PlanChange(**given)


class ReplayEntry(Schema):
    """A question; with nothing different it asks how everything stood."""

    as_of = Text(
        "Up to when: a time (RFC 3339, with its zone) or the digits of a position; null for now.",
        shortest=1,
        longest=64,
        load_default=None,
        allow_none=True,
    )
    shop = Id("Of which shop; null for all, where the caller may ask about all.", load_default=None, allow_none=True)
    pay = Flag("Whether pay is answered; null for whatever the caller may see.", load_default=None, allow_none=True)
    appeal = Id("The appeal that the caller hears.", load_default=None, allow_none=True)
    without = Many("Positions of events that are left out.", Whole("One.", least=1, most=FARTHEST), load_default=())
    added = Many("Entries that nobody made.", Nested("One.", AddedEntry), load_default=(), data_key="with")
    schemes = Many("Other schemes.", Nested("One.", SchemeChangeEntry), load_default=())
    plans = Many("Other plans.", Nested("One.", PlanChangeEntry), load_default=())

    @ma.post_load
    def _as_question(self, given: dict[str, Any], **_: object) -> dict[str, Any]:
        return {"as_of": given.pop("as_of"), "question": Question(**given)}
