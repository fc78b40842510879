"""A real witness on this machine, as strict as C2SP tlog-witness has it; it cosigns with a key of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from adapters.sealing import ProofRefused, SigningKey, VerifierKey, check_consistency
from adapters.sealing.checkpoint import KeyRing, TreeHead, read_checkpoint
from adapters.sealing.encoding import from_base64
from adapters.sealing.note import Note

Said = tuple[int, str, str]
"""Status, kind and text of an answer."""


@dataclass
class Held:
    """What a witness has seen.

    Attributes:
        trusted: the verifier keys of the ledgers that it knows.
        newest: the newest checkpoint by origin.
        received: the size of every one that it accepted, in order.
        asked: how many requests came.
        broken: what it answers instead of looking, while it is set.
    """

    trusted: list[VerifierKey]
    newest: dict[str, TreeHead] = field(default_factory=dict)
    received: list[int] = field(default_factory=list)
    asked: int = 0
    broken: Said | None = None
    url: str = ""
    key: SigningKey = field(default_factory=SigningKey.generate)
    lock: Lock = field(default_factory=Lock)

    def add(self, body: str) -> Said:
        """Answer `add-checkpoint`."""
        self.asked += 1
        if self.broken is not None:
            return self.broken
        first, _, written = body.partition("\n\n")
        old, *proof = first.split("\n")
        said, note = read_checkpoint(written)
        if said.origin not in {key.name for key in self.trusted}:
            return 404, "text/plain", ""
        if not KeyRing(self.trusted).signers(note):
            return 403, "text/plain", ""
        with self.lock:
            return self._advance(int(old.removeprefix("old ")), [from_base64(line) for line in proof], said, note)

    def _advance(self, old: int, proof: list[bytes], said: TreeHead, note: Note) -> Said:
        held = self.newest.get(said.origin)
        if old != (held.size if held else 0):
            return 409, "text/x.tlog.size", f"{held.size if held else 0}\n"
        if held is not None and held.size == said.size and held.root != said.root:
            return 409, "text/plain", ""
        try:
            if held is None:
                assert not proof
            else:
                check_consistency(held.size, held.root, said.size, said.root, proof)
        except ProofRefused:
            return 422, "text/plain", ""
        self.newest[said.origin] = said
        self.received.append(said.size)
        return 200, "text/plain", f"{self.key.sign('witness.test/w1', note.text).line()}\n"


@contextmanager
def open_witness(*trusted: VerifierKey) -> Iterator[Held]:
    """A witness that listens for the time of the block."""
    held = Held(list(trusted))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, kind, text = held.add(body) if self.path == "/w/add-checkpoint" else (410, "text/plain", "")
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: pytest shows what matters."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.url = f"http://127.0.0.1:{server.server_port}/w/"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
