"""Policies: who may do what. Each is a named rule with its clause; whatever none of them allows is refused.

A policy answers with a reason to refuse, or with "" when it allows. `require` turns the reason into an error.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from domain.errors import Forbidden
from domain.organization import Duty

P = ParamSpec("P")


@dataclass(frozen=True)
class Acting:
    """The person acting, taken from the token, never from a request.

    Attributes:
        id: the person's id as text, or `system:…` for the clock.
        duties: what they may decide, and for which shop (None: the whole organization).
    """

    id: str
    duties: frozenset[tuple[Duty, UUID | None]] = frozenset()

    def has(self, *duties: Duty, shop: UUID | None = None) -> bool:
        """Whether they hold one of these duties for the shop."""
        return any(held in duties and where in (None, shop) for held, where in self.duties)

    def is_(self, person: UUID | str | None) -> bool:
        """Whether they are that person."""
        return person is not None and self.id == str(person)


@dataclass(frozen=True)
class PolicyEntry:
    """A policy as it is listed in `docs/policies.md`."""

    name: str
    source: str
    sentence: str


POLICIES: list[PolicyEntry] = []


class Policy:
    """A rule that may be asked (`refusal`) or required."""

    def __init__(self, name: str, source: str, rule: Callable[..., str]) -> None:
        self.name = name
        self.source = source
        self.rule = rule

    def refusal(self, acting: Acting, *facts: object, **named: object) -> str:
        """Why it is refused, or ""."""
        return self.rule(acting, *facts, **named)

    def allows(self, acting: Acting, *facts: object, **named: object) -> bool:
        """Whether it is allowed."""
        return not self.refusal(acting, *facts, **named)

    def require(self, acting: Acting, *facts: object, **named: object) -> None:
        """Raises Forbidden with the reason unless it is allowed."""
        reason = self.refusal(acting, *facts, **named)
        if reason:
            raise Forbidden(f"{reason} ({self.name})", code=self.name, clause=self.source)


def policy(source: str) -> Callable[[Callable[Concatenate[Acting, P], str]], Policy]:
    """Make a policy of a function; its name and docstring become the listed rule."""

    def declare(rule: Callable[Concatenate[Acting, P], str]) -> Policy:
        name = rule.__name__.replace("_", "-")
        POLICIES.append(PolicyEntry(name, source, (rule.__doc__ or "").strip()))
        return Policy(name, source, wraps(rule)(rule))

    return declare


MONTH = "separation of duties"


@policy(MONTH)
def hire_people(acting: Acting) -> str:
    """The administrator and HR hire people."""
    return (
        ""
        if acting.has(Duty.ADMINISTRATOR, Duty.HR)
        else "只有管理员或人事可以录用员工 / only the administrator or HR hires people"
    )


@policy(MONTH)
def grant_duties(acting: Acting, to: UUID) -> str:
    """The administrator grants and withdraws duties, and none to themself."""
    if acting.is_(to):
        return "不能更改自己的职责 / nobody changes their own duties"
    return (
        ""
        if acting.has(Duty.ADMINISTRATOR)
        else "只有管理员可以授予或收回职责 / only an administrator grants or withdraws duties"
    )


@policy(MONTH)
def arrange_organization(acting: Acting) -> str:
    """The administrator and HR open shops, define roles and set the calendar."""
    return (
        ""
        if acting.has(Duty.ADMINISTRATOR, Duty.HR)
        else "只有管理员或人事可以设置店铺、岗位和日历 / "
        "only the administrator or HR arranges shops, roles and calendar"
    )


@policy(MONTH)
def keep_employment(acting: Acting, employee: UUID) -> str:
    """HR moves people and ends employments, not their own."""
    if acting.is_(employee):
        return "不能更改自己的任职 / nobody changes their own employment"
    return "" if acting.has(Duty.HR) else "只有人事可以更改任职 / only HR changes an employment"


@policy(MONTH)
def set_base_pay(acting: Acting, employee: UUID) -> str:
    """HR and finance set base pay, not their own."""
    if acting.is_(employee):
        return "不能设定自己的底薪 / nobody sets their own base pay"
    return "" if acting.has(Duty.HR, Duty.FINANCE) else "只有人事或财务可以设定底薪 / only HR or finance sets base pay"


@policy("PIPL 第四十七条")
def erase_person(acting: Acting, employee: UUID) -> str:
    """The administrator and HR erase a person, never themself: whoever wants to be erased asks somebody else."""
    if acting.is_(employee):
        return "不能删除自己的数据；请找人事或管理员 / nobody erases themself; ask HR or the administrator"
    return (
        ""
        if acting.has(Duty.ADMINISTRATOR, Duty.HR)
        else "只有管理员或人事可以删除个人数据 / only the administrator or HR erases a person"
    )


@policy(MONTH)
def issue_tokens(acting: Acting) -> str:
    """The administrator and HR hand out and revoke tokens."""
    return (
        ""
        if acting.has(Duty.ADMINISTRATOR, Duty.HR)
        else "只有管理员或人事可以发放令牌 / only the administrator or HR hands out tokens"
    )


@policy(MONTH)
def connect_webhooks(acting: Acting) -> str:
    """The administrator and HR let another program be told of each notice, and end that."""
    return (
        ""
        if acting.has(Duty.ADMINISTRATOR, Duty.HR)
        else "只有管理员或人事可以接入外部通知（webhook） / only the administrator or HR connects webhooks"
    )


@policy("D07")
def publish_rules(acting: Acting) -> str:
    """HR and the general manager publish and retire schemes and plans."""
    allowed = acting.has(Duty.HR, Duty.GENERAL_MANAGER)
    return (
        ""
        if allowed
        else "只有人事或总经理可以发布考核方案和薪酬方案 / only HR or the general manager publishes schemes and plans"
    )


@policy("D15")
def run_cycle(acting: Acting, shop: UUID) -> str:
    """HR and the shop's manager plan, open, close, submit and publish a cycle."""
    return (
        ""
        if acting.has(Duty.HR, Duty.MANAGER, shop=shop)
        else "只有人事或本店店长可以办理考核周期 / only HR or the shop's manager runs a cycle"
    )


@policy(MONTH)
def arrange_for(acting: Acting, employee: UUID) -> str:
    """Nobody sets their own scheme, target, weight or exemption."""
    return "不能安排自己的考核或份额 / nobody arranges their own appraisal or share" if acting.is_(employee) else ""


@policy("D04 三.3")
def record_shop_facts(acting: Acting) -> str:
    """Finance records the figures that the pool is computed from."""
    return "" if acting.has(Duty.FINANCE) else "只有财务可以录入店铺数据 / only finance records the shop's figures"


@policy(MONTH)
def enter_facts(acting: Acting, employee: UUID, shop: UUID) -> str:
    """HR and the shop's manager enter and import measured facts, not their own."""
    if acting.is_(employee):
        return "不能录入自己的数据 / nobody enters facts about themself"
    return (
        ""
        if acting.has(Duty.HR, Duty.MANAGER, shop=shop)
        else "只有人事或本店店长可以录入数据 / only HR or the shop's manager enters facts"
    )


@policy(MONTH)
def score(acting: Acting, employee: UUID, lead: UUID | None, shop: UUID) -> str:
    """A person's lead and the shop's manager judge, deduct, adjust and waive; nobody scores themself."""
    if acting.is_(employee):
        return "不能给自己评分 / nobody scores themself"
    return (
        ""
        if acting.is_(lead) or acting.has(Duty.MANAGER, shop=shop)
        else "只有组长或本店店长可以评分 / only the lead or the shop's manager scores"
    )


@policy("D13")
def rate(acting: Acting, employee: UUID, lead: UUID | None, shop: UUID, *, kind: str, is_peer: bool) -> str:
    """Where a scheme asks for ratings: oneself, a peer of the same cycle, the lead or manager, each as what they
    are.
    """
    fits = {
        "self": acting.is_(employee),
        "peer": is_peer and not acting.is_(employee) and not acting.is_(lead),
        "manager": not acting.is_(employee) and (acting.is_(lead) or acting.has(Duty.MANAGER, shop=shop)),
    }
    return "" if fits.get(kind, False) else f"此人在这里不能做这类评价 / this person does not rate here as {kind!r}"


@policy("D10 四.1")
def approve_results(acting: Acting, employee: UUID | None = None) -> str:
    """The general manager approves and returns results, but not their own card."""
    if employee is not None and acting.is_(employee):
        return "不能审批自己的考核表 / nobody approves their own card"
    return (
        ""
        if acting.has(Duty.GENERAL_MANAGER)
        else "只有总经理可以审批或退回考核结果 / only the general manager approves or returns results"
    )


@policy("D10 四.2")
def note_interview(acting: Acting, employee: UUID, lead: UUID | None, shop: UUID) -> str:
    """Interviews run down the line: the lead, the shop's manager or the general manager notes them."""
    if acting.is_(employee):
        return "不能与自己面谈 / nobody interviews themself"
    allowed = acting.is_(lead) or acting.has(Duty.MANAGER, Duty.GENERAL_MANAGER, shop=shop)
    return (
        ""
        if allowed
        else "只有组长、本店店长或总经理可以记录面谈 / "
        "only the lead, the shop's manager or the general manager holds the interview"
    )


@policy(MONTH)
def acknowledge(acting: Acting, employee: UUID) -> str:
    """A person acknowledges their own card."""
    return "" if acting.is_(employee) else "只有本人可以确认考核表 / only the person themself acknowledges a card"


@policy("the month")
def reopen_cycle(acting: Acting) -> str:
    """The general manager reopens a cycle before it is published."""
    return (
        ""
        if acting.has(Duty.GENERAL_MANAGER)
        else "只有总经理可以重新开启考核周期 / only the general manager reopens a cycle"
    )


@policy("D10 四.2")
def file_appeal(acting: Acting, employee: UUID) -> str:
    """A person appeals about what is theirs."""
    return (
        ""
        if acting.is_(employee)
        else "只能就自己的考核表或工资条申诉 / a person appeals only about their own card or payslip"
    )


@policy("D04 三.3")
def ask_for_share(acting: Acting, *, is_participant: bool, asked_role: str, own_role: str) -> str:
    """A participant asks for a share for themself, or for the role that is theirs (各岗位可做绩效诉求)."""
    if not is_participant:
        return "只有参加本期考核的人才能申请份额 / only somebody who takes part in the cycle asks for a share"
    return (
        ""
        if asked_role in ("", own_role)
        else f"{own_role} 的人不能为 {asked_role} 申请 / a person of {own_role!r} does not ask for {asked_role!r}"
    )


@policy(MONTH)
def hear_appeal(acting: Acting, appellant: UUID, excluded: tuple[str, ...], shop: UUID, escalated: bool) -> str:
    """The shop's manager or the general manager hears an appeal, the general manager alone one that was escalated
    or is for a share; nobody their own, nobody one against their own entry.
    """
    if acting.is_(appellant):
        return "不能审理自己的申诉 / nobody hears their own appeal"
    if acting.id in excluded:
        return (
            "被申诉内容的录入人不能审理这件申诉 / who recorded what is objected to does not hear the appeal against it"
        )
    if acting.has(Duty.GENERAL_MANAGER):
        return ""
    if escalated:
        return "上报的申诉由总经理审理、裁决 / an escalated appeal is heard and decided by the general manager"
    return (
        ""
        if acting.has(Duty.MANAGER, shop=shop)
        else "只有店长或总经理审理申诉 / only the shop's manager or the general manager hears an appeal"
    )


@policy(MONTH)
def steer_appeal(acting: Acting, appellant: UUID, excluded: tuple[str, ...], shop: UUID, escalated: bool) -> str:
    """HR, or whoever may hear it, accepts, refuses, asks the appellant; once escalated, or for a share, only whoever
    may hear it. Not the appellant, not whose entry is objected to.
    """
    if acting.is_(appellant) or acting.id in excluded:
        return "申诉人和被申诉的录入人不能经办 / who appeals, or whose entry is objected to, does not steer the appeal"
    if acting.has(Duty.HR) and not escalated:
        return ""
    if not hear_appeal.refusal(acting, appellant, excluded, shop, escalated):
        return ""
    return (
        "上报的申诉由总经理经办 / an escalated appeal is steered by the general manager"
        if escalated
        else "只有人事、店长或总经理经办申诉 / only HR, the shop's manager or the general manager steers an appeal"
    )


@policy(MONTH)
def assign_appeal(acting: Acting, appellant: UUID, excluded: tuple[str, ...], shop: UUID, escalated: bool) -> str:
    """HR, or whoever may hear it, says who hears it, at any time; not the appellant, not whose entry is objected to."""
    if acting.has(Duty.HR):
        return steer_appeal.refusal(acting, appellant, excluded, shop, False)
    return steer_appeal.refusal(acting, appellant, excluded, shop, escalated)


@policy(MONTH)
def decide_appeal(
    acting: Acting, appellant: UUID, excluded: tuple[str, ...], shop: UUID, handler: UUID | None, escalated: bool
) -> str:
    """Its handler decides an appeal; after escalation, the general manager."""
    refusal = hear_appeal.refusal(acting, appellant, excluded, shop, escalated)
    if refusal:
        return refusal
    if not escalated and handler is not None and not acting.is_(handler):
        return "这件申诉已指定他人审理 / the appeal is assigned to somebody else"
    return ""


@policy(MONTH)
def answer_appeal(acting: Acting, appellant: UUID, excluded: tuple[str, ...], lead: UUID | None) -> str:
    """Whose entry is objected to, or the lead, answers; never the appellant, and no peer who rated (D07)."""
    if acting.is_(appellant):
        return "申诉人不能代对方答复 / the appellant does not answer their own appeal"
    allowed = acting.id in excluded or acting.is_(lead)
    return "" if allowed else "只有被申诉的录入人或组长答复 / only whose entry is objected to, or the lead, answers"


@policy(MONTH)
def carry_appeal(acting: Acting, appellant: UUID) -> str:
    """The appellant withdraws, escalates and answers questions about their appeal."""
    return "" if acting.is_(appellant) else "只有申诉人本人可以这样做 / only the appellant does this"


@policy("D04 三.3")
def grant_share(acting: Acting, to: UUID | None = None, appellant: UUID | None = None) -> str:
    """Only the general manager grants from the 5 %, and never to themself or the role that is theirs."""
    if acting.is_(to) or acting.is_(appellant):
        return "不能把份额给自己 / nobody grants a share to themself"
    return (
        ""
        if acting.has(Duty.GENERAL_MANAGER)
        else "只有总经理可以给予浮动份额 / only the general manager grants from the discretionary share"
    )


@policy(MONTH)
def calculate_payroll(acting: Acting) -> str:
    """Finance calculates and voids payrolls."""
    return "" if acting.has(Duty.FINANCE) else "只有财务可以核算工资 / only finance calculates a payroll"


@policy(MONTH)
def approve_payroll(acting: Acting, makers: frozenset[str], people: frozenset[str]) -> str:
    """Finance or the general manager approves a payroll; not who calculated it or posted a correction into it, not
    somebody who is on it.
    """
    if acting.id in makers:
        return (
            "计算或更正工资单的人不能审批它 / "
            "who calculated a payroll, or posted a correction into it, does not approve it"
        )
    if acting.id in people:
        return "不能审批自己的工资 / nobody approves their own pay"
    allowed = acting.has(Duty.FINANCE, Duty.GENERAL_MANAGER)
    return "" if allowed else "只有财务或总经理可以审批工资 / only finance or the general manager approves a payroll"


@policy(MONTH)
def pay_payroll(acting: Acting, people: frozenset[str]) -> str:
    """Finance pays an approved payroll; nobody pays themself."""
    if acting.id in people:
        return "不能给自己发工资 / nobody pays themself"
    return "" if acting.has(Duty.FINANCE) else "只有财务可以发放工资 / only finance pays a payroll"


@policy("D04 三.4")
def spend_fund(acting: Acting, shop: UUID) -> str:
    """The shop's manager spends the team fund."""
    return (
        ""
        if acting.has(Duty.MANAGER, shop=shop)
        else "只有本店店长可以支用团队活动基金 / only the shop's manager spends the team fund"
    )


@policy("D04 三.5")
def decide_consequence(acting: Acting, employee: UUID) -> str:
    """HR or the general manager decides about warnings, reviews and what schemes propose, not their own."""
    if acting.is_(employee):
        return "不能对自己的事作决定 / nobody decides about themself"
    allowed = acting.has(Duty.HR, Duty.GENERAL_MANAGER)
    return (
        ""
        if allowed
        else "只有人事或总经理可以对考核后果作决定 / only HR or the general manager decides about consequences"
    )


@policy(MONTH)
def see_person(acting: Acting, employee: UUID, lead: UUID | None, shop: UUID | None) -> str:
    """Cards, appeals and standings: oneself, the lead, the shop's manager; HR, the general manager and the auditor
    all of them.
    """
    close = acting.is_(employee) or acting.is_(lead) or (shop is not None and acting.has(Duty.MANAGER, shop=shop))
    allowed = close or acting.has(Duty.HR, Duty.GENERAL_MANAGER, Duty.AUDITOR)
    return "" if allowed else "此人无权查看 / not visible to this person"


@policy(MONTH)
def see_pay(acting: Acting, employee: UUID) -> str:
    """Payslips: oneself; HR, finance, the general manager and the auditor all of them."""
    allowed = acting.is_(employee) or acting.has(Duty.HR, Duty.FINANCE, Duty.GENERAL_MANAGER, Duty.AUDITOR)
    return "" if allowed else "此人无权查看 / not visible to this person"


@policy(MONTH)
def see_payroll(acting: Acting) -> str:
    """Whole payrolls: HR, finance, the general manager and the auditor."""
    allowed = acting.has(Duty.HR, Duty.FINANCE, Duty.GENERAL_MANAGER, Duty.AUDITOR)
    return "" if allowed else "此人无权查看 / not visible to this person"


@policy(MONTH)
def see_shop(acting: Acting, shop: UUID, own_shop: UUID | None) -> str:
    """A shop's cycles and fund: its people and manager; HR, finance, the general manager, auditor and administrator
    all.
    """
    everywhere = (Duty.HR, Duty.FINANCE, Duty.GENERAL_MANAGER, Duty.AUDITOR, Duty.ADMINISTRATOR)
    allowed = shop == own_shop or acting.has(*everywhere) or acting.has(Duty.MANAGER, shop=shop)
    return "" if allowed else "此人无权查看 / not visible to this person"


@policy(MONTH)
def see_audit_log(acting: Acting) -> str:
    """The auditor, HR and the general manager read the whole log."""
    return (
        "" if acting.has(Duty.AUDITOR, Duty.HR, Duty.GENERAL_MANAGER) else "此人无权查看 / not visible to this person"
    )


@policy("replay")
def replay_shop(acting: Acting, shop: UUID | None) -> str:
    """What-ifs and looks back: HR, the general manager and the auditor over everything, a manager over their shop."""
    everywhere = acting.has(Duty.HR, Duty.GENERAL_MANAGER, Duty.AUDITOR)
    allowed = everywhere or (shop is not None and acting.has(Duty.MANAGER, shop=shop))
    return (
        ""
        if allowed
        else "只有人事、总经理、审计可以推演；店长只能推演本店 / "
        "only HR, the general manager, the auditor and, for one shop, its manager ask a replay"
    )


@policy("replay")
def replay_for_appeal(acting: Acting, handler: UUID | None) -> str:
    """Whoever hears an appeal asks what a decision would change in its shop."""
    return (
        "" if acting.is_(handler) else "只有审理人可以为这件申诉推演 / only who hears the appeal asks a replay for it"
    )


@policy("D15")
def see_appeal_figures(acting: Acting, shop: UUID) -> str:
    """How many appeals succeed, and against whose entries: the shop's manager; HR, the general manager, the auditor."""
    allowed = acting.has(Duty.HR, Duty.GENERAL_MANAGER, Duty.AUDITOR) or acting.has(Duty.MANAGER, shop=shop)
    return "" if allowed else "此人无权查看 / not visible to this person"
