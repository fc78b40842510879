"""Numbers (数字): appeals by cycle, shop and period, by rater and by reason."""

from application.queries import Queries
from web.api.answers.figures import CycleFigures, PeriodsFigures
from web.api.fields import Id, Text
from web.api.parameters import AsOf
from web.api.routes import Blueprint, Query, add_routes


class FiguresOf(AsOf):
    """Of which shop and periods."""

    shop = Id("Of a shop; else of all that the caller may see.")
    first = Text("From this period on, such as 2026-10.", shortest=1, longest=10, data_key="from")
    last = Text("Up to this period.", shortest=1, longest=10, data_key="to")


def routes() -> Blueprint:
    """Numbers."""
    return add_routes(
        Blueprint("figures", "数字 · appeals in numbers"),
        Query(
            "/cycles/<uuid:cycle>/appeal-figures", "A cycle's appeals in numbers", CycleFigures, Queries.appeal_figures,
            AsOf,
        ),
        Query(
            "/appeal-figures", "Appeals of several periods in numbers", PeriodsFigures, Queries.figures_of_periods,
            FiguresOf,
        ),
    )  # fmt: skip
