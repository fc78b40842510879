"""Chats (客服聊天): importing transcripts, reviewing what the program proposes, figures, samples, rules."""

import hashlib
from decimal import Decimal
from io import BytesIO
from typing import Any, cast
from uuid import UUID

import marshmallow as ma
from flask import g, request

from application.chat.dry_runs import dry_read
from application.chat.figures import AcceptFigures, RefuseFigures
from application.chat.importing import ImportTranscript
from application.chat.reviewing import ReviewProposals
from application.chat.rules import SwitchChatRule
from application.chat.sample import sample_of
from application.chat.speakers import read_nicknames
from application.queries import Page, Paging, Queries
from domain.calendar import SHANGHAI, zone
from domain.chat.sampling import SHARE
from domain.errors import Fault
from web.api import documents
from web.api.answers import CommandAnswer
from web.api.answers.chats import (
    ChatProposal,
    ChatRulesHead,
    ChatRulesShown,
    ChatSample,
    ReviewerRecord,
    RuleRecord,
    Transcript,
    TranscriptSummary,
    TriedChats,
)
from web.api.callers import caller, queries, services
from web.api.chat_rules import DEFAULT, chat_rules, chat_rules_page, publish, rules_named
from web.api.cycles import CYCLE, seen
from web.api.documents import error_responses
from web.api.entries.chats import (
    AcceptedFiguresEntry,
    ChatRulesEntry,
    ProposalReviewEntry,
    ProposalsOf,
    RecordsOf,
    RefusedFiguresEntry,
    SampleOf,
    SwitchEntry,
)
from web.api.fields import Exact
from web.api.locations import location_of
from web.api.parameters import AsOf, PagedAsOf
from web.api.parsing import parse_json
from web.api.performing import perform
from web.api.problems import invalid
from web.api.routes import ALWAYS, COMMAND, Blueprint, Command, Ids, Query, add_routes, commands_on
from web.api.rulebooks import VersionOf
from web.api.uploads import file_form, file_name, the_file

TRANSCRIPT = "/transcripts/<uuid:transcript>"
LIMIT = 65 * 1024 * 1024
"""Bytes of a form with its transcript; the evidence store takes tables of up to 64 MiB."""

REVIEWERS = "/chat-reviewer-records"
SOME_ID = "7d1f7d80-6a3f-5d0e-9d0e-5a4b1c1f2a3b"
REVIEWED = {
    "confirm": [{"card": SOME_ID, "deduction": SOME_ID}],
    "reject": [{"card": SOME_ID, "deduction": SOME_ID, "reason": "引用的是客户的话 / it quotes the customer"}],
}


def transcript_seen(asked: Queries, ids: Ids) -> object:
    """The transcript may be seen."""
    return asked.transcript(ids["transcript"])


def import_transcript(cycle: UUID) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Import all of a transcript, or nothing of it."""
    file = the_file("staff", "rules", "share", "seed", limit=LIMIT)
    content, name, form = file.read(), file_name(file), request.form
    staff, rules, seed = form.get("staff", "{}"), form.get("rules", DEFAULT), form.get("seed", "")
    share = _share(form.get("share"))
    sha256 = hashlib.sha256(content).hexdigest()
    g.body = {"file": sha256, "name": name, "staff": staff, "rules": rules, "share": str(share), "seed": seed}
    nicknames = read_nicknames(parse_json(staff.encode()))
    command = ImportTranscript(cycle, content, name, nicknames, rules, share=share, seed=seed)
    answer = perform(command, lambda: seen(queries(), {"cycle": cycle}))
    body = {"id": str(answer.subject), "version": answer.version, "position": answer.position}
    return body, 201, {"Location": location_of(answer, {"cycle": cycle}), "ETag": f'"{answer.version}"'}


def dry_chat() -> dict[str, Any]:
    """Read chats and write nothing."""
    file, desk = the_file("rules", limit=LIMIT), services().chats
    rules = rules_named(queries(), request.form.get("rules", DEFAULT))
    messages = desk.reader.messages(BytesIO(file.read()), zone(SHANGHAI))
    return {"items": dry_read(rules, messages, desk)}


def transcripts(asked: Queries, cycle: UUID, paging: Paging, as_of: str | None = None) -> Page:
    """Transcripts of a cycle."""
    seen(asked, {"cycle": cycle})
    return asked.transcripts(cycle, paging, as_of=as_of)


def chat_proposals(asked: Queries, cycle: UUID, paging: Paging, **which: Any) -> Page:
    """What was proposed in a cycle."""
    seen(asked, {"cycle": cycle})
    return asked.chat_proposals(cycle, paging, **which)


def chat_sample(asked: Queries, transcript: UUID, after: int, limit: int, **which: Any) -> dict[str, Any]:
    """Chats for people to read."""
    evidence = services().evidence_of(caller().organization)
    found = asked.transcript(transcript, as_of=which.get("as_of"))
    return sample_of(found, evidence, which.get("share"), which.get("seed"), after, limit)


def routes() -> Blueprint:
    """Everything about chats."""
    transcript, cycle = commands_on(TRANSCRIPT, transcript_seen), commands_on(CYCLE, seen)
    blueprint = add_routes(
        Blueprint("chats", "客服聊天 · what the program reads and people decide"),
        Query(f"{CYCLE}/transcripts", "Transcripts", TranscriptSummary, transcripts, PagedAsOf, listed=True),
        Query(TRANSCRIPT, "A transcript", Transcript, Queries.transcript, AsOf, versioned=True),
        Query(f"{TRANSCRIPT}/sample", "Chats for people to read", ChatSample, chat_sample, SampleOf),
        Query(f"{CYCLE}/chat-proposals", "Proposals", ChatProposal, chat_proposals, ProposalsOf, listed=True),
        cycle(
            "chat-review", ReviewProposals, "Decide about many proposals at once", ProposalReviewEntry, example=REVIEWED
        ),
        transcript("figures-acceptance", AcceptFigures, "Take figures into cards", AcceptedFiguresEntry),
        transcript("figures-refusal", RefuseFigures, "Use none of somebody's figures", RefusedFiguresEntry),
        Query("/chat-rule-records", "Rules", RuleRecord, Queries.chat_rule_records, RecordsOf, listed=True),
        Query(REVIEWERS, "Reviewers", ReviewerRecord, Queries.chat_reviewer_records, PagedAsOf, listed=True),
        Query(
            "/chat-rules", "Chat rules, shipped or published", ChatRulesHead, chat_rules_page, PagedAsOf, listed=True
        ),
        Query("/chat-rules/<kebab:name>", "Chat rules", ChatRulesShown, chat_rules, VersionOf),
        Command(
            "/chat-rules", publish, "Publish chat rules", ChatRulesEntry, inside="/document", name="publish-chat-rules"
        ),
        Command("/chat-rules/<kebab:name>/switches", SwitchChatRule, "Switch a rule on or off", SwitchEntry),
    )
    _add_uploads(blueprint)
    return blueprint


def _add_uploads(blueprint: Blueprint) -> None:
    headers = {"ETag": documents.ETAG, "Location": documents.LOCATION}
    done = blueprint.response(201, CommandAnswer, headers=headers)(import_transcript)
    described: dict[str, Any] = {
        "requestBody": file_form(staff=STAFF_PART, rules=RULES_PART, share=SHARE_PART, seed=SEED_PART),
        "parameters": [documents.IDEMPOTENCY_KEY, documents.IF_MATCH],
        "responses": error_responses(*ALWAYS, *COMMAND, 412),
        "description": "CSV with the columns 会话,时间,角色,发言人,内容 (chat,time,role,speaker,text). "
        "Every row is good, or nothing is imported and every fault is named by line and column. The same chats a "
        "second time propose nothing.",
    }
    path = f"{CYCLE}/transcripts"
    blueprint.add(path, "POST", done, "import-transcript", "Import a transcript; the program proposes", **described)
    tried = blueprint.response(200, TriedChats)(dry_chat)
    described = {"requestBody": file_form(rules=RULES_PART), "responses": error_responses(*ALWAYS, 413, 415, 422)}
    blueprint.add("/dry-runs/chat", "POST", tried, "dry-chat", "Read chats, write nothing", **described)


def _share(text: str | None) -> Decimal:
    """The share of the sample, in the form that decimals have everywhere."""
    if text is None:
        return SHARE
    try:
        return cast("Decimal", SHARE_FIELD.deserialize(text))
    except ma.ValidationError as error:
        detail = "write the share as a decimal such as 0.05"
        raise invalid((Fault("/share", "decimal-malformed", detail),)) from error


SHARE_FIELD = Exact("Share.", digits=1, scale=6, signed=False)
STAFF_PART = {
    "type": "string",
    "maxLength": 100_000,
    "default": "{}",
    "description": "JSON: what the chat tool calls people → staff numbers, null for a robot. Staff numbers and names "
    "are known without it.",
}
RULES_PART = {"type": "string", "maxLength": 64, "default": DEFAULT, "description": "Id of chat rules."}
SHARE_PART = {"type": "string", "default": str(SHARE), "description": "Share of the chats for people to read."}
SEED_PART = {"type": "string", "maxLength": 64, "default": "", "description": "Seed of that sample."}
