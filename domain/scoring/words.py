"""Text that people read, in Chinese and English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The same thing said in both languages."""

    zh: str
    en: str

    def plain(self) -> dict[str, str]:
        """The JSON shape: `{"zh": …, "en": …}`."""
        return {"zh": self.zh, "en": self.en}

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


def amount(number: str, unit: Words | None) -> Words:
    """A number with what it counts: `5 篇`, `5 articles`."""
    return Words(f"{number} {unit.zh}", f"{number} {unit.en}") if unit else Words(number, number)
