"""Servers on loopback, one thread for each connection, that behave as a test wants."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

from small_pki import Issued

Handler = Callable[[socket.socket], None]
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


class Servers:
    """Starts servers and stops them all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listening: list[socket.socket] = []
        self.over = threading.Event()

    def serve(self, handler: Handler, *, address: str = "127.0.0.1", port: int = 0) -> int:
        """Answer every connection by `handler`; the port."""
        listener = socket.create_server((address, port))
        self._listening.append(listener)
        threading.Thread(target=self._accept, args=(listener, handler), daemon=True).start()
        return int(listener.getsockname()[1])

    def tls(
        self,
        leaf: Issued,
        *above: Issued,
        configure: Callable[[ssl.SSLContext], object] = lambda context: None,
        answer: bytes = ANSWER,
        address: str = "127.0.0.1",
        port: int = 0,
    ) -> int:
        """Serve a chain over TLS, and an HTTP answer to whoever asks; the port."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        place = self._folder / f"chain{len(self._listening)}"
        context.load_cert_chain(*leaf.store(place, *above))
        configure(context)

        def handler(connection: socket.socket) -> None:
            with context.wrap_socket(connection, server_side=True) as secure:
                if secure.recv(4096):
                    secure.sendall(answer)

        return self.serve(handler, address=address, port=port)

    def stop(self) -> None:
        self.over.set()
        for listener in self._listening:
            listener.close()

    def _accept(self, listener: socket.socket, handler: Handler) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection, handler), daemon=True).start()

    @staticmethod
    def _answer(connection: socket.socket, handler: Handler) -> None:
        with contextlib.suppress(OSError), connection:
            handler(connection)


def http_file(body: bytes, *, status: str = "200 OK", asked: list[bytes] | None = None) -> Handler:
    """Answers every request with one file; `asked` gathers the requests."""

    def handler(connection: socket.socket) -> None:
        request = connection.recv(4096)
        if asked is not None:
            asked.append(request)
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode() + body)

    return handler
