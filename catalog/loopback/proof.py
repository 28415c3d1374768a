"""How client and catalog show each other that they know the token, without sending it.

Each side signs the challenge and the port (HMAC-SHA256 with the token), under a word of its own: who repeats
what it was sent proves nothing, and the real catalog, asked by a go-between, signs another port.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

TOKEN_HEADER = "X-Catalog-Token"
CHALLENGE_HEADER = "X-Catalog-Challenge"
PROOF_HEADER = "X-Catalog-Proof"
TOKEN = re.compile(r"[0-9a-f]{64}", re.ASCII)  # and a challenge looks the same


def new_token() -> str:
    """256 random bits in hexadecimal digits: a token, or a challenge."""
    return secrets.token_hex(32)


def of_question(token: str, challenge: str, port: int) -> str:
    """What shows the catalog on `port` that the asker knows the token."""
    return _signed(token, b"question", challenge, port, b"")


def of_answer(token: str, challenge: str, port: int, body: bytes) -> str:
    """What shows the asker that `body` comes from the catalog on `port`."""
    return _signed(token, b"answer", challenge, port, body)


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that tells nothing about where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def _signed(token: str, word: bytes, challenge: str, port: int, body: bytes) -> str:
    message = b"\n".join((b"catalog-local", word, challenge.encode(), str(port).encode(), body))
    return hmac.new(token.encode(), message, hashlib.sha256).hexdigest()
