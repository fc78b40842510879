"""Checks against what was signed: every leaf and root computed anew, every signature, checkpoints kept elsewhere."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from application.sealing import Checkpoint
from application.verifying.image import Examined, LedgerImage, Statement, StatementRefused, Trust
from application.verifying.report import Failure
from domain.scoring.words import Words


@dataclass(frozen=True)
class Claim:
    """That the first `size` events have this root: by a stored checkpoint, or by one that the verifier brought."""

    size: int
    root: bytes
    brought: bool


class Roots:
    """The events have the roots that were signed over them."""

    def __init__(self, image: LedgerImage, claims: Iterable[Claim]) -> None:
        self._image = image
        self._claims = deque(sorted(claims, key=lambda claim: claim.size))
        self._now, self._then = image.new_tree(), image.new_tree()  # over the events, and over the leaves kept
        self._kept: Iterator[bytes] = image.sealed_leaves()
        self._size = 0
        self._proven = {True: 0, False: 0}  # up to where, by a checkpoint that was brought and by any
        self.root: bytes | None = None
        """Of the largest tree that was found as it was signed."""
        self._differs: int | None = None  # the first position at which the two do

    def see(self, row: Examined) -> Failure | None:
        failure = self._compare()
        self._size += 1
        self._now.add(row.leaf)
        kept = next(self._kept, None)
        if kept is not None:
            self._then.add(kept)
        if kept != row.leaf and self._differs is None and self._claims:
            self._differs = self._size
        return failure

    def finish(self) -> Failure | None:
        failure = self._compare()
        if failure is None and self._claims:
            claim = self._claims[0]
            zh = f"{_whose(claim).zh}覆盖 {claim.size} 条事件，账本只有 {self._size} 条：末尾的事件被删除"
            en = f"{_whose(claim).en} covers {claim.size} events and {self._size} are there: the last were deleted"
            return Failure("root", Words(zh, en), self._size + 1)
        if failure is None and self._differs is not None and self._differs <= self._proven[False]:
            zh = f"封存树在第 {self._differs} 条与事件不符；事件与签名相符，封存树可由事件重建"
            en = f"the stored tree differs at {self._differs}; it can be made again from the events"
            return Failure("tree", Words(zh, en))
        if failure is None and (fault := self._image.tree_fault()):
            return Failure("tree", fault)
        return failure

    def _compare(self) -> Failure | None:
        """Hold the tree so far against what is claimed of its size."""
        while self._claims and self._claims[0].size == self._size:
            claim = self._claims.popleft()
            if self._now.root() != claim.root:
                return self._changed(claim)
            self._proven[False] = claim.size
            if claim.brought:
                self._proven[True] = claim.size
            self.root = claim.root
        return None

    def _changed(self, claim: Claim) -> Failure:
        if self._differs is not None and self._then.root() == claim.root:
            zh = f"该事件不是当初封存的那一条：按{_whose(claim).zh}（{claim.size} 条）核对，其叶哈希不符"
            en = f"not the event that was sealed: {_whose(claim).en} of {claim.size} events has another leaf hash here"
            return Failure("leaf", Words(zh, en), self._differs)
        first = self._proven[claim.brought] + 1  # who rewrote history may have signed it again
        zh = f"第 {first} 至 {claim.size} 条中有事件被改写：根哈希与{_whose(claim).zh}（{claim.size} 条）不符"
        en = f"of the events {first} to {claim.size} some were rewritten: their root is not that of {_whose(claim).en}"
        return Failure("root", Words(zh, en), first)


class Tail:
    """What was there before the verification began is sealed; nothing proves what is not."""

    def __init__(self, sealed: int, since: int | None) -> None:
        self._sealed = sealed
        self._since = since
        self.fresh = 0

    def see(self, row: Examined) -> Failure | None:
        if row.position <= self._sealed:
            return None
        if self._since is not None and row.position > self._since:
            self.fresh += 1
            return None
        zh = f"账本只封存到第 {self._sealed} 条，该事件及其后的尚无从证明"
        en = f"only {self._sealed} events are sealed: nothing proves this one and those after it"
        return Failure("unsealed", Words(zh, en), row.position)

    def finish(self) -> Failure | None:
        return None


def _whose(claim: Claim) -> Words:
    if claim.brought:
        return Words("所提供的检查点", "the checkpoint that was given")
    return Words("检查点", "the checkpoint")


def stored_claim(
    image: LedgerImage, checkpoint: Checkpoint, trust: Trust
) -> tuple[Claim | None, tuple[str, ...], Failure | None]:
    """What a stored checkpoint claims, which trusted keys signed it, and why it does not count."""
    size = checkpoint.size
    try:
        said = trust.read(checkpoint.note)
    except StatementRefused as refused:
        return None, (), _failure("checkpoint", size, refused.words)
    if (said.origin, said.size, said.root) != (image.origin, size, checkpoint.root):
        differs = Words("所存的与所签的不同", "what is stored is not what was signed")
        return None, (), _failure("checkpoint", size, differs)
    return Claim(size, said.root, brought=False), said.signers, _unsigned("signature", said, trust)


def brought_claim(image: LedgerImage, note: str, trust: Trust) -> tuple[Claim | None, Failure | None]:
    """What a checkpoint that the verifier brought claims, and why it does not count."""
    try:
        said = trust.read(note)
    except StatementRefused as refused:
        return None, Failure("given-checkpoint", refused.words)
    if said.origin != image.origin:
        return None, _failure("given-checkpoint", said.size, Words("属于另一账本", "it is of another ledger"))
    return Claim(said.size, said.root, brought=True), _unsigned("given-checkpoint", said, trust)


def _unsigned(check: str, said: Statement, trust: Trust) -> Failure | None:
    if trust.empty or said.signers:
        return None
    return _failure(check, said.size, Words("不是由所信任的密钥签名的", "no trusted key signed it"))


def _failure(check: str, size: int, what: Words) -> Failure:
    return Failure(check, Words(f"检查点（{size} 条）：{what.zh}", f"the checkpoint of {size} events: {what.en}"))
