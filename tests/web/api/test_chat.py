"""Chats over HTTP: imported, reviewed, sampled, measured; each answer as it is described."""

import json
from io import BytesIO
from typing import Any

import pytest

from tests.application.chat.desk import chat
from tests.application.chat.desk import csv as transcript
from tests.web.api.described import body_of
from tests.web.api.house import House, Person

STAFF = json.dumps({"小美": "E1", "小丽": "E2", "机器人": None})
CHATS = transcript(
    *chat("a", "小美", "你好", "好的哦", day="2026-09-12"),
    *chat("b", "小丽", "不知道", day="2026-09-12", asks="我叫李小明"),
)


def send(person: Person, path: str, content: bytes = CHATS, key: str = "", **form: str) -> Any:
    """An upload."""
    data = {"file": (BytesIO(content), "九月.csv"), **form}
    headers = {"Idempotency_Key": key} if key else {}
    kind = "multipart/form-data"
    return person.house.call("POST", path, person.token, data=data, content_type=kind, headers=headers)


@pytest.fixture
def month(house: House) -> str:
    """The path of an open cycle: E1 is scored by chats, E2 by figures."""
    house.furnish()
    lead = str(house["M1"].id)
    schemes = {"E1": "service-chat-quality", "E2": "service-presale-aftersale"}
    people = {number: house.hire(number, shop=house.shop, role="service", lead=lead) for number in schemes}
    hr = house["H1"]
    cycle = f"/cycles/{hr.done('/cycles', {'shop': house.shop, 'period': '2026-09'})['id']}"
    assigned = [
        {"employee": str(people[number].id), "scheme": scheme, "duty": "接待"} for number, scheme in schemes.items()
    ]
    hr.done(f"{cycle}/assignments", {"assignments": assigned})
    hr.done(f"{cycle}/plan", {"plan": "store-dividend"})
    targets = dict.fromkeys(("inquiry-conversion", "basket-value", "reply-rate", "payment-reminders"), "1")
    hr.done(f"{cycle}/targets", {"scheme": "service-presale-aftersale", "employee": None, "targets": targets})
    hr.done(f"{cycle}/opening")
    return cycle


def test_a_transcript_is_imported_once_however_often_it_is_sent(house: House, month: str) -> None:
    """By the same key, by another, and without one."""
    first = send(house["H1"], f"{month}/transcripts", staff=STAFF, key="k1")
    assert first.status_code == 201, first.text
    assert first.headers["ETag"] == f'"{first.json["version"]}"'
    again = send(house["H1"], f"{month}/transcripts", staff=STAFF, key="k1")
    other = send(house["H1"], f"{month}/transcripts", staff=STAFF)
    assert first.json == again.json
    assert (other.status_code, other.json["id"]) == (201, first.json["id"])
    assert other.json["position"] == first.json["position"]
    changed = send(house["H1"], f"{month}/transcripts", staff=STAFF, seed="x", key="k1")
    assert (changed.status_code, changed.json["type"]) == (422, "urn:jixiao:problem:idempotency-key-reused")
    (listed,) = house["H1"].seen(f"{month}/transcripts")["items"]
    assert (listed["id"], listed["file_name"], listed["chats"]) == (first.json["id"], "九月.csv", 2)


def test_proposals_are_reviewed_in_bulk(house: House, month: str) -> None:
    """The lead decides; the person sees their own; only confirmed ones count."""
    send(house["H1"], f"{month}/transcripts", staff=STAFF)
    listed = house["M1"].seen(f"{month}/chat-proposals?status=proposed")["items"]
    assert [(held["rule"], held["severity"]) for held in listed] == [
        ("forbidden-word", "fatal"),
        ("addressing", "fatal"),
    ]
    word, you = ({name: held[name] for name in ("card", "deduction")} for held in listed)
    review = {"confirm": [you], "reject": [{**word, "reason": "不算"}]}
    for number in ("E1", "H1"):
        assert house[number].post(f"{month}/chat-review", review).status_code == 403
    tag = house["M1"].get(month).headers["ETag"]
    done = house["M1"].post(f"{month}/chat-review", review, If_Match=tag)
    assert (done.status_code, done.headers["Location"]) == (201, f"/api/v1{month}/chat-proposals")
    refused = house["M1"].post(f"{month}/chat-review", review)
    assert {held["pointer"] for held in body_of(refused)["errors"]} == {"/confirm/0", "/reject/0"}
    assert house["M1"].post(f"{month}/chat-review", {"confirm": [{"card": you["card"]}]}).status_code == 422
    card = house["E1"].seen(f"/scorecards/{you['card']}")
    assert [(held["code"], held["status"]) for held in card["deductions"]] == [
        ("forbidden-word", "rejected"),
        ("addressing", "recorded"),
    ]
    records = house["H1"].seen("/chat-rule-records?rules=chat-quality")["items"]
    assert [(held["rule"], held["confirmed"], held["rejected"]) for held in records] == [
        ("addressing", 1, 0),
        ("forbidden-word", 0, 1),
    ]
    (reviewer,) = house["M1"].seen("/chat-reviewer-records")["items"]
    assert reviewer["reviewer"] == str(house["M1"].id)
    assert house["E1"].seen("/chat-rule-records")["items"] == []


def test_figures_are_taken_or_refused_and_a_sample_is_read(house: House, month: str) -> None:
    """By those who enter facts; whole chats are not for everybody."""
    path = f"/transcripts/{send(house['H1'], f'{month}/transcripts', staff=STAFF, share='1').json['id']}"
    e1, e2 = str(house["E1"].id), str(house["E2"].id)
    assert house["E1"].get(path).status_code == 404
    assert house["E1"].post(f"{path}/figures-acceptance", {"employees": [e2]}).status_code == 404
    tag = house["H1"].get(path).headers["ETag"]
    house["H1"].done(f"{path}/figures-acceptance", {"employees": [e2]}, If_Match=tag)
    stale = house["H1"].post(f"{path}/figures-refusal", {"employees": [e1], "reason": "x"}, If_Match=tag)
    assert stale.status_code == 412
    house["H1"].done(f"{path}/figures-refusal", {"employees": [e1], "reason": "x"})
    seen = house["H1"].seen(path)
    assert {held["employee"]: held["status"] for held in seen["figures"]} == {e1: "refused", e2: "accepted"}
    sample = house["M1"].seen(f"{path}/sample?limit=1")
    assert (sample["size"], sample["share"], len(sample["items"])) == (2, "1", 1)
    second = house["M1"].seen(f"{path}/sample?after={sample['next']}&share=1.0")
    assert "〔姓名〕" in json.dumps(second, ensure_ascii=False)
    assert house["M1"].get(f"{path}/sample?share=2").status_code == 422
    assert house["M1"].get(f"/evidence/{seen['evidence']['sha256']}").data == CHATS
    assert house["E1"].get(f"/evidence/{seen['evidence']['sha256']}").status_code == 404


def test_a_bad_file_names_every_fault(house: House, month: str) -> None:
    """And what surrounds it, too."""
    bad = transcript("c1,昨天,客服,小美,x", "c2,2026-09-12 10:00:00,客服,谁,y")
    answer = send(house["H1"], f"{month}/transcripts", bad, staff=STAFF)
    assert answer.status_code == 422
    assert {held["pointer"] for held in answer.json["errors"]} == {"/lines/1/时间", "/speakers/谁"}
    for part, value in (("staff", "[]"), ("share", "much"), ("rules", "none")):
        refused = send(house["H1"], f"{month}/transcripts", CHATS, "", **{part: value})
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, f"/{part}")
    assert send(house["H1"], f"{month}/transcripts", colour="red").status_code == 422
    assert send(house["M1"], "/cycles/7d1f7d80-6a3f-5d0e-9d0e-5a4b1c1f2a3b/transcripts").status_code == 404
    assert send(house["E1"], f"{month}/transcripts", staff=STAFF).status_code == 403


def test_chat_rules_are_one_list_and_are_published(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Built in and published side by side; a switch is a version of its own."""
    house.furnish()
    (listed,) = house["M1"].seen("/chat-rules")["items"]
    assert (listed["id"], listed["version"], listed["built_in"], listed["versions"]) == ("chat-quality", 1, True, [])
    house["H1"].done("/chat-rules/chat-quality/switches", {"rule": "opening", "on": False})
    shown = house["M1"].seen("/chat-rules/chat-quality")
    assert (shown["version"], len(shown["versions"])) == (2, 2)
    assert [held["on"] for held in shown["document"]["rules"] if held["id"] == "opening"] == [False]
    own = {**shown["document"], "id": "our-rules", "version": 1}
    house["G1"].done("/chat-rules", {"document": own})
    assert [held["id"] for held in house["M1"].seen("/chat-rules")["items"]] == ["chat-quality", "our-rules"]
    monkeypatch.setattr("web.api.shelf.MOST", 1)  # published ones are read page by page, however long a page is
    assert [held["id"] for held in house["M1"].seen("/chat-rules")["items"]] == ["chat-quality", "our-rules"]
    own["rules"][2]["hits"] = ["您好"]
    failed = house["G1"].post("/chat-rules", {"document": {**own, "version": 2}})
    assert (failed.status_code, body_of(failed)["errors"][0]["pointer"]) == (422, "/document/rules/2/hits/0")
    assert house["M1"].post("/chat-rules", {"document": {**own, "version": 2}}).status_code == 403
    assert house["M1"].get("/chat-rules/none").status_code == 404
    assert house["M1"].seen("/chat-rules/chat-quality?version=1")["document"]["version"] == 1


def test_a_dry_run_writes_nothing(house: House) -> None:
    """The same as on the command line."""
    house.furnish()
    head = house.services.ledger_of(house.organization).head()
    answer = send(house["M1"], "/dry-runs/chat")
    assert [(held["line"], held["rule"]) for held in answer.json["items"]] == [
        (5, "forbidden-word"),
        (4, "addressing"),
        (10, "forbidden-sentence"),
    ]
    assert house.services.ledger_of(house.organization).head() == head


def test_those_who_have_no_part_in_it_may_not(house: House, month: str) -> None:
    """Each route about chats, by people of the same organization; and nothing is written."""
    transcript_id = send(house["H1"], f"{month}/transcripts", staff=STAFF).json["id"]
    path, e2 = f"/transcripts/{transcript_id}", str(house["E2"].id)
    (held, *_) = house["M1"].seen(f"{month}/chat-proposals")["items"]
    mine = {"confirm": [{"card": held["card"], "deduction": held["deduction"]}]}
    switch = {"rule": "opening", "on": False}
    document = house["M1"].seen("/chat-rules/chat-quality")["document"]
    people, refusal = {"employees": [e2]}, {"employees": [e2], "reason": "x"}
    head = house.services.ledger_of(house.organization).head()
    for number, hidden in {"E1": 404, "E2": 404, "A1": 403, "G1": 403}.items():
        assert house[number].post(f"{path}/figures-acceptance", people).status_code == hidden
        assert house[number].post(f"{path}/figures-refusal", refusal).status_code == hidden
        assert house[number].get(f"{path}/sample").status_code == (404 if hidden == 404 else 200)
    for number in ("E1", "E2", "A1", "G1", "H1", "F1"):
        assert house[number].post(f"{month}/chat-review", mine).status_code in (403, 404)
    for number in ("E1", "E2", "A1", "G1", "F1"):
        assert send(house[number], f"{month}/transcripts", staff=STAFF).status_code in (403, 404)
    for number in ("E1", "A1", "M1", "F1"):
        assert house[number].post("/chat-rules/chat-quality/switches", switch).status_code == 403
        assert house[number].post("/chat-rules", {"document": {**document, "version": 2}}).status_code == 403
    assert house.services.ledger_of(house.organization).head() == head
    assert house["E2"].seen(f"{month}/chat-proposals")["items"] == []
    assert house["E1"].seen("/chat-reviewer-records")["items"] == []
    assert house["E1"].seen(f"{month}/transcripts")["items"] == []


def test_another_organization_is_not_there(house: House, month: str) -> None:
    """A real transcript, its file, its cards and its rules, asked for by strangers who hold every duty at home."""
    transcript_id = send(house["H1"], f"{month}/transcripts", staff=STAFF).json["id"]
    house["H1"].done("/chat-rules/chat-quality/switches", {"rule": "opening", "on": False})
    path, e2 = f"/transcripts/{transcript_id}", str(house["E2"].id)
    file = house["H1"].seen(path)["evidence"]["sha256"]
    (held, *_) = house["M1"].seen(f"{month}/chat-proposals")["items"]
    mine = {"confirm": [{"card": held["card"], "deduction": held["deduction"]}]}
    heads = house.services.ledger_of(house.organization).head()
    strangers = House(house.app, house.services, house.clock, house.described).furnish()
    theirs = strangers["H1"].done("/cycles", {"shop": strangers.shop, "period": "2026-09"})["id"]
    for number in ("ADMIN", "H1", "F1", "M1", "G1", "A1"):
        stranger = strangers[number]
        for hidden in (path, f"{path}/sample", f"{month}/transcripts", f"{month}/chat-proposals", f"/evidence/{file}"):
            assert stranger.get(hidden).status_code == 404
        people = {"employees": [e2]}
        assert stranger.post(f"{path}/figures-acceptance", people).status_code == 404
        assert stranger.post(f"{path}/figures-refusal", {**people, "reason": "x"}).status_code == 404
        assert stranger.post(f"{month}/chat-review", mine).status_code == 404
        assert stranger.post(f"/cycles/{theirs}/chat-review", mine).status_code in (404, 409)
        assert send(stranger, f"{month}/transcripts", staff=STAFF).status_code == 404
        assert stranger.seen("/chat-rule-records")["items"] == []
        assert stranger.seen("/chat-reviewer-records")["items"] == []
        assert stranger.seen("/chat-rules/chat-quality")["versions"] == []
    assert house.services.ledger_of(house.organization).head() == heads
