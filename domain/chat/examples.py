"""Whether a document's examples come out: each rule hits what it says it hits, and nothing that it must not."""

from collections.abc import Iterator

from domain.chat.line_rules import FINDERS
from domain.chat.own_words import Line, Quoting, Segmenter
from domain.chat.rules import ChatRules, ClosingRule, OpeningRule, ResponseRule, Rule
from domain.errors import Fault

MISSED = "这句必须命中，却没有 / this must be hit and is not"
WRONG = "这句不应命中，却命中了 / this must not be hit and is"


def example_faults(rules: ChatRules, segmenter: Segmenter) -> list[Fault]:
    """A fault for each example that comes out wrong."""
    return [fault for index, rule in enumerate(rules.rules) for fault in _faults(index, rule, rules.quoting, segmenter)]


def _faults(index: int, rule: Rule, quoting: Quoting, segmenter: Segmenter) -> Iterator[Fault]:
    for name, examples, wanted, detail in (("hits", rule.hits, True, MISSED), ("misses", rule.misses, False, WRONG)):
        for number, example in enumerate(examples):
            if is_hit(rule, example, quoting, segmenter) != wanted:
                yield Fault(f"/rules/{index}/{name}/{number}", "example-fails", f"「{example}」{detail}")


def is_hit(rule: Rule, example: str, quoting: Quoting, segmenter: Segmenter) -> bool:
    """Whether a rule hits an example of its kind: a line, a first line, a last line, or a number of seconds."""
    if isinstance(rule, OpeningRule | ClosingRule):
        return not rule.is_met_by(example)
    if isinstance(rule, ResponseRule):
        return int(example) > rule.seconds
    if isinstance(rule, FINDERS):
        return rule.find(Line(example, quoting.own_words(example), segmenter.words)) is not None
    raise TypeError(f"nobody knows how to try a rule of the kind {rule.kind!r}")
