"""Somebody is erased after a month over HTTP: nameless everywhere, and every number, proof and row as it was."""

import json
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from tests.flow.shop import Month, Shop
from web.cli.main import cli
from web.services import Services
from web.settings import Settings

GONE = {"zh": "已删除", "en": "erased"}


@pytest.fixture
def paid(october: Month, monkeypatch: pytest.MonkeyPatch) -> Month:
    """A month with deductions, settled, about which E005 and others were told why."""
    month = october
    month.deduct()
    month.import_facts()
    month.judge()
    month.record_shop_facts()
    month.review()
    month.pay()
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    return month


def erase(shop: Shop, settings: Settings, who: str, person: str, *options: str) -> Result:
    """`jixiao erase` as somebody."""
    environment = {"JIXIAO_TOKEN": shop.http.tokens[who], "JIXIAO_DATA": str(settings.data)}
    arguments = ["erase", person, "--database", settings.database, "--json", *options]
    return CliRunner().invoke(cli, arguments, env=environment)


def figures(month: Month) -> dict[str, Any]:
    """Every number of the month that anybody is shown."""
    payroll = month.http.get("F001", month.payroll)
    lines = [{name: value for name, value in line.items() if name != "name"} for line in payroll["lines"]]
    fund = month.http.get("M001", f"/team-funds/{month.shop.id}")["balance"]
    return {"totals": month.totals(), "lines": lines, "sums": payroll["totals"], "fund": fund}


def test_an_erased_person_has_figures_and_no_name(paid: Month, services: Services, settings: Settings) -> None:
    """The record stays provable and adds up; who reads it finds no name, no contact, no word about the person."""
    shop, http = paid.shop, paid.http
    before, digest_of_cards = figures(paid), services.digest(shop.organization)
    card = http.get("M001", paid.card("E005"))
    assert card["name"] == "运营二号"
    assert any(isinstance(held["reason"], str) for held in card["deductions"])
    services.seal(shop.organization)

    answer = http.post("H001", f"/employees/{shop.person('E005')}/erasure", {"reason": "retention-ended"})

    assert http.get("H001", f"/employees/{shop.person('E005')}")["erased"]["position"] == answer["position"]
    assert figures(paid) == before
    card = http.get("M001", paid.card("E005"))
    assert (card["name"], card["people"][shop.person("E005")]["name"]) == (None, None)
    assert card["people"][shop.person("E005")]["number"] == "E005"
    assert {str(held["reason"]) for held in [*card["deductions"], *card["judgements"]]} == {str(GONE)}
    assert http.get("M001", paid.card("E004"))["name"] == "运营一号"

    digest = services.digest(shop.organization)
    assert digest != digest_of_cards
    services.rebuild(shop.organization)
    assert services.digest(shop.organization) == digest
    services.seal(shop.organization)
    keys = [word for key in services.sealer.verifier_keys(shop.organization) for word in ("--key", key)]
    proof = CliRunner().invoke(cli, ["verify", settings.database, *keys, "--json"])
    assert proof.exit_code == 0, proof.output


def test_the_command_line_erases_by_staff_number(paid: Month, services: Services, settings: Settings) -> None:
    """As the bearer of the token, who must be HR or the administrator, and somebody else."""
    shop = paid.shop
    head = shop.http.head()
    for who, person, options, code in (
        ("M001", "E005", ["--reason", "consent-withdrawn"], 2),
        ("H001", "H001", ["--reason", "consent-withdrawn"], 2),
        ("H001", "E999", ["--reason", "consent-withdrawn"], 2),
        ("H001", "E005", ["--reason", "no-such-reason"], 2),
        ("H001", "E005", [], 2),
        ("H001", "E005", ["--reason", "consent-withdrawn", "--reference", "王小明"], 2),
    ):
        assert erase(shop, settings, who, person, *options).exit_code == code, (who, person, options)
    assert shop.http.head() == head
    done = erase(shop, settings, "H001", "E005", "--reason", "consent-withdrawn", "--reference", "HR-17")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert (found["employee"], found["position"]) == (shop.person("E005"), head + 1)
    again = erase(shop, settings, "ADMIN", shop.person("E005"), "--reason", "other-law")
    assert json.loads(again.stdout)["position"] == head + 1
    assert shop.http.get("H001", f"/employees/{shop.person('E005')}")["name"] is None
    assert services.vault_of(shop.organization).is_erased(UUID(shop.person("E005")))


def test_an_erasure_over_http_is_refused_to_others(paid: Month) -> None:
    """What cannot be undone is for those whose task it is; a text in place of a reason is refused."""
    http, path = paid.http, f"/employees/{paid.shop.person('E005')}/erasure"
    for who in ("E005", "M001", "F001", "G001"):
        http.refused(who, path, {"reason": "consent-withdrawn"}, 403)
    http.refused("E001", path, {"reason": "consent-withdrawn"}, 404)
    for body in (
        {},
        {"reason": "本人要求"},
        {"reason": "other-law", "reference": "王小明"},
        {"reason": "other-law", "x": 1},
    ):
        http.refused("H001", path, body, 422)
