"""`jixiao verify FILE.zip`: an evidence bundle, verified without a database."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from application.bundling import BundleReport
from application.bundling.contents import LARGEST
from domain.errors import Fault, InvalidDocument
from web import wiring
from web.cli.bundle_words import CHINESE, word
from web.cli.output import CheckFailed, console, print_json, say

STEPS = {
    "archive": ("压缩包", "archive"),
    "manifest": ("清单", "manifest"),
    "signature": ("清单与检查点的签名", "signatures over manifest and checkpoint"),
    "checkpoint": ("检查点", "checkpoint"),
    "file": ("每个文件的哈希", "hash of every file"),
    "event": ("事件", "events"),
    "proof": ("包含证明", "inclusion proofs"),
    "stream": ("历史连续", "histories without a gap"),
    "document": ("方案与计划原文", "schemes and plans as published"),
    "evidence": ("证据文件", "evidence files"),
    "figures": ("重新打分与计薪", "scored and paid again"),
    "summary": ("摘要", "summary"),
    "report": ("报告", "reports"),
    "withheld": ("所涉数字有据", "the figure rests on events"),
}


def verify_bundle(
    file: Path, trust: "wiring.TrustedKeys", brought: Sequence[str], proofs: Sequence[str],
    organization: UUID | None, as_json: bool, lang: str,
) -> None:  # fmt: skip
    """Verify one bundle and say what was found; exit code 1 unless everything proves."""
    with file.open("rb") as source:
        content = source.read(LARGEST + 1)
    report = wiring.bundle_verifier(trust).verify(content, brought, list(_proofs(proofs)))
    if organization is not None and report.organization not in ("", str(organization)):
        raise click.BadParameter("证据包属于另一账本 / the bundle is of another ledger", param_hint="--organization")
    if as_json:
        print_json({"proven": report.proven, "bundle": report.plain()})
    else:
        _print(report, lang)
    if not report.proven:
        click.get_current_context().exit(CheckFailed.exit_code)


def _proofs(files: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Consistency proofs as the API answers them. Raises InvalidDocument."""
    for name in files:
        if not Path(name).is_file():
            raise click.BadParameter(f"没有这个文件 / there is no file {name}", param_hint="--proof")
        try:
            proof = json.loads(Path(name).read_bytes())
            held = {key: proof[key] for key in ("from", "to", "hashes")}
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            detail = (
                f"{name} 不是 /api/v1/proofs/consistency 给出的一致性证明 / "
                f"{name} is no consistency proof as /api/v1/proofs/consistency answers it"
            )
            raise InvalidDocument([Fault("/proof", "proof-malformed", detail)]) from error
        yield held


def _figure(value: object, lang: str) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return {"zh": "是" if value else "否", "en": "yes" if value else "no"}[lang]
    return word(str(value), lang) if str(value) in CHINESE else str(value)


def _print(report: BundleReport, lang: str) -> None:
    out, zh = console(), lang == "zh"
    if report.kind:
        out.print(f"{word(report.kind, lang)} {report.subject} · {report.origin}")
        out.print(f"  {'检查点' if zh else 'checkpoint'} {report.size} {report.plain()['root']}")
        signers = ", ".join(report.signers) or ("未经证明" if zh else "unproven")
        out.print(f"  {'签名密钥' if zh else 'signed by'} {signers}")
    for check in report.passed:
        out.print(f"  ✓ {STEPS[check][0 if zh else 1]}")
    for name, value in report.figures.items():
        out.print(f"    {word(name, lang)} {_figure(value, lang)}")
    for words in report.limits:
        out.print(f"  ! {say(words, lang)}")
    for failure in report.failures:
        place = "" if failure.position is None else f"{'第' if zh else 'position'} {failure.position} "
        out.print(f"  ✗ {place}[{failure.check}] {say(failure.what, lang)}")
    verdict = ("全部得到证明", "everything proves") if report.proven else ("未能证明", "not proven")
    out.print(f"{'✓' if report.proven else '✗'} {verdict[0 if zh else 1]}")
