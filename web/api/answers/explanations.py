"""Why: a card's and a payslip's figures as arithmetic, with where each number comes from, and in sentences."""

from typing import Any

from web.api.answers import FAR, Answer, File, Mark, Sealed, Versioned, Words, name, own_id, people
from web.api.fields import Exact, Flag, Id, Text, Whole
from web.api.objects import Document, Many, Nested

TERM = (
    "A tree over exact numbers. `op` is `number` (`value`, `label`, `source`, `column`), `sum`, `difference` (the "
    "first less all others), `product`, `quotient`, `mean`, `least`, `most`, `half-up` and `floor` (to `places`), `if` "
    "(`of` holds left, right, met, missed; `test` is `at-least`, `above` or `at-most`), `band` (the `points` of the "
    "one of `bands` that holds the value) or `place` (the `points` of a place from 1, the last for all later ones); "
    "`of` holds the parts. Redone from its `value`s, the tree comes to the figure exactly; `is` shows what a node "
    "comes to, half-up to six decimals, and is not used further."
)


class Term(Document):
    """An arithmetic tree."""

    def __init__(self, says: str, **kwargs: Any) -> None:
        super().__init__(f"{says} {TERM}", **kwargs)


class Clause(Answer):
    """A clause behind a number."""

    source = Text("As the rules write it, such as `D01 一.1`.", required=True)
    document = Text("The source document.", required=True)
    clause = Text("Its clause.", required=True)
    rules = Text("The scheme or plan in which it stands.", required=True)
    version = Whole("Its version.", required=True)
    assumed = Flag("Whether the source is silent about it.", required=True)
    assumption = Words("What is assumed.", required=True, allow_none=True)


class Replaced(Mark):
    """An entry that a later one replaced."""

    value = Text("What it said.", required=True)


class Change(Mark):
    """What became of an entry."""

    status = Text("`recorded` (with other points), `reversed`, `rejected`, `amended`.", required=True)
    points = Exact("Points after it.", required=True, allow_none=True)
    appeal = Id("The appeal behind it.", required=True, allow_none=True)
    reason = Sealed("Why.", required=True, allow_none=True)


class Source(Answer):
    """Where a number comes from."""

    id = Text("By which numbers name it.", required=True)
    kind = Text(
        "`rule`, `fact`, `target`, `judgement`, `deduction`, `rating`, `adjustment`, `waiver`; of pay also "
        "`parameter`, `shop-fact`, `weight`, `grant`, `base-pay`, `card`, `correction`.",
        required=True,
    )
    name = Text("Which: a fact, an item, an id.", required=True)
    title = Words("What it is called.", required=True, allow_none=True)
    value = Text("What it says; null for who may not see it.", required=True, allow_none=True)
    event = Text("The event, such as `facts-recorded`.", required=True, allow_none=True)
    position = Whole("Its position; null where it is told to nobody.", required=True, allow_none=True, most=FAR)
    at = Text("When.", required=True, allow_none=True)
    by = Text("Who; null where it is told to nobody.", required=True, allow_none=True)
    file = Text("The imported file; null where somebody typed it.", required=True, allow_none=True)
    row = Whole("Its row.", required=True, allow_none=True)
    reason = Sealed("Why; null for who may not read it.", required=True, allow_none=True)
    appeal = Id("The appeal that made it or changed it last.", required=True, allow_none=True)
    clause = Nested("The clause behind it.", Clause, required=True, allow_none=True)
    subject = Id("The card or payroll that it is.", required=True, allow_none=True)
    evidence = Many("Files that support it.", Nested("A file.", File), required=True)
    replaced = Many("Entries that it replaced.", Nested("One.", Replaced), required=True)
    changes = Many("What became of it.", Nested("One.", Change), required=True)
    sentence = Words("The same for people.", required=True)
    level = Text("Of a judgement.")
    status = Text("Of a deduction: `recorded` counts.")
    code = Text("Of a deduction: the catalogue\u2019s code.")
    severity = Text("Of a defect.")
    first_points = Exact("Of a deduction: points that it took at first.", allow_none=True)
    count = Whole("Of ratings: how many.")
    given = Many("Of ratings: the single ones that may be seen.", Document("One."))


class RulesInForce(Answer):
    """The scheme or plan version that it goes by."""

    id = Text("Its id.", required=True)
    version = Whole("Its version.", required=True)
    title = Words("Its title.", required=True)
    source = Text("The source document.", required=True)
    sha256 = Text("Hash of the whole document.", required=True)
    published = Nested("Who published it.", Mark, required=True)


class ExplainedItem(Answer):
    """A line of a card, explained."""

    id = Text("The item.", required=True)
    title = Words("Its title.", required=True)
    section = Text("Its section.", required=True)
    kind = Text("Its kind of rule.", required=True)
    max = Exact("Full points.", required=True)
    state = Text("`scored`, `unscored`, `waived` or `out-of-play`.", required=True)
    score = Exact("Points.", required=True, allow_none=True)
    clause = Nested("The clause behind it.", Clause, required=True)
    term = Term(
        "Its arithmetic; null unless it is scored, and in a look into a command’s middle.",
        required=True,
        allow_none=True,
    )
    sentence = Words("The same for people.", required=True)
    sources = Many("Ids of everything that concerns it.", Text("One."), required=True)
    appeals = Many("Appeals that changed it.", Id("One."), required=True)


class AmendedTotal(Mark):
    """What an appeal made of the total."""

    appeal = Id("The appeal.", required=True)
    old_total = Exact("Before.", required=True)
    new_total = Exact("After.", required=True)


class CardExplanation(Versioned):
    """A card, explained."""

    id = own_id()
    cycle = Id("The cycle.", required=True)
    shop = Id("The shop.", required=True)
    period = Text("The period.", required=True)
    employee = Id("The person.", required=True)
    name = name()
    number = Text("Staff number.", required=True)
    role = Text("Role.", required=True)
    lead = Id("Lead.", required=True, allow_none=True)
    stage = Text("Where the card stands.", required=True)
    provisional = Flag("Whether it is not published yet.", required=True)
    scheme = Nested("The scheme.", RulesInForce, required=True)
    total = Exact("On 100; null while an item is unscored.", required=True, allow_none=True)
    points_in_play = Exact("Full points of the items in play.", required=True)
    grade = Text("The grade, if there are any.", required=True, allow_none=True)
    total_term = Term("The arithmetic of the total; null without one.", required=True, allow_none=True)
    items = Many("Lines.", Nested("One.", ExplainedItem), required=True)
    sources = Many("Where the numbers come from.", Nested("One.", Source), required=True)
    amendments = Many("What appeals made of the total.", Nested("One.", AmendedTotal), required=True)
    sentences = Many("The whole for people.", Words("A sentence."), required=True)
    people = people()


class ExplainedColumn(Answer):
    """A column of a payslip, explained."""

    column = Text("The column.", required=True)
    amount = Exact("Yuan; `coefficient` has none.", required=True)
    term = Term(
        "Its arithmetic; a number with `column` is another column of the payslip.", required=True, allow_none=True
    )
    clause = Nested("The clause behind it.", Clause, required=True, allow_none=True)
    sentence = Words("The same for people.", required=True)


class PayslipExplanation(Versioned):
    """A payslip, explained; what others earn is in no explanation."""

    id = own_id()
    payroll = Id("The payroll.", required=True)
    employee = Id("The person.", required=True)
    name = name()
    shop = Id("The shop.", required=True)
    period = Text("The period.", required=True)
    cycle = Id("The cycle.", required=True)
    status = Text("Of the payroll.", required=True)
    digest = Text("Of the calculation.", required=True)
    plan = Nested("The plan.", RulesInForce, required=True)
    calculated = Nested("Who calculated it.", Mark, required=True)
    amount = Exact("All that is paid out.", required=True)
    columns = Many("Columns, in the order in which they are computed.", Nested("One.", ExplainedColumn), required=True)
    sources = Many("Where the numbers come from.", Nested("One.", Source), required=True)
    appeals = Many("Appeals behind it.", Id("One."), required=True)
    sentences = Many("The whole for people.", Words("A sentence."), required=True)
    people = people()
