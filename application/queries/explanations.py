"""Why: a card's and a payslip's figures traced to rules, events, people, files and appeals, as far as may be seen.

Who may see a card or payslip sees its explanation. What others of the shop earned, single ratings of peers, the shop's
figures and reasons written to somebody else stay where they are.
"""

from uuid import UUID

from application.explaining.card_sources import Scored
from application.explaining.cards import explain_card
from application.explaining.paid import PaidLine
from application.explaining.payslips import explain_payslip
from application.explaining.telling import Telling, total_sentence
from application.payroll_input import read_payroll
from application.ports import Ledger
from application.projections.appeals import APPEALS
from application.projections.cycles import CYCLES
from application.projections.employees import EMPLOYEES
from application.projections.organization import ORGANIZATION
from application.projections.payrolls import PAYROLLS, PAYSLIPS
from application.projections.plain import fields, moment
from application.projections.scorecards import SCORECARDS
from application.projections.shares import SHARES
from application.queries import appeals, payrolls
from application.queries.card_scores import facts_of, score_of
from application.queries.people import named, opened, with_people
from application.queries.rules import plan_of, scheme_of, version_of
from application.queries.views import Document, View, body_of
from application.things import absent
from domain.cycle.events import PlanAssigned, TargetsSet
from domain.discretionary_share import discretionary_share_id
from domain.organization import organization_stream
from domain.pay.plan import Plan
from domain.rulebook import PLAN, SCHEME
from domain.scorecard import scorecard_id
from domain.scorecard.stages import Stage
from domain.scoring.exact import trimmed
from domain.scoring.plain import Place, raise_faults
from domain.scoring.scheme import Scheme
from domain.scoring.words import Words

_CARD = ("id", "cycle", "shop", "period", "employee", "number", "role", "lead", "stage", "version", "position")
_PAYSLIP = ("id", "payroll", "employee", "shop", "period", "cycle", "status", "digest", "version", "position")


def card_explanation(view: View, ledger: Ledger, id: UUID) -> Document:
    """A card's every point: rule clause, event, person, file and row, evidence, appeal; as arithmetic and sentences."""
    body = view.visible(
        SCORECARDS, id, "scorecard", lambda body: view.sees_person(body["employee"], body["lead"], body["shop"])
    )
    scheme = scheme_of(view, body)
    score = score_of(view, body, scheme)
    explained = explain_card(
        Scored(
            body,
            scheme,
            facts_of(body),
            score.card.items,
            score.total,
            score.points_in_play,
            version_of(view, SCHEME, scheme.id, scheme.version)["published"],
            tuple(_targets(ledger, body)),
            view.sees_single_ratings(body),
        )
    )
    in_play = trimmed(score.points_in_play)
    total = None if score.total is None else format(score.total, "f")
    document = {
        **{name: body[name] for name in _CARD},
        "scheme": _rules(view, SCHEME, scheme),
        "provisional": body["stage"] != Stage.PUBLISHED,
        "total": total,
        "points_in_play": in_play,
        "grade": score.grade,
        **explained,
    }
    told = with_people(view, named(view, opened(view, document)))
    summary = total_sentence(total, in_play, told["items"])
    return _told(view, told, [summary, *_amended(view, told)])


def payslip_explanation(view: View, ledger: Ledger, id: UUID) -> Document:
    """A payslip's every fen: plan clause, pool, share, weight, grants, score, base by days, corrections by appeals."""
    body = view.visible(PAYSLIPS, id, "payslip", lambda body: payrolls.sees(view, body))
    if body["line"] is None:
        raise absent("payslip", id)
    payroll = _body(view, PAYROLLS, body["payroll"])
    plan = plan_of(view, payroll)
    explained = explain_payslip(_paid_line(view, ledger, body, payroll, plan))
    document = {
        **{name: body[name] for name in _PAYSLIP},
        "plan": _rules(view, PLAN, plan),
        "calculated": payroll["calculated"],
        "amount": body["line"]["gross"],
        **explained,
        "sources": [_confined(view, body["employee"], source) for source in explained["sources"]],
    }
    told = with_people(view, named(view, opened(view, document)))
    return _told(view, told, [Words(**column["sentence"]) for column in told["columns"]])


def _paid_line(view: View, ledger: Ledger, body: Document, payroll: Document, plan: Plan) -> PaidLine:
    at, person = payroll["calculated"]["position"], UUID(body["employee"])
    cycle = _body(view, CYCLES, payroll["cycle"])
    place = Place(payroll["inputs"])
    parameters, people, grants = read_payroll(place, plan)
    raise_faults(place.faults)
    card = view.rows.get(SCORECARDS, str(scorecard_id(UUID(payroll["cycle"]), person)))
    share = view.rows.get(SHARES, str(discretionary_share_id(UUID(payroll["cycle"]))))
    return PaidLine(
        line=body["line"],
        payroll=payroll,
        cycle=cycle,
        card=None if card is None else _as_paid(body_of(card), at),
        employee=_body(view, EMPLOYEES, body["employee"]),
        share=None if share is None else body_of(share),
        plan=plan,
        parameters=parameters,
        people=people,
        grants=grants,
        published=version_of(view, PLAN, plan.id, plan.version)["published"],
        assigned=_assigned(ledger, payroll["cycle"], at),
        figures=view.sees_payroll() or view.manages(payroll["shop"]),
    )


def _as_paid(card: Document, at: int) -> Document:
    """The card's figures as they were when the payroll was calculated: an appeal may have corrected one since."""
    return {**card, "facts": [held for held in card["facts"] if held["position"] <= at]}


def _targets(ledger: Ledger, card: Document) -> list[Document]:
    """What was set for the card before it opened, what was set for one person alone last: it goes before the rest."""
    found = []
    for held in ledger.stream(UUID(card["cycle"]), until=card["history"][0]["position"]):
        event = held.event
        if not isinstance(event, TargetsSet) or event.scheme != card["scheme"]:
            continue
        if event.employee is None or str(event.employee) == card["employee"]:
            mark = {"position": held.position, "at": moment(event.timestamp), "by": held.actor}
            found.append({**mark, **fields(event)})
    return sorted(found, key=lambda mark: mark["employee"] is not None)


def _assigned(ledger: Ledger, cycle: str, until: int) -> Document | None:
    """Who said by which plan the cycle is paid."""
    found = None
    for held in ledger.stream(UUID(cycle), until=until):
        if isinstance(held.event, PlanAssigned):
            mark = {"position": held.position, "at": moment(held.event.timestamp), "by": held.actor}
            found = {**mark, **fields(held.event)}
    return found


def _rules(view: View, kind: str, rules: Scheme | Plan) -> Document:
    held = version_of(view, kind, rules.id, rules.version)
    head = {"id": rules.id, "version": rules.version, "title": rules.title.plain(), "source": rules.source}
    return {**head, "sha256": held["sha256"], "published": held["published"]}


def _confined(view: View, person: str, source: Document) -> Document:
    """Reasons of a weight are for who may see the person, those of a grant for who may see the appeal."""
    if source["kind"] == "weight" and not view.sees_employee(person):
        return {**source, "reason": None}
    if source["kind"] == "grant":
        row = view.rows.get(APPEALS, source["appeal"])
        if row is None or not appeals.sees(view, row.body):
            return {**source, "reason": None}
    return source


def _told(view: View, document: Document, first: list[Words]) -> Document:
    """The document with a sentence beside each source, and the sentences that say the whole."""
    telling = Telling(document["people"], _timezone(view))
    sources = [{**source, "sentence": telling.source(source).plain()} for source in document["sources"]]
    sentences = [words.plain() for words in first]
    return {**document, "sources": sources, "sentences": sentences}


def _amended(view: View, document: Document) -> list[Words]:
    telling = Telling(document["people"], _timezone(view))
    return [telling.amendment(held) for held in document["amendments"]]


def _timezone(view: View) -> str:
    row = view.live.get(ORGANIZATION, str(organization_stream(view.organization)))
    return str(row.body["timezone"]) if row is not None else "Asia/Shanghai"


def _body(view: View, model: str, key: str) -> Document:
    """A row that others refer to, so that it is there."""
    row = view.rows.get(model, key)
    if row is None:
        raise LookupError(f"{model} has no {key}, to which another row refers")
    return body_of(row)
