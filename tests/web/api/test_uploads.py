"""Files: evidence is read by those whom it concerns; a file of facts is imported whole or not at all."""

import hashlib
from io import BytesIO
from typing import Any

import pytest

from tests.web.api.described import body_of
from tests.web.api.house import House, Person

CSV = "工号,实际销售额,目标销售额,订单量\nE1,1000.00,900,12\nE2,-,900,7\n".encode()


def send(person: Person, path: str, content: bytes, name: str = "facts.csv", **form: Any) -> Any:
    """An upload."""
    data = {"file": (BytesIO(content), name), **form}
    return person.house.call("POST", path, person.token, data=data, content_type="multipart/form-data")


@pytest.fixture
def month(house: House) -> str:
    """The path of an open cycle with two people on `shop-staff`."""
    house.furnish()
    lead = str(house["M1"].id)
    people = [house.hire(number, shop=house.shop, role="service", lead=lead) for number in ("E1", "E2")]
    cycle = f"/cycles/{house['H1'].done('/cycles', {'shop': house.shop, 'period': '2026-09'})['id']}"
    assigned = [{"employee": str(person.id), "scheme": "shop-staff", "duty": "接待"} for person in people]
    house["H1"].done(f"{cycle}/assignments", {"assignments": assigned})
    house["H1"].done(f"{cycle}/plan", {"plan": "store-dividend"})
    house["H1"].done(f"{cycle}/opening")
    return cycle


def card_of(house: House, month: str, number: str) -> dict[str, Any]:
    """Somebody's card as HR sees it."""
    cards = house["H1"].seen(f"/scorecards?cycle={month.rpartition('/')[2]}")["items"]
    (id,) = [held["id"] for held in cards if held["number"] == number]
    return house["H1"].seen(f"/scorecards/{id}")


def test_a_file_is_kept_under_its_hash(house: House, month: str) -> None:
    """Whoever deducts names it, and the person whom it concerns reads it."""
    kept = send(house["M1"], "/evidence", CSV)
    assert (kept.status_code, kept.json["sha256"]) == (201, hashlib.sha256(CSV).hexdigest())
    address = kept.headers["Location"]
    assert house["M1"].get(address).status_code == 404
    card = card_of(house, month, "E1")
    facts = {"measures": {"actual_turnover": "1", "target_turnover": "1"}, "evidence": [kept.json["sha256"]]}
    house["M1"].done(f"/scorecards/{card['id']}/facts", facts)
    read = house["M1"].get(address)
    assert (read.status_code, read.data, read.mimetype) == (200, CSV, "text/csv")
    assert read.headers["Content-Disposition"].startswith("attachment")
    assert house["E2"].get(address).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [(b"", "a.csv", 422), (b"\x00\x01\x02", "a.csv", 422), (b"%PDF-1.7", "a.exe", 422)],
)
def test_files_that_are_not_what_they_say_are_refused(house: House, content: bytes, name: str, status: int) -> None:
    """A program is no evidence."""
    assert send(house["ADMIN"], "/evidence", content, name).status_code == status


def test_a_file_that_is_too_large_is_refused_before_it_is_read(sqlite_house: House) -> None:
    """Uploads are larger than bodies, and have a limit all the same."""
    answer = send(sqlite_house["ADMIN"], "/evidence", b"1,2\n" * (6 * 1024 * 1024))
    assert (answer.status_code, answer.json["type"]) == (413, "urn:jixiao:problem:body-too-large")


def test_a_file_never_lies_on_the_disk_unencrypted(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even for the moment of the upload."""
    monkeypatch.setattr("tempfile.TemporaryFile", None)
    monkeypatch.setattr("tempfile.SpooledTemporaryFile", None)
    assert send(sqlite_house["ADMIN"], "/evidence", b"1,2\n" * (512 * 1024)).status_code == 201


def test_a_form_is_checked_like_a_body(house: House) -> None:
    """Exactly one file, and no parts that nobody reads."""
    admin = house["ADMIN"]
    assert admin.post("/evidence", {}).status_code == 415
    empty = house.call("POST", "/evidence", admin.token, data={"x": "1"}, content_type="multipart/form-data")
    assert {(held["pointer"], held["code"]) for held in body_of(empty)["errors"]} == {
        ("/file", "file-missing"),
        ("/x", "field-unknown"),
    }


def test_a_file_of_facts_is_imported(house: House, month: str) -> None:
    """Each row goes to the card of its person; a blank cell is no fact."""
    answer = send(house["H1"], f"{month}/fact-imports", CSV)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/api/v1{month}"
    facts = card_of(house, month, "E1")["facts"]
    assert (facts[0]["measures"], facts[0]["row"]) == ({"actual_turnover": "1000.00", "target_turnover": "900"}, 2)
    assert facts[0]["evidence"][0]["sha256"] == hashlib.sha256(CSV).hexdigest()


def test_a_repeated_import_happens_once(house: House, month: str) -> None:
    """The file's bytes are part of what was asked."""

    def ask(content: bytes) -> Any:
        what = {"data": {"file": (BytesIO(content), "a.csv")}, "headers": {"Idempotency-Key": "i"}}
        return house.call("POST", f"{month}/fact-imports", house["H1"].token, **what)

    first = ask(CSV)
    assert ask(CSV).json == first.json
    assert ask(CSV.replace(b"1000", b"1001")).status_code == 422
    assert len(card_of(house, month, "E1")["facts"]) == 1


def test_every_bad_row_is_named_and_none_is_imported(house: House, month: str) -> None:
    """By its place in the file, as a spreadsheet counts."""
    content = "工号,实际销售额,目标销售额,订单量\nE1,1000.00,900,1\nX9,5,5,1\nE2,many,900,1\n".encode()
    answer = send(house["H1"], f"{month}/fact-imports", content)
    assert answer.status_code == 422
    assert {(held["pointer"], held["code"]) for held in body_of(answer)["errors"]} == {
        ("/rows/3/工号", "person-unknown"),
        ("/rows/4/实际销售额", "number-unreadable"),
    }
    assert card_of(house, month, "E1")["facts"] == []


def test_a_missing_column_is_named(house: House, month: str) -> None:
    """Not guessed."""
    answer = send(house["H1"], f"{month}/fact-imports", "姓名,实际销售额\n甲,1\n".encode())
    assert "column-missing" in {held["code"] for held in body_of(answer)["errors"]}


def test_an_unknown_mapping_is_refused(house: House, month: str) -> None:
    """And one's own document is checked like every other."""
    assert send(house["H1"], f"{month}/fact-imports", CSV, mapping="nothing-such").status_code == 404
    assert send(house["H1"], f"{month}/fact-imports", CSV, mapping='{"id": 1}').status_code == 422
    assert send(house["H1"], f"{month}/fact-imports", CSV, mapping="{").status_code == 400


def test_only_who_may_enter_facts_imports(house: House, month: str) -> None:
    """Not the people whose facts they are; and somebody who does not see the month learns nothing of it."""
    assert send(house["E1"], f"{month}/fact-imports", CSV).status_code == 403
    assert send(house["ADMIN"], f"{month}/fact-imports", CSV).status_code == 403
    assert send(house.hire("X1"), f"{month}/fact-imports", CSV).status_code == 404
