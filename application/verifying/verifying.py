"""Verifying a ledger: everything that it promises is computed anew from its rows and held against what was signed."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from application.ports import Project
from application.projections.projection import project as project_all
from application.verifying.checks import Check, CommandsRemembered, Positions, Readable, Times, Versions
from application.verifying.image import ImageDamaged, LedgerImage, LedgerImages, Listed, Trust
from application.verifying.replayed import Aggregates, Conservation, Projections
from application.verifying.report import Failure, Report, in_order
from application.verifying.sealed import Claim, Roots, Tail, brought_claim, stored_claim
from domain.scoring.words import Words

ShowProgress = Callable[[int, int], None]
"""Called with the events seen and the ledger's head."""
STEP = 200
"""Events between two calls."""
SIGNER_CHECKS = {"signature", "checkpoint", "signer"}


class LedgerVerifier:
    """Verifies the ledgers of a database; writes nothing."""

    def __init__(self, images: LedgerImages, trust: Trust, project: Project = project_all) -> None:
        """`trust`: the keys that the verifier was given, from elsewhere than this database."""
        self._images = images
        self._trust = trust
        self._project = project

    def listed(self) -> Listed:
        """All ledgers that the database knows, and what is wrong with its list of them."""
        return self._images.listed()

    def standing(self, organization: UUID) -> tuple[int, int] | None:
        """The ledger's head, and how many events are sealed: where a sealer runs, all of them are within seconds.

        None where either cannot be read: then something is there, and `verify` tells what is wrong with it.
        """
        try:
            with self._images.open(organization) as image:
                return image.head(), image.sealed()
        except ImageDamaged:
            return None

    def verify(
        self,
        organization: UUID,
        brought: Sequence[str] = (),
        *,
        since: int | None = None,
        progress: ShowProgress = lambda seen, head: None,
    ) -> Report:
        """Verify one ledger.

        Args:
            brought: earlier checkpoints of this ledger, kept elsewhere.
            since: the ledger's head when the verifier asked; what came later need not be sealed yet. None: all must be.
            progress: told how far it has come.

        Returns:
            What proves and what does not.

        Raises:
            LedgerUnavailable: the database did not answer.
        """
        run = None
        try:
            with self._images.open(organization) as image:
                run = _Run(image, self._trust, since)
                run.all(brought, self._project, progress)
        except ImageDamaged as damaged:  # outside: after it the image's transaction may be lost
            if run is None:
                raise
            run.failures.append(Failure("database", damaged.words))
        return run.report(organization)


class _Run:
    """One verification, and what it has found so far."""

    def __init__(self, image: LedgerImage, trust: Trust, since: int | None) -> None:
        self._image = image
        self._trust = trust
        self._head = self._sealed = self._checkpoints = self._streams = 0
        self._since = since
        self._fresh = 0
        self._root: bytes | None = None
        self._projected: int | None = None
        self._signers: set[str] = set()
        self.failures: list[Failure] = []

    def all(self, brought: Sequence[str], project: Project, progress: ShowProgress) -> None:
        """Every check."""
        image = self._image
        self._head = image.head()
        claims = [*self._stored_claims(), *self._brought_claims(brought)]
        roots, aggregates, projections = Roots(image, claims), Aggregates(image), Projections(image, project)
        tail = Tail(self._sealed, self._since)
        checks: list[Check] = [
            Readable(), Positions(image), Versions(), Times(image), roots, CommandsRemembered(image),
            aggregates, Conservation(), projections, tail,
        ]  # fmt: skip
        seen = self._see_all(checks, progress)
        self._fresh = tail.fresh
        self._root, self._streams, self._projected = roots.root, aggregates.count, projections.position
        self._require_whole(seen)

    def report(self, organization: UUID) -> Report:
        """What was found."""
        trusted = not any(failure.check in SIGNER_CHECKS for failure in self.failures)
        return Report(
            organization, self._image.origin, self._head, self._sealed, self._fresh, self._root, self._checkpoints,
            tuple(sorted(self._signers)) if trusted else (), self._streams, self._projected, in_order(self.failures),
        )  # fmt: skip

    def _see_all(self, checks: list[Check], progress: ShowProgress) -> int:
        seen = 0
        progress(seen, self._head)
        for seen, row in enumerate(self._image.rows(), start=1):
            for check in checks[:]:
                if failure := check.see(row):
                    self.failures.append(failure)
                    checks.remove(check)
            if seen % STEP == 0:
                progress(seen, self._head)
        self.failures += [failure for check in checks if (failure := check.finish())]
        progress(seen, self._head)
        return seen

    def _stored_claims(self) -> Iterator[Claim]:
        checkpoints = self._image.checkpoints()
        self._checkpoints = len(checkpoints)
        self._sealed = max((checkpoint.size for checkpoint in checkpoints), default=0)
        for checkpoint in checkpoints:
            claim, signers, failure = stored_claim(self._image, checkpoint, self._trust)
            self._signers.update(signers)
            if failure and failure.check not in {found.check for found in self.failures}:
                self.failures.append(failure)
            if claim:
                yield claim

    def _brought_claims(self, brought: Sequence[str]) -> Iterator[Claim]:
        for note in brought:
            claim, failure = brought_claim(self._image, note, self._trust)
            self.failures += [failure] if failure else []
            if claim:
                yield claim

    def _require_whole(self, seen: int) -> None:
        """There is something to prove, and it is known who signed it."""
        if not seen and not self._head:
            self.failures.append(Failure("empty", Words("账本中没有事件", "the ledger holds no events")))
        if self._trust.empty:
            zh = "没有给出验证密钥，签名人未经证明：用 --key 或 JIXIAO_KEYS 给出"
            en = "no verifier key was given, so the signer is unproven: give it with --key or JIXIAO_KEYS"
            self.failures.append(Failure("signer", Words(zh, en)))
