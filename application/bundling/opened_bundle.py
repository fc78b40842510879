"""A bundle's archive and manifest: who signed it, which checkpoint it rests on, and that every byte is listed."""

import json
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from application.bundling.contents import (
    ATTESTATION,
    CHECKPOINT,
    EVENTS,
    FORMAT,
    KEYS,
    MANIFEST,
    REQUIRED,
    Kind,
    attestation_text,
    encode,
)
from application.bundling.ports import BundleTrust, Craft, Document, Unfit
from application.bundling.unproven import unproven

TOLD = {
    *("format", "kind", "subject", "organization", "made_for", "written_by", "checkpoint", "streams", "absent"),
    "files",
}
"""What a manifest says."""


@dataclass(frozen=True)
class OpenedBundle:
    """An archive whose manifest was read.

    Attributes:
        size, root: of the checkpoint, as the manifest says.
    """

    members: dict[str, bytes]
    manifest: Document
    kind: Kind
    subject: UUID
    organization: UUID
    size: int
    root: bytes

    @property
    def origin(self) -> str:
        """The ledger that it says to be of."""
        return f"jixiao/{self.organization}"

    @property
    def hint(self) -> str:
        """The keys that it names itself."""
        return ", ".join(self.members[KEYS].decode(errors="replace").split())

    @cached_property
    def leaves(self) -> list[bytes]:
        """The sealed form of each event."""
        return self.members[EVENTS].split(b"\n")[:-1]

    def document(self, name: str) -> Any:
        """A member of JSON. Raises Unproven unless it is written in the one way that there is."""
        return _document(self.members, name)

    def text(self, name: str) -> str:
        """A member of text. Raises ValueError unless it is UTF-8."""
        return self.members[name].decode()


def open_bundle(members: dict[str, bytes]) -> OpenedBundle:
    """Read the manifest of an archive. Raises Unproven."""
    for name in (MANIFEST, ATTESTATION, *REQUIRED):
        if name not in members:
            raise unproven("manifest", f"缺少 {name}", f"{name} is missing")
    told = _document(members, MANIFEST)
    if told.get("format") != FORMAT or told.keys() != TOLD:
        raise unproven("manifest", f"不是 {FORMAT} 的清单", f"this is no manifest of {FORMAT}")
    size, root = told["checkpoint"]["size"], b64decode(told["checkpoint"]["root"], validate=True)
    organization, subject = UUID(told["organization"]), UUID(told["subject"])
    if (str(organization), str(subject)) != (told["organization"], told["subject"]) or type(size) is not int:
        raise unproven("manifest", "清单中的标识写法不合规范", "the ids of the manifest are not written as ids are")
    return OpenedBundle(members, told, Kind(told["kind"]), subject, organization, size, root)


def check_signatures(bundle: OpenedBundle, trust: BundleTrust) -> tuple[str, ...]:
    """The manifest and the checkpoint are signed, by the same trusted key; returns the keys that signed both.

    Raises:
        Unproven, StatementRefused: they are not.
    """
    text, endorsers = trust.attested(bundle.text(ATTESTATION))
    if text != attestation_text(bundle.organization, sha256(bundle.members[MANIFEST]).hexdigest()):
        raise unproven("manifest", "签名不是对这份清单作出的", "what was signed is not this manifest")
    said = trust.read(bundle.text(CHECKPOINT))
    if (said.origin, said.size, said.root) != (bundle.origin, bundle.size, bundle.root):
        raise unproven(
            "checkpoint", "检查点不是清单所说的那一个", "the checkpoint is not the one that the manifest names"
        )
    own = f"{bundle.origin}+"
    for what, signers in (("清单 / the manifest", endorsers), ("检查点 / the checkpoint", said.signers)):
        if not trust.empty and not any(signer.startswith(own) for signer in signers):
            zh, en = what.split(" / ")
            raise unproven("signature", f"{zh}不是由所信任的密钥签名的", f"no trusted key signed {en}")
    return tuple(sorted({*endorsers, *said.signers}))


def check_brought(
    bundle: OpenedBundle, trust: BundleTrust, craft: Craft, brought: Sequence[str], proofs: Sequence[Document]
) -> None:
    """The bundle's checkpoint is of the same history as those that the verifier kept elsewhere."""
    for note in brought:
        said = trust.read(note)
        if said.origin != bundle.origin:
            raise unproven("given-checkpoint", "给出的检查点属于另一账本", "the checkpoint given is of another ledger")
        if not trust.empty and not said.signers:
            raise unproven(
                "given-checkpoint", "给出的检查点不是由所信任的密钥签名的", "no trusted key signed the one given"
            )
        if said.size == bundle.size:
            if said.root != bundle.root:
                zh = f"给出的检查点（{said.size} 条）根哈希不同：历史被改写"
                en = f"the checkpoint given has another root over the same {said.size} events: history was rewritten"
                raise unproven("given-checkpoint", zh, en)
            continue
        first, second = sorted([(said.size, said.root), (bundle.size, bundle.root)])
        hashes = _hashes_between(proofs, first[0], second[0])
        try:
            craft.check_consistency(*first, *second, hashes)
        except Unfit as error:
            raise unproven("given-checkpoint", error.words.zh, error.words.en) from error


def check_files(bundle: OpenedBundle) -> None:
    """Every member is listed with its hash and size, and every listed one is there."""
    listed = bundle.manifest["files"]
    there = bundle.members.keys() - {MANIFEST, ATTESTATION}
    for name in sorted(there ^ listed.keys()):
        zh, en = ("未列入清单", "is not listed") if name in there else ("不在包内", "is listed and not there")
        raise unproven("file", f"{name} {zh}", f"{name} {en}")
    for name in sorted(there):
        content = bundle.members[name]
        if listed[name] != {"sha256": sha256(content).hexdigest(), "size": len(content)}:
            raise unproven("file", f"{name} 的哈希与清单不符：内容被改动", f"{name} has another hash: it was changed")


def _document(members: dict[str, bytes], name: str) -> Any:
    content = members[name]
    found = json.loads(content)
    if encode(found) != content:
        raise unproven("file", f"{name} 的写法不合规范", f"{name} is not written as this format writes JSON")
    return found


def _hashes_between(proofs: Sequence[Document], first: int, second: int) -> list[bytes]:
    for proof in proofs:
        if (proof["from"], proof["to"]) == (first, second):
            return [b64decode(hash, validate=True) for hash in proof["hashes"]]
    zh = (
        f"缺少检查点 {first} 与 {second} 之间的一致性证明："
        f"取 /api/v1/proofs/consistency?from={first}&to={second}，用 --proof 给出"
    )
    en = (
        f"there is no consistency proof between the checkpoints of {first} and {second} events: get "
        f"/api/v1/proofs/consistency?from={first}&to={second} and give it with --proof"
    )
    raise unproven("given-checkpoint", zh, en)
