"""Scorecards and deductions."""

from web.api.answers import Answer, Mark, Sealed, Versioned, Words, files, name, own_id, people
from web.api.fields import Day, Exact, Flag, Id, Text, Whole
from web.api.objects import Document, Many, Nested, Table


class Unscored(Answer):
    """An item that keeps the card open."""

    item = Text("The item.", required=True)
    reason = Words("Why it has no score.", required=True)


class CardHead(Versioned):
    """What a card and its line in a list share."""

    id = own_id()
    cycle = Id("The cycle.", required=True)
    shop = Id("The shop.", required=True)
    period = Text("The month.", required=True)
    employee = Id("The person.", required=True)
    name = name()
    number = Text("Staff number.", required=True)
    role = Text("Role.", required=True)
    lead = Id("Lead.", required=True, allow_none=True)
    scheme = Text("The scheme.", required=True)
    scheme_version = Whole("Its version.", required=True)
    stage = Text("Where it stands: `open`, `submitted`, `returned`, `approved`, `published`.", required=True)
    appeals_until = Day("Last day to appeal.", required=True, allow_none=True)
    provisional = Flag("Whether it is not published yet.", required=True)
    total = Exact("On 100; null while an item is unscored.", required=True, allow_none=True)
    points = Exact("Sum of the scored items.", required=True)
    points_in_play = Exact("Full points of the items in play.", required=True)
    adjustment = Exact("Points that a superior added or took.", required=True)
    grade = Text("The scheme's grade, if it has grades.", required=True, allow_none=True)
    passed = Flag("Whether the pass mark is reached, if there is one.", required=True, allow_none=True)
    unscored = Many("Items without a score.", Nested("One.", Unscored), required=True)


class CardSummary(CardHead):
    """A card in a list."""

    deductions = Whole("Deductions that count.", required=True)
    proposed_deductions = Whole("Deductions that wait for a person.", required=True)
    amendments = Whole("How often an appeal changed it.", required=True)
    acknowledged = Flag("Whether the person acknowledged it.", required=True)


class CardSection(Answer):
    """A heading of a card."""

    id = Text("Its id.", required=True)
    title = Words("Its title.", required=True)
    max = Exact("Full points.", required=True)
    score = Exact("Its points; null while an item is unscored.", required=True, allow_none=True)


class CardItem(Answer):
    """A line of a card."""

    id = Text("The item.", required=True)
    title = Words("Its title.", required=True)
    section = Text("Its section.", required=True)
    kind = Text("Its kind.", required=True)
    max = Exact("Full points.", required=True)
    state = Text("`scored`, `unscored`, `waived` or `out-of-play`.", required=True)
    score = Exact("Points.", required=True, allow_none=True)
    value = Exact("The measured value.", scale=10, required=True, allow_none=True)
    target = Exact("The target.", scale=10, required=True, allow_none=True)
    source = Text("The source clause.", required=True)
    assumed = Flag("Whether the source is silent about it.", required=True)
    explanation = Words("How the score came about.", required=True)
    deductions = Many("Deductions from it.", Id("One."), required=True)


class CardFacts(Mark):
    """Figures that were entered at once."""

    measures = Table("Measures.", Exact("A figure.", scale=10), required=True)
    counts = Table("Counts.", Exact("A count.", scale=10), required=True)
    ranks = Table("Ranks.", Whole("A rank."), required=True)
    source = Text("The file's name without what may be about people, `entry`, or `appeal`.", required=True)
    row = Whole("The row of the file.", required=True, allow_none=True)
    evidence = files()
    appeal = Id("The appeal that corrected them.", required=True, allow_none=True)


class DeductionStep(Mark):
    """What became of a deduction."""

    status = Text("`proposed`, `recorded`, `rejected` or `reversed`.", required=True)
    points = Exact("Points after this step.", required=True, allow_none=True)
    reason = Sealed("Why.", required=True, allow_none=True)
    appeal = Id("The appeal behind it.", required=True, allow_none=True)


class DeductionHead(Mark):
    """What a deduction on a card and in the inbox share."""

    id = own_id()
    item = Text("The item.", required=True)
    code = Text("The catalogue's code; empty for a free reason.", required=True)
    severity = Text("`fatal` or `non-fatal` for defects; else empty.", required=True)
    points = Exact("Points that it takes now.", required=True, allow_none=True)
    first_points = Exact("Points that it took at first.", required=True, allow_none=True)
    status = Text("Whether it counts: `recorded` does.", required=True)
    reason = Sealed("Why.", required=True)
    evidence = files()
    appeal = Id("The appeal that changed it last.", required=True, allow_none=True)
    steps = Many("Every step.", Nested("A step.", DeductionStep), required=True)


class CardDeduction(DeductionHead):
    """A deduction on a card."""

    title = Words("Title of its code.", required=True, allow_none=True)
    source = Text("The source clause.", required=True, allow_none=True)


class DeductionInbox(DeductionHead):
    """A deduction in the inbox of a cycle."""

    card = Id("The card.", required=True)
    cycle = Id("The cycle.", required=True)
    shop = Id("The shop.", required=True)
    period = Text("The month.", required=True)
    employee = Id("The person.", required=True)
    name = name()
    lead = Id("Lead.", required=True, allow_none=True)
    version = Whole("The card's version when it last changed.", required=True)


class CardJudgement(Mark):
    """A judgement, with those that it replaced."""

    item = Text("The item.", required=True)
    level = Text("The level.", required=True)
    points = Exact("Points.", required=True)
    reason = Sealed("Why.", required=True)
    appeal = Id("The appeal behind it.", required=True, allow_none=True)
    earlier = Many("What it replaced, oldest first.", Document("An earlier judgement."), required=True)


class GivenRating(Mark):
    """One rater's points."""

    item = Text("The item.", required=True)
    kind = Text("`self`, `peer` or `manager`.", required=True)
    points = Exact("Points.", required=True)
    comment = Sealed("Comment.", required=True, allow_none=True)


class RatingMean(Answer):
    """What one kind of rater gave for an item; peers are shown only as a mean."""

    item = Text("The item.", required=True)
    kind = Text("`self`, `peer` or `manager`.", required=True)
    weight = Exact("Weight of this kind.", scale=6, required=True)
    count = Whole("How many rated.", required=True)
    mean = Exact("Their mean; null while it would tell who gave what.", scale=6, required=True, allow_none=True)
    given = Many("Single ratings that the caller may see.", Nested("One.", GivenRating), required=True)


class CardAdjustment(Mark):
    """Points on the whole card."""

    id = own_id()
    points = Exact("Points.", required=True)
    reason = Sealed("Why.", required=True)
    appeal = Id("The appeal behind it.", required=True, allow_none=True)


class CardWaiver(Mark):
    """An item that is out of play."""

    item = Text("The item.", required=True)
    reason = Sealed("Why.", required=True)
    appeal = Id("The appeal behind it.", required=True, allow_none=True)


class CardStep(Mark):
    """A step of a card."""

    stage = Text("The stage that it led to.", required=True)
    reason = Sealed("Why.", required=True, allow_none=True)
    total = Exact("The total then.", required=True, allow_none=True)


class Amendment(Mark):
    """What an appeal changed; the old result stays beside the new one."""

    appeal = Id("The appeal.", required=True)
    old_total = Exact("Before.", required=True)
    new_total = Exact("After.", required=True)
    old_result = Document("The whole result before.", required=True, allow_none=True)


class Acknowledgement(Mark):
    """The person has seen it."""

    comment = Sealed("What they added.", required=True, allow_none=True)


class Scorecard(CardHead):
    """A card with every item's explanation, every entry, and what became of it."""

    scheme_title = Words("Title of the scheme.", required=True)
    targets = Table("Targets, by item.", Exact("A target.", scale=10), required=True)
    sections = Many("Headings.", Nested("One.", CardSection), required=True)
    items = Many("Lines.", Nested("One.", CardItem), required=True)
    facts = Many("Figures, as they were entered.", Nested("One entry.", CardFacts), required=True)
    judgements = Many("Judgements.", Nested("One.", CardJudgement), required=True)
    ratings = Many("Ratings, by item and kind of rater.", Nested("One.", RatingMean), required=True)
    deductions = Many("Deductions, also those that no longer count.", Nested("One.", CardDeduction), required=True)
    adjustments = Many("Adjustments.", Nested("One.", CardAdjustment), required=True)
    waivers = Many("Waivers.", Nested("One.", CardWaiver), required=True)
    history = Many("Every step.", Nested("A step.", CardStep), required=True)
    amendments = Many("What appeals changed.", Nested("One.", Amendment), required=True)
    acknowledged = Nested("When the person acknowledged it.", Acknowledgement, required=True, allow_none=True)
    people = people()
