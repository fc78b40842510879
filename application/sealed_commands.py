"""Commands that people rely on at once: approvals, decisions and payrolls are sealed before they are answered."""

from collections.abc import Callable
from uuid import UUID

from application.appeals.deciding import DecideAppeal
from application.commanding import Commands, Request, Tools
from application.cycles.running import ApproveResults
from application.payrolls.paying import ApprovePayroll, CalculatePayroll, PayPayroll
from application.ports import Answer, Ledger, LedgerUnavailable, Unreadable
from application.scorecards import ApproveCard
from application.sealing import Sealer, SealRefused

AT_ONCE = (ApproveCard, ApproveResults, DecideAppeal, CalculatePayroll, ApprovePayroll, PayPayroll)
"""What is sealed as it is recorded; everything else follows within seconds."""


class SealedCommands(Commands):
    """Runs commands, and seals the weighty ones."""

    def __init__(
        self,
        ledger_of: Callable[[UUID], Ledger],
        tools_of: Callable[[UUID], Tools],
        sealer: Sealer,
        report: Callable[[UUID, Exception], None],
    ) -> None:
        """`report` is told when sealing failed: what was recorded stands and is answered all the same."""
        super().__init__(ledger_of, tools_of)
        self._sealer = sealer
        self._report = report

    def execute(self, command: object, request: Request) -> Answer:
        """Run a command; raises as `Commands.execute`."""
        answer = super().execute(command, request)
        if isinstance(command, AT_ONCE):
            try:
                self._sealer.seal(request.organization, until=answer.position)
            except (SealRefused, LedgerUnavailable, Unreadable) as error:
                self._report(request.organization, error)
        return answer
