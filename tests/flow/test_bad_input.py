"""Bad input over HTTP: each is refused with the field, what is wrong and what to do; nothing is written."""

from typing import Any

import pytest

from tests.flow.people import Http, appeal_path, fresh_key
from tests.flow.shop import Month, Shop
from web.demo_data import facts

GOOD = {"item": "teamwork", "points": "2", "reason": "未按约定交接"}


def first_fault(body: dict[str, Any]) -> tuple[str, str]:
    """Pointer and code of the first named fault."""
    fault = body["errors"][0]
    assert fault["detail"], "a fault says what to do"
    return fault["pointer"], fault["code"]


def deduct(month: Month, body: object, status: int = 422) -> dict[str, Any]:
    """A refused deduction on E004's card."""
    return month.http.refused("M001", f"{month.card('E004')}/deductions", body, status)


def test_an_unknown_field_is_named_and_refused(october: Month) -> None:
    """A misspelt field that is silently dropped is an entry that somebody believes they made."""
    pointer, _ = first_fault(deduct(october, {**GOOD, "pionts": "2"}))
    assert pointer == "/pionts"


def test_a_number_where_a_decimal_text_belongs_is_refused(october: Month) -> None:
    """A JSON number is a float to most programs; points and money never are."""
    pointer, code = first_fault(deduct(october, {**GOOD, "points": 2.5}))
    assert (pointer, code) == ("/points", "decimal-not-a-string")


@pytest.mark.parametrize("points", ["1", "4", "-2", "0", "99"])
def test_points_outside_the_item_are_refused(october: Month, points: str) -> None:
    """Poor cooperation takes 2 to 3 points (D01 七), not what somebody feels like."""
    pointer, _ = first_fault(deduct(october, {**GOOD, "points": points}))
    assert pointer == "/points"


@pytest.mark.parametrize("reason", [None, "", "   "])
def test_a_deduction_without_a_reason_is_refused(october: Month, reason: str | None) -> None:
    """A deduction that nobody can explain cannot be disputed."""
    body = {name: value for name, value in {**GOOD, "reason": reason}.items() if value is not None}
    pointer, _ = first_fault(deduct(october, body))
    assert pointer == "/reason"


def test_evidence_that_was_never_uploaded_is_refused(october: Month) -> None:
    """A hash that names nothing proves nothing."""
    pointer, code = first_fault(deduct(october, {**GOOD, "evidence": ["0" * 64]}))
    assert (pointer, code) == ("/evidence/0", "evidence-unknown")


def test_a_closed_cycle_takes_no_scores(october: Month) -> None:
    """What is entered after closing would change a month that people think is settled."""
    october.http.post("M001", f"{october.cycle}/facts-closing")
    answer = deduct(october, GOOD, status=409)
    assert answer["type"].endswith("cycle-phase")
    judged = {"item": "data-report", "level": "good", "points": "5", "reason": "x"}
    october.http.refused("M001", f"{october.card('E004')}/judgements", judged, 409)


def test_a_second_cycle_or_card_for_the_same_month_is_impossible(october: Month) -> None:
    """Two cards of one month are two truths."""
    http, shop = october.http, october.shop
    assert http.refused("H001", "/cycles", {"shop": str(shop.id), "period": "2026-10"}, 409)["type"].endswith(
        "already-exists"
    )
    again = {"assignments": [{"employee": shop.person("E001"), "scheme": "shop-staff", "duty": "again"}]}
    http.refused("H001", f"{october.cycle}/assignments", again, 409)


@pytest.mark.parametrize("target", ["0", "-1"])
def test_a_target_of_zero_or_below_is_refused_when_it_is_set(shop: Shop, target: str) -> None:
    """Found at scoring time, it would be too late to agree on another."""
    shop.hire_people()
    month = Month(shop, shop.script["month"])
    month.on("opened")
    month.plan()
    body = {"scheme": "operations-standard", "targets": {"sales-completion": target}}
    pointer, _ = first_fault(shop.http.refused("H001", f"{month.cycle}/targets", body, 422))
    assert pointer == "/targets/sales-completion"


def test_a_grant_past_five_points_is_refused(october: Month) -> None:
    """Five points are all there are (D04 三.3)."""
    http = october.http
    paths = [ask(october, who, "3") for who in ("E001", "E006")]
    http.post("G001", f"{paths[0]}/decision", granted("3"))
    body = http.refused("G001", f"{paths[1]}/decision", granted("3"), 422)
    assert first_fault(body) == ("/points", "grant-past-ceiling")
    http.post("G001", f"{paths[1]}/decision", {**granted("2"), "outcome": "partly"})


def test_nobody_approves_their_own_card(shop: Shop) -> None:
    """The general manager may be appraised too: somebody else approves that card."""
    shop.hire_people()
    http, month = shop.http, Month(shop, shop.script["month"])
    month.on("opened")
    move = {
        "shop": str(shop.id),
        "role": "operations",
        "lead": shop.person("M001"),
        "effective_on": "2026-10-01",
        "reason": "兼任店铺运营",
    }
    http.post("H001", f"/employees/{shop.person('G001')}/moves", move)
    month.plan()
    mine = {"assignments": [{"employee": shop.person("G001"), "scheme": "shop-staff", "duty": "经营"}]}
    http.post("H001", f"{month.cycle}/assignments", mine)
    month.set_targets()
    month.open()
    for item in ("work-attitude", "ability", "execution"):
        judged = {"item": item, "level": "good", "points": "22", "reason": "按期完成"}
        http.post("M001", f"{month.card('G001')}/judgements", judged)
    turnover = {"measures": {"actual_turnover": "1", "target_turnover": "1"}}
    http.post("H001", f"{month.card('G001')}/facts", turnover)
    month.import_facts()
    month.judge()
    http.post("M001", f"{month.cycle}/facts-closing")
    http.post("M001", f"{month.cycle}/submission")
    answer = http.refused("G001", f"{month.card('G001')}/approval")
    assert "nobody approves their own card" in answer["detail"]
    http.post("G001", f"{month.cycle}/approval")
    assert http.get("G001", month.cycle)["phase"] == "submitted", "one's own card still waits for somebody else"
    assert http.get("G001", month.card("E001"))["stage"] == "approved"


def test_a_file_without_a_required_column_is_refused_with_what_was_found(october: Month) -> None:
    """A renamed column must not pass as a month without figures."""
    content = facts("2026-10-facts.csv").replace("工号".encode(), "编号码".encode())
    body = import_bad(october, content)
    assert any("工号" in fault["detail"] for fault in body["errors"])


def test_every_bad_row_of_a_file_is_named_and_none_is_imported(october: Month) -> None:
    """Whoever corrects the file wants all its faults at once, and no half-imported month."""
    content = (
        facts("2026-10-facts.csv")
        .replace(b"E003,", b"E999,")
        .replace(b"E004,", b"E004,", 1)
        .replace(b'"84,260.00"', b"about 84000")
    )
    body = import_bad(october, content)
    pointers = {fault["pointer"]: fault["code"] for fault in body["errors"]}
    assert pointers == {"/rows/2/实际销售额": "number-unreadable", "/rows/4/工号": "person-unknown"}
    assert october.http.get("G001", october.card("E002"))["facts"] == [], "the good rows wait for the bad ones"


def test_a_replayed_request_with_the_same_key_answers_the_same_and_writes_once(october: Month) -> None:
    """A client that lost the answer asks again; the deduction must not double."""
    http, path, key = october.http, f"{october.card('E004')}/deductions", fresh_key()
    first = http.post("M001", path, GOOD, Idempotency_Key=key)
    head = http.head()
    again = http.post("M001", path, GOOD, Idempotency_Key=key)
    assert (again, http.head()) == (first, head)
    other = http.post("M001", path, {**GOOD, "points": "3"}, expect=422, Idempotency_Key=key)
    assert other["type"].endswith("idempotency-key-reused")
    assert len(http.get("M001", october.card("E004"))["deductions"]) == 1


def import_bad(month: Month, content: bytes) -> dict[str, Any]:
    """An import that is refused whole."""
    before = month.http.head()
    path = f"{month.cycle}/fact-imports"
    body = month.http.upload("H001", path, "2026-10-facts.csv", content, expect=422, mapping="seller-month")
    assert month.http.head() == before
    return body


def ask(month: Month, who: str, points: str) -> str:
    """Somebody asks for a share for themself."""
    http: Http = month.http
    body = {"role": "", "points": points, "grounds": "带教两名新人"}
    return appeal_path(http, who, f"{month.cycle}/share-requests", body)


def granted(points: str) -> dict[str, str]:
    """A decision that grants."""
    return {"outcome": "upheld", "reasons": "属实", "points": points}
