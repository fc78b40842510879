"""Every question that the faces may ask, about one organization, by one person.

    queries = Queries(ledger, models, vault, actor)
    queries.card(id)                      as it is now: what the asker's own commands just did is in it
    queries.card(id, as_of="2026-11-03T08:00:00Z")

Each answer is what this person may see; what they may not is absent (NotFound), as if it were not there.
"""

from uuid import UUID

from application.ports import Ledger, ReadStore, Vault
from application.projections import project
from application.projections.organization import DUTIES
from application.queries import (
    appeal_figures,
    appeals,
    audit_log,
    chats,
    cycles,
    differences,
    employees,
    evidence,
    explanations,
    leaderboard,
    notices,
    organization,
    payrolls,
    rulebooks,
    scorecards,
    shares,
    standings,
    team_funds,
    timeline,
)
from application.queries.moments import position_of, rows_at
from application.queries.pages import FIRST_PAGE, Page, Paging
from application.queries.views import Document, ReadModels, View
from domain.organization import Duty
from domain.policies import Acting


class Queries:
    """Asks on behalf of one person.

    Raises, from every method:
        NotFound: it does not exist, or this person may not see it.
        Invalid: a cursor, limit or `as_of` that cannot be.
        ProjectionStopped: the read models stopped at an event.
        LedgerUnavailable: the database did not answer.
    """

    def __init__(self, ledger: Ledger, models: ReadModels, vault: Vault, actor: str) -> None:
        """`actor` is the person's id as text, from the token."""
        self._ledger = ledger
        self._models = models
        self._vault = vault
        self._actor = actor

    def card(self, id: UUID, *, as_of: str | None = None) -> Document:
        """A scorecard, whole."""
        return scorecards.card(self._view(as_of), id)

    def card_explanation(self, id: UUID, *, as_of: str | None = None) -> Document:
        """Why a scorecard comes to what it comes to."""
        return explanations.card_explanation(self._view(as_of), self._ledger, id)

    def cards(
        self,
        paging: Paging = FIRST_PAGE,
        *,
        as_of: str | None = None,
        cycle: UUID | None = None,
        employee: UUID | None = None,
        stage: str | None = None,
    ) -> Page:
        """Scorecards of a cycle, of a person, or all that may be seen."""
        return scorecards.cards(self._view(as_of), paging, cycle=cycle, employee=employee, stage=stage)

    def deductions(
        self, cycle: UUID, paging: Paging = FIRST_PAGE, *, as_of: str | None = None, status: str | None = None
    ) -> Page:
        """Deductions of a cycle; `status`: proposed, recorded, rejected, reversed."""
        return scorecards.deductions(self._view(as_of), paging, cycle=cycle, status=status)

    def appeal(self, id: UUID, *, as_of: str | None = None) -> Document:
        """An appeal, whole."""
        return appeals.appeal(self._view(as_of), id)

    def appeals(
        self,
        paging: Paging = FIRST_PAGE,
        *,
        as_of: str | None = None,
        cycle: UUID | None = None,
        card: UUID | None = None,
        status: str | None = None,
        mine: bool = False,
        handler: UUID | None = None,
    ) -> Page:
        """Appeals that may be seen; `mine` are those that the asker filed."""
        return appeals.appeals(
            self._view(as_of), paging, cycle=cycle, card=card, status=status, mine=mine, handler=handler
        )

    def appeal_figures(self, cycle: UUID, *, as_of: str | None = None) -> Document:
        """A cycle's appeals in numbers, by rater and by reason."""
        return appeal_figures.appeal_figures(self._view(as_of), self._ledger, cycle)

    def figures_of_periods(
        self, *, as_of: str | None = None, shop: UUID | None = None, first: str | None = None, last: str | None = None
    ) -> Document:
        """The same of a shop's periods, or of all that may be seen, each and all together."""
        return appeal_figures.figures_of_periods(self._view(as_of), self._ledger, shop, first, last)

    def cycle(self, id: UUID, *, as_of: str | None = None) -> Document:
        """A cycle."""
        return cycles.cycle(self._view(as_of), id)

    def cycles(
        self,
        paging: Paging = FIRST_PAGE,
        *,
        as_of: str | None = None,
        shop: UUID | None = None,
        phase: str | None = None,
    ) -> Page:
        """Cycles that may be seen."""
        return cycles.cycles(self._view(as_of), paging, shop=shop, phase=phase)

    def criteria(self, cycle: UUID, *, as_of: str | None = None) -> list[Document]:
        """The schemes of a cycle with their targets."""
        return cycles.criteria(self._view(as_of), cycle)

    def share(self, cycle: UUID, *, as_of: str | None = None) -> Document:
        """A cycle's discretionary share with the requests for it."""
        return shares.share(self._view(as_of), cycle)

    def leaderboard(self, cycle: UUID, *, as_of: str | None = None) -> Document:
        """Places in a published cycle."""
        return leaderboard.leaderboard(self._view(as_of), cycle)

    def payroll(self, id: UUID, *, as_of: str | None = None) -> Document:
        """A payroll, whole."""
        return payrolls.payroll(self._view(as_of), id)

    def payrolls(
        self,
        paging: Paging = FIRST_PAGE,
        *,
        as_of: str | None = None,
        shop: UUID | None = None,
        status: str | None = None,
    ) -> Page:
        """Payrolls."""
        return payrolls.payrolls(self._view(as_of), paging, shop=shop, status=status)

    def payslip(self, id: UUID, *, as_of: str | None = None) -> Document:
        """One person's line of a payroll."""
        return payrolls.payslip(self._view(as_of), id)

    def payslip_explanation(self, id: UUID, *, as_of: str | None = None) -> Document:
        """Why a payslip comes to what it comes to."""
        return explanations.payslip_explanation(self._view(as_of), self._ledger, id)

    def payslips(
        self,
        paging: Paging = FIRST_PAGE,
        *,
        as_of: str | None = None,
        payroll: UUID | None = None,
        employee: UUID | None = None,
    ) -> Page:
        """Payslips of a payroll or of a person; one's own by default."""
        return payrolls.payslips(self._view(as_of), paging, payroll=payroll, employee=employee)

    def team_fund(self, shop: UUID, *, as_of: str | None = None) -> Document:
        """A shop's team fund."""
        return team_funds.team_fund(self._view(as_of), shop)

    def fund_entries(self, shop: UUID, paging: Paging = FIRST_PAGE, *, as_of: str | None = None) -> Page:
        """The entries of a shop's team fund."""
        return team_funds.fund_entries(self._view(as_of), paging, shop)

    def standing(self, employee: UUID, *, as_of: str | None = None) -> Document:
        """A person's months and their consequences."""
        return standings.standing(self._view(as_of), employee)

    def standings(self, paging: Paging = FIRST_PAGE, *, as_of: str | None = None, waiting: bool | None = None) -> Page:
        """Standings; `waiting` for a decision or not."""
        return standings.standings(self._view(as_of), paging, waiting=waiting)

    def notice(self, id: UUID, *, as_of: str | None = None) -> Document:
        """One notice."""
        return notices.notice(self._view(as_of), id)

    def notices(self, paging: Paging = FIRST_PAGE, *, as_of: str | None = None, unread: bool = False) -> Page:
        """One's own inbox."""
        return notices.notices(self._view(as_of), paging, unread=unread)

    def timeline(self, employee: UUID, paging: Paging = FIRST_PAGE, *, as_of: str | None = None) -> Page:
        """Everything that was done about a person, and what it changed."""
        return timeline.timeline(self._view(), self._ledger, paging, employee, until=self._position(as_of))

    def differences(self, employee: UUID, *, earlier: str, later: str | None = None) -> Document:
        """What changed about a person's cards, payslips and standing between two moments; until now by default."""
        return differences.differences(self._view(), self._ledger, employee, earlier, later)

    def events(self, paging: Paging = FIRST_PAGE, *, as_of: str | None = None, subject: UUID | None = None) -> Page:
        """The audit log."""
        return audit_log.events(self._view(), paging, subject=subject, until=self._position(as_of))

    def employee(self, id: UUID, *, as_of: str | None = None) -> Document:
        """A person."""
        return employees.employee(self._view(as_of), id)

    def employees(
        self,
        paging: Paging = FIRST_PAGE,
        *,
        as_of: str | None = None,
        shop: UUID | None = None,
        employed: bool | None = None,
    ) -> Page:
        """People who may be seen; of a shop, whoever has or ever had a post in it."""
        return employees.employees(self._view(as_of), paging, shop=shop, employed=employed)

    def organization(self, *, as_of: str | None = None) -> Document:
        """The organization."""
        return organization.organization(self._view(as_of))

    def calendar(self, *, as_of: str | None = None) -> Document:
        """The calendar in force."""
        return organization.calendar(self._view(as_of))

    def shops(self, paging: Paging = FIRST_PAGE, *, as_of: str | None = None) -> Page:
        """All shops."""
        return organization.shops(self._view(as_of), paging)

    def shop(self, id: UUID, *, as_of: str | None = None) -> Document:
        """One shop."""
        return organization.shop(self._view(as_of), id)

    def roles(self, paging: Paging = FIRST_PAGE, *, as_of: str | None = None) -> Page:
        """All roles."""
        return organization.roles(self._view(as_of), paging)

    def duties(self, paging: Paging = FIRST_PAGE, *, as_of: str | None = None, employee: UUID | None = None) -> Page:
        """Duties held."""
        return organization.duties(self._view(as_of), paging, employee=employee)

    def me(self) -> Document:
        """Who asks."""
        return organization.me(self._view())

    def rulebooks(self, kind: str, paging: Paging = FIRST_PAGE, *, as_of: str | None = None) -> Page:
        """Schemes or plans of this ledger."""
        return rulebooks.rulebooks(self._view(as_of), paging, kind)

    def rulebook(self, kind: str, name: str, version: int | None = None, *, as_of: str | None = None) -> Document:
        """A scheme or plan with its document."""
        return rulebooks.rulebook(self._view(as_of), kind, name, version)

    def transcripts(self, cycle: UUID, paging: Paging = FIRST_PAGE, *, as_of: str | None = None) -> Page:
        """Transcripts of a cycle."""
        return chats.transcripts(self._view(as_of), paging, cycle)

    def transcript(self, id: UUID, *, as_of: str | None = None) -> Document:
        """A transcript with its readings and figures."""
        return chats.transcript(self._view(as_of), id)

    def chat_proposals(
        self,
        cycle: UUID,
        paging: Paging = FIRST_PAGE,
        *,
        as_of: str | None = None,
        status: str | None = None,
        rule: str | None = None,
        employee: UUID | None = None,
    ) -> Page:
        """What the program proposed from chats, the gravest and surest first."""
        return chats.proposals(self._view(as_of), paging, cycle, status=status, rule=rule, employee=employee)

    def chat_rule_records(
        self, paging: Paging = FIRST_PAGE, *, as_of: str | None = None, rules: str | None = None
    ) -> Page:
        """How often each rule was right."""
        return chats.rule_records(self._view(as_of), paging, rules)

    def chat_reviewer_records(self, paging: Paging = FIRST_PAGE, *, as_of: str | None = None) -> Page:
        """What each reviewer decided."""
        return chats.reviewer_records(self._view(as_of), paging)

    def evidence(self, sha256: str) -> Document:
        """What an evidence file supports; whoever gets an answer may read the file."""
        return evidence.evidence(self._view(), sha256)

    def _view(self, as_of: str | None = None) -> View:
        """Brought up to the ledger's head, so that a query after a command sees that command."""
        self._models.catch_up(self._ledger, project)
        rows: ReadStore = self._models
        if as_of is not None:
            rows = rows_at(self._ledger, position_of(self._ledger, as_of))
        return View(self._ledger.organization, self._acting(), rows, self._models, self._vault)

    def _position(self, as_of: str | None) -> int | None:
        return None if as_of is None else position_of(self._ledger, as_of)

    def _acting(self) -> Acting:
        held = self._models.find(DUTIES, parent=self._actor)
        return Acting(
            self._actor,
            frozenset((Duty(row.body["duty"]), UUID(row.body["shop"]) if row.body["shop"] else None) for row in held),
        )
