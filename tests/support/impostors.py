"""Programs that listen where the local catalog is expected, and answer what a test says."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

Reply = Callable[[bytes], bytes]


@contextmanager
def impostor(reply: Reply, port: int = 0) -> Iterator[tuple[int, list[bytes]]]:
    """Something that listens on `port`; gives the port and all that it was sent, a text a connection."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", port)) as listener:
        thread = Thread(target=_answer_all, args=(listener, reply, heard), daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1], heard
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def http_answer(body: bytes, *headers: str) -> bytes:
    """An answer of status 200 with a JSON body."""
    lines = ("HTTP/1.1 200 OK", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers)
    return "\r\n".join((*lines, "Connection: close", "", "")).encode() + body


def _answer_all(listener: socket.socket, reply: Reply, heard: list[bytes]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            question = connection.recv(1 << 20)
            if question:  # else somebody has only looked whether anything listens
                heard.append(question)
                connection.sendall(reply(question))
