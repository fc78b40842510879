"""What the month allows, and when. The transitions are the table `TRANSITIONS`; `docs/states.md` draws them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from domain.cycle import events
from domain.cycle.phases import CHINESE, CHINESE_ACTS, TRANSITIONS, Phase
from domain.errors import Invalid, WrongState
from domain.eventsourced import Aggregate, natural_id
from domain.texts import is_blank, not_allowed, require_reason
from domain.values import Evidence, Sealed

WHY = "请写明理由：有关的人都会看到 / give a reason: it is shown to everybody concerned"

DEFAULT_PARAMETERS = {"appeal_window_days": "5", "decision_days": "5", "review_days": "3"}
"""Days are working days, but for `review_days` (D10 四.2: "3日内", calendar days)."""


def cycle_id(shop: UUID, period: str) -> UUID:
    """A cycle's id: one a shop and period."""
    return natural_id(shop, "cycle", period)


class Cycle(Aggregate):
    """Decides what the month allows, and when."""

    TOPIC = "jixiao.cycle.1"

    def __init__(
        self,
        shop: UUID,
        period: str,
        kind: str,
        first_day: date,
        last_day: date,
        submit_by: date,
        parameters: dict[str, str],
    ) -> None:
        self.shop = shop
        self.period = period
        self.kind = kind
        self.first_day = first_day
        self.last_day = last_day
        self.submit_by = submit_by
        self.parameters = dict(parameters)
        self.phase = Phase.PLANNED
        self.participants: dict[str, dict[str, Any]] = {}
        self.exempt: tuple[UUID, ...] = ()
        self.plan: tuple[str, int] | None = None
        self.plan_parameters: dict[str, Any] = {}
        self.targets: dict[str, dict[str, Decimal]] = {}
        self.shop_facts: dict[str, Decimal] = {}
        self.weights: dict[str, Decimal] = {}
        self.review_by: date | None = None
        self.appeals_until: date | None = None
        self.appeals_open = True
        self.missed: tuple[tuple[str, date], ...] = ()
        self.interviewed: tuple[UUID, ...] = ()

    @classmethod
    def plan_for(
        cls,
        shop: UUID,
        period: str,
        *,
        kind: str,
        first_day: date,
        last_day: date,
        submit_by: date,
        calendar: str,
        parameters: dict[str, str],
        by: str,
        at: datetime,
    ) -> Self:
        """Plan a period; a second cycle of the same shop and period is a conflict of their streams."""
        return cls.begin(
            events.CyclePlanned,
            id=cycle_id(shop, period),
            actor=by,
            at=at,
            shop=shop,
            period=period,
            kind=kind,
            first_day=first_day,
            last_day=last_day,
            submit_by=submit_by,
            calendar=calendar,
            parameters={**DEFAULT_PARAMETERS, **parameters},
        )

    def assign_scheme(
        self,
        employee: UUID,
        *,
        role: str,
        lead: UUID | None,
        scheme: str,
        scheme_version: int,
        duty: str,
        by: str,
        at: datetime,
    ) -> None:
        """Say by which scheme version somebody is appraised.

        A later assignment before opening replaces it; in an open cycle only somebody new, who joined meanwhile, is
        assigned.
        """
        if not (self.phase == Phase.OPEN and str(employee) not in self.participants):
            self._require(
                Phase.PLANNED,
                "考核方案须在周期开启之前指定：先定目标，后开工（D15）",
                "schemes are assigned before the cycle opens: goals are known before work starts (D15)",
            )
        if is_blank(duty):
            raise Invalid(
                "请写明此人考核的职责（D15） / name the duty that this person is appraised for (D15)",
                code="duty-missing",
                pointer="/duty",
            )
        self.record(
            events.SchemeAssigned,
            actor=by,
            at=at,
            employee=employee,
            role=role,
            lead=lead,
            scheme=scheme,
            scheme_version=scheme_version,
            duty=duty,
        )

    def exempt_employee(self, employee: UUID, reason: Sealed, *, by: str, at: datetime) -> None:
        """Leave somebody out of this cycle, with a reason; in an open one only somebody who takes no part yet."""
        if not (self.phase == Phase.OPEN and str(employee) not in self.participants):
            self._require(
                Phase.PLANNED, "免考核须在周期开启之前确定", "who is exempt is settled before the cycle opens"
            )
        if employee in self.exempt:
            raise WrongState("此人已经免考核 / this person is already exempt from this cycle", code="already-exempt")
        self.record(events.EmployeeExempted, actor=by, at=at, employee=employee, reason=reason)

    def assign_plan(self, plan: str, version: int, parameters: dict[str, Any], *, by: str, at: datetime) -> None:
        """Say by which plan version the cycle is paid."""
        self._require(Phase.PLANNED, "薪酬方案须在周期开启之前指定", "the plan is assigned before the cycle opens")
        self.record(events.PlanAssigned, actor=by, at=at, plan=plan, plan_version=version, parameters=parameters)

    def set_targets(
        self, scheme: str, employee: UUID | None, targets: dict[str, Decimal], *, by: str, at: datetime
    ) -> None:
        """Set targets of a scheme's items; for one person they override the scheme's."""
        self._require(
            Phase.PLANNED,
            "目标须在周期开启之前设定：先定目标，后开工（D15）",
            "targets are set before the cycle opens: goals are known before work starts (D15)",
        )
        self.record(events.TargetsSet, actor=by, at=at, scheme=scheme, employee=employee, targets=targets)

    def targets_of(self, employee: UUID) -> dict[str, Decimal]:
        """The targets that hold for a participant."""
        scheme = self.participant(employee)["scheme"]
        return {
            **self.targets.get(events.target_key(scheme, None), {}),
            **self.targets.get(events.target_key(scheme, employee), {}),
        }

    def open(
        self, missing: Mapping[str, tuple[str, ...]], unassigned: tuple[str, ...], *, by: str, at: datetime
    ) -> None:
        """Open for work.

        Args:
            missing: per participant, by staff number, the targets that their scheme needs and nobody set.
            unassigned: staff numbers of people of the shop with neither a scheme nor an exemption.

        Raises:
            WrongState: without participants, plan, every target, and a scheme for everybody. Source: D15.
        """
        self._move("open")
        problems = self._unready(missing, unassigned)
        if problems:
            raise WrongState(
                f"考核周期还不能开启（D15：先定目标，后开工）：{'；'.join(zh for zh, _ in problems)} / "
                "the cycle cannot open (D15: goals are set and known before work starts): "
                f"{'; '.join(en for _, en in problems)}",
                code="cycle-not-ready",
                clause="D15",
            )
        people = tuple(sorted(UUID(employee) for employee in self.participants))
        self.record(events.CycleOpened, actor=by, at=at, participants=people)

    def record_shop_fact(
        self, fact: str, value: Decimal, note: str, evidence: tuple[Evidence, ...], *, by: str, at: datetime
    ) -> None:
        """Record a figure of the whole shop; it may be corrected until publication."""
        self._require_entries_possible("店铺数据", "a figure of the shop")
        self.record(events.ShopFactRecorded, actor=by, at=at, fact=fact, value=value, note=note, evidence=evidence)

    def record_weight(self, employee: UUID, weight: Decimal, reason: Sealed, *, by: str, at: datetime) -> None:
        """Record a participant's weight inside their role's share."""
        self._require_entries_possible("权重", "a weight")
        self.participant(employee)
        if weight < 0:
            raise Invalid(
                f"权重应为零或以上，而不是 {weight} / a weight is zero or more, not {weight}",
                code="weight-negative",
                pointer="/weight",
            )
        self.record(events.WeightRecorded, actor=by, at=at, employee=employee, weight=weight, reason=reason)

    def close_facts(self, *, by: str, at: datetime) -> None:
        """End the entry of facts."""
        self._move("close-facts")
        self.record(events.FactsClosed, actor=by, at=at)

    def submit(self, review_by: date, *, by: str, at: datetime) -> None:
        """Send all cards to the general manager, who reviews until `review_by`."""
        self._move("submit")
        self.record(events.ResultsSubmitted, actor=by, at=at, review_by=review_by)

    def send_back(self, reason: str, *, by: str, at: datetime) -> None:
        """Return everything, with a reason."""
        self._move("return")
        require_reason(reason, WHY)
        self.record(events.ResultsReturned, actor=by, at=at, reason=reason)

    def approve(self, *, by: str, at: datetime) -> None:
        """Make the results final."""
        self._move("approve")
        self.record(events.CycleApproved, actor=by, at=at)

    def publish(self, appeals_until: date, calendar: str, *, by: str, at: datetime) -> None:
        """Tell everybody; appeals may be filed until the end of `appeals_until`."""
        self._move("publish")
        self.record(events.CyclePublished, actor=by, at=at, appeals_until=appeals_until, calendar=calendar)

    def note_interview(self, employee: UUID, note: Sealed, *, by: str, at: datetime) -> None:
        """Note that a result was talked through: with a leader first, then with whom they lead.

        Raises:
            WrongState: before publication, or while the person's lead, who takes part too, was not interviewed yet.

        Source: D10 四.2(3) (逐级依次面谈).
        """
        if self.phase not in (Phase.PUBLISHED, Phase.SETTLED):
            raise WrongState(
                "公布之后才面谈（D10 四.2） / interviews follow publication (D10 四.2)",
                code="cycle-phase",
                clause="D10 四.2",
            )
        lead = self.participant(employee)["lead"]
        if str(lead) in self.participants and lead not in self.interviewed:
            raise WrongState(
                "面谈应逐级进行：请先记录与其组长的面谈 / "
                "interviews run down the line: note the one with their lead before this one",
                code="interview-order",
                clause="D10 四.2",
            )
        self.record(events.InterviewNoted, actor=by, at=at, employee=employee, note=note)

    def close_appeals(self, *, by: str, at: datetime) -> None:
        """End the window for appeals."""
        if self.phase not in (Phase.PUBLISHED, Phase.SETTLED) or not self.appeals_open:
            raise WrongState("现在没有开放的申诉期 / there is no open window for appeals", code="cycle-phase")
        self.record(events.AppealsClosed, actor=by, at=at)

    def settle(self, *, by: str, at: datetime) -> None:
        """End the month: its payroll is paid."""
        self._move("settle")
        self.record(events.CycleSettled, actor=by, at=at)

    def reopen(self, reason: str, *, by: str, at: datetime) -> None:
        """Let entries in again, with a reason; impossible once published."""
        self._move("reopen")
        require_reason(reason, WHY)
        self.record(events.CycleReopened, actor=by, at=at, reason=reason)

    def miss_deadline(self, deadline: str, due_on: date, *, by: str, at: datetime) -> None:
        """Record that a deadline passed unmet; once for each."""
        if (deadline, due_on) in self.missed:
            raise WrongState(
                f"{due_on} 的逾期已记录 / that {deadline} was missed on {due_on} is already recorded",
                code="deadline-recorded",
            )
        self.record(events.CycleDeadlineMissed, actor=by, at=at, deadline=deadline, due_on=due_on)

    def participant(self, employee: UUID) -> dict[str, Any]:
        """Role, lead, scheme and duty of a participant. Raises Invalid for anybody else."""
        try:
            return self.participants[str(employee)]
        except KeyError:
            raise Invalid(
                f"此人不参加 {self.period} 的考核 / this person takes no part in the cycle {self.period}",
                code="not-a-participant",
                pointer="/employee",
            ) from None

    def require_open(self, what: str) -> None:
        """Raises WrongState unless entries are allowed now.

        Args:
            what: what would be entered, Chinese and English, such as `数据 / facts`.
        """
        zh, en = what.split(" / ")
        self._require(Phase.OPEN, f"{zh}只能在周期录入期间录入", f"{en} can be entered only while the cycle is open")

    def _unready(self, missing: Mapping[str, tuple[str, ...]], unassigned: tuple[str, ...]) -> list[tuple[str, str]]:
        problems = [
            (f"工号 {number} 没有考核方案，也没有免考核", f"{number} has no scheme and is not exempt")
            for number in unassigned
        ]
        problems += [
            (f"工号 {number} 缺少目标：{'、'.join(items)}", f"{number} has no target for {', '.join(items)}")
            for number, items in missing.items()
            if items
        ]
        if not self.participants:
            problems.append(("没有人参加", "nobody takes part"))
        if self.plan is None:
            problems.append(("没有指定薪酬方案", "no plan is assigned"))
        return problems

    def _require_entries_possible(self, zh: str, en: str) -> None:
        if self.phase in (Phase.PUBLISHED, Phase.SETTLED):
            raise WrongState(
                f"周期公布之后，{zh}不再更改；晚到的数字计入下一期的更正 / "
                f"{en} of a published cycle does not change; a late figure becomes an adjustment of the next month",
                code="cycle-phase",
            )

    def _require(self, phase: Phase, zh: str, en: str) -> None:
        if self.phase != phase:
            raise WrongState(f"{zh}；周期现在{CHINESE[self.phase]} / {en}; it is {self.phase}", code="cycle-phase")

    def _move(self, act: str) -> None:
        allowed, _ = TRANSITIONS[act]
        if self.phase not in allowed:
            raise WrongState(
                not_allowed("考核周期 / a cycle", self.phase, act, allowed, CHINESE, CHINESE_ACTS),
                code="cycle-phase",
            )
