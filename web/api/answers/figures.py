"""Appeals in numbers."""

from web.api.answers import Answer, Words, people
from web.api.fields import Exact, Id, Text, Whole
from web.api.objects import Many, Nested


class Days(Answer):
    """Working days from filing to the last decision."""

    counted = Whole("Appeals that it counts: those decided, on days that the calendar covers.", required=True)
    mean = Exact("On average.", required=True, allow_none=True)
    most = Whole("At most.", required=True, allow_none=True)


class MovedYuan(Answer):
    """Yuan; the three sum to zero."""

    paid = Exact("What people get more.", required=True)
    team_fund = Exact("What the team fund gets more.", required=True)
    retained = Exact("What the company keeps more.", required=True)


class Tally(Answer):
    """Appeals in numbers."""

    filed = Whole("Filed.", required=True)
    pending = Whole("Waiting for somebody.", required=True)
    withdrawn = Whole("Taken back.", required=True)
    lapsed = Whole("Lapsed.", required=True)
    refused = Whole("Not heard.", required=True)
    decided = Whole("Decided.", required=True)
    upheld = Whole("Upheld.", required=True)
    partly = Whole("Upheld in part.", required=True)
    dismissed = Whole("Dismissed.", required=True)
    upheld_share = Exact(
        "Of those decided, upheld at least in part; null where none is decided.",
        scale=4,
        required=True,
        allow_none=True,
    )
    escalated = Whole("Taken to the general manager.", required=True)
    days = Nested("How long it took.", Days, required=True)
    points = Exact("Points that cards moved.", required=True)
    yuan = Nested(
        "Yuan that moved; null for who may not see pay. Of a month that was paid, its corrections; of another, the "
        "difference to the same payroll without the appeal.",
        MovedYuan,
        required=True,
        allow_none=True,
    )
    not_computed = Whole(
        "Upheld appeals whose yuan no payroll has computed yet; null for who may not see pay.",
        required=True,
        allow_none=True,
    )


class DeductionTally(Answer):
    """Deductions in numbers."""

    entered = Whole("Those that count, or did.", required=True)
    reversed = Whole("Reversed since.", required=True)
    reduced = Whole("Reduced since.", required=True)
    by_appeal = Whole("Of these two, by an appeal.", required=True)
    standing_share = Exact("The part that was not reversed.", scale=4, required=True, allow_none=True)
    points_taken = Exact("Points that they took at first.", required=True)
    points_given_back = Exact("Points that were given back.", required=True)


class TallyOfKind(Tally):
    """Appeals of a kind."""

    kind = Text("`deduction`, `judgement`, `rating`, `item`, `score`, `payslip` or `share`.", required=True)


class TallyOfRater(Answer):
    """What one person entered, and how it fared."""

    employee = Id(
        "Who entered it; null for what is no one person's entry, such as a mean of ratings.",
        required=True,
        allow_none=True,
    )
    appeals = Nested("Appeals against it.", Tally, required=True)
    deductions = Nested("Their deductions.", DeductionTally, required=True)


class TallyOfReason(Answer):
    """What was objected to for one reason, and how it fared."""

    about = Text("`item`, `score`, `payslip` or `share`.", required=True)
    scheme = Text("The scheme of an item.", required=True, allow_none=True)
    item = Text("The item.", required=True, allow_none=True)
    code = Text("The catalogue’s code; null for a free reason.", required=True, allow_none=True)
    title = Words("Title of code or item.", required=True, allow_none=True)
    source = Text("Its clause.", required=True, allow_none=True)
    appeals = Nested("Appeals.", Tally, required=True)
    deductions = Nested("Deductions for it.", DeductionTally, required=True)


class Figures(Answer):
    """Appeals in all, by kind, by rater and by reason; those with the most that succeeded first."""

    appeals = Nested("All.", Tally, required=True)
    by_kind = Many("By kind.", Nested("One.", TallyOfKind), required=True)
    by_rater = Many("By who entered what is objected to.", Nested("One.", TallyOfRater), required=True)
    by_reason = Many("By reason.", Nested("One.", TallyOfReason), required=True)
    people = people()


class CycleFigures(Figures):
    """A cycle's appeals in numbers."""

    cycle = Id("The cycle.", required=True)
    shop = Id("The shop.", required=True)
    period = Text("The period.", required=True)


class PeriodTally(Answer):
    """A period's appeals."""

    cycle = Id("The cycle.", required=True)
    shop = Id("The shop.", required=True)
    period = Text("The period.", required=True)
    appeals = Nested("Its appeals.", Tally, required=True)


class PeriodsFigures(Figures):
    """The appeals of several periods in numbers."""

    shop = Id("The shop; null for all that the caller may see.", required=True, allow_none=True)
    first = Text("The first period asked for.", required=True, allow_none=True, data_key="from", attribute="from")
    last = Text("The last.", required=True, allow_none=True, data_key="to", attribute="to")
    periods = Many("Each period, in time.", Nested("One.", PeriodTally), required=True)
