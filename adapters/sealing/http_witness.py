"""A witness that is asked over HTTP (C2SP tlog-witness, `add-checkpoint`); implements `application.sealing.Witness`.

It keeps the newest checkpoint of each ledger and takes a larger one only with the proof that it grew out of that. What
it holds is learnt from its answers. Its cosignatures are not kept: who trusts it asks it.
"""

import http.client
import ssl
from contextlib import closing
from http import HTTPStatus
from urllib.parse import urlsplit
from uuid import UUID

from adapters.sealing.encoding import to_base64
from application.sealing import Checkpoint, Seals, WitnessDisagrees, WitnessFailed
from domain.errors import Invalid

TIMEOUT = 10.0
"""Seconds to wait for each step of a call."""
SIZE = "text/x.tlog.size"
"""The kind of answer that says what it holds."""
LONGEST_ANSWER = 64 * 1024
HINTS: dict[int, str] = {
    HTTPStatus.NOT_FOUND: "it does not know this ledger: give it the key that `jixiao keys show` prints",
    HTTPStatus.FORBIDDEN: "it knows none of the keys that signed: give it the one that `jixiao keys show` prints",
}


class HoldsAnother(Exception):
    """The witness holds a checkpoint of another size than it was thought to."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


class HttpWitness:
    """A witness under a URL, the one that `/add-checkpoint` is put behind."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT) -> None:
        """Raises Invalid where it is no URL."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise _malformed() from None
        if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or parts.username:
            raise _malformed()
        self._secure = parts.scheme == "https"
        self._host, self._port = host, port
        self._path = f"{parts.path.rstrip('/')}/add-checkpoint"
        self._timeout = timeout
        self._held: dict[UUID, int] = {}

    def deliver(self, organization: UUID, seals: Seals) -> int:
        given, asked = 0, False
        while True:
            held = self._held.get(organization, 0)
            try:
                for checkpoint in seals.after(held):
                    self._add(organization, seals, checkpoint)
                    given += 1
                return given
            except HoldsAnother as other:
                if asked:
                    raise WitnessFailed("the witness held another checkpoint each time that it was asked") from None
                asked = True
                self._resume(organization, seals, other.size)

    def _resume(self, organization: UUID, seals: Seals, size: int) -> None:
        """Go on from what it holds, after it has agreed that this is ours."""
        self._held[organization] = size
        if size == 0:
            return
        known = seals.at(size)
        if known is None:
            raise WitnessDisagrees(f"the witness holds a checkpoint of {size} events and this ledger has none")
        self._add(organization, seals, known)

    def _add(self, organization: UUID, seals: Seals, checkpoint: Checkpoint) -> None:
        held = self._held.get(organization, 0)
        self._post(request(seals, held, checkpoint), checkpoint)
        self._held[organization] = checkpoint.size

    def _post(self, body: str, checkpoint: Checkpoint) -> None:
        status, kind, text = self._answer(body.encode())
        if status == HTTPStatus.OK:
            return
        if status == HTTPStatus.CONFLICT and kind == SIZE:
            raise HoldsAnother(_size(text))
        if status in (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY):
            raise WitnessDisagrees(
                f"the witness holds what the checkpoint of {checkpoint.size} events did not grow from"
            )
        raise WitnessFailed(f"the witness answered {status}; {HINTS.get(status, 'it is asked again')}")

    def _answer(self, body: bytes) -> tuple[int, str, str]:
        """The status, kind and text of the answer. Raises WitnessFailed."""
        try:
            with closing(self._connection()) as connection:
                connection.request("POST", self._path, body, {"Content-Type": "text/plain", "User-Agent": "Jixiao"})
                answer = connection.getresponse()
                text = answer.read(LONGEST_ANSWER).decode(errors="replace")
                return answer.status, answer.headers.get_content_type(), text
        except (OSError, http.client.HTTPException) as error:
            raise WitnessFailed(f"the witness {self._host} (JIXIAO_WITNESS) cannot be asked: {error!r}") from error

    def _connection(self) -> http.client.HTTPConnection:
        if not self._secure:
            return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout, context=context)


def request(seals: Seals, held: int, checkpoint: Checkpoint) -> str:
    """What the witness is asked: the size that it holds, the proof from there on, an empty line, the checkpoint."""
    hashes: tuple[bytes, ...] = ()
    if 0 < held < checkpoint.size:
        earlier = seals.at(held)
        if earlier is None:
            raise WitnessDisagrees(f"the witness holds a checkpoint of {held} events and this ledger has none")
        hashes = seals.consistency(earlier, checkpoint).hashes
    proof = "".join(f"{to_base64(hash)}\n" for hash in hashes)
    return f"old {held}\n{proof}\n{checkpoint.note}"


def _malformed() -> Invalid:
    return Invalid(
        "JIXIAO_WITNESS 应为文件夹，或 https://主机/路径 / write JIXIAO_WITNESS as a folder or as https://host/path",
        code="witness-malformed",
    )


def _size(text: str) -> int:
    digits = text.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 19:
        raise WitnessFailed("the witness does not say in figures what it holds")
    return int(digits)
