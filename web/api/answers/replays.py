"""What a replay answers: how things stand, or what would be different."""

from web.api.answers import FAR, Answer, people
from web.api.fields import Exact, Flag, Id, Text, Whole
from web.api.objects import Document, Many, Nested, Table


class LeftOut(Answer):
    """An event that was left out."""

    position = Whole("Its position.", required=True, most=FAR)
    event = Text("What it is, such as `deduction-recorded`.", required=True)
    subject = Id("The thing that it happened to.", required=True)
    by = Text("Who did it.", required=True)
    at = Text("When.", required=True)


class Departure(Answer):
    """A place where the ledger says something else than its own history comes to."""

    position = Whole("The event.", required=True, most=FAR)
    event = Text("What it is.", required=True)
    what = Text("Which figure.", required=True)
    recorded = Text("As recorded.", required=True)
    computed = Text("As computed.", required=True)


class Fallen(Answer):
    """A decision about a consequence that does not come about here."""

    position = Whole("The decision.", required=True, most=FAR)
    event = Text("What it was.", required=True)
    employee = Id("About whom.", required=True)
    kind = Text("Of what.", required=True)
    periods = Many("The months that had led to it.", Text("One."), required=True)


class SchemeInForce(Answer):
    """The scheme that a card goes by."""

    id = Text("Its id.", required=True)
    version = Whole("Its version.", required=True)
    parameters = Document("Values that replace its own, where the question gave any.")


class PlanInForce(Answer):
    """The plan that a payroll goes by."""

    id = Text("Its id.", required=True)
    version = Whole("Its version.", required=True)


class ItemFigures(Answer):
    """A line of a card."""

    max = Exact("Full points.", required=True)
    state = Text("`scored`, `unscored`, `waived` or `out-of-play`.", required=True)
    score = Exact("Points.", required=True, allow_none=True)
    value = Exact("The measured value.", scale=10, required=True, allow_none=True)
    target = Exact("The target.", scale=10, required=True, allow_none=True)


class ItemFiguresOfCard(ItemFigures):
    """A line of a card, by its item."""

    item = Text("The item.", required=True)


class CardFigures(Answer):
    """What a card comes to; `items` are empty until it is submitted."""

    scheme = Nested("The scheme.", SchemeInForce, required=True)
    stage = Text("Where it stands.", required=True)
    total = Exact("On 100; null before it is submitted.", required=True, allow_none=True)
    grade = Text("The grade, if there are any.", required=True, allow_none=True)


class CardHead(Answer):
    """Whose card."""

    card = Id("The card.", required=True)
    employee = Id("The person.", required=True)
    cycle = Id("The cycle.", required=True)
    shop = Id("The shop.", required=True)
    period = Text("The period.", required=True)


class ReplayedCard(CardHead, CardFigures):
    """A card as it stands."""

    items = Many("Lines.", Nested("One.", ItemFiguresOfCard), required=True)


class ItemDifference(Answer):
    """A line that differs; null on the side that does not have it."""

    item = Text("The item.", required=True)
    before = Nested("Before.", ItemFigures, required=True, allow_none=True)
    after = Nested("After.", ItemFigures, required=True, allow_none=True)


class CardDifference(CardHead):
    """A card that differs."""

    before = Nested("Before.", CardFigures, required=True, allow_none=True)
    after = Nested("After.", CardFigures, required=True, allow_none=True)
    change = Exact("Points more or, negative, fewer.", required=True, allow_none=True)
    items = Many("Lines that differ.", Nested("One.", ItemDifference), required=True)


class MonthFigures(Answer):
    """A rated period."""

    score = Exact("The total.", required=True)
    poor = Flag("Whether it is poor (差评).", required=True)


class MonthOfStanding(MonthFigures):
    """A rated period of a person's record."""

    period = Text("The period.", required=True)


class MonthDifference(Answer):
    """A rated period that differs."""

    period = Text("The period.", required=True)
    before = Nested("Before.", MonthFigures, required=True, allow_none=True)
    after = Nested("After.", MonthFigures, required=True, allow_none=True)


class ConsequenceHead(Answer):
    """What results led to."""

    kind = Text("Such as `warning`.", required=True)
    periods = Many("The periods that led to it.", Text("One."), required=True)
    rule = Text("The scheme's rule; null for warnings and reviews.", required=True, allow_none=True)


class ReplayedConsequence(ConsequenceHead):
    """A consequence as it stands."""

    state = Text("Where it stands.", required=True)


class ConsequenceDifference(ConsequenceHead):
    """A consequence that differs; null where there is none."""

    before = Text("Its state.", required=True, allow_none=True)
    after = Text("Its state after.", required=True, allow_none=True)


class ReplayedStanding(Answer):
    """A person's record as it stands."""

    employee = Id("The person.", required=True)
    months = Many("Rated periods.", Nested("One.", MonthOfStanding), required=True)
    consequences = Many("What they led to.", Nested("One.", ReplayedConsequence), required=True)


class StandingDifference(Answer):
    """A person's record that differs."""

    employee = Id("The person.", required=True)
    months = Many("Rated periods that differ.", Nested("One.", MonthDifference), required=True)
    consequences = Many("Consequences that differ.", Nested("One.", ConsequenceDifference), required=True)


class SlipHead(Answer):
    """Whose line of which payroll."""

    payroll = Id("The payroll.", required=True)
    employee = Id("The person.", required=True)
    shop = Id("The shop.", required=True)
    period = Text("The period.", required=True)


class ReplayedSlip(SlipHead):
    """A line of a payroll as it stands."""

    amounts = Table("Yuan, by column.", Exact("An amount."), required=True)


class ColumnDifference(Answer):
    """An amount that differs; null on the side that does not have the column."""

    column = Text("The column.", required=True)
    before = Exact("Before.", required=True, allow_none=True)
    after = Exact("After.", required=True, allow_none=True)
    change = Exact("After less before.", required=True)


class SlipDifference(SlipHead):
    """A line of a payroll that differs."""

    columns = Many("Amounts that differ.", Nested("One.", ColumnDifference), required=True)


class PayrollHead(Answer):
    """Which payroll."""

    payroll = Id("The payroll.", required=True)
    shop = Id("The shop.", required=True)
    period = Text("The period.", required=True)


class PayrollState(Answer):
    """Where a payroll stands, by which plan."""

    status = Text("Where it stands.", required=True)
    plan = Nested("The plan.", PlanInForce, required=True, allow_none=True)


class ReplayedPayroll(PayrollHead, PayrollState):
    """A payroll as it stands."""

    totals = Table("Sums, by column.", Exact("Yuan."), required=True)


class PayrollDifference(PayrollHead):
    """A payroll that differs."""

    before = Nested("Before.", PayrollState, required=True, allow_none=True)
    after = Nested("After.", PayrollState, required=True, allow_none=True)
    totals = Many("Sums that differ.", Nested("One.", ColumnDifference), required=True)


class CorrectionHead(PayrollHead):
    """Which payroll corrects which, for whom."""

    employee = Id("The person.", required=True)
    corrects = Id("The payroll that is corrected.", required=True)
    corrected_period = Text("Its period.", required=True)


class CorrectionAmounts(Answer):
    """What a correction moves; the three sum to zero."""

    paid = Exact("What the person gets more.", required=True)
    team_fund = Exact("What the team fund gets more.", required=True)
    retained = Exact("What the company keeps more.", required=True)
    appeals = Many("The appeals behind it.", Id("One."), required=True)


class ReplayedCorrection(CorrectionHead, CorrectionAmounts):
    """A correction of an earlier payroll as it stands."""


class CorrectionDifference(CorrectionHead):
    """A correction that differs; null where there is none."""

    before = Nested("Before.", CorrectionAmounts, required=True, allow_none=True)
    after = Nested("After.", CorrectionAmounts, required=True, allow_none=True)
    change = Exact("What the person gets more.", required=True)


class FundEntryOfReplay(Answer):
    """A movement of a team fund."""

    kind = Text("`credit`, `correction` or `spending`.", required=True)
    period = Text("The period of a credit; else empty.", required=True)
    appeal = Id("The appeal behind it.", required=True, allow_none=True)
    amount = Exact("Yuan.", required=True)


class ReplayedFund(Answer):
    """A team fund as it stands."""

    shop = Id("The shop.", required=True)
    balance = Exact("Yuan.", required=True)
    entries = Many("Movements.", Nested("One.", FundEntryOfReplay), required=True)


class FundEntryDifference(Answer):
    """Movements of a kind that differ: a credit by its period, corrections and spendings in one sum."""

    kind = Text("`credit`, `correction` or `spending`.", required=True)
    period = Text("The period of a credit; else empty.", required=True)
    before = Exact("Before.", required=True)
    after = Exact("After.", required=True)
    change = Exact("After less before.", required=True)


class Moved(Answer):
    """A figure before and after."""

    before = Exact("Before.", required=True)
    after = Exact("After.", required=True)
    change = Exact("After less before.", required=True)


class FundDifference(Answer):
    """A team fund that differs."""

    shop = Id("The shop.", required=True)
    entries = Many("Movements that differ.", Nested("One.", FundEntryDifference), required=True)
    balance = Nested("What it holds.", Moved, required=True)


SUMS = "`points` of all cards; with pay `gross, paid, team_fund, retained, adjustments`; `fund_balance`."


class ReplayedState(Answer):
    """How everything stands; without pay, the parts about pay are empty."""

    cards = Many("Cards.", Nested("One.", ReplayedCard), required=True)
    standings = Many("Records.", Nested("One.", ReplayedStanding), required=True)
    payslips = Many("Lines of payrolls.", Nested("One.", ReplayedSlip), required=True)
    payrolls = Many("Payrolls.", Nested("One.", ReplayedPayroll), required=True)
    adjustments = Many("Corrections.", Nested("One.", ReplayedCorrection), required=True)
    funds = Many("Team funds.", Nested("One.", ReplayedFund), required=True)
    totals = Table(SUMS, Exact("A sum."), required=True)


class Differences(Answer):
    """Everything that would be different; without pay, the parts about pay are empty."""

    cards = Many("Cards.", Nested("One.", CardDifference), required=True)
    standings = Many("Records.", Nested("One.", StandingDifference), required=True)
    payslips = Many("Lines of payrolls.", Nested("One.", SlipDifference), required=True)
    payrolls = Many("Payrolls.", Nested("One.", PayrollDifference), required=True)
    adjustments = Many("Corrections.", Nested("One.", CorrectionDifference), required=True)
    funds = Many("Team funds.", Nested("One.", FundDifference), required=True)
    totals = Table(SUMS, Nested("A sum.", Moved), required=True)


class Replay(Answer):
    """A replay; nothing was written. `hash` is the SHA-256 of the canonical JSON (RFC 8785) of all but itself and
    `people`: the same question about the same ledger has the same hash.
    """

    format = Text("What the hash is taken over.", required=True)
    organization = Id("The organization.", required=True)
    position = Whole("Up to which event.", required=True, most=FAR)
    recorded_at = Text("When that was recorded; null for an empty ledger.", required=True, allow_none=True)
    question = Document("The question as it was answered.", required=True)
    reproduced = Flag("Whether the ledger's own figures came out again.", required=True)
    departures = Many("Where they did not.", Nested("One.", Departure), required=True)
    without = Many("What was left out.", Nested("One.", LeftOut), required=True)
    fallen = Many("Decisions that fall away.", Nested("One.", Fallen), required=True)
    state = Nested("How everything stands; null for a what-if.", ReplayedState, required=True, allow_none=True)
    differences = Nested(
        "What would be different; null without a what-if.", Differences, required=True, allow_none=True
    )
    hash = Text("What a decision on an appeal may quote.", required=True)
    people = people()
