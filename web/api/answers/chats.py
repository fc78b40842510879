"""Transcripts, what the program proposes from them, and how often it is right."""

from web.api.answers import Answer, File, Mark, Sealed, Versioned, Words, name, own_id, people
from web.api.answers.rulebooks import PublishedVersion
from web.api.fields import Exact, Flag, Id, Text, Whole
from web.api.objects import Document, Many, Nested, Table

COUNT = Whole("How many.")


class TranscriptHead(Versioned):
    """What a transcript and its line in a list share."""

    id = own_id()
    cycle = Id("The cycle.", required=True)
    shop = Id("The shop.", required=True)
    period = Text("The month.", required=True)
    file_name = Text("What the file is called, without what may be about people.", required=True)
    content = Text("SHA-256 over the chats, however the file spells and orders them.", required=True)
    evidence = Nested("The file as it came, encrypted.", File, required=True)
    masked = Nested("The copy in which what is personal is masked.", File, required=True)
    chats = Whole("Chats.", required=True)
    messages = Whole("Messages.", required=True)
    unattended = Whole("Chats in which nobody of the staff wrote.", required=True)
    imported = Nested("Who imported it.", Mark, required=True)


class TranscriptSummary(TranscriptHead):
    """A transcript in a list."""


class TranscriptReading(Mark):
    """One reading by a version of the rules."""

    rules = Text("Id of the chat rules.", required=True)
    rules_version = Whole("Their version.", required=True)
    share = Exact("Share of the chats for people to read.", scale=6, required=True)
    seed = Text("Seed of that sample.", required=True)
    hits = Table("Hits by rule.", COUNT, required=True)
    beyond = Table("Hits past the most that are proposed of a person and rule.", COUNT, required=True)
    unplaced = Table("Hits for which the person's scheme has no place.", COUNT, required=True)
    proposals = Whole("New proposals.", required=True)


class DecidedFigures(Mark):
    """Who took or refused somebody's figures."""

    reason = Sealed("Why they are refused.", required=True, allow_none=True)


class ChatFigures(Answer):
    """Figures of one person, on offer until somebody decides."""

    employee = Id("The person.", required=True)
    card = Id("Their card.", required=True)
    measures = Table(
        "By the names that schemes read. Chats that nobody of the staff attended are nobody's: see `unattended`.",
        Exact("A figure.", scale=2),
        required=True,
    )
    inexact = Whole("Answers whose time is not known to the second: then no times are told.", required=True)
    shifts = Table("The same by shift (D08).", Table("Figures.", Exact("A figure.", scale=2)), required=True)
    status = Text("`offered`, `accepted` or `refused`.", required=True)
    taken = Table("What was taken into the card.", Exact("A figure.", scale=2), required=True)
    decided = Nested("Who decided.", DecidedFigures, required=True, allow_none=True)


class Transcript(TranscriptHead):
    """A transcript with its readings and figures."""

    readings = Many("Readings, oldest first.", Nested("One.", TranscriptReading), required=True)
    figures = Many("Figures by person.", Nested("Of one.", ChatFigures), required=True)
    people = people()


class ChatProposal(Versioned):
    """A deduction that the program proposed from a chat."""

    transcript = Id("The transcript.", required=True)
    cycle = Id("The cycle.", required=True)
    card = Id("The card.", required=True)
    deduction = Id("The proposed deduction.", required=True)
    employee = Id("The person.", required=True)
    name = name()
    rules = Text("Id of the chat rules.", required=True)
    rules_version = Whole("Their version.", required=True)
    rule = Text("The rule.", required=True)
    severity = Text("`fatal` or `non-fatal`.", required=True)
    sureness = Whole("How sure a hit of this rule is, in per cent.", required=True)
    line = Whole("Line of the file, counted from 1 after the header.", required=True)
    chat = Whole("Number of the chat in the file, from 1.", required=True)
    status = Text("`proposed`, `confirmed`, `rejected`, or `reversed` after it was confirmed.", required=True)
    reviewed = Nested("Who decided.", Mark, required=True, allow_none=True)
    item = Text("The item of the card.", required=True)
    code = Text("The code of its catalogue.", required=True)
    points = Exact("Points that it takes; null when it is fatal.", required=True, allow_none=True)
    reason = Sealed("The quoted line and the rule.", required=True)


class RuleRecord(Versioned):
    """How often a rule of a version was right."""

    rules = Text("Id of the chat rules.", required=True)
    rules_version = Whole("Their version.", required=True)
    rule = Text("The rule.", required=True)
    proposed = Whole("Proposals.", required=True)
    confirmed = Whole("Confirmed by a person.", required=True)
    rejected = Whole("Rejected by a person.", required=True)
    reversed = Whole("Confirmed, and taken back later.", required=True)


class ReviewedRule(Answer):
    """What somebody decided about a rule's proposals."""

    rule = Text("The rule.", required=True)
    confirmed = Whole("Confirmed.", required=True)
    rejected = Whole("Rejected.", required=True)


class ReviewerRecord(Versioned):
    """What a reviewer decided."""

    reviewer = Text("The person's id.", required=True)
    name = name()
    rules = Many("By rule.", Nested("One.", ReviewedRule), required=True)


class ChatMessage(Answer):
    """A message, masked."""

    line = Whole("Line of the file.", required=True)
    time = Text("Local time.", required=True)
    role = Text("`staff` or `customer`.", required=True)
    speaker = Text("Of the staff: the person's id, or what the file calls them.", required=True, allow_none=True)
    text = Text("The text, masked.", required=True)


class SampledChat(Answer):
    """A chat of the sample."""

    chat = Whole("Its number in the file, from 1.", required=True)
    messages = Many("All of it.", Nested("One.", ChatMessage), required=True)


class ChatSample(Answer):
    """Chats for people to read, the same for the same share and seed."""

    share = Exact("Share of the chats.", scale=6, required=True)
    seed = Text("The seed.", required=True)
    chats = Whole("Chats of the transcript.", required=True)
    size = Whole("Chats of the sample.", required=True)
    items = Many("This page.", Nested("A chat.", SampledChat), required=True)
    next = Whole("Send it as `after` for the next page; null on the last.", required=True, allow_none=True)


class ChatRulesHead(Answer):
    """Chat rules in a list."""

    id = Text("Their id.", required=True)
    version = Whole("The version shown.", required=True)
    title = Words("Their title.", required=True)
    source = Text("The source document.", required=True)
    built_in = Flag("Whether they ship with the product.", required=True)
    versions = Many("Versions that stand in this ledger.", Nested("One.", PublishedVersion), required=True)


class ChatRulesShown(ChatRulesHead):
    """Chat rules, whole."""

    document = Document("The whole document, as it is published.", required=True)


class TriedProposal(Answer):
    """What a dry run would propose."""

    line = Whole("Line of the file, counted from 1 after the header.", required=True)
    chat = Text("What the file calls the chat.", required=True)
    rule = Text("The rule.", required=True)
    severity = Text("`fatal` or `non-fatal`.", required=True)
    quote = Text("The staff line, masked.", required=True)


class TriedChats(Answer):
    """A dry run over a file of chats."""

    items = Many("The gravest and surest first.", Nested("One.", TriedProposal), required=True)
