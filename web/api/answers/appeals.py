"""Appeals."""

from web.api.answers import Mark, Sealed, Versioned, Words, name, own_id, people
from web.api.fields import Day, Exact, Flag, Id, Text, Whole
from web.api.objects import Document, Many, Nested, Schema


class AppealHead(Versioned):
    """What an appeal and its line in a list share."""

    id = own_id()
    kind = Text("`deduction`, `judgement`, `rating`, `item`, `score`, `payslip` or `share`.", required=True)
    cycle = Id("The cycle.", required=True)
    shop = Id("The shop.", required=True)
    appellant = Id("Who appeals.", required=True)
    name = name()
    role = Text("For a share: the role that it is asked for; else empty.", required=True)
    card = Id("The card.", required=True, allow_none=True)
    payroll = Id("The payroll.", required=True, allow_none=True)
    target = Text("The deduction or item; empty for the whole.", required=True)
    asked_points = Exact("For a share: points asked for.", scale=4, required=True, allow_none=True)
    status = Text("`filed`, `accepted`, `refused`, `decided`, `withdrawn` or `lapsed`.", required=True)
    outcome = Text("`upheld`, `partly`, `dismissed`, or empty.", required=True)
    handler = Id("Who hears it.", required=True, allow_none=True)
    escalated = Flag("Whether it went to the general manager.", required=True)
    file_by = Day("Last day of the window.", required=True, allow_none=True)
    decide_by = Day("Last day for a decision.", required=True)
    answer_by = Day("Last day for the appellant's reply, while one is awaited.", required=True, allow_none=True)
    filed = Nested("When.", Mark, required=True)


class AppealSummary(AppealHead):
    """An appeal in a list."""


class Grounds(Mark):
    """Why it was filed, or taken further."""

    grounds = Sealed("The grounds.", required=True)


class AppealFile(Mark):
    """A file that a side added."""

    sha256 = Text("Its hash.", required=True)
    media_type = Text("Its type.", required=True)
    size = Whole("Bytes.", required=True)
    note = Sealed("What it shows.", required=True, allow_none=True)


class ShareRequest(AppealHead):
    """A request for points of the discretionary share, to be put beside the others."""

    grounds = Many("The pitch.", Nested("One.", Grounds), required=True)
    evidence = Many("Its files.", Nested("One.", AppealFile), required=True)
    granted_points = Exact("Points granted; null before a decision.", scale=4, required=True, allow_none=True)


class AppealAnswer(Mark):
    """What a side said."""

    answer = Sealed("The answer.", required=True)


class AppealQuestion(Mark):
    """What the appellant was asked."""

    question = Sealed("The question.", required=True)
    answer_by = Day("Last day to reply.", required=True)
    answered = Nested("The reply.", AppealAnswer, required=True, allow_none=True)


class Hearing(Mark):
    """A hearing."""

    note = Sealed("What was said.", required=True)


class AppealDecision(Mark):
    """A decision."""

    outcome = Text("`upheld`, `partly` or `dismissed`.", required=True)
    reasons = Sealed("Why.", required=True)
    remedies = Many("What was put right.", Document("One thing."), required=True)
    granted_points = Exact("For a share: points granted.", scale=4, required=True, allow_none=True)
    replay_hash = Text("Hash of the replay that was shown, or empty.", required=True)


class MissedDay(Mark):
    """A deadline that passed."""

    due_on = Day("Its last day.", required=True)


class InterestWay(Schema):
    """How somebody's pay moves with a decision."""

    way = Text("`team-fund`, `profit-share` or `discretionary-share`.", required=True)
    title = Words("What that means.", required=True)


class Interest(Mark):
    """Whoever hears or decides it, where their own pay moves with the decision."""

    person = Id("Who.", required=True)
    ways = Many("How.", Nested("A way.", InterestWay), required=True)


class AppealStep(Mark):
    """A step of an appeal."""

    event = Text("What happened.", required=True)
    reason = Sealed("Why.", allow_none=True)
    handler = Id("Who hears it from then on.", allow_none=True)
    outcome = Text("How it was decided.")
    due_on = Day("The deadline missed.")
    person = Id("Whose own pay moves with the decision.")


class Appeal(AppealHead):
    """An appeal with both sides' words and every step."""

    calendar = Text("Version of the calendar that its deadlines were counted by.", required=True)
    lead = Id("The appellant's lead then.", required=True, allow_none=True)
    late_reason = Sealed("Why it was filed late.", required=True, allow_none=True)
    grounds = Many("Grounds.", Nested("One.", Grounds), required=True)
    evidence = Many("Files.", Nested("One.", AppealFile), required=True)
    answers = Many("The other side's answers.", Nested("One.", AppealAnswer), required=True)
    questions = Many("Questions to the appellant.", Nested("One.", AppealQuestion), required=True)
    hearings = Many("Hearings.", Nested("One.", Hearing), required=True)
    decision = Nested("The decision.", AppealDecision, required=True, allow_none=True)
    earlier_decisions = Many("Decisions before it was taken further.", Nested("One.", AppealDecision), required=True)
    missed_deadlines = Many("Deadlines missed.", Nested("One.", MissedDay), required=True)
    interests = Many("Whose own pay moves with the decision.", Nested("One.", Interest), required=True)
    timeline = Many("Every step.", Nested("A step.", AppealStep), required=True)
    excluded = Many("Who may not decide it; only for those who steer it.", Text("A person's id."))
    people = people()
