"""Verifying a bundle, with nothing but its bytes and the keys that the verifier was given.

Everything is computed anew: hashes, proofs, signatures, the card from its events and its scheme, the payroll from its
inputs and its plan. The first thing that fails is named, and what comes after it is not looked at.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from application.bundling import checks
from application.bundling.bundle_report import BundleReport
from application.bundling.contents import OPENED, REPORTS, SUMMARY, Kind, Story
from application.bundling.opened_bundle import (
    OpenedBundle,
    check_brought,
    check_files,
    check_signatures,
    open_bundle,
)
from application.bundling.page import page
from application.bundling.ports import BundleTrust, Craft, Document, Unfit
from application.bundling.replayed import reason_of
from application.bundling.summary import Histories, figures, histories, summarize
from application.bundling.unproven import Unproven
from application.bundling.words import COMPLETENESS, of_absent, of_withheld
from application.verifying.image import StatementRefused
from application.verifying.report import Failure
from domain.scoring.words import Words


class BundleVerifier:
    """Verifies bundles; knows no database."""

    def __init__(self, craft: Craft, trust: BundleTrust) -> None:
        """`trust`: the keys that the verifier was given, from elsewhere than the bundle."""
        self._craft = craft
        self._trust = trust

    def verify(self, content: bytes, brought: Sequence[str] = (), proofs: Sequence[Document] = ()) -> BundleReport:
        """Verify one bundle.

        Args:
            brought: checkpoints of its ledger, kept elsewhere.
            proofs: consistency proofs between those and the bundle's, as the API answers them.
        """
        run = _Run(self._craft, self._trust)
        try:
            run.all(content, brought, proofs)
        except Unproven as unproven:
            run.report.failures.append(unproven.failure)
        run.require_trust()
        return run.report


class _Run:
    """One verification, and what it has found so far."""

    def __init__(self, craft: Craft, trust: BundleTrust) -> None:
        self._craft = craft
        self._trust = trust
        self.report = BundleReport()

    def all(self, content: bytes, brought: Sequence[str], proofs: Sequence[Document]) -> None:
        """Every check, in the order in which each rests on those before it."""
        with self._step("archive"):
            members = self._craft.unpack(content)
        with self._step("manifest"):
            bundle = open_bundle(members)
            self.report.about(bundle)
        with self._step("signature"):
            self.report.signers = check_signatures(bundle, self._trust)
        with self._step("checkpoint"):
            check_brought(bundle, self._trust, self._craft, brought, proofs)
        with self._step("file"):
            check_files(bundle)
        with self._step("event"):
            events = checks.read_events(bundle, self._craft)
        with self._step("proof"):
            checks.check_proofs(bundle, events, self._craft)
        with self._step("stream"):
            story = checks.read_story(bundle, events)
        with self._step("document"):
            checks.check_documents(story)
        with self._step("evidence"):
            checks.check_evidence(bundle, story)
        self._figures(bundle, story)

    def require_trust(self) -> None:
        """It is known who signed it."""
        if self._trust.empty:
            hint = self.report.hint
            zh = f"没有给出验证密钥，签名人未经证明：用 --key 或 JIXIAO_KEYS 给出；包内自称 {hint or '无'}（不可采信）"
            en = (
                "no verifier key was given, so the signer is unproven: give it with --key or JIXIAO_KEYS; the bundle "
                f"itself names {hint or 'none'}, which proves nothing"
            )
            self.report.failures.append(Failure("signer", Words(zh, en)))

    def _figures(self, bundle: OpenedBundle, story: Story) -> None:
        with self._step("figures"):
            found = self._replayed(story)
            computed = summarize(story, found)
            self.report.figures = figures(computed)
        with self._step("summary"):
            said = bundle.document(SUMMARY)
            checks.check_summary(said, computed)
            if said != computed:
                self.report.limits.append(OTHER_SENTENCES)
        with self._step("report"):
            self._check_reports(bundle, story, said)
        self.report.limits.append(COMPLETENESS)
        if story.withheld:
            self.report.limits.append(of_withheld(len(story.withheld)))
        if absent := bundle.manifest["absent"]:
            self.report.limits.append(of_absent(len(absent)))
        with self._step("withheld"):
            _require_line(story, computed)

    def _replayed(self, story: Story) -> Histories:
        doubts: list[Failure] = []
        found = histories(story, doubts.append)
        if doubts:
            raise Unproven(doubts[0])
        return found

    def _check_reports(self, bundle: OpenedBundle, story: Story, summary: Document) -> None:
        """The readable reports say what the rest says; only the version that wrote them can tell."""
        if bundle.manifest["written_by"] != self._craft.writer:
            self.report.limits.append(OTHER_VERSION)
            return
        content = page(bundle.manifest, summary, bundle.document(OPENED), story.events, bundle.members)
        for lang, name in REPORTS.items():
            if bundle.members[name] != self._craft.report(content, lang):
                zh, en = f"{name} 与事件和摘要不符", f"{name} is not what the events and the summary say"
                raise Unproven(Failure("report", Words(zh, en)))

    @contextmanager
    def _step(self, check: str) -> Iterator[None]:
        """A check: whatever a bundle's bytes do to it is a finding."""
        try:
            yield
        except Unproven:
            raise
        except (Unfit, StatementRefused) as error:
            raise Unproven(Failure(check, error.words)) from error
        except Exception as error:
            reason = reason_of(error)
            words = Words(f"内容无法解读：{reason}", f"what is there cannot be read: {reason}")
            raise Unproven(Failure(check, words)) from error
        self.report.passed.append(check)


OTHER_SENTENCES = Words(
    "数字逐项相同；句子措辞与本版程序不同", "the figures are the same; sentences are worded otherwise by this version"
)
OTHER_VERSION = Words(
    "报告由另一版程序写成，未逐字核对；以本命令所示数字为准",
    "the reports were written by another version and were not compared; rely on the figures that this command shows",
)


def _require_line(story: Story, computed: Document) -> None:
    """A payslip whose calculation is withheld is stated and signed, not proven."""
    slip = next((slip for slip in computed["payslips"] if slip["id"] == str(story.subject)), None)
    if story.kind is Kind.PAYSLIP and (slip is None or not slip["proven"]):
        zh = (
            "工资的计算事件含有他人的工资，未附；此行金额只是服务器（签名）的陈述。"
            "有权查看整份工资单的人可索取能证明它的证据包"
        )
        en = (
            "the calculation holds other people's pay and is withheld: the line is the server's (signed) word. "
            "Somebody who may see the whole payroll gets a bundle that proves it"
        )
        raise Unproven(Failure("withheld", Words(zh, en)))
