"""Clients that check nothing themselves, factories of inputs, and the shape of a refusal."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from mypy_boto3_glue import GlueClient

ACCESS: dict[str, Any] = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
GLUE = {"Content-Type": "application/x-amz-json-1.1"}
NO_FAULTS: dict[str, Any] = {
    "faults": [],
    "rates": {},
    "latency": {},
    "quotas": {},
}  # what the control answers
UNCHECKED = Config(parameter_validation=False, retries={"total_max_attempts": 1}, max_pool_connections=20)


def glue_client(url: str, region: str = "us-east-1", **access: str) -> GlueClient:
    """A Glue client without checks and retries of its own."""
    return boto3.client("glue", endpoint_url=url, region_name=region, config=UNCHECKED, **(access or ACCESS))


def column(name: str = "a", **more: Any) -> Any:
    """A column."""
    return {"Name": name, "Type": "string", **more}


def table_input(name: str = "t", columns: Any = (), keys: Any = (), **more: Any) -> Any:
    """A table input with one column, partitioned by ``keys`` (names)."""
    return {
        "Name": name,
        "StorageDescriptor": {"Columns": list(columns) or [column()], "Location": "s3://lake/t/"},
        "PartitionKeys": [column(key) for key in keys],
        **more,
    }


def post(url: str, operation: str, body: bytes) -> tuple[int, dict[str, Any]]:
    """What a Glue operation answers to this body as it is: the HTTP status and the JSON document."""
    connection = HTTPConnection(url.removeprefix("http://"), timeout=10)
    try:
        connection.request("POST", "/", body, {**GLUE, "X-Amz-Target": f"AWSGlue.{operation}"})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


@contextmanager
def refused(code: str, saying: str = "") -> Iterator[None]:
    """The calls inside are refused with this code and a message that holds this text; never a crash."""
    with pytest.raises(ClientError) as raised:
        yield
    response: Any = raised.value.response
    assert response["Error"]["Code"] == code
    assert saying in response["Error"]["Message"]
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400


def raw(url: str, sent: bytes) -> bytes:
    """All that the server answers to these bytes until it closes the connection."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as client:
        client.sendall(sent)
        return b"".join(iter(lambda: client.recv(1 << 16), b""))


def request(url: str, first: str, *headers: str, body: str = "") -> bytes:
    """A request of this first line and these headers, with the server's Host and the body's length."""
    lines = (first, f"Host: {url.removeprefix('http://')}", *headers, f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "Connection: close", "", body)).encode()


def answered(answer: bytes) -> tuple[int, str]:
    """The status of one answer, and what its error says; '' where it is none."""
    head, _, body = answer.partition(b"\r\n\r\n")
    lowered = head.lower()
    assert b"access-control-" not in lowered
    assert lowered.count(b"http/1.1") == 1
    document = json.loads(body) if body.startswith(b"{") else {}
    return int(head.split()[1]), str(document.get("Message", ""))
