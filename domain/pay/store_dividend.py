"""The store dividend: a pool from the shop's profit, shared by role, paid by score, the rest to the team fund.

Source: D04 三.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from domain.pay.parameters import ALL, LOST, NET_PROFIT, RESERVED, SHIFTED
from domain.pay.people import DividendPerson, Grant, PayLine, PayrollResult
from domain.pay.plan import Plan, Settings
from domain.pay.shares import split
from domain.scoring.exact import half_up, short
from domain.scoring.words import Words

COLUMNS = ("base", "entitlement", "paid", "team_fund", "retained", "gross")


def compute_dividend(
    plan: Plan, settings: Settings, people: Sequence[DividendPerson], grants: Sequence[Grant]
) -> PayrollResult:
    """The payroll of a checked input.

    Returns:
        Lines whose entitlements sum to paid + team fund + retained, to the fen, each and all together;
        `unassigned` is what roles without people would have had.
    """
    pool = pool_of(settings)
    shares = role_shares(plan, settings, grants)
    exact = _exact_parts(Fraction(pool), shares, people, grants)
    entitlements = split(exact)
    own = sum(_own_grants(grants).values(), Fraction(0))
    everything = half_up(Fraction(pool) * (sum(shares.values(), Fraction(0)) + own))
    lines = tuple(_line(person, entitlements[person.id], settings, pool) for person in people)
    return PayrollResult(plan.id, plan.version, pool, lines, _totals(lines, everything))


def pool_of(settings: Settings) -> Decimal:
    """What is shared out, yuan half-up to the fen; a loss makes it 0.

    Source: D04 三.2 (turnover), 三.3 (net profit); the loss is assumed.
    """
    fact, rate = (
        ("net_profit", "net_profit_rate") if settings.text("pool") == NET_PROFIT else ("turnover", "turnover_rate")
    )
    return half_up(max(Fraction(settings.number(fact)) * Fraction(settings.number(rate)), Fraction(0)))


def role_shares(plan: Plan, settings: Settings, grants: Sequence[Grant]) -> dict[str, Fraction]:
    """Each role's part of the pool, 1 being all of it, after funding and the grants to roles.

    Source: D04 三.3 (岗位占比, 5 % 浮动权限).
    """
    funding = settings.text("discretionary_funding")
    granted = sum((Fraction(grant.points) for grant in grants), Fraction(0)) / 100
    kept = 1 - granted if funding == RESERVED else Fraction(1)
    shares = {role.id: Fraction(role.share) / 100 * kept for role in plan.roles}
    for grant in grants:
        if grant.role:
            shares[grant.role] += Fraction(grant.points) / 100
        if funding == SHIFTED:
            shares[grant.giver] -= Fraction(grant.points) / 100
    return shares


def _exact_parts(
    pool: Fraction, shares: Mapping[str, Fraction], people: Sequence[DividendPerson], grants: Sequence[Grant]
) -> list[tuple[str, Fraction]]:
    """Everybody's exact entitlement: the role's share by weight, and what was granted to the person."""
    weights: dict[str, Fraction] = defaultdict(Fraction)
    for person in people:
        weights[person.role] += Fraction(person.weight)
    own = _own_grants(grants)
    return [
        (
            person.id,
            pool * (shares[person.role] * Fraction(person.weight) / weights[person.role] + own.get(person.id, 0)),
        )
        for person in people
    ]


def _own_grants(grants: Sequence[Grant]) -> dict[str, Fraction]:
    own: dict[str, Fraction] = defaultdict(Fraction)
    for grant in grants:
        if grant.person:
            own[grant.person] += Fraction(grant.points) / 100
    return own


def qualifies(settings: Settings, score: Decimal) -> bool:
    """Whether a score earns performance pay.

    Source: D04 三.3; that 80 itself qualifies is ruled (`threshold_inclusive`).
    """
    threshold = settings.number("threshold")
    return score >= threshold if settings.flag("threshold_inclusive") else score > threshold


def _line(person: DividendPerson, entitlement: Decimal, settings: Settings, pool: Decimal) -> PayLine:
    score = Fraction(person.score) / 100
    earned = half_up(Fraction(entitlement) * score)
    if qualifies(settings, person.score):
        paid, fund = earned, entitlement - earned
    else:
        paid, fund = Decimal("0.00"), _fund_below(settings.text("fund_below"), entitlement, score)
    base = half_up(person.base)
    amounts = (base, entitlement, paid, fund, entitlement - paid - fund, base + paid)
    line = dict(zip(COLUMNS, amounts, strict=True))
    return PayLine(person.id, person.role, line, _why(person, line, settings, pool))


def _fund_below(rule: str, entitlement: Decimal, score: Fraction) -> Decimal:
    """The team fund's part of an entitlement that is not paid.

    Source: D04 三.4; what becomes of the rest is assumed.
    """
    if rule == LOST:
        return half_up(Fraction(entitlement) * (1 - score))
    return entitlement if rule == ALL else Decimal("0.00")


def _why(person: DividendPerson, line: Mapping[str, Decimal], settings: Settings, pool: Decimal) -> Words:
    threshold, score = short(settings.number("threshold")), short(person.score)
    share = f"{short(Fraction(line['entitlement']) / Fraction(pool) * 100)}%" if pool else "0%"
    zh = f"考核池 {pool} 元，本人份额约 {share}，应得 {line['entitlement']} 元；"
    en = f"Of the pool of {pool} yuan about {share} is yours: {line['entitlement']} yuan. "
    if qualifies(settings, person.score):
        return Words(
            zh + f"得分 {score} 达到 {threshold}：{line['entitlement']} × {score}% = {line['paid']} 元发放，"
            f"其余 {line['team_fund']} 元进入团队活动基金",
            en + f"A score of {score} reaches {threshold}: "
            f"{line['entitlement']} × {score}% = {line['paid']} yuan is paid, "
            f"the other {line['team_fund']} go to the team fund",
        )
    return Words(
        zh + f"得分 {score} 未达到 {threshold}：只发底薪；"
        f"{line['team_fund']} 元进入团队活动基金，{line['retained']} 元由公司保留",
        en + f"A score of {score} does not reach {threshold}: base pay only; "
        f"{line['team_fund']} yuan go to the team fund, "
        f"{line['retained']} stay with the company",
    )


def _totals(lines: Sequence[PayLine], everything: Decimal) -> dict[str, Decimal]:
    def total(column: str) -> Decimal:
        return sum((line.amounts[column] for line in lines), Decimal("0.00"))

    return {
        "entitlement": total("entitlement"),
        "paid": total("paid"),
        "team_fund": total("team_fund"),
        "retained": total("retained"),
        "unassigned": everything - total("entitlement"),
        "gross": total("gross"),
    }
