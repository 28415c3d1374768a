"""HTTP/1.1 as far as AWS clients speak it, read strictly: what could be read in two ways is refused.

Takes bytes of a connection, gives heads of requests; RFC 9112 says what the parts are called. Sizes, counts
and times are limited before anything is kept.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from http import HTTPStatus

from .messages import Answer, Head, Rejected

LINE_BYTES = 8 << 10
HEAD_BYTES = 32 << 10
HEADERS = 64
BODY_BYTES = 64 << 20  # the largest table with its business context is far below
FIRST_SECONDS = 10.0  # until the first request of a connection begins
IDLE_SECONDS = 300.0  # until the next one does: clients keep their connections
HEAD_SECONDS = 10.0
BODY_SECONDS = 60.0
ANSWER_SECONDS = 60.0
LINGER_SECONDS = 1.0  # for what a refused client still sends, so that it sees the answer
LINGER_BYTES = 1 << 20

_CHUNK = 1 << 16
_REQUEST_LINE = re.compile(rb"([A-Z]{1,16}) (/[!-~]*) HTTP/1\.([01])", re.ASCII)
_HEADER = re.compile(rb"([!#$%&'*+.^`|~0-9A-Za-z-]{1,128}):([\t -~\x80-\xff]*)", re.ASCII)
_LENGTH = re.compile(r"[0-9]{1,10}", re.ASCII)
_NEVER_TWICE = frozenset(
    [
        "authorization",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "expect",
        "host",
        "origin",
        "transfer-encoding",
        "x-amz-security-token",
        "x-amz-target",
        "x-catalog-challenge",
        "x-catalog-proof",
        "x-catalog-token",
    ]
)
_BAD, _CODE = HTTPStatus.BAD_REQUEST, "InvalidRequestException"


class Ended(Exception):
    """The other side has gone, or said nothing for too long: there is nobody to answer."""


class Wire:
    """One connection: what came in and is not read yet, and what goes out."""

    def __init__(
        self,
        connection: socket.socket,
        clock: Callable[[], float] = time.monotonic,
        at_once: int = 1 << 20,
    ) -> None:
        """`at_once`: how many bytes are taken from the connection in one call."""
        self._connection, self._clock, self._at_once = connection, clock, at_once
        self._received = bytearray()
        self._until = 0.0

    def wait(self, seconds: float) -> None:
        """Returns when a request begins. Raises Ended where none does."""
        if not self._received:
            self._until = self._clock() + seconds
            try:
                self._more(_CHUNK)
            except TimeoutError as error:
                raise Ended from error

    def head(self) -> Head:
        """The head of the next request. Raises Rejected, or Ended where the client goes away in it."""
        self._until = self._clock() + HEAD_SECONDS
        try:
            first = _request_line(self._line(LINE_BYTES))
            lines, size = [], 0
            while line := self._line(LINE_BYTES):
                lines.append(line)
                size += len(line)
                if len(lines) > HEADERS or size > HEAD_BYTES:
                    raise _too_large("the request has more headers than are accepted")
        except TimeoutError as error:
            raise Rejected(HTTPStatus.REQUEST_TIMEOUT, "the request came too slowly", _CODE) from error
        return parsed(first, lines)

    def body(self, length: int) -> bytes:
        """The next `length` bytes. Raises Rejected where they take too long, Ended where they don't come."""
        self._until = self._clock() + BODY_SECONDS
        try:
            while len(self._received) < length:
                self._more(max(_CHUNK, length - len(self._received)))
        except TimeoutError as error:
            raise Rejected(HTTPStatus.REQUEST_TIMEOUT, "the body came too slowly", _CODE) from error
        body = bytes(self._received[:length])
        del self._received[:length]
        return body

    def send(self, answer: Answer, *, keep: bool) -> None:
        """Sends an answer in one write. Raises Ended where it isn't taken."""
        lines = (
            f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
            f"Content-Type: {answer.content_type}",
            f"Content-Length: {len(answer.body)}",
            f"Connection: {'keep-alive' if keep else 'close'}",
            # should a page have got this far after all: no script, no picture, no frame is made of it
            "X-Content-Type-Options: nosniff",
            "Cross-Origin-Resource-Policy: same-origin",
            *(f"{name}: {value}" for name, value in answer.headers),
        )
        self._write("\r\n".join((*lines, "", "")).encode("latin-1") + answer.body)

    def send_continue(self) -> None:
        """Tells a client that asked first to send its body."""
        self._write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def linger(self) -> None:
        """Takes what still comes, within limits: closing on unread bytes would lose the answer."""
        self._until, taken = self._clock() + LINGER_SECONDS, 0
        try:
            self._connection.shutdown(socket.SHUT_WR)
            while taken < LINGER_BYTES:
                self._received.clear()
                taken += self._more(_CHUNK)
        except (OSError, Ended):
            return

    def _write(self, content: bytes) -> None:
        self._connection.settimeout(ANSWER_SECONDS)
        try:
            self._connection.sendall(content)
        except OSError as error:
            raise Ended from error

    def _line(self, limit: int) -> bytes:
        """The next line without its end."""
        looked = 0
        while (end := self._received.find(b"\n", looked)) < 0 and len(self._received) <= limit:
            looked = len(self._received)
            self._more(_CHUNK)
        if not 0 <= end <= limit:
            raise _too_large(f"a line of the request has more than {limit} bytes")
        line = bytes(self._received[: end + 1])
        del self._received[: end + 1]
        if not line.endswith(b"\r\n"):
            raise Rejected(_BAD, "a line of the request does not end with CR and LF", _CODE)
        return line[:-2]

    def _more(self, most: int) -> int:
        left = self._until - self._clock()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        try:
            chunk = self._connection.recv(min(most, self._at_once))
        except TimeoutError:
            raise
        except OSError as error:
            raise Ended from error
        if not chunk:
            raise Ended
        self._received += chunk
        return len(chunk)


def parsed(first: tuple[str, str, int], lines: list[bytes]) -> Head:
    """The head that a request line and the lines of headers make. Raises Rejected."""
    headers: dict[str, str] = {}
    for line in lines:
        found = _HEADER.fullmatch(line)
        if found is None:
            raise Rejected(_BAD, "a header of the request is not well formed", _CODE)
        name, value = found[1].decode("ascii").lower(), found[2].decode("latin-1").strip(" \t")
        if name in headers and name in _NEVER_TWICE:
            raise Rejected(_BAD, f"the request has two headers {name}", _CODE)
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    method, path, minor = first
    connection = headers.get("connection", "").lower()
    keep = "close" not in connection if minor else "keep-alive" in connection
    return Head(method, path, headers, keep)


def body_length(head: Head) -> int:
    """How many bytes the body has. Raises Rejected where that isn't said plainly, or too many."""
    if "transfer-encoding" in head.headers:
        if "content-length" in head.headers:
            raise Rejected(_BAD, "Transfer-Encoding and Content-Length exclude each other", _CODE)
        raise Rejected(HTTPStatus.LENGTH_REQUIRED, "no chunked bodies: send a Content-Length", _CODE)
    if head.header("content-encoding").lower() not in ("", "identity"):
        raise Rejected(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "no compressed bodies", _CODE)
    if head.header("expect").lower() not in ("", "100-continue"):
        raise Rejected(HTTPStatus.EXPECTATION_FAILED, "Expect is 100-continue or left out", _CODE)
    text = head.headers.get("content-length", "0")
    if not _LENGTH.fullmatch(text):
        raise Rejected(_BAD, "Content-Length is a number in decimal digits", _CODE)
    if (length := int(text)) > BODY_BYTES:
        raise _too_large(f"a body has at most {BODY_BYTES} bytes", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return length


def _request_line(line: bytes) -> tuple[str, str, int]:
    found = _REQUEST_LINE.fullmatch(line)
    if found is None:
        raise Rejected(_BAD, "the request line is not METHOD /PATH HTTP/1.1", _CODE)
    return found[1].decode("ascii"), found[2].decode("ascii"), int(found[3])


def _too_large(message: str, status: HTTPStatus = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE) -> Rejected:
    return Rejected(status, message, "RequestEntityTooLargeException")
