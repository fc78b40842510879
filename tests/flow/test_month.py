"""The month, end to end, over HTTP, on both databases: each step by the right person's token, and refused to a wrong
one.
"""

from decimal import Decimal
from typing import Any

from tests.flow.people import Http, appeal_path
from tests.flow.shop import Month, Shop
from web.demo_data import other_months
from web.services import Services


def test_a_shop_goes_from_an_empty_database_to_a_paid_and_disputed_month(shop: Shop, services: Services) -> None:
    """The main job: if this fails, nothing else matters."""
    shop.hire_people()
    august, september, november = (Month(shop, script) for script in other_months())
    august.whole()
    september.whole()
    october = Month(shop, shop.script["month"])
    open_month(october)
    enter_everything(october)
    review_with_one_returned(october)
    appeal_wins(october)
    shares_are_granted(october)
    payroll_is_paid(october)
    appeal_after_payday(october)
    november.whole()
    adjustment_is_paid(october, november)
    third_poor_month(shop)
    for month in (august, september, october, november):
        conserved(shop.http, month)
    the_past_is_what_it_was(october)
    rebuilt_rows_are_identical(services, shop)


def open_month(month: Month) -> None:
    """Planned by HR only; it opens only with targets (D15); only then are the criteria visible."""
    http, cycle = month.http, month.cycle
    month.on("opened")
    http.refused("F001", "/cycles", {"shop": str(month.shop.id), "period": month.period})
    month.plan()
    body = http.refused("H001", f"{cycle}/opening", status=409)
    assert body["type"].endswith("cycle-not-ready")
    assert "sales-completion" in body["detail"]
    http.refused("E004", f"{cycle}/targets", {"scheme": "shop-staff", "targets": {"sales-contribution": "1"}})
    month.set_targets()
    http.refused("E001", f"{cycle}/opening")
    month.open()
    criteria = http.get("E003", f"{cycle}/criteria")["items"]
    assert any(scheme["scheme"] == "shop-staff" for scheme in criteria)


def enter_everything(month: Month) -> None:
    """Facts by HR, judgements and deductions by leads, figures of the shop by finance; nobody about themself."""
    http, cycle = month.http, month.cycle
    first = month.script["deductions"][0]
    body = month.deduction_body(first)
    http.refused(first["person"], f"{month.card(first['person'])}/deductions", body)
    http.refused("H001", f"{month.card(first['person'])}/deductions", body)
    http.refused("E002", f"{month.card(first['person'])}/deductions", body, status=404)
    month.deduct()
    month.on("facts_imported")
    http.refused("M001", f"{cycle}/shop-facts", {"fact": "net_profit", "value": "1", "note": "x"})
    month.import_facts()
    judged = month.script["judgements"][0]
    kept = {name: judged[name] for name in ("item", "level", "points", "reason")}
    http.refused("G001", f"{month.card(judged['person'])}/judgements", kept)
    http.refused(judged["person"], f"{month.card(judged['person'])}/judgements", kept)
    month.judge()
    month.record_shop_facts()
    card = http.get("E005", month.card("E005"))
    assert card["deductions"][0]["reason"].startswith("10 月 18 日秒杀改价"), "the person reads why"
    assert card["facts"][0]["source"] == month.script["facts"]
    assert card["facts"][0]["row"] > 1


def review_with_one_returned(month: Month) -> None:
    """The general manager returns one card and approves the rest; then the corrected one; then it is published."""
    http, cycle = month.http, month.cycle
    http.refused("E001", f"{cycle}/facts-closing")
    month.on("facts_closed")
    http.post("M001", f"{cycle}/facts-closing")
    late = http.refused(
        "E004", f"{month.card('E005')}/deductions", status=409, body=month.deduction_body(one_of(month))
    )
    assert late["type"].endswith("cycle-phase")
    month.on("submitted")
    http.refused("G001", f"{cycle}/submission")
    http.post("M001", f"{cycle}/submission")
    assert month.totals() == totals(month, "submitted")
    month.on("reviewed")
    returned = month.script["returned"][0]
    card = month.card(returned["person"])
    http.refused("M001", f"{card}/return", {"reason": "x"})
    http.post("G001", f"{card}/return", {"reason": returned["reason"]})
    http.refused("M001", f"{cycle}/approval")
    http.refused("H001", f"{cycle}/approval")
    http.post("G001", f"{cycle}/approval")
    assert http.get("G001", cycle)["phase"] == "submitted", "one card is still out"
    month.give(returned["person"], returned["judgement"])
    http.post("M001", f"{card}/submission")
    http.post("G001", f"{cycle}/approval")
    assert http.get("G001", cycle)["phase"] == "approved"
    month.on("published")
    http.refused("F001", f"{cycle}/publication")
    http.post("H001", f"{cycle}/publication")
    assert month.totals() == totals(month, "published")
    notice = http.items("E005", "/notices?unread=true")[0]
    assert (notice["kind"], notice["deadline"]) == ("score-published", "2026-11-12")
    assert notice["text"]["en"] == "Your result has been published. To object, appeal before the end of 2026-11-12."


def appeal_wins(month: Month) -> None:
    """One deduction falls: the card is amended, the old score stays visible, and who recorded it did not decide."""
    http, appeal = month.http, month.script["appeals"][0]
    month.shop.clock.go_to(appeal["filed_on"])
    card, deduction = month.card(appeal["by"]), month.deductions[appeal["target"]]
    files = [http.evidence(appeal["by"], name) for name in appeal["evidence"]]
    body = {
        "kind": "deduction",
        "target": deduction,
        "grounds": appeal["grounds"],
        "evidence": files,
    }
    http.refused("E006", f"{card}/appeals", body, status=404)
    http.refused("E004", f"{card}/appeals", body)
    path = appeal_path(http, appeal["by"], f"{card}/appeals", body)
    http.refused("E004", f"{path}/acceptance", status=403)
    http.post(appeal["decided_by"], f"{path}/acceptance")
    http.post(appeal["answered_by"], f"{path}/answer", {"answer": appeal["answer"]})
    month.shop.clock.go_to(appeal["decided_on"])
    decision = {
        "outcome": "upheld",
        "reasons": appeal["reasons"],
        "remedies": [{"kind": "reverse-deduction", "deduction": deduction}],
    }
    for nobody in (appeal["by"], appeal["answered_by"], "H001"):
        http.refused(nobody, f"{path}/decision", decision)
    http.post(appeal["decided_by"], f"{path}/decision", decision)
    seen = http.get(appeal["by"], card)
    amended = seen["amendments"][0]
    assert (amended["old_total"], amended["new_total"], seen["total"]) == ("79.28", "82.28", "82.28")
    assert seen["deductions"][0]["status"] == "reversed"


def shares_are_granted(month: Month) -> None:
    """Two points of the two asked for; then four are asked for and the three that are left are given; never a sixth."""
    http = month.http
    month.on("shares_granted")
    first, second = (ask(month, request) for request in month.script["share_requests"])
    side_by_side = http.get("G001", f"{month.cycle}/share")
    asked = [(held["asked_points"], held["grounds"][0]["grounds"]) for held in side_by_side["requests"]]
    assert sorted(asked) == sorted((one["points"], one["grounds"]) for one in month.script["share_requests"])
    assert (side_by_side["left"], side_by_side["requested"]) == ("5", "6")
    http.refused("M001", f"{first}/decision", grant("2"))
    http.post("G001", f"{first}/decision", grant("2"))
    past = http.refused("G001", f"{second}/decision", grant("4"), status=422)
    assert past["errors"][0]["pointer"] == "/points"
    assert "3 left" in past["detail"]
    http.post("G001", f"{second}/decision", {**grant("3"), "outcome": "partly"})
    share = http.get("G001", f"{month.cycle}/share")
    assert (share["left"], [held["points"] for held in share["grants"]]) == ("0", ["2", "3"])
    assert (share["requested"], {held["granted_points"] for held in share["requests"]}) == ("0", {"2", "3"})


def payroll_is_paid(month: Month) -> None:
    """Calculated by finance, approved by somebody else, paid once; everybody sees their own payslip and no other."""
    http, payroll = month.http, month.payroll
    month.on("paid")
    http.refused("M001", f"{month.cycle}/payroll")
    http.post("F001", f"{month.cycle}/payroll")
    expected = month.shop.script["expected"]["payroll"]
    document = http.get("F001", payroll)
    assert {name: document["totals"][name] for name in expected["totals"]} == expected["totals"]
    lines = {document["people"][line["id"]]["number"]: line for line in document["lines"]}
    for number, line in expected["lines"].items():
        assert {name: lines[number][name] for name in line} == line
    payment = {"paid_on": str(month.script["days"]["paid"]), "reference": "PAY-2026-10"}
    http.refused("F001", f"{payroll}/payment", payment, status=409)
    http.refused("F001", f"{payroll}/approval")
    http.refused("E008", f"{payroll}/approval", status=404)
    http.post("G001", f"{payroll}/approval")
    http.refused("G001", f"{payroll}/payment", payment)
    http.post("F001", f"{payroll}/payment", payment)
    assert http.refused("F001", f"{payroll}/payment", payment, status=409)["type"].endswith("payroll-paid")
    assert http.get("M001", f"/team-funds/{month.shop.id}")["balance"] == fund_after(
        month, expected["totals"]["team_fund"]
    )
    own = http.items("E005", "/payslips")[0]
    assert own["line"]["gross"] == "8545.97"
    http.get("E004", f"/payslips/{own['id']}", expect=404)


def appeal_after_payday(month: Month) -> None:
    """Upheld after the money went out: the paid payroll stays, the difference waits in the next one, and the fund is
    corrected.
    """
    http, appeal = month.http, month.script["appeals"][1]
    month.shop.clock.go_to(appeal["filed_on"])
    card = month.card(appeal["by"])
    body = {"kind": "judgement", "target": appeal["target"], "grounds": appeal["grounds"]}
    path = appeal_path(http, appeal["by"], f"{card}/appeals", body)
    http.post(appeal["decided_by"], f"{path}/acceptance")
    month.shop.clock.go_to(appeal["decided_on"])
    before = http.get("F001", month.payroll)
    decision = {"outcome": "upheld", "reasons": appeal["reasons"], "remedies": [appeal["remedy"]]}
    http.post(appeal["decided_by"], f"{path}/decision", decision)
    assert http.get("F001", month.payroll)["lines"] == before["lines"], "what was paid is never rewritten"
    assert month.totals() == totals(month, "final")
    http.post("H001", f"{month.cycle}/settlement")


def adjustment_is_paid(month: Month, later: Month) -> None:
    """The next month's payroll carries it, names what it corrects, and pays it."""
    expected = month.shop.script["expected"]["adjustment"]
    document = month.http.get("F001", later.payroll)
    held = document["adjustments"][0]
    assert {name: held[name] for name in ("paid", "team_fund", "retained")} == {
        name: expected[name] for name in ("paid", "team_fund", "retained")
    }
    assert (held["corrected_period"], f"/payrolls/{held['corrects']}") == (month.period, month.payroll)
    line = next(line for line in document["lines"] if line["id"] == held["employee"])
    assert line["adjustment"] == expected["paid"]
    assert Decimal(line["gross"]) == Decimal(line["base"]) + Decimal(line["paid"]) + Decimal(line["adjustment"])


def third_poor_month(shop: Shop) -> None:
    """Three poor months in a row open a review; a person decides it, and not the person's own lead."""
    standing = f"/standings/{shop.person('E003')}"
    found = shop.http.get("E003", standing)
    review = next(held for held in found["consequences"] if held["kind"] == "dismissal-review")
    assert (review["state"], review["periods"]) == ("open", ["2026-08", "2026-09", "2026-10"])
    closing = {"outcome": "employment-continues", "reason": "十一月已恢复到 85 分"}
    shop.http.refused("E001", f"{standing}/reviews/{review['id']}/closing", closing)
    shop.http.post("H001", f"{standing}/reviews/{review['id']}/closing", closing)


def conserved(http: Http, month: Month) -> None:
    """Σ entitlement = Σ paid + fund + retained, to the fen, at every payroll (D04 三.4)."""
    document = http.get("F001", month.payroll)
    sums = {
        name: sum((Decimal(line[name]) for line in document["lines"]), Decimal(0))
        for name in ("entitlement", "paid", "team_fund", "retained")
    }
    assert sums["entitlement"] == sums["paid"] + sums["team_fund"] + sums["retained"]
    assert all(Decimal(document["totals"][name]) == amount for name, amount in sums.items())


def the_past_is_what_it_was(month: Month) -> None:
    """The card and the payroll as of any earlier position or time are what they were."""
    http, card = month.http, month.card("E005")
    seen = http.get("G001", card)
    amended = seen["amendments"][0]["position"]
    assert http.get("G001", f"{card}?as_of={amended - 1}")["total"] == "79.28"
    assert http.get("G001", f"{card}?as_of={amended}")["total"] == "82.28"
    log = {entry["position"]: entry for entry in all_events(http)}
    moment = log[amended - 1]["recorded_at"]
    assert http.get("G001", f"{card}?as_of={moment}")["position"] <= amended
    paid = http.get("F001", month.payroll)["paid"]["position"]
    then = http.get("F001", f"{month.payroll}?as_of={paid - 1}")
    assert (then["status"], then["paid"]) == ("approved", None)


def rebuilt_rows_are_identical(services: Services, shop: Shop) -> None:
    """A rebuild of all projections gives byte-identical rows."""
    before = services.digest(shop.organization)
    services.rebuild(shop.organization)
    assert services.digest(shop.organization) == before


def all_events(http: Http) -> list[dict[str, Any]]:
    """The whole audit log."""
    found: list[dict[str, Any]] = []
    after = ""
    while True:
        page = http.get("A001", f"/events?limit=200{after}")
        found += page["items"]
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"


def one_of(month: Month) -> Any:
    return month.script["deductions"][1]


def totals(month: Month, when: str) -> dict[str, str]:
    return {number: held[when] for number, held in month.shop.script["expected"]["totals"].items()}


def fund_after(month: Month, credit: str) -> str:
    """What the fund held before, and the credit."""
    entries = month.http.items("M001", f"/team-funds/{month.shop.id}/entries")
    earlier = [Decimal(entry["amount"]) for entry in entries[1:]]
    return str(sum(earlier, Decimal(credit)))


def ask(month: Month, request: Any) -> str:
    body = {
        "role": request["role"],
        "points": request["points"],
        "grounds": request["grounds"],
    }
    return appeal_path(month.http, request["by"], f"{month.cycle}/share-requests", body)


def grant(points: str) -> dict[str, str]:
    return {"outcome": "upheld", "reasons": "数据属实", "points": points}
