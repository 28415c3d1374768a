"""The server: connections on 127.0.0.1 only, a thread each, as many as are allowed.

Connections are kept open between requests, which is what makes thousands of calls quick; each answer leaves
in one write. Whose connection it is, is found out once, when it comes in. Nothing is logged per request.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections import Counter
from collections.abc import Callable
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Lock
from typing import Any

from catalog.local.rules.faults import Cut
from catalog.loopback.asking import LOOPBACK
from catalog.loopback.owners import owner_of_peer

from .gate import Gate
from .http import FIRST_SECONDS, IDLE_SECONDS, Ended, Wire, body_length
from .log import report
from .messages import FORM_TYPE, GLUE_TYPE, Answer, Head, Rejected, error

OWN_CONNECTIONS = 1024  # a client of ours keeps up to 32
OTHER_CONNECTIONS = 16  # of those who have to show the token
Application = Callable[[Head, bytes], Answer]
OwnerOf = Callable[[socket.socket], int | None]


class Server(ThreadingTCPServer):
    """Serves `application` on a loopback port to those who know `token`; port 0 picks a free one.

    Connections of the user this runs as need no token for Glue and STS. Raises OSError if the port is taken.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self, application: Application, port: int, token: str, owner_of: OwnerOf = owner_of_peer
    ) -> None:
        self.application = application
        self._owner_of = owner_of
        self._own: dict[socket.socket, bool] = {}  # the open connections, and whether they are the owner's
        self._present = Counter[bool]()
        self._lock = Lock()
        super().__init__((LOOPBACK, port), _Handler)
        self.port: int = self.socket.getsockname()[1]
        self.gate = Gate(self.port, token)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{LOOPBACK}:{self.port}"

    def is_own(self, connection: socket.socket) -> bool:
        """Whether a connection comes from a process of the user that this one runs as."""
        with self._lock:
            return self._own.get(connection, False)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Counts the connection, so that closing the server ends it; False for one too many."""
        own = self._owner_of(request) == os.getuid()
        with self._lock:
            room = self._present[own] < (OWN_CONNECTIONS if own else OTHER_CONNECTIONS)
            if room:
                self._own[request] = own
                self._present[own] += 1
        if not room:
            with contextlib.suppress(Ended):
                Wire(request).send(
                    error(503, "ServiceUnavailableException", "too many connections"), keep=False
                )
        return room

    def shutdown_request(self, request: Any) -> None:
        """Forgets a connection that has ended."""
        with self._lock:
            if (own := self._own.pop(request, None)) is not None:
                self._present[own] -= 1
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Stops listening and ends the connections that clients keep open."""
        super().server_close()
        with self._lock:
            for connection in self._own:
                with contextlib.suppress(OSError):  # the client was faster
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Into the log, without what was sent."""
        report(sys.exc_info()[1], "a connection")


class _Handler(BaseRequestHandler):
    server: Server
    request: socket.socket

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._own = self.server.is_own(self.request)
        self._wire = Wire(self.request)

    def handle(self) -> None:
        with contextlib.suppress(Ended, Cut):
            self._wire.wait(FIRST_SECONDS)
            while self._serve_one():
                self._wire.wait(IDLE_SECONDS)

    def _serve_one(self) -> bool:
        """Answers one request; whether another may follow."""
        media_type = GLUE_TYPE
        try:
            head = self._wire.head()
            media_type = FORM_TYPE if head.media_type == FORM_TYPE else GLUE_TYPE
            self.server.gate.admit(head, own=self._own)
            length = body_length(head)
            if head.header("expect"):
                self._wire.send_continue()
            body = self._wire.body(length)
        except Rejected as why:
            self._wire.send(error(why.status, why.code, why.message, media_type), keep=False)
            self._wire.linger()
            return False
        self._wire.send(self.server.application(head, body), keep=head.keep_alive)
        return head.keep_alive
