"""Payrolls, payslips, the team fund, standings."""

from web.api.answers import Answer, File, Mark, Sealed, Versioned, name, own_id, people
from web.api.answers.lines import Line
from web.api.fields import Day, Exact, Flag, Id, Text, Whole
from web.api.objects import Document, Many, Nested, Table


class Invalidated(Mark):
    """Why a calculation no longer holds."""

    reason = Text("Why.", required=True)
    appeal = Id("The appeal behind it.", required=True, allow_none=True)


class PayrollApproved(Mark):
    """Who approved which calculation."""

    digest = Text("Of the calculation.", required=True)


class Paid(Mark):
    """The payment."""

    paid_on = Day("The day.", required=True)
    reference = Text("The bank's reference.", required=True)
    calendar = Text("Version of the calendar that `appeals_until` was counted by.", required=True)


class PayrollHead(Versioned):
    """What a payroll and its line in a list share."""

    id = own_id()
    shop = Id("The shop.", required=True)
    period = Text("The month.", required=True)
    cycle = Id("The cycle.", required=True, allow_none=True)
    status = Text("`opened`, `calculated`, `invalidated`, `approved` or `paid`.", required=True)
    plan = Text("The plan.", required=True, allow_none=True)
    plan_version = Whole("Its version.", required=True, allow_none=True)
    totals = Table("Sums of the columns, the pool, and what nobody got (`unassigned`).", Exact("Yuan."), required=True)
    digest = Text("SHA-256 over plan, inputs, lines and totals; name it when you approve.", required=True)
    calculated = Nested("Who calculated it.", Mark, required=True, allow_none=True)
    invalidated = Nested("Why it must be calculated again.", Invalidated, required=True, allow_none=True)
    approved = Nested("Who approved it.", PayrollApproved, required=True, allow_none=True)
    paid = Nested("The payment.", Paid, required=True, allow_none=True)
    appeals_until = Day("Last day to appeal against a line.", required=True, allow_none=True)


class PayrollSummary(PayrollHead):
    """A payroll in a list."""

    people = Whole("How many lines.", required=True)


class PostedAdjustment(Mark):
    """What a paid payroll got wrong, put right here; the amounts sum to zero."""

    id = own_id()
    employee = Id("The person.", required=True)
    paid = Exact("What they get more.", required=True)
    team_fund = Exact("What the fund gets more.", required=True)
    retained = Exact("What the company keeps more.", required=True)
    corrects = Id("The payroll that was wrong.", required=True)
    corrected_period = Text("Its month.", required=True)
    appeal = Id("The appeal behind it.", required=True, allow_none=True)
    reason = Text("Why.", required=True)


class PayrollCorrection(Mark):
    """What a paid payroll should have been; the differences are adjustments of a later one."""

    id = own_id()
    figures = Table("Figures of the shop that came late.", Exact("Yuan."), required=True)
    inputs = Document("What it would be computed from now.", required=True)
    exempt = Table("Base pay of those exempt from appraisal, by person.", Exact("Yuan."), required=True)
    totals = Table("What that comes to.", Exact("Yuan."), required=True)
    reason = Text("What came late.", required=True)
    evidence = Many("Files.", Nested("A file.", File), required=True)


class BelowZero(Answer):
    """Somebody whose line comes to less than nothing: an earlier month is put right by more than the pay."""

    employee = Id("The person.", required=True)
    amount = Exact("What the line comes to; nothing is paid, nor carried into a later month.", required=True)


class Payroll(PayrollHead):
    """A payroll with everything that it was computed from."""

    inputs = Document("What it was computed from, in the shape of the `payroll` dry run.", required=True)
    cards = Table("Versions of the cards that it read.", Whole("A version."), required=True)
    lines = Many("A line for each person.", Nested("One.", Line), required=True)
    below_zero = Many(
        "Who gets nothing and is short of something, to be settled with them outside; `totals.gross` counts it.",
        Nested("One.", BelowZero),
        required=True,
    )
    adjustments = Many("Corrections of earlier months.", Nested("One.", PostedAdjustment), required=True)
    corrections = Many("What came late after it was paid.", Nested("One.", PayrollCorrection), required=True)
    history = Many("Calculations that were superseded or voided.", Document("One."), required=True)
    people = people()


class Payslip(Versioned):
    """One person's line of a payroll."""

    id = own_id()
    payroll = Id("The payroll.", required=True)
    employee = Id("The person.", required=True)
    name = name()
    line = Nested("The line.", Line, required=True, allow_none=True)
    shop = Id("The shop.", required=True)
    period = Text("The month.", required=True)
    cycle = Id("The cycle.", required=True, allow_none=True)
    status = Text("Of the payroll.", required=True)
    plan = Text("The plan.", required=True, allow_none=True)
    plan_version = Whole("Its version.", required=True, allow_none=True)
    digest = Text("Of the calculation.", required=True)
    calculated = Nested("Who calculated it.", Mark, required=True, allow_none=True)
    approved = Nested("Who approved it.", PayrollApproved, required=True, allow_none=True)
    paid = Nested("The payment.", Paid, required=True, allow_none=True)
    appeals_until = Day("Last day to appeal.", required=True, allow_none=True)
    pool = Exact("The shop's pool.", required=True, allow_none=True)
    adjustments = Many("Corrections of earlier months.", Nested("One.", PostedAdjustment), required=True)
    history = Many("Earlier calculations, for those who make payrolls.", Document("One."), required=True)


class PayslipWithPeople(Payslip):
    """One person's line of a payroll, with everybody mentioned."""

    people = people()


class TeamFund(Versioned):
    """A shop's team fund (团队活动基金)."""

    id = own_id()
    shop = Id("The shop.", required=True)
    balance = Exact("Yuan.", required=True)
    opened = Nested("When it began.", Mark, required=True)


class FundEntry(Versioned):
    """A credit, spending or correction."""

    id = Text("Its id.", required=True)
    fund = Id("The fund.", required=True)
    shop = Id("The shop.", required=True)
    kind = Text("`credit`, `spending` or `correction`.", required=True)
    by = Text("Who.", required=True)
    at = Text("When.", required=True)
    amount = Exact("Yuan; negative when spent.", required=True)
    balance = Exact("Yuan after it.", required=True)
    payroll = Id("The payroll behind it.")
    period = Text("Its month.")
    spending = Id("Id of the spending.")
    purpose = Text("What for.")
    appeal = Id("The appeal behind it.", allow_none=True)
    reason = Text("Why.")


class RatedMonth(Mark):
    """A final month, with what it was before an appeal."""

    period = Text("The month.", required=True)
    card = Id("The card.", required=True)
    score = Exact("The total.", required=True)
    poor = Flag("Whether it is poor (差评).", required=True)
    poor_below = Exact("Under what a month is poor.", required=True)
    appeal = Id("The appeal that changed it.", required=True, allow_none=True)
    earlier = Many("What it was before.", Document("An earlier rating."), required=True)


class ConsequenceStep(Mark):
    """A step of a consequence."""

    state = Text("The state that it led to.", required=True)
    reason = Sealed("Why.", required=True, allow_none=True)
    appeal = Id("The appeal behind it.", required=True, allow_none=True)


class JudgedResult(Answer):
    """The result that an improvement period was judged by."""

    period = Text("Its period.", required=True)
    card = Id("The card.", required=True)
    grade = Text("The grade; empty where the scheme has none for it.", required=True)
    total = Exact("The total.", required=True)


class Consequence(Answer):
    """What months led to; a person decides it."""

    id = own_id()
    kind = Text(
        "`warning` or `dismissal-review`; by a scheme `promotion`, `supervisor`, `reward`, `improvement`, "
        "`probation-pay` or `leaving-talk`.",
        required=True,
    )
    periods = Many("The poor months, or the period whose result led to it.", Text("A period."), required=True)
    state = Text("Where it stands.", required=True)
    steps = Many("Every step.", Nested("A step.", ConsequenceStep), required=True)
    card = Id("The card whose result led to it; as all that follows, where a scheme asks for it.")
    scheme = Text("The scheme that asks for it.")
    scheme_version = Whole("Its version.")
    rule = Text("Its entry in the scheme.")
    clause = Text("The clause behind it.")
    facts = Table("The facts that led to it; those about others only for who may see them.", Text("A fact."))
    improvement = Id("The improvement period that was not reached.", allow_none=True)
    grade = Text("Of an improvement: the grade that led to it.")
    reach = Text("Of an improvement: the grade to reach.")
    otherwise = Text("Of an improvement: what is proposed when it is not reached.")
    judged = Nested("Of an improvement: the result that it was judged by.", JudgedResult)


class Standing(Versioned):
    """A person's final months and what follows from them."""

    id = own_id()
    employee = Id("The person.", required=True)
    name = name()
    number = Text("Staff number.", required=True)
    months = Many("Months.", Nested("One.", RatedMonth), required=True)
    consequences = Many("What follows.", Nested("One.", Consequence), required=True)


class StandingWithPeople(Standing):
    """A person's final months and what follows from them, with everybody mentioned."""

    people = people()
