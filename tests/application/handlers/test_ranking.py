"""Places within the team are computed from what was recorded, when the entry of facts ends (D13)."""

from decimal import Decimal

from application.cycles.closing import CloseFacts
from application.scorecards import RecordFacts
from domain.scorecard import Scorecard
from tests.application.handlers import sales
from tests.application.handlers.firm import TEAM, Firm

ITEM = "personal-sales"


def test_equal_sales_share_the_better_place_and_the_next_is_left_out(firm: Firm) -> None:
    """Imported sales rank the team; nobody types a place, and a place without a figure stays open."""
    sales.open_month(firm, scheme="service-360")
    sold = dict(zip(TEAM, ("9000", "12000", "12000", "100"), strict=False))
    for number, amount in sold.items():
        firm.do("H1", RecordFacts(firm.card(number), {"personal_sales": Decimal(amount)}))
    firm.do("M1", CloseFacts(firm.cycle()))
    places = {number: firm.load(Scorecard, firm.card(number)).ranks.get(ITEM) for number in TEAM}
    ranked = [places[number] for number in sold]
    assert ranked == [3, 1, 1, 4][: len(ranked)]
    assert all(places[number] is None for number in TEAM if number not in sold)
