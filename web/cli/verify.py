"""`jixiao verify TARGET`: checks a ledger's whole history, or a bundle; exit 0 only when everything proves."""

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import click

from application.verifying import Failure, LedgerVerifier, Report
from domain.errors import Fault, InvalidDocument
from web import wiring
from web.cli.output import CheckFailed, console, output_options, print_json, progress_bar, say
from web.cli.verify_bundle import verify_bundle

PAUSE = 0.25
"""Seconds between two looks whether the sealer has come by."""


@click.command()
@click.argument("target")
@click.option("--key", "keys", metavar="VKEY", multiple=True, help="验证密钥，可多次 / a verifier key; may be repeated")
@click.option(
    "--checkpoint", "files", metavar="FILE", multiple=True,
    help="另存的旧检查点，可多次 / an earlier checkpoint kept elsewhere; may be repeated",
)  # fmt: skip
@click.option(
    "--proof", "proofs", metavar="FILE", multiple=True,
    help="证据包与另存检查点之间的一致性证明 / a consistency proof between a bundle and a checkpoint kept elsewhere",
)  # fmt: skip
@click.option("--organization", type=click.UUID, help="只验证这个组织的账本 / this organization's ledger alone")
@click.option(
    "--wait", type=click.IntRange(0), default=6, show_default=True,
    help="最多等封存多少秒 / seconds that the sealer is given at most",
)  # fmt: skip
@output_options
def verify(
    target: str, keys: tuple[str, ...], files: tuple[str, ...], proofs: tuple[str, ...], organization: UUID | None,
    wait: int,
    as_json: bool, lang: str,
) -> None:  # fmt: skip
    """验证账本的全部历史，或一个证据包 / verify the whole history of a ledger, or an evidence bundle.

    TARGET: 数据库地址 / a database: sqlite:///FILE or postgresql://…; 或证据包 / or an evidence bundle: FILE.zip

    密钥来自 --key，否则 JIXIAO_KEYS；都没有则签名人未经证明，退出码为 1 / keys come from --key, else from JIXIAO_KEYS;
    without any the signer is unproven and the exit code 1.
    """
    trust = wiring.trusted_keys(keys or os.environ.get("JIXIAO_KEYS", "").replace(",", " ").split())
    if Path(target).is_file():
        verify_bundle(Path(target), trust, list(_checkpoints(files)), proofs, organization, as_json, lang)
        return
    if proofs:
        raise click.UsageError("--proof 只用于证据包 / --proof is for bundles")
    brought = _by_ledger(_checkpoints(files))
    asked = dict.fromkeys([*(trust.organizations if keys else ()), *brought])
    with ExitStack() as stack:
        verifier = _opened(target, trust, stack)
        listed = verifier.listed()
        hidden, absent = _unlisted(verifier, trust.organizations, listed.organizations)
        known = [*listed.organizations, *hidden]
        chosen = [organization] if organization else list(asked) or known
        if not chosen and not listed.faults:
            raise CheckFailed("数据库中没有任何账本 / there is no ledger in this database")
        if set(brought) - set(chosen):
            raise click.BadParameter(
                "检查点属于另一账本 / the checkpoint is of another ledger", param_hint="--checkpoint"
            )
        reports = [_verify(verifier, ledger, brought.get(ledger, ()), wait) for ledger in chosen]
    others = [ledger for ledger in known if ledger not in chosen]
    directory = [Failure("directory", fault) for fault in listed.faults]
    proven = not directory and all(report.proven for report in reports)
    missing = [ledger for ledger in absent if ledger not in chosen]
    if as_json:
        ledgers = [report.plain() for report in reports]
        named = {"others": [str(ledger) for ledger in others], "absent": [str(ledger) for ledger in missing]}
        print_json({"proven": proven, "ledgers": ledgers, **named, "failures": [one.plain() for one in directory]})
    else:
        _print(reports, others, missing, lang)
        _print_failures(directory, lang)
    if not proven:
        click.get_current_context().exit(CheckFailed.exit_code)


def _unlisted(
    verifier: LedgerVerifier, trusted: Iterable[UUID], known: Sequence[UUID]
) -> tuple[list[UUID], list[UUID]]:
    """Of the ledgers that there are keys of: those that the directory hides, and those of which nothing is there."""
    unlisted = [ledger for ledger in trusted if ledger not in known]
    hidden = [ledger for ledger in unlisted if verifier.standing(ledger) != (0, 0)]
    return hidden, [ledger for ledger in unlisted if ledger not in hidden]


def _opened(target: str, trust: wiring.TrustedKeys, stack: ExitStack) -> LedgerVerifier:
    """What verifies the ledgers of the target, until the stack is unwound."""
    if "://" not in target:
        raise click.BadParameter(
            f"{target} 既不是文件也不是数据库地址 / {target} is neither a file nor a database: sqlite:///FILE or postgresql://…",
            param_hint="TARGET",
        )
    try:
        return stack.enter_context(wiring.open_verifier(target, trust))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="TARGET") from error


def _verify(verifier: LedgerVerifier, ledger: UUID, brought: Sequence[str], wait: int) -> Report:
    """Verify one ledger; what is recorded from now on need not be sealed yet."""
    since = _settled(verifier, ledger, wait)
    with progress_bar("验证 / verifying") as advance:
        return verifier.verify(ledger, brought, since=since, progress=lambda seen, head: advance(seen, max(seen, head)))


def _settled(verifier: LedgerVerifier, ledger: UUID, seconds: int) -> int | None:
    """The ledger's head, after the sealer of a running service had the time that it takes at most to seal it; None
    where it cannot be read: there is nothing to wait for.
    """
    standing = first = verifier.standing(ledger)
    deadline = time.monotonic() + seconds
    while standing is not None and first is not None and standing[1] < first[0] and time.monotonic() < deadline:
        time.sleep(PAUSE)
        standing = verifier.standing(ledger)
    return None if first is None else first[0]


def _checkpoints(files: Iterable[str]) -> Iterator[str]:
    for name in files:
        if not Path(name).is_file():
            raise click.BadParameter(f"没有这个文件 / there is no file {name}", param_hint="--checkpoint")
        try:
            yield Path(name).read_bytes().decode()
        except UnicodeDecodeError as error:
            raise InvalidDocument(
                [Fault("/checkpoint", "not-utf-8", f"{name} 不是 UTF-8 文本 / {name}: {error.reason}")]
            ) from error


def _by_ledger(notes: Iterable[str]) -> Mapping[UUID, list[str]]:
    brought: dict[UUID, list[str]] = {}
    for note in notes:
        brought.setdefault(wiring.ledger_of_checkpoint(note), []).append(note)
    return brought


def _print(reports: Sequence[Report], others: Sequence[UUID], missing: Sequence[UUID], lang: str) -> None:
    out, zh = console(), lang == "zh"
    for report in reports:
        out.print(f"{'账本' if zh else 'ledger'} {report.origin}")
        for label, value in _facts(report, zh):
            out.print(f"  {label} {value}")
        _print_failures(report.failures, lang)
        verdict = ("全部得到证明", "everything proves") if report.proven else ("未能证明", "not proven")
        out.print(f"{'✓' if report.proven else '✗'} {verdict[0] if zh else verdict[1]}")
    if others:
        text = f"另有 {len(others)} 个账本未被要求验证" if zh else f"{len(others)} other ledgers were not asked for"
        out.print(text)
    for ledger in missing:
        text = f"有密钥而库中没有的账本：{ledger}" if zh else f"there is a key of a ledger that is not here: {ledger}"
        out.print(text)


def _print_failures(failures: Sequence[Failure], lang: str) -> None:
    zh = lang == "zh"
    for failure in failures:
        place = f"{'第' if zh else 'position'} {failure.position}{' 条' if zh else ''} " if failure.position else ""
        console().print(f"  ✗ {place}[{failure.check}] {say(failure.what, lang)}")


def _facts(report: Report, zh: bool) -> Iterator[tuple[str, object]]:
    yield ("事件" if zh else "events"), report.events
    yield ("已封存" if zh else "sealed"), report.sealed
    yield ("检查点" if zh else "checkpoints"), report.checkpoints
    yield ("对象" if zh else "streams"), report.streams
    yield ("读模型核对至" if zh else "read models compared up to"), report.projected or "—"
    if report.root is not None:
        yield ("根哈希" if zh else "root"), report.plain()["root"]
    yield ("签名密钥" if zh else "signed by"), ", ".join(report.signers) or ("未经证明" if zh else "unproven")
