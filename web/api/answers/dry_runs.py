"""What dry runs compute."""

from web.api.answers import Answer, Words
from web.api.answers.scorecards import Unscored
from web.api.fields import Exact, Flag, Text, Whole
from web.api.objects import Document, Many, Nested, Table


class TriedItem(Answer):
    """A line of a card that was tried."""

    id = Text("The item.", required=True)
    max = Exact("Full points.", required=True)
    score = Exact("Points; null while unscored.", required=True, allow_none=True)
    value = Exact("The measured value.", scale=20, required=True, allow_none=True)
    target = Exact("The target.", scale=20, required=True, allow_none=True)
    source = Text("The source clause.", required=True)
    assumed = Flag("Whether the source is silent about it.", required=True)
    explanation = Words("How the score came about.", required=True)


class TriedCard(Answer):
    """A card that was tried; nothing was written."""

    scheme = Text("The scheme.", required=True)
    version = Whole("Its version.", required=True)
    employee = Text("As given.", required=True, allow_none=True)
    total = Exact("On 100; null while an item is unscored.", required=True, allow_none=True)
    points_in_play = Exact("Full points of the items in play.", required=True)
    grade = Text("The grade.", required=True, allow_none=True)
    items = Many("Lines.", Nested("One.", TriedItem), required=True)
    unscored = Many("Items without a score.", Nested("One.", Unscored), required=True)


class TriedPayroll(Answer):
    """A payroll that was tried; nothing was written."""

    plan = Text("The plan.", required=True)
    version = Whole("Its version.", required=True)
    pool = Exact("The pool, where the plan has one.", allow_none=True)
    lines = Many("A line for each person; columns follow the plan's kind.", Document("One."), required=True)
    totals = Table("Sums of the money columns.", Exact("Yuan."), required=True)
