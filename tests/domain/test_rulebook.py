"""The published versions of a scheme or plan: what a score of years ago is computed from again."""

from hashlib import sha256

import pytest

from domain.errors import Invalid, WrongState
from domain.rulebook import PLAN, SCHEME, Rulebook, RulebookDrafted, RulebookRetired, VersionPublished, rulebook_id
from tests.domain.story import SOMEBODY, Fact, fact, given, id_of, refused, then

ORG = id_of("organization")
ID = rulebook_id(ORG, SCHEME, "shop-staff")
RETIRED = fact(RulebookRetired, reason="换新方案")


def published(version: int, document: str) -> Fact:
    digest = sha256(document.encode()).hexdigest()
    return fact(VersionPublished, rules_version=version, document=document, sha256=digest)


def rulebook(*facts: Fact) -> Rulebook:
    return given(Rulebook, ID, fact(RulebookDrafted, kind=SCHEME, name="shop-staff"), *facts)


def test_schemes_and_plans_of_one_name_are_two_things() -> None:
    """A plan may well be called like a scheme."""
    drafted = Rulebook.draft(ORG, SCHEME, "shop-staff", **SOMEBODY)
    assert then(drafted) == [fact(RulebookDrafted, kind=SCHEME, name="shop-staff")]
    assert rulebook_id(ORG, SCHEME, "a") != rulebook_id(ORG, PLAN, "a")


def test_a_version_is_published_whole_with_its_hash() -> None:
    """Whoever holds the event can compute the score and check that the rules are the ones that were published."""
    book = rulebook(published(1, '{"a":1}'))
    book.publish(3, '{"a":3}', **SOMEBODY)
    assert then(book) == [published(3, '{"a":3}')]
    assert (book.newest, book.document(1), book.document(3)) == (3, '{"a":1}', '{"a":3}')


@pytest.mark.parametrize("version", [1, 2])
def test_a_published_version_never_changes(version: int) -> None:
    """Cards were scored by it; another document under the same number would change what they came to."""
    book = rulebook(published(1, "one"), published(2, "two"))
    with refused(book, Invalid, "version-taken"):
        book.publish(version, "other", **SOMEBODY)


def test_the_same_version_again_is_refused_as_published() -> None:
    """An event that says nothing new is noise; the caller learns that it is there already."""
    book = rulebook(published(1, "one"))
    with refused(book, WrongState, "version-published"):
        book.publish(1, "one", **SOMEBODY)


@pytest.mark.parametrize("version", [0, 2])
def test_a_version_that_was_never_published_is_named(version: int) -> None:
    """A cycle must not be assigned rules that nobody can read."""
    book = rulebook(published(1, "one"))
    with refused(book, Invalid, "version-unknown"):
        book.document(version)


def test_a_retired_rulebook_publishes_no_more_and_keeps_what_it_has() -> None:
    """Cycles that run on it go on; new ones take another."""
    book = rulebook(published(1, "one"))
    book.retire("换新方案", **SOMEBODY)
    assert then(book) == [RETIRED]
    retired = rulebook(published(1, "one"), RETIRED)
    with refused(retired, WrongState, "rulebook-retired"):
        retired.publish(2, "two", **SOMEBODY)
    with refused(retired, WrongState, "rulebook-retired"):
        retired.retire("再一次", **SOMEBODY)
    assert retired.document(1) == "one"
