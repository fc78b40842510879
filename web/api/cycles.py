"""Cycle (考核周期): planning, running and finishing a shop's month."""

from typing import Any

from application.cycles.closing import CloseFacts
from application.cycles.planning import AssignPlan, AssignSchemes, ExemptEmployee, OpenCycle, PlanCycle, SetTargets
from application.cycles.publishing import CloseAppeals, NoteInterview, PublishResults, SettleCycle
from application.cycles.running import (
    ApproveResults,
    RecordShopFact,
    RecordWeight,
    ReopenCycle,
    ReturnResults,
    SubmitResults,
)
from application.payrolls.paying import CalculatePayroll
from application.queries import Page, Paging, Queries
from domain.cycle import Phase
from web.api.answers.cycles import Criteria, Cycle, CycleSummary, Leaderboard, Share
from web.api.answers.scorecards import DeductionInbox
from web.api.entries.cycles import (
    AssignmentsEntry,
    CycleEntry,
    ExemptionEntry,
    InterviewEntry,
    PlanEntry,
    ReasonEntry,
    ShopFactEntry,
    TargetsEntry,
    WeightEntry,
)
from web.api.fields import Choice, Id
from web.api.parameters import AsOf, PagedAsOf
from web.api.parsing import parse_json
from web.api.routes import Blueprint, Command, Ids, Query, add_routes, commands_on

CYCLE = "/cycles/<uuid:cycle>"
SOME_ID = "7d1f7d80-6a3f-5d0e-9d0e-5a4b1c1f2a3b"
PLANNED = {"shop": SOME_ID, "period": "2026-10", "parameters": {"appeal_window_days": "5"}}
ASSIGNED = {"assignments": [{"employee": SOME_ID, "scheme": "shop-staff", "version": None, "duty": "售前接待"}]}
PAID_BY = {"plan": "store-dividend", "version": None, "parameters": {"pool": "net-profit"}}
TARGETS = {"scheme": "operations-standard", "employee": None, "targets": {"sales-completion": "1.00"}}
PROFIT = {"fact": "net_profit", "value": "100000", "note": "月结报表 / monthly accounts"}


class CyclesOf(PagedAsOf):
    """Which cycles."""

    shop = Id("Of a shop.")
    phase = Choice("In a phase.", tuple(phase.value for phase in Phase))


class DeductionsOf(PagedAsOf):
    """Which deductions."""

    status = Choice("With a status.", ("proposed", "recorded", "rejected", "reversed"))


def seen(asked: Queries, ids: Ids) -> object:
    """The cycle may be seen."""
    return asked.cycle(ids["cycle"])


def criteria(asked: Queries, cycle: Any, *, as_of: str | None = None) -> dict[str, Any]:
    """All criteria on one page: there are never many."""
    schemes = asked.criteria(cycle, as_of=as_of)
    found = [{**scheme, "document": parse_json(scheme["document"].encode())} for scheme in schemes]
    return {"items": found, "next": None}


def deductions(
    asked: Queries, cycle: Any, paging: Paging, *, as_of: str | None = None, status: str | None = None
) -> Page:
    """Deductions of a cycle that may be seen; of one that is not there, 404 as everywhere under it."""
    asked.cycle(cycle, as_of=as_of)
    return asked.deductions(cycle, paging, as_of=as_of, status=status)


def routes() -> Blueprint:
    """Everything about cycles."""
    cycle = commands_on(CYCLE, seen)
    return add_routes(
        Blueprint("cycles", "考核周期 · a shop's month"),
        Query("/cycles", "Cycles", CycleSummary, Queries.cycles, CyclesOf, listed=True),
        Query(CYCLE, "A cycle", Cycle, Queries.cycle, AsOf, versioned=True),
        Query(f"{CYCLE}/criteria", "What people are appraised by (D15)", Criteria, criteria, AsOf, listed=True),
        Query(f"{CYCLE}/deductions", "Deductions", DeductionInbox, deductions, DeductionsOf, listed=True),
        Query(f"{CYCLE}/share", "The discretionary share (5%)", Share, Queries.share, AsOf),
        Query(f"{CYCLE}/leaderboard", "Places by total", Leaderboard, Queries.leaderboard, AsOf),
        Command("/cycles", PlanCycle, "Plan a month", CycleEntry, example=PLANNED),
        cycle(
            "assignments", AssignSchemes, "Say by which scheme people are appraised", AssignmentsEntry, example=ASSIGNED
        ),
        cycle("exemptions", ExemptEmployee, "Leave somebody out", ExemptionEntry),
        cycle("plan", AssignPlan, "Say by which plan the cycle is paid", PlanEntry, example=PAID_BY),
        cycle("targets", SetTargets, "Set targets", TargetsEntry, example=TARGETS),
        cycle("opening", OpenCycle, "Open the cycle and everybody's card"),
        cycle("shop-facts", RecordShopFact, "Record a figure of the shop", ShopFactEntry, example=PROFIT),
        cycle("weights", RecordWeight, "Record somebody's weight in their role's share", WeightEntry),
        cycle("facts-closing", CloseFacts, "End the entry of facts"),
        cycle("submission", SubmitResults, "Compute every card and send all to the general manager"),
        cycle("return", ReturnResults, "Send everything back", ReasonEntry),
        cycle("approval", ApproveResults, "Approve every submitted card but one's own"),
        cycle("publication", PublishResults, "Tell everybody; the window for appeals opens"),
        cycle("interviews", NoteInterview, "Note that a result was talked through", InterviewEntry),
        cycle("appeals-closing", CloseAppeals, "Close the window for appeals once it is over"),
        cycle("settlement", SettleCycle, "End the month: its payroll is paid"),
        cycle("reopening", ReopenCycle, "Let entries in again before publication", ReasonEntry),
        cycle("payroll", CalculatePayroll, "Calculate the payroll, or calculate it again", conditional=False),
    )
