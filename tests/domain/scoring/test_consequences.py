"""What results may lead to (D10 五, D11 五, D13 说明4): who is wanted for what, on which facts; what documents say."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.library import PackagedLibrary
from application.catalogue import shown_scheme
from application.catalogue_diff import scheme_differences
from domain.errors import InvalidDocument
from domain.scoring.card import score_card
from domain.scoring.consequences import FinalCard, Wanted, consequences_of
from domain.scoring.documents import read_scheme, scheme_document, scheme_from_plain
from domain.scoring.facts import CardFacts, Waiver
from domain.scoring.scheme import Scheme
from tests.domain.scoring.composed import document, item, scheme_of, section, words
from tests.domain.story import id_of

LIBRARY = {scheme.id: scheme for scheme in PackagedLibrary().schemes()}
SALES, SERVICE, TARGETS = LIBRARY["network-sales"], LIBRARY["service-360"], LIBRARY["operations-targets"]
LEADER, A, B, C = (id_of(name) for name in ("leader", "a", "b", "c"))


def result(person: UUID, total: str, lead: UUID | None = None, scheme: Scheme = SALES, full: bool = False) -> FinalCard:
    return FinalCard(person, lead, scheme, Decimal(total), 12 if full else 11, 12)


def wanted(*cards: FinalCard) -> dict[UUID, list[str]]:
    """The kinds of what is wanted, by person; who leads to nothing is left out."""
    return {person: [want.rule.kind for want in wants] for person, wants in consequences_of(cards).items() if wants}


def only(card: FinalCard, *others: FinalCard) -> Wanted:
    (want,) = consequences_of((card, *others))[card.person]
    return want


class TestPromotion:
    @pytest.mark.parametrize(
        ("own", "leaders", "promoted"),
        [
            ("90.00", "69.99", True),
            ("100.00", "0.00", True),
            ("89.99", "69.99", False),
            ("90.00", "70.00", False),
            ("90.00", "95.00", False),
        ],
    )
    def test_asks_for_an_a_and_a_leader_below_c(self, own: str, leaders: str, promoted: bool) -> None:
        """D10 五.2(1): 在组长没有达到C等级的情况下; 90 is an A and 70 is a C."""
        found = wanted(result(A, own, LEADER), result(LEADER, leaders))
        assert ("promotion" in found.get(A, [])) is promoted
        assert "promotion" not in found.get(LEADER, [])

    def test_names_the_leader_and_both_results(self) -> None:
        """Whoever decides sees on what it rests."""
        want = only(result(A, "93.50", LEADER), result(LEADER, "65.00"))
        assert want.rule.source == "D10 五.2(1)"
        assert want.facts == {
            "grade": "A",
            "total": "93.50",
            "to": "group-leader",
            "leader": str(LEADER),
            "leader_grade": "D",
            "leader_total": "65.00",
            "leader_below": "C",
        }

    def test_needs_a_leader_who_was_appraised(self) -> None:
        """Of a leader without a result nobody can say that it is below C."""
        assert wanted(result(A, "95.00", LEADER)) == {}
        assert wanted(result(A, "95.00")) == {}

    def test_looks_at_the_persons_own_leader_alone(self) -> None:
        """Another group's bad leader opens no post here."""
        found = wanted(result(A, "95.00", LEADER), result(LEADER, "80.00"), result(B, "10.00"))
        assert A not in found

    def test_passes_over_who_leads_already(self) -> None:
        """A group leader with an A holds the post."""
        found = wanted(result(LEADER, "95.00", C), result(A, "80.00", LEADER), result(C, "50.00"))
        assert LEADER not in found

    def test_holds_a_leader_of_another_scheme_to_that_schemes_grades(self) -> None:
        """One whose scheme has no C is not below it."""
        other = result(LEADER, "10.00", scheme=SERVICE)
        assert wanted(result(A, "95.00", LEADER), other) == {}


class TestImprovement:
    @pytest.mark.parametrize(
        ("total", "reach", "otherwise"),
        [
            ("69.99", "C", "probation-pay"),
            ("60.00", "C", "probation-pay"),
            ("59.99", "D", "leaving-talk"),
            ("0.00", "D", "leaving-talk"),
        ],
    )
    def test_gives_a_d_and_an_e_their_own_chance(self, total: str, reach: str, otherwise: str) -> None:
        """D10 五.2(2) and (3)."""
        want = only(result(A, total))
        assert (want.rule.kind, want.rule.reach, want.rule.otherwise) == ("improvement", reach, otherwise)
        assert want.facts == {"grade": want.rule.grade, "total": total}

    def test_gives_a_c_none(self) -> None:
        """70 is enough."""
        assert wanted(result(A, "70.00"), result(B, "85.00")) == {}


class TestSupervisor:
    def test_is_the_best_of_the_gold_ones(self) -> None:
        """D13 说明4: 级别相同，由分数高担任."""
        found = wanted(
            *(result(who, total, scheme=SERVICE) for who, total in ((A, "90.00"), (B, "96.00"), (C, "74.00")))
        )
        assert found == {B: ["supervisor"]}

    def test_is_nobody_without_gold(self) -> None:
        """The best of a poor month is not the supervisor."""
        assert wanted(result(A, "89.99", scheme=SERVICE), result(B, "75.00", scheme=SERVICE)) == {}

    def test_is_everybody_who_is_tied_and_each_knows_of_the_others(self) -> None:
        """Equal points: the text has no rule left, so a person decides."""
        cards = [result(who, "96.00", scheme=SERVICE) for who in (A, B, C)] + [result(LEADER, "95.99", scheme=SERVICE)]
        found = consequences_of(cards)
        assert [person for person, wants in found.items() if wants] == [A, B, C]
        assert found[A][0].facts["tied"] == "2"
        assert found[A][0].facts["tied_with"] == ", ".join(sorted([str(B), str(C)]))

    def test_is_sought_among_those_on_the_same_scheme(self) -> None:
        """An operator's 99 points are of another kind, also where they are called gold."""
        golden = replace(SALES, grades=SERVICE.grades, consequences=())
        for scheme in (SALES, golden):
            assert wanted(result(A, "91.00", scheme=SERVICE), result(B, "99.00", scheme=scheme)) == {A: ["supervisor"]}


class TestReward:
    @pytest.mark.parametrize("full", [True, False])
    def test_asks_for_every_target(self, full: bool) -> None:
        """D11 五.1: 达成考核目标."""
        assert wanted(result(A, "99.00", scheme=TARGETS, full=full)) == ({A: ["reward"]} if full else {})

    def test_counts_what_scored_and_leaves_out_what_did_not(self) -> None:
        """A quarterly item out of play, or a waived one, keeps nobody from the reward; one missed target does."""
        plain = document(
            section(
                "all",
                item("monthly", "60", "proportional", measure={"value": "x"}, target="10"),
                item("rare", "30", "count", quota="2"),
                item("quarterly", "10", "count", quota="1", every="quarter"),
            ),
            facts={"x": words("x")},
            consequences=[
                {"id": "r", "kind": "reward", "title": words("r"), "when": "all-targets", "source": "D00 一"}
            ],
        )
        scheme = scheme_from_plain(plain)

        def full(x: str, rare: str | None) -> tuple[int, int]:
            counts = {"rare": Decimal(rare)} if rare else {}
            waivers = () if rare else (Waiver("rare"),)
            facts = CardFacts(measures={"x": Decimal(x)}, counts=counts, waivers=waivers, closes_quarter=False)
            card = score_card(scheme, facts)
            found = FinalCard.of(A, None, scheme, card.total or Decimal(0), card)
            assert bool(consequences_of((found,))[A]) is (found.full_marks == found.scored)
            return found.full_marks, found.scored

        assert [full("10", "2"), full("10", None), full("9.99", "2"), full("10", "1")] == [
            (2, 2),
            (1, 1),
            (1, 2),
            (1, 2),
        ]


@given(
    st.lists(
        st.tuples(st.integers(0, 10000), st.integers(0, 4), st.sampled_from([SALES, SERVICE, TARGETS])), max_size=8
    )
)
def test_it_depends_on_results_alone_and_never_on_their_order(team: list[tuple[int, int, Scheme]]) -> None:
    """Two rebuilds, or two people who look, find the same; a supervisor is never worse than anybody with gold."""
    people = [id_of(f"person {index}") for index in range(len(team))]
    cards = [
        FinalCard(person, people[lead] if lead < len(people) and people[lead] != person else None, scheme,
                  Decimal(total) / 100, total % 13, 12)
        for person, (total, lead, scheme) in zip(people, team, strict=True)
    ]  # fmt: skip
    found = consequences_of(cards)
    assert found == consequences_of(cards[::-1])
    best = max((card.total for card in cards if card.scheme is SERVICE and card.grade == "gold"), default=None)
    for card in cards:
        kinds = [want.rule.kind for want in found[card.person]]
        assert len(set(kinds)) == len(kinds)
        assert ("supervisor" in kinds) == (best is not None and card.scheme is SERVICE and card.total == best)


def rule(kind: str, **own: Any) -> dict[str, Any]:
    return {"id": kind, "kind": kind, "title": words(kind), "source": "D00 一", **own}


GRADES = [
    {"id": name, "title": words(name), "at_least": least, "source": "D00 一"}
    for name, least in (("A", "90"), ("B", "60"), ("C", "0"))
]
GOOD = [
    rule("promotion", grade="A", to="group-leader", leader_below="B"),
    rule("improvement", grade="C", reach="B", otherwise="leaving-talk"),
    rule("supervisor", grade="A"),
    rule("reward", when="all-targets"),
]


def faults(*rules: dict[str, Any], grades: Any = GRADES) -> list[tuple[str, str]]:
    with pytest.raises(InvalidDocument) as caught:
        scheme_of(item("a", "100", "count", quota="1"), grades=grades, consequences=list(rules))
    return [(fault.pointer.removeprefix("/consequences"), fault.code) for fault in caught.value.faults]


class TestDocument:
    def test_is_the_same_after_the_ledger(self) -> None:
        """A live cycle reads the text in the ledger; a scheme that names no consequence has none of it."""
        scheme = scheme_of(item("a", "100", "count", quota="1"), grades=GRADES, consequences=GOOD)
        assert read_scheme(scheme_document(scheme)) == scheme
        assert "consequences" not in scheme_document(LIBRARY["shop-staff"])

    def test_is_shown_with_the_keys_of_its_kind(self) -> None:
        """`schemes show --json` says what the loader reads."""
        shown = shown_scheme(SALES)["consequences"]
        assert [(one["id"], one["kind"]) for one in shown] == [
            ("promote-to-leader", "promotion"),
            ("improve-to-c", "improvement"),
            ("improve-to-d", "improvement"),
        ]
        assert {key: shown[1][key] for key in ("grade", "reach", "otherwise")} == {
            "grade": "D",
            "reach": "C",
            "otherwise": "probation-pay",
        }
        assert "to" not in shown[1]
        assert [one["kind"] for one in shown_scheme(SERVICE)["consequences"]] == ["supervisor"]
        assert shown_scheme(LIBRARY["shop-staff"])["consequences"] == []

    def test_differences_are_told_by_the_consequences_id(self) -> None:
        """Somebody who approves version 2 sees that it is harder to stay."""
        harder = [GOOD[0], GOOD[1] | {"reach": "A"}, *GOOD[2:]]
        first, second = (
            scheme_of(item("a", "100", "count", quota="1"), grades=GRADES, consequences=rules)
            for rules in (GOOD, harder)
        )
        assert scheme_differences(first, second) == [
            {"path": "/consequences/improvement/reach", "before": "B", "after": "A"}
        ]

    def test_is_told_every_fault_at_once(self) -> None:
        """Unknown grades and kinds, keys of another kind, what can never happen, what stands there twice."""
        found = faults(
            rule("promotion", grade="AA", to="Group Leader", leader_below="C"),
            rule("improvement", grade="B", reach="C", otherwise="dismissal"),
            rule("improvement", grade="B", reach="A", otherwise="leaving-talk") | {"id": "again"},
            rule("bonus"),
            rule("reward", when="all-targets", grade="A"),
            rule("supervisor"),
            rule("supervisor", grade="A", assumption=words("x")) | {"id": "reward"},
        )
        assert found == [
            ("/0/to", "wrong-type"),
            ("/0/grade", "grade-unknown"),
            ("/1/otherwise", "wrong-type"),
            ("/1/reach", "reach-not-better"),
            ("/2", "consequence-repeated"),
            ("/3/kind", "wrong-type"),
            ("/4/grade", "unknown-key"),
            ("/5/grade", "missing"),
            ("/6", "not-assumed"),
            ("/6/id", "duplicate-id"),
        ]

    def test_asks_for_a_leader_below_a_grade_that_somebody_can_be_below(self) -> None:
        """Below the lowest grade there is nobody, so nobody would ever be promoted."""
        assert faults(rule("promotion", grade="A", to="x", leader_below="C")) == [
            ("/0/leader_below", "grade-unreachable")
        ]

    def test_needs_grades_where_it_names_one(self) -> None:
        """A scheme without grades has no A."""
        assert faults(rule("supervisor", grade="A"), grades=[]) == [("/0/grade", "grade-unknown")]
