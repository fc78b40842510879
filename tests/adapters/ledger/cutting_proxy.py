"""A proxy in front of PostgreSQL that ends a connection at a chosen moment."""

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
        self._lock = threading.Lock()
        self.cuts = 0

    @property
    def url(self) -> str:
        """The database's URL, through the proxy."""
        parts = urlsplit(self._url)
        user = parts.netloc.rpartition("@")[0]
        netloc = f"{user}@127.0.0.1:{self._listener.getsockname()[1]}"
        return parts._replace(netloc=netloc, query=urlencode({"sslmode": "disable", "gssencmode": "disable"})).geturl()

    def cut_next(self, moment: Moment) -> None:
        """End the next connection on which something passes at that moment."""
        with self._lock:
            self._cut = moment

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
                for source, sink, moment in ((client, server, "request"), (server, client, "reply")):
                    threading.Thread(target=self._pass, args=(source, sink, moment), daemon=True).start()

    def _connect(self) -> socket.socket:
        host, port = str(self._target.get("host") or "localhost"), int(self._target.get("port") or 5432)
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server

    def _pass(self, source: socket.socket, sink: socket.socket, moment: Moment) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self._is_cut(moment):
                    break
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _is_cut(self, moment: Moment) -> bool:
        with self._lock:
            if self._cut != moment:
                return False
            self._cut = None
            self.cuts += 1
            return True
