"""A line of the store dividend explained: pool, role share, weight, grants, the fen over, score, fund (D04 三)."""

from decimal import Decimal
from fractions import Fraction

from application.explaining.items import ZERO
from application.explaining.paid import Paying
from application.explaining.terms import (
    ABOVE,
    AT_LEAST,
    AT_MOST,
    Term,
    choice,
    difference,
    floored_to,
    half_up_to,
    labelled,
    most,
    number,
    product,
    quotient,
    total,
)
from domain.pay.parameters import ALL, LOST, NET_PROFIT, RESERVED, SHIFTED
from domain.pay.people import DividendPerson, Grant
from domain.pay.store_dividend import qualifies, role_shares
from domain.scoring.exact import floor_to, half_up, short
from domain.scoring.words import Words

HUNDRED = number("100")
FEN = number("0.01", Words("一分钱", "a fen"))
ENTITLEMENT, PAID, FUND = (
    Words("应得", "entitlement"),
    Words("绩效发放", "paid"),
    Words("进入团队基金", "to the team fund"),
)
POOL = Words("考核池", "the pool")
GRANTED = Words("授予的份额合计（百分点）", "share granted in all (points)")


def explain_dividend(paying: Paying, person: DividendPerson) -> None:
    """The columns of somebody who was appraised."""
    paying.add(
        "base", paying.base(person.base), None, Words("底薪按在岗自然日折算", "base pay by calendar days at work")
    )
    pool = _pool(paying)
    entitlement, place = _entitlement(paying, person, pool)
    paying.add("entitlement", entitlement, person.role, _why_entitled(paying, person, pool, fen_over=place))
    _split(paying, person)


def _why_entitled(paying: Paying, person: DividendPerson, pool: Term, *, fen_over: bool) -> Words:
    role, said = paying.paid.plan.role(person.role), paying.paid.line["entitlement"]
    title = role.title if role else Words(person.role, person.role)
    over = Words("，按最大余额法得 1 分钱", ", with 1 fen over by largest remainder") if fen_over else Words("", "")
    amount = short(pool.value)
    return Words(
        f"考核池 {amount} 元，按{title.zh}岗位份额与本人权重 → 应得 {said} 元{over.zh}",
        f"of the pool of {amount} yuan, by the share of “{title.en}” and one's weight → {said} yuan{over.en}",
    )


def explain_exempt(paying: Paying) -> None:
    """The columns of somebody exempt from appraisal: base pay, no part in the pool."""
    line = paying.paid.line
    words = Words("本期免考核：只发底薪", "exempt from appraisal this period: base pay only")
    paying.add("base", paying.base(Decimal(line["base"])), None, words)
    for column in ("entitlement", "paid", "team_fund", "retained"):
        if column in line:
            paying.add(column, number("0.00"), "", words)


def _pool(paying: Paying) -> Term:
    """Where the shop's figure may not be seen, the pool is a number with the figure's source, but not its value."""
    paid, settings = paying.paid, paying.paid.settings
    fact = "net_profit" if settings.text("pool") == NET_PROFIT else "turnover"
    value = settings.number(fact)
    recorded = paid.cycle["shop_facts"].get(fact)
    parameter = paid.plan.parameter(fact)
    title = parameter.title if parameter else None
    source = None
    if recorded is not None:
        source = paying.sources.add(
            "shop-fact",
            fact,
            recorded,
            value=str(recorded["value"]) if paid.figures else None,
            event="shop-fact-recorded",
            title=title,
            evidence=recorded["evidence"] if paid.figures else (),
            clause=paying.clause(fact),
        )
    if not paid.figures:
        return number(str(paid.payroll["totals"]["pool"]), POOL, source)
    shared = product(number(value, title, source), paying.parameter(f"{fact}_rate"))
    return labelled(half_up_to(2, most(shared, ZERO)), POOL)


def _entitlement(paying: Paying, person: DividendPerson, pool: Term) -> tuple[Term, bool]:
    """The exact part, cut down to the fen, and the fen that the largest remainders get."""
    exact = product(pool, total([_by_role(paying, person), *_own(paying, person)]))
    parts = _remainders(paying, pool.value)
    whole = half_up(sum(parts.values(), Fraction(0)))
    missing = int((whole - sum((floor_to(part) for part in parts.values()), Decimal(0))) * 100)
    by_remainder = sorted(parts, key=lambda id: (Fraction(floor_to(parts[id])) - parts[id], id))
    place = by_remainder.index(person.id) + 1
    fen = choice(
        AT_MOST,
        number(place, Words("余额名次", "place by remainder")),
        number(missing, Words("待分的分数", "fen to be given out")),
        FEN,
        ZERO,
    )
    return labelled(total([floored_to(2, exact), fen]), ENTITLEMENT), place <= missing


def _by_role(paying: Paying, person: DividendPerson) -> Term:
    """The role's part of the pool after funding and grants, by weight."""
    same_role = [
        other for other in paying.paid.people if isinstance(other, DividendPerson) and other.role == person.role
    ]
    weights = sum((other.weight for other in same_role), Decimal(0))
    weight = number(person.weight, Words("本人权重", "one's weight"), _weight_source(paying, person))
    return quotient(
        product(_role_share(paying, person.role), weight), number(weights, Words("岗位权重合计", "weights of the role"))
    )


def _role_share(paying: Paying, name: str) -> Term:
    paid, funding = paying.paid, paying.paid.settings.text("discretionary_funding")
    role = paid.plan.role(name)
    assert role is not None, "people have roles of the plan"  # noqa: S101
    share = quotient(
        number(role.share, role.title, paying.sources.rule(name, paying.clause(name), paid.published, str(role.share))),
        HUNDRED,
    )
    if funding == RESERVED and paid.grants:
        granted = number(sum((grant.points for grant in paid.grants), Decimal(0)), GRANTED)
        share = product(share, difference(number("1"), quotient(granted, HUNDRED)))
    gets = [_grant(paying, index, grant) for index, grant in enumerate(paid.grants) if grant.role == name]
    if gets:
        share = total([share, *gets])
    if funding == SHIFTED:
        given = sum((grant.points for grant in paid.grants if grant.giver == name), Decimal(0))
        label = Words("让出的份额（百分点）", "share given up (points)")
        share = difference(share, quotient(number(given, label), HUNDRED)) if given else share
    return share


def _own(paying: Paying, person: DividendPerson) -> list[Term]:
    return [_grant(paying, index, grant) for index, grant in enumerate(paying.paid.grants) if grant.person == person.id]


def _grant(paying: Paying, index: int, grant: Grant) -> Term:
    label = Words("授予的份额（百分点）", "share granted (points)")
    return quotient(number(grant.points, label, _grant_source(paying, index, grant)), HUNDRED)


def _grant_source(paying: Paying, index: int, grant: Grant) -> str | None:
    """Grants enter a calculation in the order in which they were given."""
    share, at = paying.paid.share, paying.paid.payroll["calculated"]["position"]
    if share is None:
        return None
    stood = [
        held
        for held in share["grants"]
        if held["position"] <= at and (held["withdrawn"] is None or held["withdrawn"]["position"] > at)
    ]
    if index >= len(stood):
        return None
    held = stood[index]
    return paying.sources.add(
        "grant",
        held["id"],
        held,
        value=str(grant.points),
        event="share-granted",
        title=Words("浮动份额", "discretionary share"),
        reason=held["reason"],
        appeal=held["appeal"],
        clause=paying.clause("discretionary_ceiling"),
    )


def _weight_source(paying: Paying, person: DividendPerson) -> str | None:
    held = paying.paid.cycle["weights"].get(person.id)
    if held is None or held["position"] > paying.paid.payroll["calculated"]["position"]:
        return None
    return paying.sources.add(
        "weight",
        person.id,
        held,
        value=str(held["weight"]),
        event="weight-recorded",
        title=Words("权重", "weight"),
        reason=held["reason"],
    )


def _split(paying: Paying, person: DividendPerson) -> None:
    """What is paid, what feeds the fund, what the company keeps: together the entitlement, to the fen."""
    settings, line = paying.paid.settings, paying.paid.line
    test = AT_LEAST if settings.flag("threshold_inclusive") else ABOVE
    if test == ABOVE:
        paying.setting("threshold_inclusive")
    score, threshold = paying.score(person.score), paying.parameter("threshold")
    entitlement = paying.amount("entitlement", ENTITLEMENT)
    earned = half_up_to(2, quotient(product(entitlement, score), HUNDRED))
    paying.add(
        "paid",
        labelled(choice(test, score, threshold, earned, ZERO), PAID),
        "threshold",
        _why_paid(paying, person),
    )
    paid = paying.amount("paid", PAID)
    lost = half_up_to(2, quotient(product(entitlement, difference(HUNDRED, score)), HUNDRED))
    below = {LOST: lost, ALL: entitlement}.get(settings.text("fund_below"), ZERO)
    fund = choice(test, score, threshold, difference(entitlement, paid), below)
    zh, en = f"{line['team_fund']} 元进入团队活动基金", f"{line['team_fund']} yuan go to the team fund"
    paying.add("team_fund", labelled(fund, FUND), "fund_below", Words(zh, en))
    paying.setting("fund_below")
    rest = difference(entitlement, paid, paying.amount("team_fund", FUND))
    zh, en = f"其余 {line['retained']} 元由公司保留", f"the other {line['retained']} yuan stay with the company"
    paying.add("retained", rest, "fund_below", Words(zh, en))


def _why_paid(paying: Paying, person: DividendPerson) -> Words:
    settings, line = paying.paid.settings, paying.paid.line
    score, threshold = short(person.score), short(settings.number("threshold"))
    if qualifies(settings, person.score):
        return Words(
            f"得分 {score} 达到 {threshold}：{line['entitlement']} 元 × {score}% = {line['paid']} 元发放",
            f"a score of {score} reaches {threshold}: {line['entitlement']} yuan × {score}% = {line['paid']} yuan paid",
        )
    return Words(
        f"得分 {score} 未达到 {threshold}：只发底薪",
        f"a score of {score} does not reach {threshold}: base pay only",
    )


def _remainders(paying: Paying, pool: Fraction) -> dict[str, Fraction]:
    """Everybody's exact part: of others only the order of the remainders matters, and no part is told."""
    paid = paying.paid
    shares = role_shares(paid.plan, paid.settings, paid.grants)
    people = [person for person in paid.people if isinstance(person, DividendPerson)]
    weights: dict[str, Fraction] = {}
    for person in people:
        weights[person.role] = weights.get(person.role, Fraction(0)) + Fraction(person.weight)
    own: dict[str, Fraction] = {}
    for grant in paid.grants:
        own[grant.person] = own.get(grant.person, Fraction(0)) + Fraction(grant.points) / 100
    return {
        person.id: pool
        * (shares[person.role] * Fraction(person.weight) / weights[person.role] + own.get(person.id, Fraction(0)))
        for person in people
    }
