"""Loopback servers that stand for AWS and for others who answer in its place; each writes down its calls."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import pytest

IDENTITY = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn</Arn><UserId>u</UserId><Account>{account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""
ASSUMED = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>{key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
<Expiration>{until}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"""


@dataclass(frozen=True)
class Call:
    """A request that a server got: who signed it, for which host, and what for."""

    service: str
    operation: str
    key: str
    host: str


@dataclass
class World:
    """A server that answers for Glue and STS; `accounts` by access key, `account` for all other keys."""

    account: str
    accounts: dict[str, str] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    url: str = ""
    until: str = "2099-01-01T00:00:00Z"  # when the keys of a role run out

    def answer(self, call: Call, request: dict[str, str]) -> str:
        """The body for a call."""
        self.calls.append(call)
        if call.service == "glue":
            return '{"DatabaseList": []}'
        if call.operation.startswith("AssumeRole"):
            role = request["RoleArn"].rpartition("/")[2]
            return ASSUMED.format(key=f"ROLE{role.upper()}", until=self.until)
        return IDENTITY.format(account=self.accounts.get(call.key, self.account))

    def of(self, service: str) -> list[Call]:
        """The calls of one service."""
        return [call for call in self.calls if call.service == service]


class _Handler(BaseHTTPRequestHandler):
    world: World

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        target = self.headers.get("X-Amz-Target", "")
        request = {} if target else {k: v[0] for k, v in parse_qs(body).items()}
        service, operation = (
            ("glue", target.rpartition(".")[2]) if target else ("sts", request.get("Action", ""))
        )
        key = self.headers.get("Authorization", "").partition("Credential=")[2].partition("/")[0]
        call = Call(service, operation, key, self.headers.get("X-Stood-For") or self.headers["Host"])
        answer = self.world.answer(call, request).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_GET(self) -> None:
        self.world.calls.append(Call("metadata", self.path, "", self.headers["Host"]))
        self.send_error(404)

    do_PUT = do_CONNECT = do_GET

    def log_message(self, *_: Any) -> None:
        """Nothing on stderr."""


@contextmanager
def serving(world: World) -> Iterator[World]:
    """The world with a server of its own and `url`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"world": world}))
    world.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()


def load_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has all sessions share what botocore reads of its own data: most of the time that a client takes."""
    from botocore import loaders, session

    made = cache(loaders.create_loader)
    monkeypatch.setattr(session.botocore.loaders, "create_loader", made)


def stand_for_aws(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """Has botocore's requests to any host but loopback end at `world` instead."""
    from botocore.httpsession import URLLib3Session

    send, direct = URLLib3Session.send, URLLib3Session()

    def sent(self: URLLib3Session, request: Any) -> Any:
        parts = urlsplit(request.url)
        if parts.hostname in ("127.0.0.1", "localhost"):
            return send(self, request)
        request.headers["X-Stood-For"] = parts.netloc
        there = urlsplit(world.url)
        request.url = urlunsplit((there.scheme, there.netloc, parts.path, parts.query, ""))
        return send(direct, request)  # no proxy of http:// is asked for what was https://

    monkeypatch.setattr(URLLib3Session, "send", sent)
