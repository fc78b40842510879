"""Schemes and plans."""

from typing import Any

import marshmallow as ma

from web.api.answers import Answer, Mark, Words
from web.api.fields import Exact, Flag, Text, Whole
from web.api.objects import Document, Many, Nested


class PublishedVersion(Mark):
    """A version that was published here."""

    version = Whole("The version.", required=True)
    sha256 = Text("Hash of its document.", required=True)


class Retired(Mark):
    """Who took it out of use."""

    reason = Text("Why.", required=True)


class RulebookHead(Answer):
    """What schemes and plans share."""

    id = Text("Its id.", required=True)
    version = Whole("The version shown; the newest unless another was asked for.", required=True)
    title = Words("Its title.", required=True)
    source = Text("The source document.", required=True)
    built_in = Flag("Whether it ships with the product.", required=True)
    versions = Many("Versions that stand in this ledger.", Nested("One.", PublishedVersion), required=True)
    retired = Nested("Who took it out of use, if anybody did.", Retired, required=True, allow_none=True)


class SchemeItem(Answer):
    """An item in a list."""

    id = Text("Its id.", required=True)
    title = Words("Its title.", required=True)
    max = Exact("Full points.", required=True)
    kind = Text("Its kind.", required=True)
    source = Text("The source clause.", required=True)
    assumed = Flag("Whether the source is silent about it.", required=True)


class SchemeSummary(RulebookHead):
    """A scheme (考核方案) in a list."""

    total = Exact("Full points in all.", required=True)
    items = Many("Its items.", Nested("One.", SchemeItem), required=True)


class PlanSummary(RulebookHead):
    """A plan (薪酬方案) in a list."""


class Shown(RulebookHead):
    """Further fields as the command line's `show ID --json` has them."""

    class Meta:
        unknown = ma.INCLUDE

    document = Document("The whole document, as it is published.", required=True)

    @ma.post_dump(pass_original=True)
    def _nothing_left_out(self, dumped: dict[str, Any], original: Any, **_: object) -> dict[str, Any]:
        return {**original, **dumped}


class Scheme(Shown):
    """A scheme, whole."""

    total = Exact("Full points in all.", required=True)
    items = Many("Its items with inputs, targets, and bands, levels or codes.", Document("An item."), required=True)
    sections = Many("Its headings.", Document("A heading."), required=True)


class Plan(Shown):
    """A plan, whole."""

    kind = Text("How it computes.", required=True)
    parameters = Many("Its parameters.", Document("A parameter."), required=True)
    roles = Many("Its role shares.", Document("A share."), required=True)
