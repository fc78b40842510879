"""Cycles, their criteria, shares and leaderboards."""

from web.api.answers import Answer, Mark, Sealed, Versioned, Words, files, name, own_id, people
from web.api.answers.appeals import ShareRequest
from web.api.fields import Day, Exact, Flag, Id, Text, Whole
from web.api.objects import Document, Many, Nested, Table


class CyclePlan(Answer):
    """The plan that a cycle is paid by."""

    id = Text("Its id.", required=True)
    version = Whole("Its version.", required=True)
    parameters = Table("Values that replace the plan's own.", Text("A value."), required=True)


class MissedDeadline(Mark):
    """A deadline that passed unmet."""

    deadline = Text("Which: `submission` or `review`.", required=True)
    due_on = Day("Its last day.", required=True)


class CycleHead(Versioned):
    """What a cycle and its line in a list share."""

    id = own_id()
    shop = Id("The shop.", required=True)
    period = Text("The month.", required=True)
    kind = Text("`monthly`.", required=True)
    first_day = Day("First day.", required=True)
    last_day = Day("Last day.", required=True)
    phase = Text("Where it stands.", required=True)
    submit_by = Day("Last day to submit.", required=True)
    review_by = Day("Last day to review.", required=True, allow_none=True)
    appeals_until = Day("Last day to appeal.", required=True, allow_none=True)
    appeals_open = Flag("Whether the window for appeals is not closed.", required=True)
    plan = Nested("The plan.", CyclePlan, required=True, allow_none=True)
    missed_deadlines = Many("Deadlines missed.", Nested("One.", MissedDeadline), required=True)


class CycleSummary(CycleHead):
    """A cycle in a list."""

    participants = Whole("How many take part.", required=True)


class Participant(Answer):
    """Somebody who is appraised in a cycle."""

    employee = Id("The person.", required=True)
    role = Text("In which role.", required=True)
    lead = Id("Under whom.", required=True, allow_none=True)
    scheme = Text("By which scheme.", required=True)
    scheme_version = Whole("Its version.", required=True)
    duty = Text("For which duty (D15).", required=True)
    card = Id("Their card; null before the cycle opens.", required=True, allow_none=True)


class Exemption(Answer):
    """Somebody who is left out."""

    employee = Id("The person.", required=True)
    by = Text("Who decided it.")
    at = Text("When.")
    position = Whole("Its position in the ledger.")
    reason = Sealed("Why.", allow_none=True)


class Targets(Answer):
    """Targets of a scheme."""

    scheme = Text("The scheme.", required=True)
    employee = Id("One person, or null for everybody.", required=True, allow_none=True)
    targets = Table("By item.", Exact("The target.", scale=10), required=True)


class ShopFigure(Mark):
    """A figure of the whole shop, with those that it replaced."""

    fact = Text("Its name; absent in earlier values.")
    value = Exact("The figure.", scale=10, required=True)
    note = Text("Where it comes from.", required=True)
    evidence = files()
    earlier = Many("What it replaced, oldest first.", Document("An earlier value."), required=True)


class Weight(Mark):
    """Somebody's weight."""

    employee = Id("The person.", required=True)
    weight = Exact("The weight.", scale=6, required=True)
    reason = Sealed("Why.", required=True)


class Interview(Mark):
    """A talk about a result."""

    employee = Id("With whom.", required=True)
    note = Sealed("What was said.", required=True)


class Step(Mark):
    """A step of a cycle."""

    phase = Text("The phase that it led to.", required=True)
    reason = Text("Why.", required=True)


class Cycle(CycleHead):
    """A cycle; what concerns other people only for those who may see them."""

    calendar = Text("Version of the calendar when it was planned.", required=True)
    parameters = Table("Days of its windows.", Text("Days."), required=True)
    participants = Many("Who takes part.", Nested("One.", Participant), required=True)
    exempt = Many("Who is left out.", Nested("One.", Exemption), required=True)
    targets = Many("Targets set here.", Nested("Of a scheme.", Targets), required=True)
    shop_facts = Many("Figures of the shop.", Nested("One.", ShopFigure), required=True)
    weights = Many("Weights.", Nested("One.", Weight), required=True)
    interviews = Many("Talks about results.", Nested("One.", Interview), required=True)
    history = Many("Every step.", Nested("A step.", Step), required=True)
    appeals_calendar = Text("Version of the calendar that `appeals_until` was counted by.")
    appeals_closed = Nested("When the window was closed.", Mark)
    people = people()


class Criterion(Answer):
    """An item that people are appraised by."""

    id = Text("Its id.", required=True)
    title = Words("Its title.", required=True)
    section = Text("Its section.", required=True)
    max = Exact("Full points.", required=True)
    kind = Text("Its kind.", required=True)
    target = Exact("The target for everybody.", scale=10, required=True, allow_none=True)
    source = Text("The source clause.", required=True)
    assumed = Flag("Whether the source is silent about it.", required=True)


class Criteria(Answer):
    """A scheme as a cycle uses it (D15)."""

    scheme = Text("The scheme.", required=True)
    version = Whole("Its version.", required=True)
    title = Words("Its title.", required=True)
    source = Text("The source document.", required=True)
    items = Many("Its items.", Nested("An item.", Criterion), required=True)
    personal_targets = Many("Targets of single people.", Nested("Of one.", Targets), required=True)
    document = Document("The whole scheme.", required=True)


class Grant(Mark):
    """Points of share that somebody got."""

    id = own_id()
    role = Text("For a role; empty for a person.", required=True)
    employee = Id("For a person; null for a role.", required=True, allow_none=True)
    points = Exact("Points of share.", scale=4, required=True)
    from_role = Text("The role that gives, where the plan says so; else empty.", required=True)
    appeal = Id("The request.", required=True)
    reason = Sealed("Why; null for whoever may not read it.", required=True, allow_none=True)
    withdrawn = Document("Who took it back, when and why; null while it stands.", required=True, allow_none=True)


class Share(Versioned):
    """The discretionary share of a cycle (5% 浮动权限)."""

    id = own_id()
    cycle = Id("The cycle.", required=True)
    ceiling = Exact("Points in all.", scale=4, required=True)
    left = Exact("Points that may still be granted.", scale=4, required=True)
    grants = Many("Who got what, as far as the caller may see it.", Nested("One.", Grant), required=True)
    set = Nested("When it was set.", Mark, required=True)
    requested = Exact(
        "Points asked for in requests that wait, as far as the caller may see them.", scale=4, required=True
    )
    requests = Many("Requests for it, those that wait first.", Nested("One.", ShareRequest), required=True)
    people = people()


class Place(Versioned):
    """A place on the leaderboard."""

    card = Id("The card.", required=True)
    cycle = Id("The cycle.", required=True)
    shop = Id("The shop.", required=True)
    period = Text("The month.", required=True)
    employee = Id("The person.", required=True)
    name = name()
    number = Text("Staff number.", required=True)
    role = Text("Role.", required=True)
    lead = Id("Lead.", required=True, allow_none=True)
    total = Exact("The total.", required=True)
    rank = Whole("The place; equal totals share the better one.", required=True)


class Leaderboard(Answer):
    """Places of a published cycle that the caller may see."""

    cycle = Id("The cycle.", required=True)
    published = Whole("How many cards are published.", required=True)
    places = Many("Best first.", Nested("A place.", Place), required=True)
