"""Proofs over HTTP: checkpoints, paths, keys and bundles, for the people of the organization and nobody else."""

from base64 import b64decode
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from adapters.sealing import TrustedKeys, check_consistency, check_inclusion
from application.sealing import SealRefused
from tests.web.api.described import body_of
from tests.web.api.house import House


@pytest.fixture
def sealed(house: House) -> House:
    """An organization, sealed when it was founded and again when it had a shop."""
    return seal(house)


@pytest.fixture(scope="module")
def sealed_once(sqlite_house: House) -> House:
    """One for the tests that only look at answers, where the database makes no difference."""
    return seal(sqlite_house)


def seal(house: House) -> House:
    """Seal, let something happen, seal again."""
    house.services.sealer.seal(house.organization)
    house["ADMIN"].done("/shops", {"code": "tb-1", "name": "淘宝一店", "platform": "taobao"})
    house.services.sealer.seal(house.organization)
    return house


FOUNDED = 4
"""Events before the first checkpoint."""


def problem(answer: TestResponse) -> str:
    """The code of a problem."""
    return str(body_of(answer)["type"]).rpartition(":")[2]


class TestCheckpoints:
    def test_the_latest_for_any_member(self, sealed: House) -> None:
        """Whoever works here may keep one, and hold it against the ledger later."""
        stranger = sealed.hire("X1", by="ADMIN")
        found = stranger.seen("/checkpoints/latest")
        keys = stranger.seen("/verifier-keys")
        assert keys["origin"] == f"jixiao/{sealed.organization}"
        said = TrustedKeys(keys["keys"]).read(found["note"])
        assert (said.origin, said.size) == (keys["origin"], found["size"])
        assert b64decode(found["root"]) == said.root
        assert said.signers

    def test_one_of_a_size(self, sealed: House) -> None:
        """The one that was kept; there is none of any other size."""
        latest = sealed["ADMIN"].seen("/checkpoints/latest")
        assert sealed["ADMIN"].seen(f"/checkpoints/{latest['size']}") == latest
        answer = sealed["ADMIN"].get("/checkpoints/1")
        assert (answer.status_code, problem(answer)) == (404, "checkpoint-not-found")

    def test_as_the_note_itself(self, sealed: House) -> None:
        """For `curl -H 'Accept: text/plain' > kept.checkpoint`."""
        answer = sealed["ADMIN"].get("/checkpoints/latest", Accept="text/plain")
        assert answer.mimetype == "text/plain"
        assert answer.text == sealed["ADMIN"].seen("/checkpoints/latest")["note"]

    def test_before_the_first_there_is_none(self, house: House) -> None:
        """Nothing is made up."""
        answer = house["ADMIN"].get("/checkpoints/latest")
        assert (answer.status_code, problem(answer)) == (404, "checkpoint-not-found")

    @pytest.mark.parametrize("size", ["0", "-1", "x", "1.5", "9" * 30])
    def test_what_is_no_size(self, sealed_once: House, size: str) -> None:
        """Nothing is there."""
        assert sealed_once["ADMIN"].get(f"/checkpoints/{size}").status_code == 404


class TestProofs:
    def test_every_event_is_in_the_ledger(self, sealed: House) -> None:
        """The path leads from its leaf to the signed root."""
        latest = sealed["ADMIN"].seen("/checkpoints/latest")
        for position in (1, 2, latest["size"]):
            proof = sealed["ADMIN"].seen(f"/proofs/inclusion?position={position}")
            assert (proof["position"], proof["size"], proof["root"]) == (position, latest["size"], latest["root"])
            hashes = [b64decode(hash) for hash in proof["hashes"]]
            check_inclusion(position, proof["size"], b64decode(proof["leaf"]), hashes, b64decode(proof["root"]))

    def test_a_checkpoint_grew_out_of_an_earlier_one(self, sealed: House) -> None:
        """Nothing that the earlier one covers was changed."""
        auditor = sealed["ADMIN"]
        earlier = FOUNDED
        proof = auditor.seen(f"/proofs/consistency?from={earlier}")
        latest = auditor.seen("/checkpoints/latest")
        assert (proof["from"], proof["to"], proof["to_root"]) == (earlier, latest["size"], latest["root"])
        roots = b64decode(proof["from_root"]), b64decode(proof["to_root"])
        hashes = [b64decode(hash) for hash in proof["hashes"]]
        check_consistency(earlier, roots[0], latest["size"], roots[1], hashes)
        assert auditor.seen(f"/proofs/inclusion?position=1&size={earlier}")["root"] == proof["from_root"]

    def test_what_is_not_covered_is_not_proved(self, sealed: House) -> None:
        """It will be, within seconds."""
        beyond = sealed["ADMIN"].seen("/checkpoints/latest")["size"] + 1
        answer = sealed["ADMIN"].get(f"/proofs/inclusion?position={beyond}")
        assert (answer.status_code, problem(answer)) == (404, "not-sealed")
        assert sealed["ADMIN"].get(f"/proofs/consistency?from={beyond}").status_code == 404

    @pytest.mark.parametrize(
        "query", ["inclusion", "inclusion?position=0", "inclusion?position=x", "consistency", "consistency?from=1&to=x",
                  "inclusion?position=1&more=1", "inclusion?position=1&size=-1"],
    )  # fmt: skip
    def test_parameters_are_checked(self, sealed_once: House, query: str) -> None:
        """Each by its name."""
        assert sealed_once["ADMIN"].get(f"/proofs/{query}").status_code == 422

    def test_a_ledger_that_was_changed_proves_nothing(
        self, sealed_once: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """503: an operator has to look, and no detail of what is wrong is told."""

        def refused(*_: object) -> None:
            raise SealRefused("the events are not those that were sealed at /var/lib/x")

        monkeypatch.setattr(type(sealed_once.services.sealer), "inclusion", refused)
        answer = sealed_once["ADMIN"].get("/proofs/inclusion?position=1")
        assert (answer.status_code, problem(answer)) == (503, "seal-refused")
        assert "/var/lib" not in answer.text


class TestWhoMayAsk:
    @pytest.mark.parametrize("path", ["/checkpoints/latest", "/proofs/inclusion?position=1", "/verifier-keys"])
    def test_nobody_without_a_token(self, sealed_once: House, path: str) -> None:
        """What a ledger's size tells is not for the street."""
        assert sealed_once.call("GET", path).status_code == 401

    def test_of_another_organization_nothing(self, sealed: House) -> None:
        """The token says which ledger; there is no way to name another."""
        other = House(sealed.app, sealed.services, sealed.clock, sealed.described)
        sealed.services.sealer.seal(other.organization)
        assert other["ADMIN"].seen("/checkpoints/latest")["size"] < sealed["ADMIN"].seen("/checkpoints/latest")["size"]
        assert other["ADMIN"].seen("/verifier-keys") != sealed["ADMIN"].seen("/verifier-keys")


@pytest.mark.parametrize("path", ["scorecards", "appeals", "payslips"])
def test_a_bundle_of_nothing(sealed_once: House, path: str) -> None:
    """The same 404 as for the thing itself, whoever asks; and nothing is sealed for it."""
    before = sealed_once["ADMIN"].seen("/checkpoints/latest")
    thing, bundle = (sealed_once["ADMIN"].get(f"/{path}/{uuid4()}{more}") for more in ("", "/bundle"))
    assert (bundle.status_code, problem(bundle)) == (404, problem(thing))
    assert sealed_once["ADMIN"].get(f"/{path}/{uuid4()}/bundle?size=0").status_code == 422
    assert sealed_once["ADMIN"].seen("/checkpoints/latest") == before


def test_health_and_metrics_show_what_is_not_sealed(house: House) -> None:
    """How many events, and for how long the oldest of them has not been: at most seconds where a sealer runs."""
    services = house.services
    for organization in services.directory.organizations():
        services.sealer.seal(organization)
    assert body_of(house.call("GET", "/health"))["unsealed"] == 0
    assert "jixiao_unsealed_seconds 0.0" in house.call("GET", "/metrics").text
    house.hire("X1", by="ADMIN")
    found = body_of(house.call("GET", "/health"))
    assert found["unsealed"] >= 1
    assert found["status"] == "ok"
    assert found["oldest_unsealed_seconds"] >= 0
    text = house.call("GET", "/metrics").text
    assert f"jixiao_unsealed_events {found['unsealed']}.0" in text
    assert str(house.organization) not in text
