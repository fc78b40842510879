"""Chats for people to read (人工抽检): a stated share of a transcript, masked, the same for the same seed."""

from decimal import Decimal
from typing import Any

from application.chat.masked_copy import chats_in
from application.ports import EvidenceStore
from application.queries.views import Document
from domain.chat.sampling import sampled
from domain.errors import NotFound


def sample_of(
    transcript: Document, evidence: EvidenceStore, share: Decimal | None, seed: str | None, after: int, limit: int
) -> dict[str, Any]:
    """A page of the sample.

    Args:
        transcript: as the asker may see it.
        share: of the chats; what the last reading stated when None. So is `seed`.
        after: the number of the chat after which the page begins.

    Returns:
        `share`, `seed`, `chats` (all of the transcript), `size` (of the sample), `items`, and `next`: the `after` of
        the next page, or None.

    Raises:
        Invalid: a share or seed that cannot be.
        NotFound: the masked copy is gone from the data folder.
    """
    stated = transcript["readings"][-1]
    share = Decimal(stated["share"]) if share is None else share
    seed = stated["seed"] if seed is None else seed
    numbers = sampled(transcript["chats"], share, seed)
    rest = [number for number in numbers if number > after]
    content = evidence.read(transcript["masked"]["sha256"])
    if content is None:
        raise NotFound(
            "聊天记录的脱敏副本已不在数据目录中 / the masked copy is no longer in the data folder; restore it",
            code="evidence-not-found",
        )
    items = chats_in(content, rest[:limit])
    more = len(rest) > limit
    return {
        "share": format(share, "f"),
        "seed": seed,
        "chats": transcript["chats"],
        "size": len(numbers),
        "items": items,
        "next": rest[limit - 1] if more else None,
    }
