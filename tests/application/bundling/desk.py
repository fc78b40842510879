"""A month that was played and sealed, people who ask for its bundles, and hands that falsify them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from adapters.bundles import BundleCraft, pack, unpack
from adapters.sealing import DatabaseSeals, NoteSigner, SigningKey, TrustedKeys, origin_of
from application.appeals.deciding import DecideAppeal
from application.appeals.filing import FileCardAppeal
from application.appeals.hearing import AcceptAppeal
from application.bundling import Bundler, BundleReport, BundleVerifier, Kind
from application.bundling.contents import ATTESTATION, MANIFEST, attestation_text, encode
from application.projections.payrolls import payslip_id
from application.sealing import Sealer
from domain.appeal import Remedy, RemedyKind
from tests.application.projections.company import Company
from tests.application.projections.month import NOT_YET, Month

Members = dict[str, bytes]
Change = Callable[[Members], object]
CRAFT = BundleCraft()


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Desk:
    """Makes and verifies bundles of one company's month."""

    company: Company
    month: Month
    key: SigningKey = field(default_factory=SigningKey.generate)
    score_appeal: UUID = NOT_YET

    @classmethod
    def opened(cls, folder: Path) -> "Desk":
        """The month, played; then S2 wins more pay, and S1 objects to the whole score: peers rated a part of it."""
        company = Company(folder).founded()
        desk = cls(company, Month(company).played())
        for step in ("enter", "rate"):
            desk.sealer.seal(company.organization, until=desk.month.positions[step])
        act, appeal = company.act, desk.month.payslip_appeal
        act("G1", AcceptAppeal(appeal))
        more = Remedy(RemedyKind.ADJUST_PAY, amount=Decimal("12.50"))
        act("G1", DecideAppeal(appeal, "upheld", "the weight was wrong", (more,)))
        filed = FileCardAppeal(company.card("S1"), "score", "", "the whole month is judged too hard")
        desk.score_appeal = act("S1", filed).subject
        company.catch_up()
        return desk

    @property
    def sealer(self) -> Sealer:
        """Seals the company's ledger."""
        seals = DatabaseSeals(self.company.database, self.company.organization)
        return Sealer(lambda _: self.company.ledger, lambda _: seals, NoteSigner(lambda: (self.key,)), SystemClock())

    @property
    def vkey(self) -> str:
        """What verifies the company's checkpoints."""
        return self.key.verifier(origin_of(self.company.organization)).encode()

    def payslip(self, number: str) -> UUID:
        """Somebody's payslip."""
        return payslip_id(self.company.payroll, self.company.person(number))

    def make(self, who: str, kind: Kind, id: UUID, size: int | None = None) -> bytes:
        """A bundle for somebody."""
        company = self.company
        asked = company.asks(who)
        bundler = Bundler(
            company.organization, asked, company.ledger, company.vault, company.evidence, self.sealer, CRAFT
        )
        return bundler.make(kind, id, size)

    def card(self, who: str, whose: str, size: int | None = None) -> bytes:
        """A bundle of somebody's card."""
        return self.make(who, Kind.SCORECARD, self.company.card(whose), size)

    def verify(self, content: bytes, *brought: str, keys: tuple[str, ...] | None = None) -> BundleReport:
        """What a verifier finds who has nothing but the bundle and the key."""
        trust = TrustedKeys([self.vkey] if keys is None else keys)
        return BundleVerifier(CRAFT, trust).verify(content, brought)

    def verify_with(self, content: bytes, brought: list[str], proofs: list[dict[str, Any]]) -> BundleReport:
        """The same, with consistency proofs to checkpoints kept elsewhere."""
        return BundleVerifier(CRAFT, TrustedKeys([self.vkey])).verify(content, brought, proofs)

    def endorse(self, members: Members, key: SigningKey | None = None) -> bytes:
        """Do what a lying server could: list what is there now, sign the list with the ledger's key, and pack."""
        told = json.loads(members[MANIFEST])
        told["files"] = listed(members)
        members[MANIFEST] = encode(told)
        text = attestation_text(UUID(told["organization"]), sha256(members[MANIFEST]).hexdigest())
        signer = NoteSigner(lambda: (key or self.key,))
        members[ATTESTATION] = signer.attest(UUID(told["organization"]), text).encode()
        return pack(members)


def listed(members: Members) -> dict[str, Any]:
    """The list of files that a manifest holds."""
    files = {name: held for name, held in members.items() if name not in (MANIFEST, ATTESTATION)}
    return {name: {"sha256": sha256(held).hexdigest(), "size": len(held)} for name, held in files.items()}


def changed(content: bytes, change: Change) -> Members:
    """The members of a bundle with something changed."""
    members = unpack(content)
    change(members)
    return members


def document(content: bytes, name: str) -> Any:
    """A JSON member of a bundle."""
    return json.loads(unpack(content)[name])


def events(content: bytes) -> list[dict[str, Any]]:
    """The leaves of a bundle."""
    return [json.loads(line) for line in unpack(content)["events.jsonl"].splitlines()]


def edit(name: str, act: Callable[[Any], Any]) -> Change:
    """Change a JSON member; `act` returns the new document or changes it in place."""

    def change(members: Members) -> None:
        found = json.loads(members[name])
        members[name] = encode(act(found) or found)

    return change
