"""Two users of one machine: the other neither reads nor changes this user's catalog, nor keeps it busy."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator

import pytest

from catalog.local.service.server import OTHER_CONNECTIONS
from catalog.loopback.proof import CHALLENGE_HEADER, PROOF_HEADER, TOKEN_HEADER
from tests.local.support import answered, glue_client, raw, request
from tests.support.local_catalog import TOKEN, control, health
from tests.support.users import REAL, as_other, catalog_of_another, staying

GLUE = "Content-Type: application/x-amz-json-1.1"
SIGNED = "Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{}/aws4_request"
JSON = "Content-Type: application/json"
FORM = "Content-Type: application/x-www-form-urlencoded"
DATABASE = json.dumps({"DatabaseInput": {"Name": "theirs"}})
FAULT = json.dumps({"operation": "*", "fault": "error", "times": 0})


@pytest.fixture
def url() -> Iterator[str]:
    with catalog_of_another() as address:
        yield address


def mine(url: str) -> list[str]:
    """The databases, as the owner sees them."""
    client = glue_client(url, aws_access_key_id="test", aws_secret_access_key="test", aws_session_token=TOKEN)
    return [database["Name"] for database in client.get_databases()["DatabaseList"]]


REQUESTS = {
    "reads": ("POST / HTTP/1.1", (GLUE, "X-Amz-Target: AWSGlue.GetDatabases"), "{}"),
    "writes": ("POST / HTTP/1.1", (GLUE, "X-Amz-Target: AWSGlue.CreateDatabase"), DATABASE),
    "asks who it is": (
        "POST / HTTP/1.1",
        (FORM, SIGNED.format("sts")),
        "Action=GetCallerIdentity&Version=2011-06-15",
    ),
    "asks what runs": ("GET /_catalog/health HTTP/1.1", (), ""),
    "makes a fault": ("POST /_catalog/faults HTTP/1.1", (JSON,), FAULT),
    "forgets faults": ("DELETE /_catalog/faults HTTP/1.1", (), ""),
    "guesses": ("GET /_catalog/health HTTP/1.1", (f"{TOKEN_HEADER}: {'0' * 64}",), ""),
    "sends no token": ("GET /_catalog/health HTTP/1.1", (f"{TOKEN_HEADER}:",), ""),
    "signs with a guess": (
        "GET /_catalog/health HTTP/1.1",
        (f"{CHALLENGE_HEADER}: {'0' * 64}", f"{PROOF_HEADER}: {'0' * 64}"),
        "",
    ),
    "sends a session token of another service": (
        "GET /_catalog/health HTTP/1.1",
        (f"X-Amz-Security-Token: {TOKEN}",),
        "",
    ),
}


@pytest.mark.parametrize("what", REQUESTS)
def test_another_user_is_refused_and_learns_nothing(url: str, what: str) -> None:
    control(url, operation="UpdateDatabase", fault="error")
    first, headers, body = REQUESTS[what]
    answer = as_other(lambda: raw(url, request(url, first, *headers, body=body)))
    status = int(answer.split()[1])
    assert status == 403
    assert b"answers its owner alone" in answer
    for secret in (str(os.getpid()), TOKEN, "folder", "123456789012", "DatabaseList", "faults"):
        assert secret.encode() not in answer
    assert mine(url) == []
    assert [one["operation"] for one in control(url, "GET")["faults"]] == ["UpdateDatabase"]


@pytest.mark.parametrize("header", [TOKEN_HEADER, "X-Amz-Security-Token"])
def test_another_user_to_whom_the_owner_gave_the_token_is_served(url: str, header: str) -> None:
    first, headers, body = REQUESTS["writes"]
    answer = as_other(lambda: raw(url, request(url, first, *headers, f"{header}: {TOKEN}", body=body)))
    assert answered(answer) == (200, "")
    assert mine(url) == ["theirs"]


def test_another_user_holds_few_connections_and_the_owner_is_served_all_the_same(url: str) -> None:
    address = ("127.0.0.1", int(url.rsplit(":", 1)[1]))
    held: list[socket.socket] = []

    def hold_many() -> bytes:
        held.extend(socket.create_connection(address, timeout=20) for _ in range(OTHER_CONNECTIONS))
        with socket.create_connection(address, timeout=20) as one_more:
            return one_more.recv(1 << 16)

    with staying(hold_many) as answer:
        assert answer.startswith(b"HTTP/1.1 503 ")
        if REAL:
            assert health(url)["service"] == "catalog-local"
            assert mine(url) == []
    for connection in held:
        connection.close()
