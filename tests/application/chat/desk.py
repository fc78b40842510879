"""A company whose service staff are scored by their chats: what the tests of transcripts begin from.

On top of `Firm`: L1, S1 and S2 are appraised by `service-chat-quality`, D1 by `service-presale-aftersale`, in October.
S1 is called 小美 in the chat tool, S2 旗舰店:小丽.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from adapters.chat import JiebaSegmenter, PackagedChatRules, PatternMasker, TranscriptFiles
from application.chat.importing import ImportTranscript
from application.chat.ports import ChatDesk
from application.cycles.planning import Assignment, AssignPlan, AssignSchemes, OpenCycle, PlanCycle, SetTargets
from application.ports import Answer
from application.queries import Queries
from domain.chat.transcript import Transcript
from domain.scorecard import Scorecard
from tests.application.handlers.firm import OCTOBER, Firm

CHATS, FIGURES = "service-chat-quality", "service-presale-aftersale"
SCHEMES = {"L1": CHATS, "S1": CHATS, "S2": CHATS, "D1": FIGURES}
TARGETED = ("inquiry-conversion", "basket-value", "reply-rate", "payment-reminders")
"""Items of `FIGURES` without a target of their own."""

NICKNAMES: Mapping[str, str | None] = {"小美": "S1", "旗舰店:小丽": "S2", "机器人": None}
HEADER = "会话,时间,角色,发言人,内容"


@cache
def desk() -> ChatDesk:
    """One for the run: its dictionary takes a moment to load."""
    return ChatDesk(JiebaSegmenter(), TranscriptFiles(), PatternMasker(), PackagedChatRules())


def equipped(firm: Firm) -> Firm:
    """The firm with what reads chats."""
    firm.tools = replace(firm.tools, chats=desk())
    return firm


def opened(firm: Firm, schemes: Mapping[str, str] = SCHEMES, period: str = OCTOBER) -> UUID:
    """A month that is open for work."""
    firm.on(int(period[:4]), int(period[5:]), 1)
    cycle = firm.do("H1", PlanCycle(firm.shop, period)).subject
    people = tuple(Assignment(firm.person(number), scheme, None, "接待") for number, scheme in schemes.items())
    firm.do("H1", AssignSchemes(cycle, people))
    firm.do("H1", AssignPlan(cycle, "store-dividend", None, {}))
    if FIGURES in schemes.values():
        firm.do("H1", SetTargets(cycle, FIGURES, None, dict.fromkeys(TARGETED, Decimal(1))))
    firm.do("H1", OpenCycle(cycle))
    return cycle


def csv(*rows: str) -> bytes:
    """A transcript of these rows."""
    return "\n".join((HEADER, *rows)).encode()


def chat(
    name: str, speaker: str, *lines: str, day: str = "2026-10-12", hour: str = "10", asks: str = "在吗"
) -> list[str]:
    """A chat that is right but for `lines`, which the speaker says in its middle."""
    time = f"{day} {hour}"
    middle = [f"{name},{time}:00:{20 + index:02d},客服,{speaker},{line}" for index, line in enumerate(lines)]
    return [
        f"{name},{time}:00:00,顾客,tb_{name},{asks}",
        f"{name},{time}:00:05,客服,{speaker},您好，欢迎光临",
        f"{name},{time}:00:15,顾客,tb_{name},请问",
        *middle,
        f"{name},{time}:00:50,客服,{speaker},感谢您的光临",
    ]


def importing(
    firm: Firm, content: bytes, by: str = "H1", staff: Mapping[str, str | None] = NICKNAMES, **rest: Any
) -> Answer:
    """Let somebody import a transcript into October."""
    return firm.do(by, ImportTranscript(firm.cycle(), content, "十月.csv", staff, **rest))


def transcript(firm: Firm, answer: Answer) -> Transcript:
    """What was imported."""
    return firm.load(Transcript, answer.subject)


def deductions(firm: Firm, number: str) -> dict[str, dict[str, Any]]:
    """What stands on somebody's card, by deduction."""
    return firm.load(Scorecard, firm.card(number)).deductions


def codes(firm: Firm, number: str, status: str = "proposed") -> list[str]:
    """The codes on somebody's card in one status, sorted."""
    return sorted(held["code"] for held in deductions(firm, number).values() if held["status"] == status)


def asks(firm: Firm, number: str) -> Queries:
    """Questions of somebody."""
    return Queries(firm.ledger, firm.agenda._models, firm.vault, str(firm.person(number)))


def of(rows: Iterable[Mapping[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """Some fields of each row."""
    return [tuple(row[name] for name in names) for row in rows]
