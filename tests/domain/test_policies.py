"""Who may do what: every policy for every duty and relation. What a row does not name is refused.

The people: `self` is the person concerned, `lead` their lead, `manager` their shop's manager, `other-manager` another
shop's, `staff` a colleague, `clock` the program. A star is the person concerned holding that duty: `hr*` is HR acting
on their own card.
"""

from collections.abc import Callable
from uuid import UUID

import pytest

from domain import policies
from domain.errors import Forbidden
from domain.organization import Duty
from domain.policies import POLICIES, Acting, Policy
from tests.domain.story import id_of

PERSON, LEAD, SHOP, OTHER_SHOP = id_of("person"), id_of("lead"), id_of("shop"), id_of("other shop")
RECORDER = str(id_of("recorder"))
DUTIES: dict[str, tuple[Duty, UUID | None]] = {
    "manager": (Duty.MANAGER, SHOP),
    "other-manager": (Duty.MANAGER, OTHER_SHOP),
    **{duty.value: (duty, None) for duty in Duty if duty is not Duty.MANAGER},
}


def acting(name: str) -> Acting:
    """Somebody of the table above."""
    plain = name.removesuffix("*")
    duties = frozenset({DUTIES[plain]}) if plain in DUTIES else frozenset()
    concerned = name.endswith("*") or name == "self"
    ids = {"clock": "system:deadline", "lead": str(LEAD), "recorder": RECORDER}
    return Acting(str(PERSON) if concerned else ids.get(name, str(id_of(f"somebody {name}"))), duties)


STARRED = frozenset(f"{duty}*" for duty in DUTIES)
OTHERS = frozenset({*DUTIES, "lead", "staff", "recorder"})
EVERYBODY = OTHERS | STARRED | {"self"}
ALL = sorted(EVERYBODY | {"clock"})
ONESELF = STARRED | {"self"}


def only(names: str) -> frozenset[str]:
    """These, when the person concerned is somebody else."""
    return frozenset(names.split())


def holders(names: str) -> frozenset[str]:
    """Who holds one of these duties, whoever is concerned."""
    return only(names) | {f"{name}*" for name in names.split()}


Rule = tuple[Policy, Callable[[Acting], str], frozenset[str]]


def rule(policy: Policy, allowed: frozenset[str], *facts: object, **named: object) -> Rule:
    return policy, lambda who: policy.refusal(who, *facts, **named), allowed


def cases() -> dict[str, Rule]:
    """One line a policy and situation: what is asked, and exactly who may."""
    p, here = policies, (PERSON, LEAD, SHOP)
    appeal, objected = (PERSON, (), SHOP), (PERSON, (RECORDER,), SHOP)
    handler = UUID(acting("manager").id)
    paid = frozenset({str(PERSON)})
    return {
        "hire": rule(p.hire_people, holders("administrator hr")),
        "grant duties": rule(p.grant_duties, only("administrator"), PERSON),
        "arrange": rule(p.arrange_organization, holders("administrator hr")),
        "employment": rule(p.keep_employment, only("hr"), PERSON),
        "base pay": rule(p.set_base_pay, only("hr finance"), PERSON),
        "erase": rule(p.erase_person, only("administrator hr"), PERSON),
        "tokens": rule(p.issue_tokens, holders("administrator hr")),
        "webhooks": rule(p.connect_webhooks, holders("administrator hr")),
        "rules": rule(p.publish_rules, holders("hr general-manager")),
        "cycle": rule(p.run_cycle, holders("hr manager"), SHOP),
        "shop facts": rule(p.record_shop_facts, holders("finance")),
        "facts": rule(p.enter_facts, only("hr manager"), PERSON, SHOP),
        "arrange for": rule(p.arrange_for, OTHERS | {"clock"}, PERSON),
        "score": rule(p.score, only("lead manager"), *here),
        "score without a lead": rule(p.score, only("manager"), PERSON, None, SHOP),
        "rate oneself": rule(p.rate, ONESELF, *here, kind="self", is_peer=True),
        "rate a peer": rule(p.rate, (OTHERS - {"lead"}) | {"clock"}, *here, kind="peer", is_peer=True),
        "rate a peer from outside": rule(p.rate, only(""), *here, kind="peer", is_peer=False),
        "rate as manager": rule(p.rate, only("lead manager"), *here, kind="manager", is_peer=True),
        "rate as something else": rule(p.rate, only(""), *here, kind="customer", is_peer=True),
        "approve a card": rule(p.approve_results, only("general-manager"), PERSON),
        "approve results": rule(p.approve_results, holders("general-manager")),
        "interview": rule(p.note_interview, only("lead manager general-manager"), *here),
        "acknowledge": rule(p.acknowledge, ONESELF, PERSON),
        "reopen": rule(p.reopen_cycle, holders("general-manager")),
        "file": rule(p.file_appeal, ONESELF, PERSON),
        "ask for oneself": rule(
            p.ask_for_share, EVERYBODY | {"clock"}, is_participant=True, asked_role="", own_role="design"
        ),
        "ask for one's role": rule(
            p.ask_for_share, EVERYBODY | {"clock"}, is_participant=True, asked_role="design", own_role="design"
        ),
        "ask for another role": rule(
            p.ask_for_share, only(""), is_participant=True, asked_role="service", own_role="design"
        ),
        "ask from outside": rule(p.ask_for_share, only(""), is_participant=False, asked_role="", own_role=""),
        "steer": rule(p.steer_appeal, only("hr manager general-manager"), *appeal, False),
        "steer what was escalated": rule(p.steer_appeal, only("general-manager"), *appeal, True),
        "assign": rule(p.assign_appeal, only("hr manager general-manager"), *appeal, False),
        "assign what was escalated": rule(p.assign_appeal, only("hr general-manager"), *appeal, True),
        "hear": rule(p.hear_appeal, only("manager general-manager"), *appeal, False),
        "hear what was escalated": rule(p.hear_appeal, only("general-manager"), *appeal, True),
        "decide": rule(p.decide_appeal, only("manager general-manager"), *appeal, None, False),
        "decide what is assigned": rule(p.decide_appeal, only("manager"), *appeal, handler, False),
        "decide what is assigned to the lead": rule(p.decide_appeal, only(""), *appeal, LEAD, False),
        "decide what was escalated": rule(p.decide_appeal, only("general-manager"), *appeal, handler, True),
        "answer": rule(p.answer_appeal, only("lead recorder"), PERSON, (RECORDER,), LEAD),
        "answer one's own": rule(p.answer_appeal, only("lead"), PERSON, (str(PERSON),), LEAD),
        "carry": rule(p.carry_appeal, ONESELF, PERSON),
        "grant to a person": rule(p.grant_share, only("general-manager"), PERSON),
        "grant on an appeal": rule(p.grant_share, only("general-manager"), None, PERSON),
        "grant": rule(p.grant_share, holders("general-manager")),
        "calculate": rule(p.calculate_payroll, holders("finance")),
        "approve pay": rule(p.approve_payroll, only("finance general-manager"), frozenset({RECORDER}), paid),
        "approve one's own calculation": rule(
            p.approve_payroll, only("general-manager"), frozenset({RECORDER, acting("finance").id}), paid
        ),
        "pay": rule(p.pay_payroll, only("finance"), paid),
        "fund": rule(p.spend_fund, holders("manager"), SHOP),
        "consequence": rule(p.decide_consequence, only("hr general-manager"), PERSON),
        "see a person": rule(p.see_person, ONESELF | only("lead manager hr general-manager auditor"), *here),
        "see who is nowhere": rule(p.see_person, ONESELF | only("lead hr general-manager auditor"), PERSON, LEAD, None),
        "see pay": rule(p.see_pay, ONESELF | only("hr finance general-manager auditor"), PERSON),
        "see a payroll": rule(p.see_payroll, holders("hr finance general-manager auditor")),
        "see a shop": rule(
            p.see_shop, holders("manager hr finance general-manager auditor administrator"), SHOP, OTHER_SHOP
        ),
        "see one's shop": rule(p.see_shop, EVERYBODY | {"clock"}, SHOP, SHOP),
        "see the log": rule(p.see_audit_log, holders("auditor hr general-manager")),
        "replay a shop": rule(p.replay_shop, holders("manager hr general-manager auditor"), SHOP),
        "replay everything": rule(p.replay_shop, holders("hr general-manager auditor"), None),
        "replay for an appeal": rule(p.replay_for_appeal, only("manager"), handler),
        "replay for an appeal that nobody hears": rule(p.replay_for_appeal, only(""), None),
        "see appeal figures": rule(p.see_appeal_figures, holders("manager hr general-manager auditor"), SHOP),
        **{
            f"{name} about their own entry": rule(policy, frozenset(), *objected, *rest)
            for name, policy, rest in (
                ("steer", p.steer_appeal, (False,)),
                ("steer escalated", p.steer_appeal, (True,)),
                ("assign", p.assign_appeal, (False,)),
                ("assign escalated", p.assign_appeal, (True,)),
                ("hear", p.hear_appeal, (False,)),
                ("hear escalated", p.hear_appeal, (True,)),
                ("decide", p.decide_appeal, (None, False)),
                ("decide escalated", p.decide_appeal, (None, True)),
            )
        },
    }  # fmt: skip


CASES = cases()
OWN_ENTRY = {name for name in CASES if name.endswith("about their own entry")}


@pytest.mark.parametrize("case", sorted(set(CASES) - OWN_ENTRY))
def test_exactly_these_may(case: str) -> None:
    """One person too many reads a payslip or decides their own cause; one too few stops the month."""
    _, ask, allowed = CASES[case]
    assert {who for who in ALL if not ask(acting(who))} == allowed


@pytest.mark.parametrize("case", sorted(OWN_ENTRY))
@pytest.mark.parametrize("duty", Duty)
def test_who_recorded_what_is_objected_to_never_decides_about_it(case: str, duty: Duty) -> None:
    """Whatever duty they hold: open systems let the scorer judge the objection."""
    _, ask, _ = CASES[case]
    recorder = Acting(RECORDER, frozenset({DUTIES[duty.value]}))
    assert ask(recorder)


def test_every_policy_is_in_the_table() -> None:
    """A policy that nobody tested is a guess."""
    tested = {policy.name for policy, _, _ in CASES.values()}
    assert tested == {entry.name for entry in POLICIES}
    assert len(POLICIES) == len(tested)


def test_somebody_without_duties_may_only_what_is_theirs() -> None:
    """Deny by default: a colleague sees the shop, rates and asks where they take part, and nothing else."""
    may = {case for case, (_, ask, _) in CASES.items() if not ask(acting("staff"))}
    assert may == {"arrange for", "rate a peer", "ask for oneself", "ask for one's role", "see one's shop"}


@pytest.mark.parametrize("case", sorted(set(CASES) - OWN_ENTRY))
def test_a_refusal_says_why_under_the_policys_name(case: str) -> None:
    """`Forbidden` tells what would be needed, with a code for programs and the clause behind it."""
    _, ask, allowed = CASES[case]
    for who in set(ALL) - allowed:
        assert len(ask(acting(who))) > 10


def test_every_policy_has_its_clause_and_its_sentence() -> None:
    """`docs/policies.md` is made from them."""
    assert [entry.name for entry in POLICIES if not (entry.source and entry.sentence.endswith("."))] == []


def test_require_raises_what_refusal_says() -> None:
    """Handlers require; queries ask."""
    nobody = acting("staff")
    with pytest.raises(Forbidden) as caught:
        policies.record_shop_facts.require(nobody)
    assert (caught.value.code, caught.value.clause) == ("record-shop-facts", "D04 三.3")
    assert policies.record_shop_facts.refusal(nobody) in str(caught.value)
    assert policies.record_shop_facts.allows(acting("finance"))
    policies.record_shop_facts.require(acting("finance"))


def test_a_shops_manager_manages_that_shop_only() -> None:
    """Duties for one shop must not leak to another, nor to what belongs to the whole organization."""
    manager = acting("manager")
    assert manager.has(Duty.MANAGER, shop=SHOP)
    assert not manager.has(Duty.MANAGER, shop=OTHER_SHOP)
    assert not manager.has(Duty.MANAGER)
    assert acting("hr").has(Duty.HR, shop=OTHER_SHOP)


def test_nobody_is_not_somebody() -> None:
    """A person without a lead is not led by everybody."""
    assert not acting("staff").is_(None)
    assert acting("self").is_(PERSON)
    assert acting("self").is_(str(PERSON))
