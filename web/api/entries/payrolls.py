"""Bodies about pay: payrolls and the team fund."""

from web.api.fields import Day, Exact, Text
from web.api.objects import Schema


class PayrollApprovalEntry(Schema):
    """Which calculation is approved."""

    digest = Text(
        "The calculation's digest; a newer calculation is then refused. Empty approves the newest.",
        longest=64,
        load_default="",
    )


class PaymentEntry(Schema):
    """The money went out."""

    paid_on = Day("The day of payment.", required=True)
    reference = Text("The bank's reference.", shortest=1, longest=200, required=True)


class SpendingEntry(Schema):
    """Money of the team fund (团队活动基金) spent on the team."""

    amount = Exact("Yuan, more than zero.", digits=9, signed=False, required=True)
    purpose = Text("What for; the team reads it.", shortest=1, longest=1000, required=True)
