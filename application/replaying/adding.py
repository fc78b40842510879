"""Entries that nobody made, entered by the same decisions as real ones: what a card refuses is refused here, too."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from application.appeals.filing import require_share_open
from application.payrolls.correcting import appraisal_paid
from application.replaying.history import History
from application.replaying.playing import Player
from application.replaying.question import Added, QuestionRefused, part
from application.replaying.world import PROGRAM, Step, World
from application.rulebooks import pay_facts_of, scheme_of
from domain.cycle import Cycle
from domain.discretionary_share import DiscretionaryShare, discretionary_share_id
from domain.employee import Employee
from domain.errors import Fault, Invalid
from domain.eventsourced import natural_id
from domain.payroll import Payroll, payroll_id
from domain.scorecard import Scorecard, Stage
from domain.scorecard.entry import DeductionEntry, FactEntry, JudgementEntry
from domain.scoring.scheme import Scheme
from domain.values import Sealed

CARD, CYCLE, EMPLOYEE = "card", "cycle", "employee"

Facts = Mapping[str, Any]
Enter = Callable[["Entry"], None]


@dataclass(frozen=True)
class Entry:
    """One entry, ready to be made.

    Attributes:
        subject: the card, cycle or employee as it stands.
        facts: every field of its kind; those that were left out have their usual values.
        id: of what the entry makes.
        appeal: set where a published card is put right.
    """

    step: Step
    subject: Any
    facts: Facts
    id: UUID
    appeal: UUID | None

    @property
    def who(self) -> dict[str, Any]:
        """The last two arguments of every decision."""
        return {"by": PROGRAM, "at": self.step.at}

    @property
    def scheme(self) -> Scheme:
        """The scheme of the card."""
        return scheme_of(self.step, self.subject.scheme, self.subject.scheme_version)

    def unsaid(self, person: UUID) -> Sealed:
        """A reason that nobody gave."""
        return Sealed(person, "")


@dataclass(frozen=True)
class Kind:
    """A kind of entry.

    Attributes:
        subject: `card`, `cycle` or `employee`: the field that names what it is about.
        enter: makes it.
        needs: fields that must be given.
        may: fields that may be left out, with their usual values.
    """

    subject: str
    enter: Enter
    needs: tuple[str, ...] = ()
    may: Facts = field(default_factory=dict)


def _facts(entry: Entry) -> None:
    facts, card = entry.facts, entry.subject
    cycle = entry.step.get(Cycle, card.cycle, "cycle")
    given = FactEntry(facts["measures"], facts["counts"], facts["ranks"])
    read_by_plan = pay_facts_of(entry.step, cycle)
    card.record_facts(entry.scheme, given, entry.appeal, pay_facts=read_by_plan, **entry.who)


def _judgement(entry: Entry) -> None:
    facts, card = entry.facts, entry.subject
    given = JudgementEntry(facts["item"], facts["level"], facts["points"], entry.unsaid(card.employee))
    card.judge(entry.scheme, given, entry.appeal, **entry.who)


def _rating(entry: Entry) -> None:
    facts, card = entry.facts, entry.subject
    rater = card.employee if facts["by"] == "self" else facts["person"] or entry.id
    card.rate(entry.scheme, facts["item"], facts["by"], facts["points"], None, by=str(rater), at=entry.step.at)


def _deduction(entry: Entry) -> None:
    facts, card = entry.facts, entry.subject
    reason = entry.unsaid(card.employee)
    given = DeductionEntry(facts["item"], facts["points"], facts["code"], facts["severity"], reason)
    card.record_deduction(entry.scheme, entry.id, given, **entry.who)


def _reversal(entry: Entry) -> None:
    card = entry.subject
    card.reverse_deduction(entry.facts["deduction"], entry.unsaid(card.employee), entry.appeal, **entry.who)


def _reduction(entry: Entry) -> None:
    facts, card = entry.facts, entry.subject
    reason = entry.unsaid(card.employee)
    card.reduce_deduction(facts["deduction"], facts["points"], reason, entry.appeal, **entry.who)


def _adjustment(entry: Entry) -> None:
    card = entry.subject
    reason = entry.unsaid(card.employee)
    card.adjust(entry.scheme, entry.id, entry.facts["points"], reason, entry.appeal, **entry.who)


def _waiver(entry: Entry) -> None:
    card = entry.subject
    card.waive(entry.scheme, entry.facts["item"], entry.unsaid(card.employee), entry.appeal, **entry.who)


def _shop_fact(entry: Entry) -> None:
    entry.subject.record_shop_fact(entry.facts["fact"], entry.facts["value"], "", (), **entry.who)


def _weight(entry: Entry) -> None:
    person = entry.facts["employee"]
    entry.subject.record_weight(person, entry.facts["weight"], entry.unsaid(person), **entry.who)


def _base_pay(entry: Entry) -> None:
    employee, facts = entry.subject, entry.facts
    reason = entry.unsaid(employee.id)
    employee.set_base_pay(facts["amount"], effective_on=facts["effective_on"], reason=reason, **entry.who)


def _share(entry: Entry) -> None:
    cycle, facts, step = entry.subject, entry.facts, entry.step
    require_share_open(step, cycle)
    share = step.get(DiscretionaryShare, discretionary_share_id(cycle.id), "share")
    share.grant(
        entry.id,
        role=facts["role"],
        employee=facts["employee"],
        points=facts["points"],
        from_role=facts["from_role"],
        appeal=entry.id,
        reason=entry.unsaid(facts["employee"] or cycle.id),
        **entry.who,
    )
    payroll = step.find(Payroll, payroll_id(cycle.shop, cycle.period))
    if payroll is not None:
        payroll.invalidate("份额有变动 / a share changed", None, **entry.who)


KINDS: Mapping[str, Kind] = {
    "facts": Kind(CARD, _facts, may={"measures": {}, "counts": {}, "ranks": {}}),
    "judgement": Kind(CARD, _judgement, ("item", "level"), {"points": None}),
    "rating": Kind(CARD, _rating, ("item", "by", "points"), {"person": None}),
    "deduction": Kind(CARD, _deduction, ("item",), {"points": None, "code": "", "severity": ""}),
    "deduction-reversal": Kind(CARD, _reversal, ("deduction",)),
    "deduction-reduction": Kind(CARD, _reduction, ("deduction", "points")),
    "adjustment": Kind(CARD, _adjustment, ("points",)),
    "waiver": Kind(CARD, _waiver, ("item",)),
    "shop-fact": Kind(CYCLE, _shop_fact, ("fact", "value")),
    "weight": Kind(CYCLE, _weight, ("employee", "weight")),
    "share": Kind(CYCLE, _share, ("points",), {"role": "", "employee": None, "from_role": ""}),
    "base-pay": Kind(EMPLOYEE, _base_pay, ("amount", "effective_on")),
}
"""What may be added, by name."""

SUBJECTS: Mapping[str, type[Scorecard | Cycle | Employee]] = {CARD: Scorecard, CYCLE: Cycle, EMPLOYEE: Employee}


@dataclass(frozen=True)
class Moment:
    """When an entry is made: before the command of an event, after it, or (neither) after everything."""

    before: int | None = None
    after: int | None = None

    def has_come(self, first: int, last: int) -> bool:
        """Whether it is made before the command with these first and last positions."""
        if self.before is not None:
            return last >= self.before
        return self.after is not None and first > self.after


class Adding:
    """Makes the added entries, each at its moment."""

    def __init__(self, world: World, player: Player, history: History, added: Sequence[Added]) -> None:
        """Raises QuestionRefused for an unknown kind, a missing field, a position that is none."""
        faults = [fault for index, entry in enumerate(added) for fault in _faults(history, index, entry)]
        if faults:
            raise QuestionRefused(faults)
        self._world = world
        self._player = player
        self._waiting = [(index, entry, _moment(history, entry)) for index, entry in enumerate(added)]

    def before(self, first: int, last: int, at: datetime) -> None:
        """Make the entries whose moment is before the command with these positions."""
        if self._waiting:
            self._make([held for held in self._waiting if held[2].has_come(first, last)], at)

    def after_all(self, at: datetime) -> None:
        """Make the entries that are left."""
        self._make(list(self._waiting), at)

    def _make(self, due: list[tuple[int, Added, Moment]], at: datetime) -> None:
        self._waiting = [held for held in self._waiting if held not in due]
        for subject in dict.fromkeys(entry.subject for _, entry, _ in due):
            self._enter(subject, [(index, entry) for index, entry, _ in due if entry.subject == subject], at)

    def _enter(self, subject: UUID, entries: list[tuple[int, Added]], at: datetime) -> None:
        """All entries about one thing at one moment; a published card is amended once for all of them."""
        first = entries[0][0]
        step = Step(self._world, PROGRAM, at, natural_id("what-if", first))
        card = self._world.find(Scorecard, subject)
        published = card is not None and card.stage == Stage.PUBLISHED
        appeal = natural_id("what-if", "appeal", first) if published else None
        paid_before = appraisal_paid(step, card) if published and card is not None else None
        for index, added in entries:
            with part(f"/with/{index}"):
                KINDS[added.kind].enter(_ready(step, index, added, appeal))
        if card is not None and appeal is not None:
            with part(f"/with/{first}"):
                self._player.amend(step, card, appeal, paid_before)
        self._player.finish(step)


def _ready(step: Step, index: int, added: Added, appeal: UUID | None) -> Entry:
    kind = KINDS[added.kind]
    subject = step.find(SUBJECTS[kind.subject], added.subject)
    if subject is None:
        raise Invalid(
            f"当时没有这个对象 {added.subject} / there is no {kind.subject} {added.subject} then",
            code="subject-unknown",
            pointer=kind.subject,
        )
    return Entry(step, subject, {**kind.may, **added.facts}, natural_id("what-if", "entry", index), appeal)


def _moment(history: History, added: Added) -> Moment:
    if added.now or added.after is not None:
        return Moment(after=added.after if not added.now else None)
    match KINDS[added.kind].subject, added.kind:
        case "card", _:
            return Moment(before=history.before_submission(added.subject))
        case "cycle", "share":
            return Moment(before=history.before_payroll(added.subject))
        case "cycle", _:
            return Moment(before=history.before_publication(added.subject))
    return Moment(before=history.before_pay_on(added.facts["effective_on"]))


def _faults(history: History, index: int, added: Added) -> Iterator[Fault]:
    at = f"/with/{index}"
    kind = KINDS.get(added.kind)
    if kind is None:
        known = ", ".join(KINDS)
        yield Fault(f"{at}/kind", "word-unknown", f"没有这种录入；可用：{known} / use one of {known}")
        return
    for name in kind.needs:
        if added.facts.get(name) in (None, ""):
            said = f"{added.kind} 需要 {name} / an entry of kind {added.kind} needs {name}"
            yield Fault(f"{at}/{name}", "field-missing", said)
    for name in sorted(set(added.facts) - set(kind.needs) - set(kind.may)):
        said = f"{added.kind} 没有 {name} / an entry of kind {added.kind} has no {name}"
        yield Fault(f"{at}/{name}", "field-unknown", said)
    if added.after is not None and not 0 <= added.after <= history.position:
        said = f"到位置 {history.position} 为止 / the history ends at position {history.position}"
        yield Fault(f"{at}/after", "position-unknown", said)
