"""The pages of `docs/` that are made from the code: states, policies, events; and of two others what lists the code.

`python -m tests.docs.pages` writes them anew.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum

from adapters.importing import FactFiles
from application.delivering.wording import ANYTHING, HAPPENED, UNTIL
from domain import cycle, payroll
from domain.appeal import appeal
from domain.eventsourced import Aggregate, Created, Event
from domain.policies import POLICIES
from domain.scorecard import stages
from tests.architecture.rules import ROOT
from tests.domain.event_classes import aggregate_of, event_classes, fields, type_text

FOLDER = ROOT / "docs"
Table = Mapping[str, tuple[frozenset[StrEnum], StrEnum | None]]
MADE = "This page is made from the code: `python -m tests.docs.pages` writes it, and a test keeps it fresh."


def states_page() -> str:
    """`docs/states.md`."""
    parts = ["# States", "", *wrapped(STATES_PROSE), "", MADE]
    for title, about, first, table in STATE_TABLES:
        parts += ["", f"## {title}", "", *wrapped(about), "", *_diagram(first, table)]
        staying = [act for act, (_, target) in table.items() if target is None]
        if staying:
            parts += ["", "| changes no state | possible when |", "|---|---|"]
            parts += [f"| {act} | {_names(table[act][0])} |" for act in staying]
    return "\n".join(parts) + "\n"


def _diagram(first: StrEnum, table: Table) -> Iterator[str]:
    yield from ("```mermaid", "stateDiagram-v2", f"    [*] --> {_node(first)}")
    moves: dict[tuple[StrEnum, StrEnum], list[str]] = {}
    for act, (sources, target) in table.items():
        for source in _ordered(sources) if target is not None else ():
            moves.setdefault((source, target or source), []).append(act)
    yield from (f"    {_node(old)} --> {_node(new)}: {', '.join(acts)}" for (old, new), acts in moves.items())
    kind = type(first)
    left = {source for sources, target in table.values() if target is not None for source in sources}
    yield from (f"    {_node(state)} --> [*]" for state in kind if state not in left)
    yield "```"


def _node(state: StrEnum) -> str:
    return state.value.replace("-", "_")


def _ordered(states: frozenset[StrEnum]) -> list[StrEnum]:
    return [state for state in type(next(iter(states))) if state in states]


def _names(states: frozenset[StrEnum]) -> str:
    return ", ".join(_ordered(states))


STATES_PROSE = """
Where a cycle, a card, an appeal and a payroll can stand, and what leads from one state to the next. Everything that a
picture does not show is refused with 409. Every arrow is an event, kept for ever; no state is ever set back without
one. Who may do what is in [policies.md](policies.md).
"""
CYCLE = """
One shop, one period (考核周期; D10 四, D15). Schemes, targets, exemptions and the plan are settled while it is planned;
facts, judgements, ratings and deductions are entered while it is open; the shop's figures and weights until it is
published. Once published it takes no entry but appeals and what follows from them. The window for appeals is a date of
its own, and closes also after settlement.
"""
CARD = """
One person in one cycle (考核表). Entries are possible while it is open, and on a returned card. A published card is
changed by an appeal alone: it is amended, its old total stays beside the new one, and it stays published.
"""
APPEAL = """
An objection, or a request for a share of the 5 % (申诉 / 绩效诉求). The appellant takes it to the general manager once;
the clock does when its handler let the deadline pass, and leaves the appellant their turn. What was upheld in full goes
no further. It lapses when the appellant leaves a question unanswered.
"""
PAYROLL = """
One shop, one period (工资单; D04 三). It may be calculated anew until it is approved. An amended card, a changed share
or an adjustment invalidates what was calculated; what was paid is put right by an adjustment in a later payroll.
"""
STATE_TABLES: tuple[tuple[str, str, StrEnum, Table], ...] = (
    ("Cycle", CYCLE, cycle.Phase.PLANNED, cycle.TRANSITIONS),
    ("Scorecard", CARD, stages.Stage.OPEN, stages.TRANSITIONS),
    ("Appeal", APPEAL, appeal.Status.FILED, appeal.TRANSITIONS),
    ("Payroll", PAYROLL, payroll.PayrollStatus.OPENED, payroll.TRANSITIONS),
)


def policies_page() -> str:
    """`docs/policies.md`."""
    parts = ["# Policies", "", *wrapped(POLICIES_PROSE), "", MADE, "", "| policy | source | who may |", "|---|---|---|"]
    parts += [f"| `{entry.name}` | {entry.source} | {_line(entry.sentence)} |" for entry in POLICIES]
    return "\n".join(parts) + "\n"


POLICIES_PROSE = """
Who may do what. Whatever no policy allows is refused, with 403 and the policy's name as the code of the error (what
somebody may not see answers 404). The person acting comes from the token, never from a request. Each policy is tested
for every duty and relation, about oneself and about others (`tests/domain/test_policies.py`). Duties are administrator,
HR, finance, manager (of one shop), general manager and auditor; a lead is whoever leads a person at their post.
"""


def events_page() -> str:
    """`docs/events.md`."""
    parts = ["# Events", "", *wrapped(EVENTS_PROSE), "", MADE]
    for aggregate, events in _by_aggregate().items():
        parts += ["", f"## {aggregate.__name__}", "", f"`{aggregate.TOPIC}`: {_line(aggregate.__doc__ or '')}"]
        for event in events:
            begins = " It begins the history." if issubclass(event, Created) else ""
            parts += ["", f"**`{event.TOPIC}`** {_line(event.__doc__ or '')}{begins}"]
            facts = [f"`{name}` {type_text(hint)}" for name, hint in fields(event).items()]
            parts += ["", "; ".join(facts) if facts else "No fields of its own."]
    return "\n".join(parts) + "\n"


def _by_aggregate() -> dict[type[Aggregate], list[type[Event]]]:
    found: dict[type[Aggregate], list[type[Event]]] = {}
    for event in event_classes():
        found.setdefault(aggregate_of(event), []).append(event)
    for events in found.values():
        events.sort(key=lambda event: (not issubclass(event, Created), _place(event)))
    return dict(sorted(found.items(), key=lambda pair: pair[0].__name__))


def _place(event: type[Event]) -> int:
    """Where it stands in its module."""
    return list(vars(sys.modules[event.__module__])).index(event.__name__)


EVENTS_PROSE = """
Everything that can happen, under the topic that it is stored by for ever. Each event also carries `timestamp`, the
moment of the decision, and in the ledger its envelope: position, time of recording, actor, command, causation and
correlation. `sealed text` opens only with the key of the person whom it is about; `evidence` names a file by its
SHA-256, type and size; `decimal` is exact; a `date` is a day. A topic's number is the version of its shape.
"""


def wrapped(text: str) -> list[str]:
    """A paragraph as it stands in the source."""
    return text.strip().splitlines()


def _line(text: str) -> str:
    return " ".join(text.split())


def notices_page() -> str:
    """`docs/notices.md`."""
    parts = ["# 通知 · Notices", "", *wrapped(NOTICES_PROSE), "", MADE, ""]
    parts += ["| `kind` | 说什么 · what it says | 期限 · what the deadline is for |", "|---|---|---|"]
    for kind, said in HAPPENED.items():
        until = " / ".join(words.format(day="…") for words in UNTIL[kind]) if kind in UNTIL else ""
        parts.append(f"| `{kind}` | {said[0]} / {said[1]} | {until} |")
    parts += ["", f"Another kind, of a later version, says: {' / '.join(ANYTHING)}."]
    return "\n".join(parts) + "\n"


NOTICES_PROSE = """
What people are told: in the inbox (`GET /notices`, `kind` beside `text` in Chinese and English), by e-mail in the same
words, and to webhooks as the CloudEvent type `jixiao.notice.{kind}.v1` with ids, kind and days alone. A client chooses
by `kind`, shows `text`, and lets kinds pass that it does not know. What it is about stands in `subject_kind` and
`subject`: a `scorecard`, an `appeal`, a `payroll`, or the `standing` of a person.
"""


def month_page() -> str:
    """`docs/month.md`, with the columns of the built-in mappings."""
    return _filled("month.md", "mappings", _mappings())


def _mappings() -> Iterator[str]:
    for mapping in FactFiles().mappings():
        zh, en = mapping.title["zh"], mapping.title["en"]
        yield from (f"### `{mapping.id}`", "", f"{zh} · {en}", "")
        yield from ("| 列 · column | 也可以叫 · or | 指标 · fact | 必须有 · required |", "|---|---|---|---|")
        yield _column(mapping.key_headers, "工号 · staff number", required=True)
        yield _column(mapping.period_headers, "核对月份 · must be the period", required=False)
        yield _column(mapping.name_headers, "核对姓名 · must be theirs", required=False)
        for column in mapping.columns:
            facts = ", ".join(f"`{fact}`" for fact in column.facts)
            yield _column(column.headers, facts, required=column.required)
        yield from ("", f"汇总行 · rows of totals: {'、'.join(mapping.summary_keys)}", "")


def _column(headers: tuple[str, ...], means: str, *, required: bool) -> str:
    first, *others = headers
    return f"| {first} | {'、'.join(others)} | {means} | {'✓' if required else ''} |"


def _filled(name: str, mark: str, lines: Iterable[str]) -> str:
    """A page with new lines between two marks."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    before, opening, rest = text.partition(f"<!-- {mark}:")
    told, closing, after = rest.partition(f"<!-- /{mark} -->")
    head = told.partition("\n")[0]
    return f"{before}{opening}{head}\n\n" + "\n".join(lines).strip() + f"\n\n{closing}{after}"


PAGES: Mapping[str, Callable[[], str]] = {
    "states.md": states_page,
    "policies.md": policies_page,
    "events.md": events_page,
    "month.md": month_page,
    "notices.md": notices_page,
}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
