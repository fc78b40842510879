"""The checks of a bundle's events, documents and files; each raises Unproven for the first thing that does not hold."""

from base64 import b64decode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from application.bundling.contents import DOCUMENTS, FILES, PROOFS, WITHHELD, Kind, Story, Stream, Withheld
from application.bundling.contents import document_name as name_of
from application.bundling.enclosing import member_name
from application.bundling.opened_bundle import OpenedBundle
from application.bundling.opening import evidence_in
from application.bundling.ports import Craft, Unfit
from application.bundling.unproven import unproven
from application.ports import Recorded
from domain.rulebook import PLAN, SCHEME, VersionPublished, rulebook_id
from domain.scoring.documents import document_hash

SUBJECT_STREAM = {Kind.SCORECARD: "scorecard", Kind.APPEAL: "appeal", Kind.PAYSLIP: "payroll"}


def read_events(bundle: OpenedBundle, craft: Craft) -> tuple[Recorded, ...]:
    """The events, in order of position. Raises Unproven, Unfit."""
    events: list[Recorded] = []
    for leaf in bundle.leaves:
        recorded = craft.event(bundle.organization, leaf)
        last = events[-1] if events else None
        if last is not None and recorded.position <= last.position:
            zh, en = "事件未按序号排列", "the events are not in order of position"
            raise unproven("event", zh, en, recorded.position)
        if last is not None and recorded.recorded_at < last.recorded_at:
            zh, en = "记录时间早于前一条", "it was recorded before the event in front of it"
            raise unproven("event", zh, en, recorded.position)
        events.append(recorded)
    return tuple(events)


def check_proofs(bundle: OpenedBundle, events: Sequence[Recorded], craft: Craft) -> None:
    """Each event stands where it says in the tree that was signed. Raises Unproven."""
    document = bundle.document(PROOFS)
    proofs = document["proofs"]
    if document.keys() != {"size", "proofs"} or document["size"] != bundle.size:
        raise unproven("proof", "证明所属的检查点不同", "the proofs are of another checkpoint")
    if [proof["position"] for proof in proofs] != [recorded.position for recorded in events]:
        raise unproven("proof", "证明与事件不是一一对应", "there is not one proof for each event")
    for recorded, leaf, proof in zip(events, bundle.leaves, proofs, strict=True):
        hashes = [b64decode(hash, validate=True) for hash in proof["hashes"]]
        try:
            craft.check_inclusion(recorded.position, bundle.size, craft.leaf_hash(leaf), hashes, bundle.root)
        except Unfit as error:
            raise unproven("proof", error.words.zh, error.words.en, recorded.position) from error


def read_story(bundle: OpenedBundle, events: tuple[Recorded, ...]) -> Story:
    """The events with what is said of those that are withheld; no version of a stream is left out. Raises Unproven."""
    streams = tuple(Stream(UUID(one["id"]), one["kind"], one["versions"]) for one in bundle.manifest["streams"])
    kept_back = bundle.document(WITHHELD)
    if not isinstance(kept_back, list):
        raise unproven("stream", f"{WITHHELD} 不是列表", f"{WITHHELD} is no list")
    withheld = tuple(Withheld.read(one) for one in kept_back)
    documents = {name: bundle.text(name) for name in bundle.members if name.startswith(DOCUMENTS)}
    story = Story(bundle.kind, bundle.subject, bundle.organization, streams, events, withheld, documents)
    for stream in streams:
        _require_gapless(story, stream)
    if not {held.position for held in withheld}.isdisjoint(recorded.position for recorded in events):
        raise unproven("stream", "同一序号既附又未附", "one position is both enclosed and withheld")
    if {held.stream for held in withheld} - {stream.id for stream in streams}:
        raise unproven("stream", "未附事件不属于所列历史", "a withheld event is of no history that is listed")
    if not story.streams_of(SUBJECT_STREAM[bundle.kind]):
        raise unproven("stream", "没有标的的历史", "the history of what the bundle is about is missing")
    return story


def check_documents(story: Story) -> None:
    """Each scheme and plan is the one that was published, to the byte, and those that are needed are there."""
    published = {
        (recorded.originator_id, recorded.event.rules_version): recorded.event
        for recorded in story.events
        if isinstance(recorded.event, VersionPublished)
    }
    known = set()
    for name, text in story.documents.items():
        kind, _, rest = name.removeprefix(DOCUMENTS).partition(".")
        rules, _, version = rest.removesuffix(".json").rpartition(".v")
        stream = rulebook_id(story.organization, kind, rules)
        event = published.get((stream, int(version)))
        if kind not in (SCHEME, PLAN) or event is None or name != name_of(kind, rules, int(version)):
            raise unproven("document", f"{name} 没有对应的发布事件", f"no enclosed event published {name}")
        if document_hash(text) != event.sha256 or text != event.document:
            raise unproven("document", f"{name} 不是当初发布的那一份", f"{name} is not what was published")
        known.add((stream, int(version)))
    if published.keys() - known:
        raise unproven("document", "已发布的方案没有附上", "a document that was published is not enclosed")


def check_evidence(bundle: OpenedBundle, story: Story) -> None:
    """Each file is one that an event names, to the byte; each that an event names is there or said to be left out."""
    named = evidence_in(story.events)
    due = {member_name(hash, file.media_type): file for hash, file in named.items()}
    left_out = {held["id"] for held in bundle.manifest["absent"] if held["kind"] == "evidence"}
    for name in sorted(bundle.members):
        if name.startswith(FILES):
            file = due.pop(name, None)
            if file is None:
                raise unproven("evidence", f"没有事件提到 {name}", f"no enclosed event names {name}")
            content = bundle.members[name]
            if (sha256(content).hexdigest(), len(content)) != (file.sha256, file.size):
                raise unproven(
                    "evidence", f"{name} 与事件所记的哈希不符", f"{name} is not the file that the event names"
                )
    for name, file in due.items():
        if file.sha256 not in left_out:
            raise unproven("evidence", f"缺少 {name}", f"{name} is named by an event and missing")


def check_summary(said: Any, computed: Any) -> None:
    """The figures of the summary are those that the events come to; how sentences are worded is not asked."""
    for place in _differences(said, computed, ""):
        zh, en = f"摘要的 {place} 与重算不符", f"the summary's {place} is not what the events come to"
        raise unproven("summary", zh, en)


def _differences(said: Any, computed: Any, place: str) -> Iterator[str]:
    if isinstance(said, dict) and isinstance(computed, dict):
        if said.keys() == computed.keys() == {"zh", "en"}:
            return
        for name in sorted(said.keys() | computed.keys()):
            if name not in said or name not in computed:
                yield f"{place}/{name}"
            else:
                yield from _differences(said[name], computed[name], f"{place}/{name}")
    elif isinstance(said, list) and isinstance(computed, list) and len(said) == len(computed):
        for index, (one, other) in enumerate(zip(said, computed, strict=True)):
            yield from _differences(one, other, f"{place}/{index}")
    elif said != computed or type(said) is not type(computed):
        yield place


def _require_gapless(story: Story, stream: Stream) -> None:
    held = list(story.of(stream.id))
    versions = [one.version if isinstance(one, Withheld) else one.originator_version for one in held]
    if versions != list(range(1, stream.versions + 1)):
        missing = next((at for at, version in enumerate(versions, 1) if at != version), len(versions) + 1)
        zh, en = f"历史 {stream.id} 缺少第 {missing} 版", f"version {missing} of {stream.id} is missing"
        position = next((one.position for one in held[missing - 1 :]), None)
        raise unproven("stream", zh, en, position)
