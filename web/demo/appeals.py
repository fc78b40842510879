"""The story's appeals: against deductions and judgements, and for shares of the 5 %."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from application.appeals.deciding import DecideAppeal
from application.appeals.filing import AskForShare, FileCardAppeal
from application.appeals.hearing import AcceptAppeal, AnswerAppeal
from domain.appeal import Remedy, RemedyKind

if TYPE_CHECKING:
    from web.demo.month import Month


def hear_appeals(month: "Month", *, after_payday: bool) -> None:
    """File, accept, answer and decide the appeals of one side of payday."""
    for appeal in month.script["appeals"]:
        if appeal["after_payday"] == after_payday:
            _hear(month, appeal)


def ask_for_shares(month: "Month") -> None:
    """Ask for shares; the general manager decides them in turn, with what is left."""
    for request in month.script["share_requests"]:
        asked = AskForShare(month.cycle, request["role"], Decimal(request["points"]), request["grounds"])
        filed = month.stage.act(request["by"], asked)
        outcome = "upheld" if request["granted"] == request["points"] else "partly"
        decision = DecideAppeal(filed.subject, outcome, request["reasons"], points=Decimal(request["granted"]))
        month.stage.act(request["decided_by"], decision)


def _hear(month: "Month", appeal: Mapping[str, Any]) -> None:
    stage = month.stage
    stage.on(appeal["filed_on"])
    target = str(month.deductions.get(appeal["target"], appeal["target"]))
    filed = stage.act(
        appeal["by"],
        FileCardAppeal(
            month.card(appeal["by"]), appeal["kind"], target, appeal["grounds"], evidence=month.keep(appeal["evidence"])
        ),
    )
    stage.act(appeal["decided_by"], AcceptAppeal(filed.subject))
    stage.act(appeal["answered_by"], AnswerAppeal(filed.subject, appeal["answer"]))
    stage.on(appeal["decided_on"])
    remedies = (_remedy(month, appeal["remedy"]),)
    stage.act(appeal["decided_by"], DecideAppeal(filed.subject, appeal["outcome"], appeal["reasons"], remedies))


def _remedy(month: "Month", remedy: Mapping[str, str]) -> Remedy:
    points = remedy.get("points")
    return Remedy(
        RemedyKind(remedy["kind"]),
        deduction=month.deductions[remedy["deduction"]] if "deduction" in remedy else None,
        item=remedy.get("item", ""),
        level=remedy.get("level", ""),
        points=Decimal(points) if points else None,
    )
