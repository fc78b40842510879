"""The refusal of a bundle."""

from application.verifying.report import Failure
from domain.scoring.words import Words


class Unproven(Exception):
    """Something does not prove.

    Attributes:
        failure: what.
    """

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.what.en)
        self.failure = failure


def unproven(check: str, zh: str, en: str, position: int | None = None) -> Unproven:
    """The refusal to raise."""
    return Unproven(Failure(check, Words(zh, en), position))
