"""Disputes over HTTP: a judge with an interest is seen by everybody concerned; nothing is disputed twice."""

from tests.flow.people import appeal_path
from tests.flow.shop import Month


def disputed(month: Month) -> str:
    """A published month in which E005 objects to the deduction that their lead took."""
    month.deduct()
    month.on("facts_imported")
    month.import_facts()
    month.judge()
    month.record_shop_facts()
    month.review()
    body = {"kind": "deduction", "target": month.deductions["missing-handover"], "grounds": "有交接登记"}
    return appeal_path(month.http, "E005", f"{month.card('E005')}/appeals", body)


def test_a_manager_who_works_in_the_shop_is_flagged_to_the_general_manager(october: Month) -> None:
    """E006 manages the shop and is paid from its pool: three points back to E005 leave the fund of their own team."""
    http, shop = october.http, october.shop
    http.post("ADMIN", "/duties", {"employee": shop.person("E006"), "duty": "manager", "shop": str(shop.id)})
    appeal = disputed(october)
    http.post("M001", f"{appeal}/acceptance")
    assert http.get("E005", appeal)["interests"] == []
    http.post("H001", f"{appeal}/assignment", {"handler": shop.person("E006"), "reason": "店长出差"})
    for who in ("E005", "G001", "E006"):
        seen = http.get(who, appeal)
        (interest,) = seen["interests"]
        assert seen["people"][interest["person"]]["number"] == "E006"
        assert [way["way"] for way in interest["ways"]] == ["team-fund"]
        assert {"zh", "en"} == interest["ways"][0]["title"].keys()
    told = [held["kind"] for held in http.items("G001", "/notices") if f"/appeals/{held['subject']}" == appeal]
    assert told == ["judge-interested"]
    http.post("G001", f"{appeal}/assignment", {"handler": shop.person("G001"), "reason": "由我审理"})
    http.refused("E006", f"{appeal}/decision", {"outcome": "dismissed", "reasons": "没有登记"})


def test_the_same_deduction_is_appealed_against_once(october: Month) -> None:
    """A second filing is refused in the appellant's language, with what to do instead."""
    appeal = disputed(october)
    body = {"kind": "deduction", "target": october.deductions["missing-handover"], "grounds": "再说一次"}
    problem = october.http.refused("E005", f"{october.card('E005')}/appeals", body, status=409)
    assert problem["type"].endswith("appeal-repeated")
    assert "请在其中补充" in problem["detail"]
    october.http.post("E005", f"{appeal}/withdrawal")
    october.http.post("E005", f"{october.card('E005')}/appeals", body)
