"""Chinese words by `rjieba`: jieba's own dictionary, cut without guessing words that it does not hold."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rjieba import Jieba


class JiebaSegmenter:
    """Implements `domain.chat.own_words.Segmenter`; the dictionary (60 MB) is loaded with the first line."""

    def words(self, text: str) -> list[str]:
        """The words of `text`, which joined give it again."""
        return self._jieba.cut(text, hmm=False)

    @cached_property
    def _jieba(self) -> "Jieba":
        from rjieba import Jieba

        return Jieba()
