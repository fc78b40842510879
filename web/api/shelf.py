"""Built-in and published rules side by side: of each id the version in use, and where it stands."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from application.catalogue import Library, listed_plan, listed_scheme, shown_plan, shown_scheme
from application.chat.ports import ChatRulesShelf
from application.chat.rules import CHAT_RULES as CHAT_RULES_KIND
from application.ports import Row
from application.queries import MOST, Document, Page, Paging, Queries
from application.queries.pages import page_of
from application.things import absent
from domain.chat.documents import chat_rules_document, read_chat_rules
from domain.chat.rules import ChatRules
from domain.errors import NotFound
from domain.pay.documents import plan_document, read_plan
from domain.pay.plan import Plan
from domain.rulebook import PLAN, SCHEME
from domain.scoring.documents import read_scheme, scheme_document
from domain.scoring.scheme import Scheme

Rules = TypeVar("Rules", Scheme, Plan, ChatRules)
Source = TypeVar("Source")
"""Where the built-in ones are found."""


@dataclass(frozen=True)
class Shelf(Generic[Rules, Source]):
    """All schemes, all plans, or all chat rules that an organization can use.

    Attributes:
        ships_newest: whether a newer version that ships with the program takes the place of a published one.
        retires: whether they can be retired.
    """

    kind: str
    built_in: Callable[[Source], Iterable[Rules]]
    read: Callable[[str], Rules]
    text_of: Callable[[Rules], str]
    listing: Callable[[Rules], Document]
    showing: Callable[[Rules], Document]
    ships_newest: bool = True
    retires: bool = True

    def listed(self, asked: Queries, library: Source, paging: Paging, as_of: str | None = None) -> Page:
        """The version in use of each, by id; what is built in, the program ships with: it has no earlier moment."""
        published = {held["name"] for held in self._published(asked, as_of)}
        names = {rules.id for rules in self.built_in(library)} | published
        rows = [Row(self.kind, name, "", name, {}) for name in names]

        def shape(row: Row) -> Document:
            rules, held = self._find(asked, library, row.key, None, as_of)
            return self.listing(rules) | self._standing(library, row.key, held)

        return page_of(rows, paging, shape, self.kind)

    def shown(
        self, asked: Queries, library: Source, name: str, version: int | None, as_of: str | None = None
    ) -> Document:
        """One of them, whole, with its document. Raises NotFound."""
        rules, held = self._find(asked, library, name, version, as_of)
        document = json.loads(self.text_of(rules))
        return self.showing(rules) | self._standing(library, name, held) | {"document": document}

    def rules(self, asked: Queries, library: Source, name: str, version: int | None = None) -> Rules:
        """One of them, to compute with. Raises NotFound."""
        return self._find(asked, library, name, version, None)[0]

    def _find(
        self, asked: Queries, library: Source, name: str, version: int | None, as_of: str | None
    ) -> tuple[Rules, Document | None]:
        """The version asked for, or the one in use, and what stands in the ledger under this id."""
        held = self._held(asked, name, None, as_of)
        exact = held if version is None else self._held(asked, name, version, as_of)
        found = [self.read(json.dumps(exact["document"]))] if exact else []
        if self.ships_newest or not found:
            shipped = (rules for rules in self.built_in(library) if rules.id == name)
            found += [rules for rules in shipped if version in (None, rules.version)]
        if not found:
            raise absent(self.kind, name)
        return max(found, key=lambda rules: rules.version), held

    def _held(self, asked: Queries, name: str, version: int | None, as_of: str | None) -> Document | None:
        try:
            return asked.rulebook(self.kind, name, version, as_of=as_of)
        except NotFound:
            return None

    def _standing(self, library: Source, name: str, held: Document | None) -> Document:
        return {
            "built_in": any(rules.id == name for rules in self.built_in(library)),
            "versions": held["versions"] if held else [],
            **({"retired": held["retired"] if held else None} if self.retires else {}),
        }

    def _published(self, asked: Queries, as_of: str | None) -> Iterator[Document]:
        after = ""
        while True:
            found = asked.rulebooks(self.kind, Paging(MOST, after), as_of=as_of)
            yield from found.items
            if found.next is None:
                return
            after = found.next


def _shipped(shelf: ChatRulesShelf) -> Iterable[ChatRules]:
    return filter(None, map(shelf.rules, shelf.names()))


def _chat_rules_head(rules: ChatRules) -> Document:
    return {"id": rules.id, "version": rules.version, "title": rules.title.plain(), "source": rules.source}


SCHEMES: Shelf[Scheme, Library] = Shelf(
    SCHEME, lambda library: library.schemes(), read_scheme, scheme_document, listed_scheme, shown_scheme
)
PLANS: Shelf[Plan, Library] = Shelf(
    PLAN, lambda library: library.plans(), read_plan, plan_document, listed_plan, shown_plan
)
CHAT_RULES: Shelf[ChatRules, ChatRulesShelf] = Shelf(
    CHAT_RULES_KIND,
    _shipped,
    read_chat_rules,
    chat_rules_document,
    _chat_rules_head,
    _chat_rules_head,
    ships_newest=False,  # what a shop switched off stays off
    retires=False,
)
