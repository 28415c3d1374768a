"""What the local catalog on a port says of itself, believed only with a proof.

The token is not sent: who asked signs the question, and who answers signs the answer. All that goes to a port
that somebody else holds is one signed question, of use for that port and that token alone.
"""

from __future__ import annotations

import json
import socket
import time
from typing import Any

from .proof import CHALLENGE_HEADER, PROOF_HEADER, TOKEN, new_token, of_answer, of_question, same

LOOPBACK = "127.0.0.1"
HEALTH = "/_catalog/health"
SECONDS = 5.0  # for the whole answer; a busy machine loads Moto meanwhile
_LONGEST = 1 << 16  # bytes of an answer

Health = dict[str, Any]


def health(port: int, token: str, seconds: float = SECONDS) -> Health | None:
    """What the catalog that knows `token` says of itself; None where something else holds the port.

    Raises ConnectionRefusedError if nothing listens there, TimeoutError if it takes longer than `seconds`.
    """
    challenge = new_token()
    head = "\r\n".join(
        (
            f"GET {HEALTH} HTTP/1.1",
            f"Host: {LOOPBACK}:{port}",
            f"{CHALLENGE_HEADER}: {challenge}",
            f"{PROOF_HEADER}: {of_question(token, challenge, port)}",
            "Connection: close",
            "\r\n",
        )
    )
    try:
        answer = _exchanged(port, head.encode(), seconds)
    except (ConnectionRefusedError, TimeoutError):
        raise
    except OSError:
        return None  # gone in the middle of it
    return _proven(answer, token, challenge, port)


def listens(port: int) -> bool:
    """Whether anything accepts connections on `port`; sends nothing."""
    try:
        socket.create_connection((LOOPBACK, port), SECONDS).close()
    except ConnectionRefusedError:
        return False
    except OSError:
        return True  # there, and busy
    return True


def _exchanged(port: int, question: bytes, seconds: float) -> bytes:
    """What is answered until the other side closes. Raises OSError where that takes too long or too much."""
    until = time.monotonic() + seconds
    received = bytearray()
    with socket.create_connection((LOOPBACK, port), seconds) as connection:
        connection.sendall(question)
        while True:
            if (left := until - time.monotonic()) <= 0:
                raise TimeoutError
            connection.settimeout(left)
            chunk = connection.recv(_LONGEST)
            if not chunk:
                return bytes(received)
            received += chunk
            if len(received) > _LONGEST:
                raise OSError("an endless answer")


def _proven(answer: bytes, token: str, challenge: str, port: int) -> Health | None:
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    if not status.startswith("HTTP/1.1 200 "):
        return None
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    proof = headers.get(PROOF_HEADER.lower(), "")
    if not TOKEN.fullmatch(proof) or not same(proof, of_answer(token, challenge, port, body)):
        return None
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
