"""The figures of chat quality are honest: enough lines, halves by a stated rule, and the page as they come out."""

from collections import Counter

from tests.chat_lines.labelled import BLIND, LEARNT, TUNED, UNSEEN, labelled_lines
from tests.chat_lines.quality import PAGE, built_in, page

LEAST = 300


def test_there_are_enough_lines_in_two_halves_of_like_size() -> None:
    """A handful would prove nothing; a small half would prove less."""
    sizes = [len(labelled_lines(which)) for which in (TUNED, UNSEEN)]
    assert sum(sizes) >= LEAST
    assert min(sizes) * 3 > sum(sizes)


def test_every_rule_has_hits_and_near_misses_in_the_measured_half() -> None:
    """Precision without near misses, and recall without hits, are always perfect; so they would be of a rule whose
    place in the chat (first, middle, last) no near miss has.
    """
    unseen = labelled_lines(UNSEEN)
    hits = Counter(rule for line in unseen for rule in line.rules)
    assert {rule.id for rule in built_in().rules} == set(hits)
    assert min(hits.values()) >= 5
    misses = Counter(line.place for line in unseen if not line.rules)
    assert misses["middle"] >= 50
    assert min(misses["first"], misses["last"]) >= 10


def test_the_blind_lines_try_every_rule_about_words() -> None:
    """Those by which the rules were not mended."""
    blind = labelled_lines(BLIND)
    hits = Counter(rule for line in blind for rule in line.rules)
    assert {rule.id for rule in built_in().rules} - {"slow-response"} == set(hits)
    assert min(hits.values()) >= 5
    assert min(Counter(line.place for line in blind if not line.rules).values()) >= 15


def test_no_line_stands_in_two_sets() -> None:
    """What was tuned on must not be measured, nor anything twice."""
    sets = [{line.text for line in labelled_lines(which)} for which in (TUNED, UNSEEN, LEARNT, BLIND)]
    assert sum(map(len, sets)) == len(set().union(*sets))


def test_the_page_is_fresh() -> None:
    """docs/chat-quality.md says what comes out today; `python -m tests.chat_lines.quality --write` makes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page()
