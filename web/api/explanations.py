"""Why (说明): a card's and a payslip's figures explained; what changed between two moments."""

from application.queries import Queries
from web.api.answers.differences import PersonDifferences
from web.api.answers.explanations import CardExplanation, PayslipExplanation
from web.api.fields import Text
from web.api.objects import Schema
from web.api.parameters import AsOf
from web.api.routes import Blueprint, Query, add_routes


class TwoMoments(Schema):
    """From when to when."""

    earlier = Text(
        "A time (RFC 3339, with its zone) or the digits of a position.",
        shortest=1,
        longest=64,
        required=True,
        data_key="from",
    )
    later = Text("Likewise; now when it is left out.", shortest=1, longest=64, load_default=None, data_key="to")


def routes() -> Blueprint:
    """Explanations and differences."""
    return add_routes(
        Blueprint("explanations", "说明 · why, and what changed"),
        Query("/scorecards/<uuid:card>/explanation", "Why a card", CardExplanation, Queries.card_explanation, AsOf),
        Query(
            "/payslips/<uuid:payslip>/explanation",
            "Why a payslip",
            PayslipExplanation,
            Queries.payslip_explanation,
            AsOf,
        ),
        Query(
            "/employees/<uuid:employee>/differences",
            "What changed about a person between two moments",
            PersonDifferences,
            Queries.differences,
            TwoMoments,
        ),
    )
