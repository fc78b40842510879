"""What the verification of a bundle found."""

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

from application.bundling.opened_bundle import OpenedBundle
from application.bundling.ports import Document
from application.verifying.report import Failure
from domain.scoring.words import Words


@dataclass
class BundleReport:
    """What was proven of a bundle, and the first thing that was not.

    Attributes:
        kind, subject, organization, size, root: as its manifest says; empty while it cannot be read.
        hint: the keys that the bundle itself names; they prove nothing.
        signers: the trusted keys that signed it, `name+hash`.
        passed: the checks that hold, in their order.
        figures: what the bundle is about, computed from its events.
        limits: what a bundle like this one does not prove.
        failures: none, when everything proves.
    """

    kind: str = ""
    subject: str = ""
    organization: str = ""
    size: int = 0
    root: bytes = b""
    hint: str = ""
    signers: tuple[str, ...] = ()
    passed: list[str] = field(default_factory=list)
    figures: Document = field(default_factory=dict)
    limits: list[Words] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    @property
    def proven(self) -> bool:
        """Whether everything proves: the signer too."""
        return not self.failures

    @property
    def origin(self) -> str:
        """The ledger."""
        return f"jixiao/{self.organization}" if self.organization else ""

    def about(self, bundle: OpenedBundle) -> None:
        """Take over what the manifest says."""
        self.kind, self.subject = bundle.kind.value, str(bundle.subject)
        self.organization, self.size, self.root = str(bundle.organization), bundle.size, bundle.root
        self.hint = bundle.hint

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kind": self.kind,
            "subject": self.subject,
            "organization": self.organization,
            "origin": self.origin,
            "proven": self.proven,
            "size": self.size,
            "root": b64encode(self.root).decode(),
            "signers": list(self.signers),
            "figures": self.figures,
            "passed": self.passed,
            "limits": [words.plain() for words in self.limits],
            "failures": [failure.plain() for failure in self.failures],
        }
