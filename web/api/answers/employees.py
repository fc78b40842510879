"""People."""

from web.api.answers import Answer, Mark, Sealed, Versioned, Words, name, own_id, people
from web.api.fields import Day, Exact, Flag, Id, Moment, Text, Whole
from web.api.objects import Document, Many, Nested


class Post(Mark):
    """A post from a day on."""

    effective_on = Day("First day.", required=True)
    shop = Id("The shop.", required=True, allow_none=True)
    role = Text("The role.", required=True)
    lead = Id("The lead.", required=True, allow_none=True)
    reason = Sealed("Why; null for the first post, and for whoever may not read it.", required=True, allow_none=True)


class BasePay(Mark):
    """Base pay from a day on."""

    amount = Exact("Yuan a month.", required=True)
    effective_on = Day("First day.", required=True)
    reason = Sealed("Why.", required=True, allow_none=True)


class Leaving(Mark):
    """The end of an employment."""

    left_on = Day("Last day of work.", required=True)
    reason = Sealed("Why; null for whoever may not read it.", required=True, allow_none=True)


class Erasure(Mark):
    """The order to destroy the person's key."""

    reason = Text("Why, by the law.", required=True)
    reference = Text("Where the request is filed; may be empty.", required=True)


class Employee(Versioned):
    """A person with their posts; base pay only for those who may see pay."""

    id = own_id()
    employee = Id("The same id.", required=True)
    number = Text("Staff number.", required=True)
    name = name()
    regular = Flag("Whether they are regular staff.", required=True)
    hired_on = Day("First day of work.", required=True)
    left = Nested("The end of the employment.", Leaving, required=True, allow_none=True)
    erased = Nested(
        "The person's erasure: names and texts cannot be read again.", Erasure, required=True, allow_none=True
    )
    shop = Id("Shop of the newest post.", required=True, allow_none=True)
    role = Text("Role of the newest post.", required=True)
    lead = Id("Lead of the newest post.", required=True, allow_none=True)
    shops = Many("Every shop in which they have, or ever had, a post.", Id("A shop."), required=True)
    posts = Many("Every post.", Nested("A post.", Post), required=True)
    base_pays = Many("Base pay since when; empty for whoever may not see it.", Nested("One.", BasePay), required=True)
    people = people()


class EmployeeSummary(Versioned):
    """A person in a list."""

    id = own_id()
    employee = Id("The same id.", required=True)
    number = Text("Staff number.", required=True)
    name = name()
    shop = Id("Shop of the newest post.", required=True, allow_none=True)
    role = Text("Role of the newest post.", required=True)
    lead = Id("Lead of the newest post.", required=True, allow_none=True)
    regular = Flag("Whether they are regular staff.", required=True)
    hired_on = Day("First day of work.", required=True)
    left = Day("Last day of work.", required=True, allow_none=True)


class IssuedToken(Answer):
    """A token, shown this once."""

    id = own_id()
    token = Text("Send it as `Authorization: Bearer …`. It is shown this once.", required=True)
    expires_at = Moment("Until when it works.", required=True)


class RevokedTokens(Answer):
    """Whose tokens no longer work."""

    id = own_id()


class Shifted(Answer):
    """A figure before and after; null where there was or is none, or where only the change is known."""

    before = Exact("Before.", required=True, allow_none=True)
    after = Exact("After.", required=True, allow_none=True)
    change = Exact("After less before.", required=True, allow_none=True)


class Effect(Answer):
    """What an entry changed."""

    points = Nested("Of a card: the sum of its items as scored so far.", Shifted, required=True, allow_none=True)
    total = Nested("Of a card: its total on 100.", Shifted, required=True, allow_none=True)
    yuan = Nested("Of a payslip or base pay.", Shifted, required=True, allow_none=True)


class TimelineEntry(Versioned):
    """Something that was done about a person."""

    by = Text("Who did it; null for a peer's rating.", required=True, allow_none=True)
    at = Moment("When.", required=True)
    event = Text("What, such as `deduction-recorded`.", required=True)
    person = Id("About whom.", required=True)
    subject = Id("The thing that it happened to.", required=True)
    subject_kind = Text("What that is.", required=True)
    details = Document("What the event says of this person.", required=True)
    effect = Nested("What it changed, as far as the caller may see.", Effect, required=True, allow_none=True)


class AuditEntry(Versioned):
    """An event of the ledger: who did it and by which command, never what it says."""

    by = Text("Who: a person's id, or `system:…`.", required=True)
    at = Moment("When it was decided.", required=True)
    recorded_at = Moment("When it was recorded; never runs backwards.", required=True)
    event = Text("What, such as `deduction-recorded`.", required=True)
    topic = Text("Its topic with its version.", required=True)
    command = Id("The command.", required=True)
    causation = Id("What led to the command.", required=True)
    correlation = Id("The first command of the chain.", required=True)
    subject = Id("The thing that it happened to.", required=True)


class Notice(Versioned):
    """What the caller was told."""

    id = own_id()
    person = Id("Whom it is for.", required=True)
    kind = Text("What about, such as `score-published`; `docs/notices.md` lists them.", required=True)
    text = Words("What it says; with a deadline, what that is for.", required=True)
    subject_kind = Text("What it is about.", required=True)
    subject = Id("Which.", required=True)
    given_on = Day("The local day on which it was given; deadlines count from it.", required=True)
    deadline = Day("Until when it may be acted on.", required=True, allow_none=True)
    calendar = Text("Version of the calendar that the deadline was counted by.", required=True)
    given = Nested("When.", Mark, required=True)
    delivered = Many("Further channels by which it went out.", Document("One."), required=True)
    read = Nested("When it was read.", Mark, required=True, allow_none=True)


class UploadedFile(Answer):
    """A stored file."""

    sha256 = Text("Its hash: name it as evidence.", required=True)
    media_type = Text("Its type.", required=True)
    size = Whole("Bytes.", required=True)
