"""Bodies about a shop's month: planning it, running it, finishing it."""

from typing import Any

import marshmallow as ma

from application.cycles.planning import Assignment
from domain.cycle import DEFAULT_PARAMETERS
from web.api.fields import Exact, Id, Name, Period, Setting, Sha256, Text, Whole
from web.api.objects import Many, Nested, Schema, Table

UNSEALED = "not sealed: name nobody"
"""Said of a text that events hold in the clear, so that no erasure reaches it."""

WHY_ALL = f"Why; everybody concerned reads it; {UNSEALED}."
WHY = "Why; the person reads it."
EVIDENCE = "Hashes of files uploaded to /evidence."
PARAMETERS = ", ".join(f"`{name}` ({days})" for name, days in DEFAULT_PARAMETERS.items())


class CycleEntry(Schema):
    """A month to plan."""

    shop = Id("The shop.", required=True)
    period = Period("The month, such as `2026-10`, or the quarter, such as `2026-Q4`.", required=True)
    parameters = Table(
        f"Days from 1 to 60, as text: {PARAMETERS}.", Text("Days.", shortest=1, longest=2), load_default=dict
    )


class AssignmentEntry(Schema):
    """By which scheme somebody is appraised, and for which duty (D15)."""

    employee = Id("The person; they have a post in the shop in this month.", required=True)
    scheme = Name("Id of a scheme, built in or published here.", required=True)
    version = Whole("Its version; null is the newest.", least=1, load_default=None, allow_none=True)
    duty = Text(f"The duty that they are appraised for; {UNSEALED}.", shortest=1, longest=500, required=True)

    @ma.post_load
    def _as_assignment(self, given: dict[str, Any], **_: object) -> Assignment:
        return Assignment(**given)


class AssignmentsEntry(Schema):
    """Schemes to assign."""

    assignments = Many("One for each person.", Nested("A person's scheme.", AssignmentEntry), required=True)


class ExemptionEntry(Schema):
    """Somebody to leave out of this cycle."""

    employee = Id("The person.", required=True)
    reason = Text(WHY, shortest=1, required=True)


class PlanEntry(Schema):
    """The plan that the cycle is paid by."""

    plan = Name("Id of a plan, built in or published here.", required=True)
    version = Whole("Its version; null is the newest.", least=1, load_default=None, allow_none=True)
    parameters = Table(
        "Values that replace the plan's own.", Setting("Decimal or choice as text, or yes or no."), load_default=dict
    )


class TargetsEntry(Schema):
    """Targets (目标 X) of a scheme's items."""

    scheme = Name("Id of a scheme that is assigned in this cycle.", required=True)
    employee = Id("One person, or null for everybody on the scheme.", load_default=None, allow_none=True)
    targets = Table("By item id.", Exact("The target.", digits=15, scale=10), required=True)


class ShopFactEntry(Schema):
    """A figure of the whole shop."""

    fact = Text("Its name, such as `net_profit`; the plan says which it reads.", shortest=1, longest=64, required=True)
    value = Exact("The figure; money in yuan.", digits=15, scale=10, required=True)
    note = Text(f"Where it comes from; {UNSEALED}.", longest=1000, load_default="")
    evidence = Many(EVIDENCE, Sha256("A file."), load_default=())


class WeightEntry(Schema):
    """Somebody's weight inside their role's share."""

    employee = Id("The person.", required=True)
    weight = Exact("Zero or more, such as days worked.", digits=9, scale=6, signed=False, required=True)
    reason = Text(WHY, shortest=1, required=True)


class ReasonEntry(Schema):
    """A reason."""

    reason = Text(WHY_ALL, shortest=1, required=True)


class InterviewEntry(Schema):
    """A talk about a result."""

    employee = Id("With whom.", required=True)
    note = Text("What was said; the person reads it.", shortest=1, required=True)
