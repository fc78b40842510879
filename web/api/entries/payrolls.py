"""Bodies about pay: payrolls and the team fund."""

from web.api.entries.cycles import EVIDENCE, UNSEALED
from web.api.fields import Day, Exact, Sha256, Text
from web.api.objects import Many, Schema, Table


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
    reference = Text(f"The bank's reference; {UNSEALED}.", shortest=1, longest=200, required=True)


class CorrectionEntry(Schema):
    """What came late about a month that is paid."""

    figures = Table(
        "The shop's figures as they should have been, such as `net_profit`; base pay and days count as recorded by "
        "now. Empty when only those changed.",
        Exact("Money in yuan.", digits=15, scale=10),
        load_default=dict,
    )
    reason = Text(
        f"What came late; everybody whose pay changes reads it; {UNSEALED}.",
        shortest=1,
        longest=1000,
        required=True,
    )
    evidence = Many(EVIDENCE, Sha256("A file."), load_default=())


class SpendingEntry(Schema):
    """Money of the team fund (团队活动基金) spent on the team."""

    amount = Exact("Yuan, more than zero.", digits=9, signed=False, required=True)
    purpose = Text(f"What for; the team reads it; {UNSEALED}.", shortest=1, longest=1000, required=True)
