"""The server itself: kept-alive connections, the loopback address, other services, many callers at once."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from mypy_boto3_glue import GlueClient

from catalog.loopback.proof import TOKEN_HEADER
from tests.local.support import ACCESS, GLUE, UNCHECKED, glue_client, post, refused, table_input
from tests.support.local_catalog import TOKEN, running, start_in_thread
from tests.support.ports import free_port


def connect(url: str) -> HTTPConnection:
    return HTTPConnection(url.removeprefix("http://"), timeout=10)


TARGET = {**GLUE, "X-Amz-Target": "AWSGlue.GetDatabases"}


def ask(connection: HTTPConnection) -> int:
    connection.request("POST", "/", b"{}", TARGET)
    response = connection.getresponse()
    response.read()
    return response.status


def test_one_connection_serves_many_requests(url: str) -> None:
    connection = connect(url)
    connection.connect()
    kept = connection.sock
    for _ in range(3):
        connection.request("GET", "/_catalog/health", headers={TOKEN_HEADER: TOKEN})
        response = connection.getresponse()
        assert (response.version, response.status) == (11, 200)
        response.read()
        connection.request("POST", "/", b"{}", TARGET)
        assert b"DatabaseList" in connection.getresponse().read()
        assert connection.sock is kept
    connection.close()


def test_an_old_client_gets_its_answer_and_a_closed_connection(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as client:
        head = f"GET /_catalog/health HTTP/1.0\r\nHost: {host}:{port}\r\n{TOKEN_HEADER}: {TOKEN}\r\n\r\n"
        client.sendall(head.encode())
        received = b""
        while chunk := client.recv(4096):
            received += chunk
    assert b"Connection: close" in received
    assert received.endswith(b"}")


def test_a_body_without_a_length_is_refused(url: str) -> None:
    connection = connect(url)
    connection.putrequest("POST", "/")
    for name, value in {**TARGET, "Transfer-Encoding": "chunked"}.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 411
    connection.close()


def test_it_listens_on_one_loopback_address_only(url: str) -> None:
    assert url.startswith("http://127.0.0.1:")
    port = int(url.rsplit(":", 1)[1])
    with pytest.raises((ConnectionRefusedError, TimeoutError)):  # as it would be from outside
        socket.create_connection(("127.0.0.2", port), timeout=2)


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
def test_a_body_that_is_no_json_object_is_refused(url: str, body: bytes) -> None:
    status, answer = post(url, "GetDatabases", body)
    assert (status, answer["__type"]) == (400, "SerializationException")


def test_an_operation_that_nobody_serves_is_refused_and_not_retried_for_ever(glue: GlueClient) -> None:
    with refused("UnknownOperationException", "the local catalog doesn't serve UpdateCrawler"):
        glue.update_crawler(Name="c")


def test_operations_without_rules_of_ours_are_moto_s(glue: GlueClient, database: str) -> None:
    crawler: Any = {"Name": "MyCrawler", "Role": "r", "DatabaseName": database, "Targets": {"S3Targets": []}}
    glue.create_crawler(**crawler)
    assert glue.get_crawler(Name="MyCrawler")["Crawler"]["Role"] == "r"
    with refused("EntityNotFoundException"):
        glue.get_crawler(Name="mycrawler")
    with refused("ValidationException", "'name'"):
        glue.create_crawler(**crawler | {"Name": "n" * 256})


def test_sts_says_who_calls_and_a_role_of_another_account_has_a_catalog_of_its_own(
    url: str, glue: GlueClient, database: str
) -> None:
    sts = boto3.client("sts", endpoint_url=url, region_name="us-east-1", config=UNCHECKED, **ACCESS)
    assert sts.get_caller_identity()["Account"] == "123456789012"
    role = sts.assume_role(RoleArn="arn:aws:iam::210987654321:role/deploy", RoleSessionName="session")
    key = role["Credentials"]
    access: dict[str, Any] = {
        "aws_access_key_id": key["AccessKeyId"],
        "aws_secret_access_key": key["SecretAccessKey"],
        "aws_session_token": key["SessionToken"],
    }
    assumed = boto3.client("sts", endpoint_url=url, region_name="us-east-1", config=UNCHECKED, **access)
    assert assumed.get_caller_identity()["Account"] == "210987654321"
    other = glue_client(url, **access)
    with refused("EntityNotFoundException"):
        other.get_database(Name=database)
    other.create_database(DatabaseInput={"Name": database})
    assert other.get_database(Name=database)["Database"]["CatalogId"] == "210987654321"


def test_two_servers_know_nothing_of_each_other(glue: GlueClient, database: str) -> None:
    with running() as other:
        assert glue_client(other).get_databases()["DatabaseList"] == []


def test_a_stopped_server_ends_the_connections_that_clients_keep(url: str) -> None:
    address, stop = start_in_thread()
    connection = connect(address)
    assert ask(connection) == 200
    stop()
    connection.auto_open = 0
    with pytest.raises(ConnectionError):
        ask(connection)
    connection.close()


def test_many_callers_at_once_each_see_their_own_change(url: str, glue: GlueClient, database: str) -> None:
    def make_and_read(number: int) -> str:
        glue.create_table(DatabaseName=database, TableInput=table_input(f"t{number:03}"))
        return glue.get_table(DatabaseName=database, Name=f"T{number:03}")["Table"]["Name"]

    def read_all(_: int) -> None:
        for page in glue.get_paginator("get_tables").paginate(DatabaseName=database):
            assert all(table["VersionId"] == "0" for table in page["TableList"])

    with ThreadPoolExecutor(16) as pool:
        reads = pool.map(read_all, range(10))
        made = list(pool.map(make_and_read, range(150)))
        list(reads)
    assert made == [f"t{number:03}" for number in range(150)]
    pages = glue.get_paginator("get_tables").paginate(DatabaseName=database)
    assert [table["Name"] for page in pages for table in page["TableList"]] == made


def test_of_many_updates_with_the_same_version_one_wins(glue: GlueClient, database: str) -> None:
    glue.create_table(DatabaseName=database, TableInput=table_input())

    def update(number: int) -> str:
        try:
            glue.update_table(
                DatabaseName=database, TableInput=table_input(Owner=f"o{number}"), VersionId="0"
            )
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return f"o{number}"

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(update, range(16)))
    (winner,) = [result for result in results if result != "ConcurrentModificationException"]
    table = glue.get_table(DatabaseName=database, Name="t")["Table"]
    assert (table["Owner"], table["VersionId"]) == (winner, "1")


def test_of_many_creations_of_one_index_one_wins(glue: GlueClient, database: str) -> None:
    glue.create_table(DatabaseName=database, TableInput=table_input(keys=["k"]))

    def create(_: int) -> str:
        index: Any = {"IndexName": "i", "Keys": ["k"]}
        try:
            glue.create_partition_index(DatabaseName=database, TableName="t", PartitionIndex=index)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return "made"

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(create, range(8)))
    assert sorted(results) == ["AlreadyExistsException"] * 7 + ["made"]


def test_first_requests_for_different_services_may_come_at_once() -> None:
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "catalog.local", "--port", str(port)]) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            _listening(port)
            access: dict[str, Any] = {"endpoint_url": url, "region_name": "us-east-1", **ACCESS}
            sts, glue = boto3.client("sts", **access), boto3.client("glue", **access)
            calls: list[Callable[[], Any]] = [sts.get_caller_identity, glue.get_databases] * 3
            with ThreadPoolExecutor(len(calls)) as pool:
                answers = [pool.submit(call) for call in calls]
                assert [a.result()["ResponseMetadata"]["HTTPStatusCode"] for a in answers] == [200] * 6
        finally:
            process.terminate()


def _listening(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
    raise AssertionError("it never listened")
