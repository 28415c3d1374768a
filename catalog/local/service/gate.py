"""Who is let in, decided by a request's head alone: the owner of this catalog, and never a web page.

A page of the owner's own browser comes from the owner's own sockets, and its own name can lead here (DNS
rebinding): so the name that was asked for and the marks that browsers set decide before anything else does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from catalog.loopback.asking import HEALTH, LOOPBACK
from catalog.loopback.folder import TOKEN_FILE
from catalog.loopback.proof import CHALLENGE_HEADER, PROOF_HEADER, TOKEN, TOKEN_HEADER, of_question, same

from .messages import FORM_TYPE, GLUE_TYPE, JSON_TYPE, Head, Rejected

ROOT, FAULTS = "/", "/_catalog/faults"
METHODS = {ROOT: ("POST",), HEALTH: ("GET",), FAULTS: ("GET", "POST", "DELETE")}
CONTROL = (HEALTH, FAULTS)
SESSION_HEADER = "X-Amz-Security-Token"  # what every AWS client sends as its session token
GLUE = "AWSGlue."
HOSTS = (LOOPBACK, "localhost", "[::1]")
HTTP_PORT = 80
_SIGNED_BY = re.compile(
    r"AWS4-HMAC-SHA256 Credential=[^/,\s]+/\d{8}/[^/,\s]+/([^/,\s]+)/aws4_request", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Gate:
    """The port of a catalog and its token."""

    port: int
    token: str = field(repr=False)

    def admit(self, head: Head, *, own: bool) -> None:
        """Raises Rejected for a request that isn't the owner's; `own`: a process of theirs sent it."""
        self._refuse_other_hosts(head)
        _refuse_browsers(head)
        if not (self._knows_token(head) or (own and head.path not in CONTROL)):
            raise Rejected(
                HTTPStatus.FORBIDDEN,
                f"this local catalog answers its owner alone: send its token (.catalog/local/{TOKEN_FILE}) "
                f"as {TOKEN_HEADER}, or as the session token of your AWS credentials",
            )
        _refuse_unknown(head)
        _TYPES[head.path](head)

    def _refuse_other_hosts(self, head: Head) -> None:
        asked = head.header("host").lower()
        name, colon, port = asked.rpartition(":") if not asked.endswith("]") else (asked, "", "")
        if not colon:
            name, port = asked, str(HTTP_PORT)
        if name not in HOSTS or port != str(self.port):
            raise Rejected(
                HTTPStatus.FORBIDDEN, f"the local catalog is {LOOPBACK}:{self.port}, and no other Host"
            )

    def _knows_token(self, head: Head) -> bool:
        given = head.header(TOKEN_HEADER) or (head.path == ROOT and head.header(SESSION_HEADER)) or ""
        if given and same(given, self.token):
            return True
        challenge = head.header(CHALLENGE_HEADER)
        if head.path != HEALTH or not TOKEN.fullmatch(challenge):
            return False
        return same(head.header(PROOF_HEADER), of_question(self.token, challenge, self.port))


def _refuse_browsers(head: Head) -> None:
    marks = [
        name
        for name in head.headers
        if name == "origin" or name.startswith(("access-control-", "sec-fetch-"))
    ]
    if marks or head.method == "OPTIONS":
        raise Rejected(HTTPStatus.FORBIDDEN, "the local catalog serves no web pages and no scripts of theirs")


def _refuse_unknown(head: Head) -> None:
    methods = METHODS.get(head.path)
    if methods is None:
        raise Rejected(HTTPStatus.NOT_FOUND, _SERVED, "UnknownOperationException")
    if head.method not in methods:
        raise Rejected(
            HTTPStatus.METHOD_NOT_ALLOWED, f"{' or '.join(methods)} expected", "UnknownOperationException"
        )


def _glue_or_sts(head: Head) -> None:
    signed = _SIGNED_BY.match(head.header("authorization"))
    service = signed[1] if signed else ""
    target = head.header("x-amz-target")
    if target:
        known, wanted = target.startswith(GLUE) and service in ("glue", ""), GLUE_TYPE
    else:
        known, wanted = service == "sts", FORM_TYPE  # signed: web forms send this type as well
    if not known:
        raise Rejected(HTTPStatus.BAD_REQUEST, _SERVED, "UnknownOperationException")
    _expect_type(head, wanted)


def _control(head: Head) -> None:
    if head.method == "POST":
        _expect_type(head, JSON_TYPE)


def _expect_type(head: Head, wanted: str) -> None:
    if head.media_type != wanted:
        raise Rejected(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Content-Type {wanted} expected", "SerializationException"
        )


_SERVED = "the local catalog serves Glue and STS, and nothing else"
_TYPES: dict[str, Callable[[Head], None]] = {ROOT: _glue_or_sts, HEALTH: _control, FAULTS: _control}
