"""The readable report: one HTML file that loads nothing, runs nothing and prints well."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from adapters.bundles.report_words import EVENT_TITLES, LABELS, VALUES
from application.projections.plain import SEALED
from domain.calendar import SHANGHAI, zone
from domain.scoring.exact import trimmed

ERASED = {"zh": "（已删除）", "en": "(erased)"}
SYSTEM = {"zh": "系统", "en": "the system"}
HELPERS = (
    *(
        "said",
        "label",
        "value",
        "number",
        "who",
        "when",
        "event",
        "shop",
        "role",
        "text",
        "rows",
        "columns",
        "item_title",
    ),
)
"""What the template calls."""
COLUMNS = (
    *("role", "base", "base_pay", "coefficient", "entitlement", "bonus", "meal", "full_attendance", "overtime"),
    *("commission", "team_share", "rewards", "penalties", "paid", "team_fund", "retained", "adjustment", "gross"),
)
"""A line of a payroll, in the order in which people read it."""
TITLED = frozenset({"role", "from_role"})
"""Fields that hold a role."""
UNTOLD = frozenset({"shop", "cycle", "period", "employee", "lead", "excluded", "calendar"})
"""Fields of events that the timeline does not repeat."""


def render(page: Mapping[str, Any], lang: str) -> bytes:
    """The report of a page in `zh` or `en`."""
    return _template().render(Reader(page, lang).names()).encode()


class Reader:
    """Turns what a page holds into what one reader understands."""

    def __init__(self, page: Mapping[str, Any], lang: str) -> None:
        self._page = page
        self._lang = lang
        self._opened = page["opened"]
        self._texts = {(held["position"], held["field"]): held["text"] for held in self._opened["texts"]}
        self._zone = zone(self._opened.get("timezone") or SHANGHAI)

    def names(self) -> dict[str, Any]:
        """Everything that the template uses."""
        return {**self._page, **{name: getattr(self, name) for name in HELPERS}, "lang": self._lang}

    def said(self, words: Mapping[str, str] | None) -> str:
        """Text in the reader's language."""
        return "" if words is None else words[self._lang]

    def label(self, name: str) -> str:
        """What a field or heading is called."""
        return LABELS[name][self._lang] if name in LABELS else name

    def value(self, value: object) -> str:
        """A figure or word as it is shown."""
        if value is None or value == "":
            return "—"
        if isinstance(value, bool):
            return {"zh": "是" if value else "否", "en": "yes" if value else "no"}[self._lang]
        text = str(value)
        return VALUES[text][self._lang] if text in VALUES else text

    def number(self, figure: str | None) -> str:
        """A measured value without needless zeros."""
        return "—" if figure is None else trimmed(Decimal(figure))

    def item_title(self, card: Mapping[str, Any], id: str) -> str:
        """What an item of a card is called."""
        return next((self.said(item["title"]) for item in card["items"] if item["id"] == id), id)

    def who(self, id: str | None) -> str:
        """A person by name and staff number."""
        if id is None:
            return "—"
        if id.startswith("system:"):
            return f"{SYSTEM[self._lang]} ({id.removeprefix('system:')})"
        known = self._opened["people"].get(id)
        if known is None:
            return id
        name = known["name"] or ERASED[self._lang]
        return f"{name} ({known['number']})" if known["number"] else name

    def shop(self, id: str) -> str:
        """A shop by name."""
        return str(self._opened["shops"].get(id, id))

    def role(self, id: str) -> str:
        """A role by its title."""
        titles = self._opened["roles"]
        return self.said(titles[id]) if id in titles else id

    def when(self, moment: str) -> str:
        """A moment in the organization's time zone, with its offset."""
        return datetime.fromisoformat(moment).astimezone(self._zone).strftime("%Y-%m-%d %H:%M:%S %z")

    def event(self, name: str) -> str:
        """What an event is called."""
        return EVENT_TITLES[name][self._lang] if name in EVENT_TITLES else name

    def text(self, position: int, field: str) -> str:
        """A sealed text, as the server opened it."""
        found = self._texts.get((position, field))
        return ERASED[self._lang] if found is None else str(found)

    def columns(self, line: Mapping[str, Any]) -> list[tuple[str, Any]]:
        """The figures of a line of a payroll."""
        known = [(name, self.role(line[name]) if name == "role" else line[name]) for name in COLUMNS if name in line]
        return known + [(name, line[name]) for name in sorted(line) if name not in (*COLUMNS, "id", "explanation")]

    def rows(self, told: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What an event of the timeline says, field by field."""
        found = []
        for name, held in told["says"].items():
            if held in (None, "", [], {}) or name in UNTOLD:
                continue
            if held == {SEALED: True}:
                found.append((self.label(name), f"“{self.text(told['position'], f'/{name}')}”"))
            else:
                found.append((self.label(name), self._plain(name, held)))
        return found

    def _plain(self, name: str, held: object) -> str:
        if isinstance(held, Mapping):
            return ", ".join(f"{self.label(key)} {self._plain(key, value)}" for key, value in held.items())
        if isinstance(held, list):
            return "; ".join(self._plain(name, value) for value in held)
        if isinstance(held, str) and name in TITLED:
            return self.role(held) if held else self.value(held)
        return self.who(held) if name == "handler" and isinstance(held, str) else self.value(held)


@cache
def _template() -> Template:
    source = resources.files("adapters.bundles").joinpath("report.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(source)
