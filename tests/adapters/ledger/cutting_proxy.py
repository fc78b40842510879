"""A proxy in front of a server, such as PostgreSQL, that ends a connection at a chosen moment."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlencode, urlsplit

from psycopg.conninfo import conninfo_to_dict

Moment = Literal["request", "reply"]


class CuttingProxy:
    """Passes bytes on until told to cut: before the next request arrives, or after it is done and before its reply."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._target = conninfo_to_dict(url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._cut: Moment | None = None
        self._left = 0
        self._marker, self._replies = b"", 0
        self._lock = threading.Lock()
        self.cuts = 0

    @property
    def url(self) -> str:
        """The database's URL, through the proxy."""
        parts = urlsplit(self._url)
        user = parts.netloc.rpartition("@")[0]
        netloc = f"{user}@127.0.0.1:{self.port}"
        return parts._replace(netloc=netloc, query=urlencode({"sslmode": "disable", "gssencmode": "disable"})).geturl()

    @property
    def port(self) -> int:
        """Where it listens on this machine."""
        port: int = self._listener.getsockname()[1]
        return port

    def cut_next(self, moment: Moment, times: int = 1) -> None:
        """End the next connection on which something passes at that moment, or the next few."""
        with self._lock:
            self._cut, self._left = moment, times

    def cut_reply_to(self, marker: bytes, times: int = 1) -> None:
        """End the connection on which a request holds `marker`, when its reply comes; so for the next few."""
        with self._lock:
            self._marker, self._replies = marker, times

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = self._connect()
                marked = threading.Event()
                for source, sink, moment in ((client, server, "request"), (server, client, "reply")):
                    threading.Thread(target=self._pass, args=(source, sink, moment, marked), daemon=True).start()

    def _connect(self) -> socket.socket:
        host, port = str(self._target.get("host") or "localhost"), int(self._target.get("port") or 5432)
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server

    def _pass(self, source: socket.socket, sink: socket.socket, moment: Moment, marked: threading.Event) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self._is_cut(moment) or (moment == "reply" and marked.is_set()):
                    break
                if moment == "request" and self._is_marked(data):
                    marked.set()
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _is_marked(self, data: bytes) -> bool:
        with self._lock:
            if not self._replies or self._marker not in data:
                return False
            self._replies -= 1
            self.cuts += 1
            return True

    def _is_cut(self, moment: Moment) -> bool:
        with self._lock:
            if self._cut != moment:
                return False
            self._left -= 1
            self._cut = moment if self._left else None
            self.cuts += 1
            return True
