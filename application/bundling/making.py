"""Making bundles: what somebody may see of a card, an appeal or a payslip, with the proofs that it is in the ledger.

    Bundler(organization, asked, ledger, vault, evidence, sealer, craft).make(Kind.SCORECARD, card)

The same checkpoint and the same asker give the same bytes, as long as no name changed, nobody was erased and the keys
are those that were.
"""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID

from application.bundling.choosing import Choice, Chooser
from application.bundling.contents import (
    ATTESTATION,
    CHECKPOINT,
    EVENTS,
    FORMAT,
    KEYS,
    MANIFEST,
    OPENED,
    PROOFS,
    REPORTS,
    SUMMARY,
    WITHHELD,
    Kind,
    Story,
    attestation_text,
    encode,
)
from application.bundling.enclosing import enclosed_files
from application.bundling.opening import opened
from application.bundling.page import page
from application.bundling.ports import Craft, Document
from application.bundling.summary import histories, summarize
from application.ports import EvidenceStore, Ledger, Recorded, Vault
from application.queries import Queries
from application.sealing import Checkpoint, Sealer, SealRefused


class Bundler:
    """Makes bundles for one person."""

    def __init__(
        self, organization: UUID, asked: Queries, ledger: Ledger, vault: Vault, evidence: EvidenceStore,
        sealer: Sealer, craft: Craft,
    ) -> None:  # fmt: skip
        """`asked` are the questions of whoever the bundle is for: it encloses what they may see."""
        self._organization = organization
        self._asked = asked
        self._ledger = ledger
        self._vault = vault
        self._evidence = evidence
        self._sealer = sealer
        self._craft = craft

    def make(self, kind: Kind, id: UUID, size: int | None = None) -> bytes:
        """The archive.

        Args:
            size: of the checkpoint that it is to rest on; None seals what is not sealed yet, and takes that one.

        Raises:
            NotFound: the thing does not exist, may not be seen, or is not covered by the checkpoint; or there is none.
            SealRefused: the ledger is not what was sealed; nothing is given out.
        """
        self._require_visible(kind, id)
        checkpoint = self._checkpoint(size)
        chooser = Chooser(self._asked, self._ledger, checkpoint.size)
        {Kind.SCORECARD: chooser.scorecard, Kind.APPEAL: chooser.appeal, Kind.PAYSLIP: chooser.payslip}[kind](id)
        return self._craft.pack(self._members(kind, id, checkpoint, chooser.choice))

    def _require_visible(self, kind: Kind, id: UUID) -> None:
        """Nothing is sealed on the word of somebody who may not see the thing."""
        asked = self._asked
        {Kind.SCORECARD: asked.card, Kind.APPEAL: asked.appeal, Kind.PAYSLIP: asked.payslip}[kind](id)

    def _checkpoint(self, size: int | None) -> Checkpoint:
        if size is None:
            self._sealer.seal(self._organization)
        return self._sealer.checkpoint(self._organization, size)

    def _members(self, kind: Kind, id: UUID, checkpoint: Checkpoint, choice: Choice) -> dict[str, bytes]:
        files, absent = enclosed_files(self._asked, self._evidence, choice.events.values())
        story = _story(kind, id, self._organization, choice)
        beside = opened(self._asked, self._vault, choice)
        # What does not add up is for whoever verifies the bundle to find: it is enclosed as it is.
        summary = summarize(story, histories(story, lambda _: None))
        leaves = [(recorded, self._craft.leaf(self._organization, recorded)) for recorded in story.events]
        told: dict[str, object] = {
            "format": FORMAT,
            "kind": kind.value,
            "subject": str(id),
            "organization": str(self._organization),
            "made_for": self._asked.me()["employee"],
            "written_by": self._craft.writer,
            "checkpoint": {"size": checkpoint.size, "root": b64encode(checkpoint.root).decode()},
            "streams": [stream.plain() for stream in story.streams],
            "absent": [held.plain() for held in sorted([*choice.absent, *absent], key=lambda held: held.id)],
        }
        content = page(told, summary, beside, story.events, files)
        members = {
            CHECKPOINT: checkpoint.note.encode(),
            KEYS: "".join(f"{key}\n" for key in self._sealer.verifier_keys(self._organization)).encode(),
            EVENTS: b"".join(leaf + b"\n" for _, leaf in leaves),
            PROOFS: encode({"size": checkpoint.size, "proofs": self._proofs(checkpoint, leaves)}),
            WITHHELD: encode([held.plain() for held in story.withheld]),
            OPENED: encode(beside),
            SUMMARY: encode(summary),
            **{name: text.encode() for name, text in story.documents.items()},
            **files,
            **{name: self._craft.report(content, lang) for lang, name in REPORTS.items()},
        }
        return self._endorsed(members, told)

    def _proofs(self, checkpoint: Checkpoint, leaves: list[tuple[Recorded, bytes]]) -> list[Document]:
        proofs = []
        for recorded, leaf in leaves:
            proof = self._sealer.inclusion(self._organization, recorded.position, checkpoint.size)
            if proof.leaf != self._craft.leaf_hash(leaf):
                raise SealRefused(
                    f"第 {recorded.position} 条事件与封存的不符；请运行 `jixiao verify` / "
                    f"the event at position {recorded.position} is not the one that was sealed; run `jixiao verify`"
                )
            hashes = [b64encode(hash).decode() for hash in proof.hashes]
            proofs.append({"position": recorded.position, "hashes": hashes})
        return proofs

    def _endorsed(self, members: Mapping[str, bytes], told: Mapping[str, object]) -> dict[str, bytes]:
        """All members with the list of them and the signature over that list."""
        files = {name: {"sha256": sha256(held).hexdigest(), "size": len(held)} for name, held in members.items()}
        manifest = encode({**told, "files": files})
        text = attestation_text(self._organization, sha256(manifest).hexdigest())
        note = self._sealer.attest(self._organization, text)
        return {**members, MANIFEST: manifest, ATTESTATION: note.encode()}


def _story(kind: Kind, id: UUID, organization: UUID, choice: Choice) -> Story:
    return Story(
        kind,
        id,
        organization,
        tuple(choice.streams.values()),
        tuple(choice.events[position] for position in sorted(choice.events)),
        tuple(choice.withheld[position] for position in sorted(choice.withheld)),
        choice.documents,
    )
