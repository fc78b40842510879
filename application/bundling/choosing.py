"""Which events a bundle encloses, and which of them whoever asks for it may not see.

What may be seen follows from the same queries as everywhere: an event is withheld where the query would not show what
it says. So a rated person gets no single rating of a peer, and nobody gets the pay of others with their own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from application.bundling.contents import Absent, Stream, Withheld, document_name
from application.bundling.ports import Document
from application.ports import Ledger, Recorded
from application.projections.payrolls import payslip_id
from application.projections.plain import fields, moment
from application.queries import Paging, Queries
from domain import policies
from domain.appeal import AppealKind
from domain.appeal.events import AppealDecided, AppealFiled
from domain.discretionary_share import ShareGranted
from domain.errors import NotFound
from domain.organization import Duty
from domain.payroll.events import AdjustmentPosted, PayrollApproved, PayrollCalculated, PayrollOpened, PayrollPaid
from domain.policies import Acting
from domain.rulebook import PLAN, SCHEME, VersionPublished, rulebook_id
from domain.scorecard import scorecard_id
from domain.scorecard.events import RatingGiven, ScorecardApproved, ScorecardSubmitted
from domain.scoring.facts import PEER

AROUND = 200
"""Events before and after a decision among which those of the same command are looked for."""
ALL = Paging(limit=200)
CARD, APPEAL, PAYROLL = "scorecard", "appeal", "payroll"

Why = Callable[[Recorded], str]
Excerpt = Callable[[Recorded], Document | None]


def nothing_of(recorded: Recorded) -> Document | None:
    """No excerpt."""
    return None


@dataclass
class Choice:
    """What was chosen.

    Attributes:
        documents: texts of schemes and plans, by member name.
        shown: the documents that the queries answered: they name everybody whom the asker may know of.
        stated: withheld events whose sealed texts may be seen all the same.
    """

    streams: dict[UUID, Stream] = field(default_factory=dict)
    events: dict[int, Recorded] = field(default_factory=dict)
    withheld: dict[int, Withheld] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    absent: list[Absent] = field(default_factory=list)
    shown: list[Document] = field(default_factory=list)
    stated: list[Recorded] = field(default_factory=list)


class Chooser:
    """Chooses for one person, up to one position."""

    def __init__(self, asked: Queries, ledger: Ledger, until: int) -> None:
        self._asked = asked
        self._ledger = ledger
        self._until = until
        self._acting = _acting(asked.me())
        self.choice = Choice()

    def scorecard(self, id: UUID) -> None:
        """A card with the appeals about it that may be seen. Raises NotFound."""
        self._card(id)
        for held in self._asked.appeals(ALL, card=id).items[::-1]:
            if held["filed"]["position"] <= self._until:
                self._appeal(UUID(held["id"]))

    def appeal(self, id: UUID) -> None:
        """An appeal with what it is about and what came of it, as far as that may be seen. Raises NotFound."""
        shown = self._appeal(id)
        if shown["card"] is not None:
            self._try(CARD, shown["card"], lambda: self._card(UUID(shown["card"])))
        if shown["payroll"] is not None:
            slip = payslip_id(UUID(shown["payroll"]), UUID(shown["appellant"]))
            self._try("payslip", str(slip), lambda: self._payslip(slip))

    def payslip(self, id: UUID) -> None:
        """A payslip with the card that it rests on. Raises NotFound."""
        shown = self._payslip(id)
        card = scorecard_id(UUID(shown["cycle"]), UUID(shown["employee"])) if shown["cycle"] else None
        if card is not None and any(self._ledger.stream(card, until=self._until)):
            self._try(CARD, str(card), lambda: self._card(card))

    def _card(self, id: UUID) -> None:
        shown = self._asked.card(id)
        raters = {(held["item"], held["by"]) for rated in shown["ratings"] for held in rated["given"]}
        history = self._history(id)
        hidden = {recorded.position for recorded in history if _hides_rater(recorded, raters)}
        untold = {step["position"] for step in shown["history"] if step["total"] is None}

        def why(recorded: Recorded) -> str:
            if recorded.position in hidden:
                return "peer-rating"
            says_total = isinstance(recorded.event, ScorecardSubmitted | ScorecardApproved)
            return "peer-means" if says_total and recorded.position in untold else ""

        self._stream(id, CARD, history, why)
        self._version(SCHEME, shown["scheme"], shown["scheme_version"])
        self.choice.shown.append(shown)

    def _appeal(self, id: UUID) -> Document:
        shown = self._asked.appeal(id)
        history = self._history(id)
        raters = self._hidden_raters(shown) if "excluded" not in shown else set()

        def why(recorded: Recorded) -> str:
            event = recorded.event
            return "names-raters" if isinstance(event, AppealFiled) and raters & set(event.excluded) else ""

        def excerpt(recorded: Recorded) -> Document:
            self.choice.stated.append(recorded)
            said = {name: held for name, held in says(recorded).items() if name in _FILED}
            return {**said, "by": recorded.actor, "at": moment(recorded.event.timestamp)}

        self._stream(id, APPEAL, history, why, excerpt)
        for recorded in history:
            if isinstance(recorded.event, AppealDecided):
                self._consequences(recorded, id, UUID(shown["appellant"]))
        self.choice.shown.append(shown)
        return shown

    def _payslip(self, id: UUID) -> Document:
        shown = self._asked.payslip(id)
        employee = UUID(shown["employee"])
        whole = policies.see_payroll.allows(self._acting)

        def why(recorded: Recorded) -> str:
            event = recorded.event
            if whole or isinstance(event, PayrollOpened | PayrollApproved | PayrollPaid):
                return ""
            if isinstance(event, AdjustmentPosted):
                return "" if event.employee == employee else "others-pay"
            return "others-pay" if isinstance(event, PayrollCalculated) else "office"

        def excerpt(recorded: Recorded) -> Document | None:
            if shown["calculated"] is None or recorded.position != shown["calculated"]["position"]:
                return None
            return {name: shown[name] for name in ("plan", "plan_version", "digest", "pool", "line")}

        history = self._history(UUID(shown["payroll"]))
        self._stream(UUID(shown["payroll"]), PAYROLL, history, why, excerpt)
        for plan in {(event.plan, event.plan_version) for event in _calculations(history)}:
            self._version(PLAN, *plan)
        self.choice.shown.append(shown)
        return shown

    def _history(self, stream: UUID) -> list[Recorded]:
        history = list(self._ledger.stream(stream, until=self._until))
        if not history:
            raise NotFound(
                f"{self._until} 条事件的检查点不覆盖它；请用更晚的检查点 / "
                f"the checkpoint of {self._until} events does not cover it; ask for a later one",
                code="not-sealed",
            )
        return history

    def _stream(
        self, id: UUID, kind: str, history: Iterable[Recorded], why: Why, excerpt: Excerpt = nothing_of
    ) -> None:
        if id in self.choice.streams:
            return
        for recorded in history:
            version = recorded.originator_version
            reason = why(recorded)
            if reason:
                self.choice.withheld[recorded.position] = Withheld(
                    recorded.position, id, version, recorded.topic, reason, excerpt(recorded)
                )
            else:
                self.choice.events[recorded.position] = recorded
        self.choice.streams[id] = Stream(id, kind, version)

    def _version(self, kind: str, name: str, version: int) -> None:
        """The event that published a scheme or plan version, and its document."""
        for recorded in self._ledger.stream(rulebook_id(self._ledger.organization, kind, name), until=self._until):
            event = recorded.event
            if isinstance(event, VersionPublished) and event.rules_version == version:
                self.choice.events[recorded.position] = recorded
                self.choice.documents[document_name(kind, name, version)] = event.document

    def _consequences(self, decision: Recorded, appeal: UUID, appellant: UUID) -> None:
        """What the decision's own command did elsewhere: to the appellant's pay, or to the shares."""
        sees_pay = policies.see_pay.allows(self._acting, appellant)
        window = self._ledger.read(
            after=max(0, decision.position - AROUND), until=min(self._until, decision.position + AROUND)
        )
        for recorded in window:
            event = recorded.event
            paid = isinstance(event, AdjustmentPosted) and event.employee == appellant and sees_pay
            granted = isinstance(event, ShareGranted) and event.appeal == appeal
            if recorded.command == decision.command and (paid or granted):
                self.choice.events[recorded.position] = recorded

    def _hidden_raters(self, shown: Document) -> set[str]:
        """Peers who rated the card in question and whom the asker may not know as raters."""
        if shown["card"] is None or shown["kind"] not in (AppealKind.RATING, AppealKind.ITEM, AppealKind.SCORE):
            return set()
        card = UUID(shown["card"])
        try:
            rated = self._asked.card(card)["ratings"]
        except NotFound:
            rated = []
        raters = {(held["item"], held["by"]) for held_by_kind in rated for held in held_by_kind["given"]}
        history = self._ledger.stream(card, until=self._until)
        return {held.actor for held in history if _hides_rater(held, raters)} - {self._acting.id}

    def _try(self, kind: str, id: str, add: Callable[[], object]) -> None:
        try:
            add()
        except NotFound:
            self.choice.absent.append(Absent(kind, id, "not-visible"))


_FILED = frozenset(
    {
        *("kind", "shop", "cycle", "appellant", "role", "card", "payroll", "target", "asked_points", "file_by"),
        *("decide_by", "calendar"),
    }
)
"""Of an appeal's first event, what tells nothing about who rated."""


def says(recorded: Recorded) -> dict[str, Any]:
    """What an event says, without its envelope."""
    return fields(recorded.event)


def _hides_rater(recorded: Recorded, shown: set[tuple[str, str]]) -> bool:
    event = recorded.event
    return isinstance(event, RatingGiven) and event.rater_kind == PEER and (event.item, recorded.actor) not in shown


def _calculations(history: Iterable[Recorded]) -> list[PayrollCalculated]:
    return [recorded.event for recorded in history if isinstance(recorded.event, PayrollCalculated)]


def _acting(me: Document) -> Acting:
    held = ((Duty(duty["duty"]), UUID(duty["shop"]) if duty["shop"] else None) for duty in me["duties"])
    return Acting(me["employee"], frozenset(held))
