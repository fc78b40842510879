"""Plays a history into a world: entries as they were made, everything that follows from them computed anew.

What people entered is applied. Steps of the month (submitted, published, amended, calculated, paid) are taken at the
moment at which they were taken, by the application's own functions, on what stands in this world then. Events that such
functions recorded are not applied: the functions record them again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from application.cycles.consequences import rate_amended, rate_published
from application.cycles.running import cards_of
from application.payrolls.calculating import calculation_of
from application.payrolls.correcting import appraisal_paid, correct_pay, follow_amended_card
from application.payrolls.late_figures import recalculated, record
from application.payrolls.paying import open_fund, open_payroll
from application.projections.plain import event_name
from application.replaying.changes import Changes, provide
from application.replaying.consequences import Decisions
from application.replaying.history import Happened
from application.replaying.question import QuestionRefused
from application.replaying.world import Step, World
from application.rulebooks import plan_of, scheme_of
from domain.appeal import Appeal, RemedyKind
from domain.appeal.events import AppealDecided
from domain.cycle import Cycle
from domain.cycle.events import CyclePublished, PlanAssigned, SchemeAssigned, TargetsSet
from domain.discretionary_share import DiscretionaryShare, GrantWithdrawn, ShareCeilingSet, ShareGranted
from domain.employee import Employee
from domain.errors import DomainError, Fault, Forbidden, InvalidDocument
from domain.eventsourced import Aggregate, Created, Event
from domain.notice import NoticeDelivered, NoticeGiven, NoticeRead
from domain.payroll import Payroll, PayrollStatus, payroll_id
from domain.payroll.events import (
    AdjustmentPosted,
    PayrollApproved,
    PayrollCalculated,
    PayrollCorrected,
    PayrollInvalidated,
    PayrollOpened,
    PayrollPaid,
)
from domain.rulebook import PLAN, SCHEME
from domain.scorecard import Scorecard
from domain.scorecard.computed import NOTHING_IN_PLAY, as_event_data
from domain.scorecard.events import ScorecardAmended, ScorecardOpened, ScorecardSubmitted
from domain.scoring.card import ScoredCard
from domain.team_fund import FundCorrected, FundCredited, FundSpent, TeamFund, TeamFundOpened

Lines = Sequence[Mapping[str, Any]]
E = TypeVar("E", bound=Event)

COMPUTED: frozenset[type[Event]] = frozenset(
    {
        NoticeGiven,
        NoticeDelivered,
        NoticeRead,
        PayrollOpened,
        PayrollInvalidated,
        AdjustmentPosted,
        FundCredited,
        FundCorrected,
    }
)
"""Events that the steps record again, or that tell somebody something; what follows a result in a person's record is
`Decisions`'s.
"""

UNSETTLED = (PayrollStatus.INVALIDATED, PayrollStatus.OPENED)


@dataclass
class Played:
    """What came of a history.

    Attributes:
        results: what each card was last submitted or amended with.
        fund: by shop, the entries of its team fund.
        appeals: by adjustment of pay, the appeal behind it.
        departures: where the ledger says something else than its own history comes to.
    """

    world: World
    results: dict[UUID, ScoredCard] = field(default_factory=dict)
    fund: dict[UUID, list[dict[str, Any]]] = field(default_factory=dict)
    appeals: dict[UUID, UUID | None] = field(default_factory=dict)
    departures: list[dict[str, Any]] = field(default_factory=list)


class Player:
    """Plays command after command.

    Attributes:
        played: what came of it so far.
        decisions: what people decided about consequences, and what became of that.
    """

    def __init__(self, world: World, changes: Changes, without: frozenset[int] = frozenset()) -> None:
        self.played = Played(world)
        self.decisions = Decisions()
        self._world = world
        self._changes = changes
        self._without = without
        self._set_targets: dict[tuple[UUID, str, UUID | None], dict[str, Decimal]] = {}
        self._replanned: set[UUID] = set()
        self._fund_shops: dict[UUID, UUID] = {}
        self._unscored: list[Fault] = []

    def play(self, events: Sequence[Happened]) -> None:
        """Play the events of one command.

        Raises:
            InvalidDocument: what was changed leaves a step impossible, each reason with the event that needs it.
        """
        first = events[0]
        step = Step(self._world, first.actor, first.event.timestamp, first.command)
        paid_before = {
            held.stream: appraisal_paid(step, card)
            for held in events
            if isinstance(held.event, ScorecardAmended) and (card := step.find(Scorecard, held.stream)) is not None
        }
        for happened in events:
            if happened.position in self._without:
                continue
            try:
                self._play(step, happened, paid_before)
            except (QuestionRefused, Forbidden):
                raise
            except DomainError as error:
                raise InvalidDocument(_told(happened, error)) from error
        if self._unscored:
            raise InvalidDocument(self._unscored)
        self.finish(step)

    def finish(self, step: Step) -> None:
        """Leave what a step changed in the world, and note what it moved."""
        for event in step.done():
            match event:
                case FundCredited():
                    self._enter_fund(event, "credit", event.amount, period=event.period)
                case FundCorrected():
                    self._enter_fund(event, "correction", event.amount, appeal=event.appeal)
                case AdjustmentPosted():
                    self.played.appeals[event.adjustment] = event.appeal
                case TeamFundOpened():
                    self._fund_shops[event.originator_id] = event.shop

    def _play(self, step: Step, happened: Happened, paid_before: Mapping[UUID, Any]) -> None:
        event = happened.event
        if isinstance(event, ScorecardAmended):
            self._amend(step, happened, event, paid_before[happened.stream])
        elif self.decisions.are_about(event):
            self.decisions.play(step, happened)
        elif type(event) in TABLE:
            TABLE[type(event)](self, step, happened)
        elif type(event) not in COMPUTED:
            self._apply(step, happened, event)

    def _apply(self, step: Step, happened: Happened, event: Event) -> None:
        """An entry as it was made. What was made of something that this world does not have is of nothing here."""
        held = self._world.find(Aggregate, happened.stream)
        if isinstance(event, Created):
            made: Any = event.mutate(None)
            if held is None:
                self._world.put(made)
            return
        held = held or step.find(Aggregate, happened.stream)
        if held is not None:
            event.apply(held)

    def _assign_scheme(self, step: Step, happened: Happened) -> None:
        event: SchemeAssigned = happened.event
        rules = self._changes.card_rules(happened.stream, event.employee, event.scheme, event.scheme_version)
        if rules is not None:
            provide(self._world, SCHEME, rules.scheme)
            event = altered(event, scheme=rules.scheme.id, scheme_version=rules.scheme.version)
        self._apply(step, happened, event)

    def _note_targets(self, step: Step, happened: Happened) -> None:
        event: TargetsSet = happened.event
        self._set_targets.setdefault((happened.stream, event.scheme, event.employee), {}).update(event.targets)
        self._apply(step, happened, event)

    def _open_card(self, step: Step, happened: Happened) -> None:
        event: ScorecardOpened = happened.event
        rules = self._changes.card_rules(event.cycle, event.employee, event.scheme, event.scheme_version)
        if rules is not None:
            own = rules.scheme.targets()
            targets = event.targets
            if rules.other:
                was_set = {
                    **self._set_targets.get((event.cycle, event.scheme, None), {}),
                    **self._set_targets.get((event.cycle, event.scheme, event.employee), {}),
                }
                kept = {item: target for item, target in was_set.items() if item in own}
                targets = {**{item: target for item, target in own.items() if target is not None}, **kept}
            event = altered(
                event,
                scheme=rules.scheme.id,
                scheme_version=rules.scheme.version,
                targets={**targets, **rules.targets},
            )
        self._apply(step, happened, event)

    def _submit(self, step: Step, happened: Happened) -> None:
        event: ScorecardSubmitted = happened.event
        card = step.get(Scorecard, happened.stream, "scorecard")
        computed = card.computed(scheme_of(step, card.scheme, card.scheme_version))
        if computed.total is None:
            self._unscored += _why_unscored(happened, card, computed)
            return
        self._compare(happened, "total", event.total, computed.total)
        self.played.results[card.id] = computed
        self._apply(step, happened, altered(event, total=computed.total, result=as_event_data(computed)))

    def _publish(self, step: Step, happened: Happened) -> None:
        """The cards are published by their own events, which say nothing that the standings need."""
        self._apply(step, happened, happened.event)
        cycle = step.get(Cycle, happened.stream, "cycle")
        rate_published(step, cycle, cards_of(step, cycle))

    def _amend(self, step: Step, happened: Happened, event: ScorecardAmended, paid_before: Any) -> None:
        card = step.get(Scorecard, happened.stream, "scorecard")
        self.amend(step, card, event.appeal, paid_before)
        self._compare(happened, "total", event.new_total, card.final_total)

    def amend(self, step: Step, card: Scorecard, appeal: UUID, paid_before: Any) -> None:
        """Compute a card anew that something was put right on, and carry it into standing and pay."""
        scheme = scheme_of(step, card.scheme, card.scheme_version)
        card.amend(scheme, appeal, by=step.by, at=step.at)
        self.played.results[card.id] = card.computed(scheme)
        rate_amended(step, card, appeal)
        follow_amended_card(step, card, paid_before, appeal)

    def _decide_appeal(self, step: Step, happened: Happened) -> None:
        event: AppealDecided = happened.event
        self._apply(step, happened, event)
        appeal = step.get(Appeal, happened.stream, "appeal")
        for index, remedy in enumerate(event.remedies):
            if remedy["kind"] == RemedyKind.ADJUST_PAY and appeal.payroll is not None:
                payroll = step.get(Payroll, appeal.payroll, "payroll")
                correct_pay(step, payroll, appeal.appellant, remedy["amount"], appeal.id, index)

    def _assign_plan(self, step: Step, happened: Happened) -> None:
        event: PlanAssigned = happened.event
        instead = self._changes.plan_of(happened.stream, event)
        if instead is not None:
            plan, parameters = instead
            provide(self._world, PLAN, plan)
            self._replanned.add(happened.stream)
            event = altered(event, plan=plan.id, plan_version=plan.version, parameters=parameters)
        self._apply(step, happened, event)

    def _set_ceiling(self, step: Step, happened: Happened) -> None:
        event: ShareCeilingSet = happened.event
        cycle = step.get(Cycle, event.cycle, "cycle")
        if event.cycle in self._replanned and cycle.plan is not None:
            settings = plan_of(step, *cycle.plan).settings(cycle.plan_parameters)
            ceiling = settings.values.get("discretionary_ceiling")
            event = altered(event, ceiling=ceiling) if isinstance(ceiling, Decimal) else event
        self._apply(step, happened, event)

    def _change_share(self, step: Step, happened: Happened) -> None:
        self._apply(step, happened, happened.event)
        share = step.get(DiscretionaryShare, happened.stream, "share")
        cycle = step.get(Cycle, share.cycle, "cycle")
        payroll = step.find(Payroll, payroll_id(cycle.shop, cycle.period))
        if payroll is not None:
            payroll.invalidate("份额有变动 / a share changed", None, by=step.by, at=step.at)

    def _calculate(self, step: Step, happened: Happened) -> None:
        """What was approved and nothing has changed since needs no second calculation, though it got one."""
        event: PayrollCalculated = happened.event
        cycle = step.get(Cycle, event.cycle, "cycle")
        payroll = open_payroll(step, cycle.shop, cycle.period)
        if payroll.status in (PayrollStatus.APPROVED, PayrollStatus.PAID):
            return
        payroll.calculate(calculation_of(step, cycle, payroll), by=step.by, at=step.at)
        self._compare(happened, "lines", _amounts(event.lines), _amounts(payroll.lines))

    def _approve(self, step: Step, happened: Happened) -> None:
        if self._settled(step, happened):
            self._apply(step, happened, happened.event)

    def _settled(self, step: Step, happened: Happened) -> bool:
        """The payroll stands calculated; one that something here invalidated is calculated again before it goes on."""
        payroll = step.find(Payroll, happened.stream)
        if payroll is None or payroll.cycle is None:
            return False
        if payroll.status in UNSETTLED:
            cycle = step.get(Cycle, payroll.cycle, "cycle")
            payroll.calculate(calculation_of(step, cycle, payroll), by=step.by, at=step.at)
        return True

    def _pay(self, step: Step, happened: Happened) -> None:
        if not self._settled(step, happened):
            return
        self._apply(step, happened, happened.event)
        payroll = step.get(Payroll, happened.stream, "payroll")
        if "team_fund" in payroll.totals:
            fund = open_fund(step, payroll.shop)
            fund.credit(payroll.id, payroll.period, payroll.totals["team_fund"], by=step.by, at=step.at)

    def _correct(self, step: Step, happened: Happened) -> None:
        """What came late is known in this world too; what it changes follows from what was paid here."""
        event: PayrollCorrected = happened.event
        payroll = step.find(Payroll, happened.stream)
        if payroll is None or payroll.status != PayrollStatus.PAID:
            return
        found = recalculated(step, payroll, event.figures, self._without_card(step, payroll, event))
        record(step, payroll, found, event.figures, event.reason, event.evidence)
        self._compare(happened, "totals", event.totals, found.totals)

    def _without_card(self, step: Step, payroll: Payroll, event: PayrollCorrected) -> list[UUID]:
        """Who was found to have worked in the shop without a card, of those who are here."""
        exempt = step.get(Cycle, payroll.cycle, "cycle").exempt if payroll.cycle is not None else ()
        named = {UUID(person) for person in event.exempt} - set(exempt)
        return sorted(person for person in named if step.find(Employee, person) is not None)

    def _open_fund(self, step: Step, happened: Happened) -> None:
        self._fund_shops[happened.stream] = happened.event.shop

    def _spend(self, step: Step, happened: Happened) -> None:
        event: FundSpent = happened.event
        fund = step.find(TeamFund, happened.stream) or open_fund(step, self._fund_shops[happened.stream])
        event.apply(fund)
        self._enter_fund(event, "spending", -event.amount)

    def _enter_fund(self, event: Event, kind: str, amount: Decimal, **more: Any) -> None:
        shop = self._fund_shops[event.originator_id]
        entry = {"kind": kind, "period": "", "appeal": None, "amount": amount, **more}
        self.played.fund.setdefault(shop, []).append(entry)

    def _compare(self, happened: Happened, what: str, recorded: Any, computed: Any) -> None:
        if recorded != computed:
            self.played.departures.append(
                {
                    "position": happened.position,
                    "event": event_name(happened.event),
                    "what": what,
                    "recorded": str(recorded),
                    "computed": str(computed),
                }
            )


Handler = Callable[[Player, Step, Happened], None]
TABLE: Mapping[type[Event], Handler] = {
    SchemeAssigned: Player._assign_scheme,
    TargetsSet: Player._note_targets,
    ScorecardOpened: Player._open_card,
    ScorecardSubmitted: Player._submit,
    CyclePublished: Player._publish,
    AppealDecided: Player._decide_appeal,
    PlanAssigned: Player._assign_plan,
    ShareCeilingSet: Player._set_ceiling,
    ShareGranted: Player._change_share,
    GrantWithdrawn: Player._change_share,
    PayrollCalculated: Player._calculate,
    PayrollApproved: Player._approve,
    PayrollPaid: Player._pay,
    PayrollCorrected: Player._correct,
    TeamFundOpened: Player._open_fund,
    FundSpent: Player._spend,
}
"""How each event is played that is neither applied as it is nor computed anew."""


def altered(event: E, **facts: Any) -> E:
    """The event with other facts."""
    copy = object.__new__(type(event))
    vars(copy).update({**vars(event), **facts})
    return copy


def _amounts(lines: Lines) -> dict[str, dict[str, Decimal]]:
    """Everybody's money, by column."""
    return {
        str(line["id"]): {name: value for name, value in line.items() if isinstance(value, Decimal)} for line in lines
    }


def _why_unscored(happened: Happened, card: Scorecard, computed: ScoredCard) -> list[Fault]:
    open_items = computed.unscored or (("", NOTHING_IN_PLAY),)
    return [
        Fault(
            "",
            "card-unscored",
            f"考核表 {card.id}（{card.period}）在第 {happened.position} 条提交时不能计分：{item} {why.zh} / "
            f"card {card.id} ({card.period}) has no total when event {happened.position} submits it: {item}: {why.en}",
        )
        for item, why in open_items
    ]


def _told(happened: Happened, error: DomainError) -> list[Fault]:
    """What made a step impossible, with the event that takes it."""
    at = f"第 {happened.position} 条 {event_name(happened.event)} / event {happened.position}"
    found = error.faults if isinstance(error, InvalidDocument) else (Fault("", error.code, error.message),)
    return [Fault("", fault.code, f"{at}: {fault.pointer} {fault.detail}".replace(":  ", ": ")) for fault in found]
