"""Other rules: which scheme version a card, and which plan version a cycle, goes by in the what-if.

Rules with other parameters are a version of their own, with a number that no published version has: a card and all that
is computed from it then name them like any other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.catalogue import Library
from application.payrolls.parameters import read_parameters
from application.ports import Ledger
from application.published_rules import published_plan, published_scheme
from application.replaying.question import PlanChange, SchemeChange, part
from application.replaying.world import PROGRAM, World
from application.things import called
from domain.cycle.events import PlanAssigned
from domain.errors import Invalid
from domain.pay.documents import plan_document
from domain.pay.parameters import PARAMETERS
from domain.pay.plan import Plan, Setting
from domain.rulebook import PLAN, SCHEME, Rulebook, VersionPublished, rulebook_id
from domain.scoring.documents import document_hash, scheme_document
from domain.scoring.entries import target_faults
from domain.scoring.facts import ParameterValue
from domain.scoring.plain import Place, raise_faults
from domain.scoring.reading_parameters import read_value
from domain.scoring.scheme import Scheme

UNPUBLISHED = 1_000_000
"""Versions from here on were made for a what-if."""

Named = tuple[str, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of what was never published; nothing is computed from it."""


@dataclass(frozen=True)
class CardRules:
    """By what a card is scored in the what-if.

    Attributes:
        targets: that replace the card's own.
        other: whether the scheme itself is another, so that its own targets hold where nobody set one.
    """

    scheme: Scheme
    targets: Mapping[str, Decimal]
    other: bool


class Rules:
    """Finds documents by name and version: published in the ledger, up to its head, or built in."""

    def __init__(self, ledger: Ledger, library: Library) -> None:
        self._ledger = ledger
        self._library = library
        self._known: dict[tuple[str, str], dict[int, str]] = {}

    def scheme(self, name: str, version: int | None) -> Scheme:
        """A scheme's version, or its newest. Raises Invalid when there is none."""
        return published_scheme(self._document(SCHEME, name, version))

    def plan(self, name: str, version: int | None) -> Plan:
        """A plan's version, or its newest. Raises Invalid when there is none."""
        return published_plan(self._document(PLAN, name, version))

    def _document(self, kind: str, name: str, version: int | None) -> str:
        known = self._versions(kind, name)
        if not known or (version is not None and version not in known):
            said = f"{kind} {name!r}" if version is None else f"version {version} of {kind} {name!r}"
            said_zh = f"{called(kind)} {name!r}" + ("" if version is None else f" 第 {version} 版")
            raise Invalid(
                f"没有{said_zh}，既未在此发布，也未内置（已有：{sorted(known) or '无'}） / "
                f"there is no {said}, neither published here nor built in (known: {sorted(known) or 'none'})",
                code=f"{kind}-unknown",
                pointer="/version" if known else f"/{kind}",
            )
        return known[max(known) if version is None else version]

    def _versions(self, kind: str, name: str) -> dict[int, str]:
        if (kind, name) not in self._known:
            stream = self._ledger.stream(rulebook_id(self._ledger.organization, kind, name))
            events = [held.event for held in stream]
            found = {event.rules_version: event.document for event in events if isinstance(event, VersionPublished)}
            shipped = self._library.scheme(name) if kind == SCHEME else self._library.plan(name)
            if shipped is not None:
                found.setdefault(shipped.version, _document(shipped))
            self._known[kind, name] = found
        return self._known[kind, name]


class Changes:
    """The question's other rules, looked up and checked; nothing in them for the world as it was."""

    def __init__(
        self,
        rules: Rules,
        schemes: tuple[SchemeChange, ...] = (),
        plans: tuple[PlanChange, ...] = (),
        check: Callable[[Scheme], None] = lambda _scheme: None,
    ) -> None:
        """Look up what the question names.

        Args:
            check: raises where the one who asks may not ask by such a scheme.

        Raises:
            InvalidDocument: a scheme, plan, version, parameter or target that is none.
        """
        self._rules = rules
        self._check = check
        self._schemes = schemes
        self._plans = plans
        self._made: dict[tuple[int, str, int], CardRules] = {}
        self._shown: dict[Named, dict[str, Any]] = {}
        for index, change in enumerate(schemes):
            if change.scheme:
                with part(f"/schemes/{index}"):
                    self._card_rules(index, change, self._rules.scheme(change.scheme, change.version), other=True)
        for index, plan in enumerate(plans):
            if plan.plan:
                with part(f"/plans/{index}"):
                    read_parameters(self._rules.plan(plan.plan, plan.version), plan.parameters)

    def card_rules(self, cycle: UUID, employee: UUID, name: str, version: int) -> CardRules | None:
        """By what this card is scored instead, or None where nothing is different; the first change that fits."""
        for index, change in enumerate(self._schemes):
            if not change.touches(cycle, employee, name):
                continue
            with part(f"/schemes/{index}"):
                if change.scheme:
                    scheme = self._rules.scheme(change.scheme, change.version)
                    return self._card_rules(index, change, scheme, other=True)
                own = self._rules.scheme(name, version if change.version is None else change.version)
                return self._card_rules(index, change, own, other=own.version != version)
        return None

    def plan_of(self, cycle: UUID, event: PlanAssigned) -> tuple[Plan, dict[str, Setting]] | None:
        """The plan and parameters of a cycle instead, or None; the first change that fits."""
        for index, change in enumerate(self._plans):
            if change.cycle not in (None, cycle):
                continue
            with part(f"/plans/{index}"):
                name = change.plan or event.plan
                kept = event.plan_version if not change.plan and change.version is None else change.version
                plan = self._rules.plan(name, kept)
                known = {key: value for key, value in event.parameters.items() if key in PARAMETERS[plan.kind]}
                return plan, {**known, **read_parameters(plan, change.parameters)}
        return None

    def shown(self, name: str, version: int) -> dict[str, Any]:
        """A scheme as answers name it: a version made here is the one it was made from, with its parameters."""
        return self._shown.get((name, version), {"id": name, "version": version})

    def _card_rules(self, index: int, change: SchemeChange, scheme: Scheme, *, other: bool) -> CardRules:
        made = (index, scheme.id, scheme.version)
        if made not in self._made:
            _check_targets(scheme, change.targets)
            values = _read_values(scheme, change.parameters)
            ready = self._with(scheme, values, index) if values else scheme
            self._check(ready)
            self._made[made] = CardRules(ready, change.targets, other)
        return self._made[made]

    def _with(self, scheme: Scheme, values: Mapping[str, ParameterValue], index: int) -> Scheme:
        version = UNPUBLISHED + index * 1000 + scheme.version
        parameters = tuple(
            replace(parameter, default=values.get(parameter.id, parameter.default)) for parameter in scheme.parameters
        )
        changed = replace(scheme.configured(values), version=version, parameters=parameters)
        said = {name: value if isinstance(value, bool) else str(value) for name, value in sorted(values.items())}
        self._shown[scheme.id, version] = {"id": scheme.id, "version": scheme.version, "parameters": said}
        return changed


def provide(world: World, kind: str, rules: Scheme | Plan) -> None:
    """Make a version of rules known in the world, as if it had been published there."""
    text = _document(rules)
    held = world.find(Rulebook, rulebook_id(world.organization, kind, rules.id))
    if held is None:
        held = Rulebook.draft(world.organization, kind, rules.id, by=PROGRAM, at=_EPOCH)
    if str(rules.version) not in held.documents:
        held.record(
            VersionPublished, actor=PROGRAM, at=_EPOCH, rules_version=rules.version, document=text,
            sha256=document_hash(text),
        )  # fmt: skip
    world.keep([held])


def _document(rules: Scheme | Plan) -> str:
    return scheme_document(rules) if isinstance(rules, Scheme) else plan_document(rules)


def _read_values(scheme: Scheme, given: Mapping[str, Any]) -> dict[str, ParameterValue]:
    place = Place(given, "/parameters")
    found: dict[str, ParameterValue] = {}
    for name, value in given.items():
        parameter, at = scheme.parameter(name), place.inside(name, value)
        if parameter is None:
            known = ", ".join(held.id for held in scheme.parameters) or "none"
            zh, en = f"方案没有参数 {name}；有：{known}", f"the scheme has no parameter {name}; it has {known}"
            at.fault("unknown-parameter", zh, en)
        else:
            found[name] = read_value(at, parameter, scheme)
    raise_faults(place.faults)
    return found


def _check_targets(scheme: Scheme, targets: Mapping[str, Decimal]) -> None:
    raise_faults(
        [
            replace(fault, pointer=f"/targets/{item}")
            for item, target in targets.items()
            for fault in target_faults(scheme, item, target)
        ]
    )
