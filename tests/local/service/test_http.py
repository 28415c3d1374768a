"""Requests that can be read in two ways, are too large or too slow: a status, and the connection ends."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from catalog.local.service import http, server
from catalog.local.service.http import BODY_BYTES, HEADERS, LINE_BYTES, Wire, parsed
from catalog.local.service.messages import Rejected
from tests.local.support import answered, glue_client, raw, table_input
from tests.support.local_catalog import running

OK = (
    "POST / HTTP/1.1\r\nHost: {host}\r\n"
    "Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: AWSGlue.{op}\r\n"
)
READ = OK.replace("{op}", "GetDatabases")
WRITE = OK.replace("{op}", "CreateDatabase")
DATABASE = '{"DatabaseInput":{"Name":"smuggled"}}'

ODD = {
    "no version": (400, "GET /\r\n"),
    "no version, in HTTP/0.9": (400, "GET /_catalog/health\r\n\r\n"),
    "another version": (400, READ.replace("1.1", "2.0") + "\r\n"),
    "a version of three digits": (400, READ.replace("1.1", "1.10") + "\r\n"),
    "two spaces": (400, READ.replace("POST /", "POST  /") + "\r\n"),
    "a tab": (400, READ.replace("POST /", "POST\t/") + "\r\n"),
    "a small method": (400, READ.replace("POST", "post") + "\r\n"),
    "no path": (400, READ.replace("POST /", "POST *") + "\r\n"),
    "a whole URL": (400, READ.replace("POST /", "POST http://127.0.0.1/") + "\r\n"),
    "a zero byte in the path": (400, READ.replace("POST /", "POST /\0") + "\r\n"),
    "a path of another character set": (400, READ.replace("POST /", "POST /ä") + "\r\n"),
    "an encoded zero byte": (404, READ.replace("POST /", "POST /%00") + "X-Catalog-Token: x\r\n\r\n"),
    "a path upwards": (404, READ.replace("POST /", "POST /../_catalog/health") + "\r\n"),
    "an encoded path of the control": (404, READ.replace("POST /", "POST /%5fcatalog/health") + "\r\n"),
    "Moto's API": (404, READ.replace("POST /", "POST /moto-api/reset") + "\r\n"),
    "Moto's recorder": (404, READ.replace("POST /", "POST /moto-api/recorder/start-recording") + "\r\n"),
    "lines that end with LF": (400, READ.replace("\r\n", "\n") + "\n"),
    "a line in two": (400, READ + "X-A: b\r\n c\r\n\r\n"),
    "a space before the colon": (400, READ + "Content-Length : 2\r\n\r\n{}"),
    "a space before the name": (400, READ + " Content-Length: 2\r\n\r\n{}"),
    "a name with an underscore": (400, READ + "X_Catalog_Token: x\r\n\r\n"),
    "a header without a colon": (400, READ + "nothing\r\n\r\n"),
    "a header without a name": (400, READ + ": nothing\r\n\r\n"),
    "a zero byte in a header": (400, READ + "X-A: b\0c\r\n\r\n"),
    "a bare CR in a header": (400, READ + "X-A: b\rContent-Length: 2\r\n\r\n{}"),
    "a control character in a header": (400, READ + "X-A: \x1b[2J\r\n\r\n"),
    "a negative length": (400, READ + "Content-Length: -1\r\n\r\n{}"),
    "a length with a sign": (400, READ + "Content-Length: +2\r\n\r\n{}"),
    "a length with an underscore": (400, READ + "Content-Length: 1_0\r\n\r\n{}"),
    "a length with a space": (400, READ + "Content-Length: 1 0\r\n\r\n{}"),
    "a length in hexadecimal": (400, READ + "Content-Length: 0x2\r\n\r\n{}"),
    "a length with a point": (400, READ + "Content-Length: 2.0\r\n\r\n{}"),
    "a length in other digits": (400, READ + "Content-Length: \u00b2\r\n\r\n{}"),
    "an empty length": (400, READ + "Content-Length:\r\n\r\n{}"),
    "two lengths": (400, READ + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
    "two equal lengths": (400, READ + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"),
    "a list of lengths": (400, READ + "Content-Length: 2, 2\r\n\r\n{}"),
    "a huge length": (413, READ + f"Content-Length: {BODY_BYTES + 1}\r\n\r\n"),
    "a length of many digits": (400, READ + f"Content-Length: {'9' * 5000}\r\n\r\n"),
    "chunks": (411, READ + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
    "chunks, spelt otherwise": (411, READ + "transfer-encoding: x, Chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
    "chunks, by another name": (411, READ + "Transfer-Encoding: xchunked\r\n\r\n"),
    "chunks and a length": (
        400,
        READ + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    ),
    "a compressed body": (415, READ + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
    "another expectation": (417, READ + "Expect: 200-ok\r\nContent-Length: 2\r\n\r\n{}"),
    "two hosts": (400, READ + "Host: evil.example\r\n\r\n"),
    "two targets": (400, READ + "X-Amz-Target: AWSGlue.DeleteDatabase\r\n\r\n"),
    "a long request line": (431, "POST /" + "a" * LINE_BYTES + " HTTP/1.1\r\n"),
    "a long header": (431, READ + "X-A: " + "a" * LINE_BYTES + "\r\n\r\n"),
    "many headers": (431, READ + "".join(f"X-{n}: a\r\n" for n in range(HEADERS + 1)) + "\r\n"),
    "much in headers": (431, READ + "".join(f"X-{n}: {'a' * 8000}\r\n" for n in range(6)) + "\r\n"),
    "a line that never ends": (431, "a" * (1 << 20)),
    "TLS": (400, "\x16\x03\x01\x02\x00\x01\n"),
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running() as address:
        yield address


def sent(text: str, url: str) -> bytes:
    return text.replace("{host}", url.removeprefix("http://")).encode("latin-1")


@pytest.mark.parametrize("what", ODD)
def test_what_could_be_read_in_two_ways_is_refused_and_the_connection_ends(url: str, what: str) -> None:
    wanted, text = ODD[what]
    after = WRITE + f"Content-Length: {len(DATABASE)}\r\nConnection: close\r\n\r\n{DATABASE}"
    status, message = answered(raw(url, sent(text, url) + sent(after, url)))
    assert (status, bool(message)) == (wanted, True)
    assert (
        glue_client(url).get_databases()["DatabaseList"] == []
    )  # what came after was not taken for a request


def test_requests_may_follow_each_other_without_waiting(url: str) -> None:
    one = READ + "Content-Length: 2\r\n\r\n{}"
    last = READ + "Content-Length: 2\r\nConnection: close\r\n\r\n{}"
    assert raw(url, sent(one + one + last, url)).count(b"HTTP/1.1 200 OK") == 3


def test_a_body_may_come_late_and_in_pieces(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as client:
        client.sendall(
            sent(READ + "Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n", url)
        )
        assert client.recv(1 << 16) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"{")
        client.sendall(b"}")
        assert b"200 OK" in client.recv(1 << 16)


def test_a_table_with_megabytes_of_business_context_is_served(url: str) -> None:
    glue = glue_client(url)
    glue.create_database(DatabaseInput={"Name": "large"})
    values = {f"business.text.{number}": "é" * 500_000 for number in range(8)}
    glue.create_table(DatabaseName="large", TableInput=table_input(Parameters=values))  # 24 MB on the way
    assert glue.get_table(DatabaseName="large", Name="t")["Table"]["Parameters"] == values
    glue.delete_database(Name="large")


@pytest.mark.parametrize(
    ("name", "text", "status"),
    [
        ("HEAD_SECONDS", READ, b"HTTP/1.1 408 "),
        ("HEAD_SECONDS", "POST", b"HTTP/1.1 408 "),
        ("BODY_SECONDS", READ + "Content-Length: 3\r\n\r\n{", b"HTTP/1.1 408 "),
    ],
)
def test_what_comes_too_slowly_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch, name: str, text: str, status: bytes
) -> None:
    monkeypatch.setattr(http, name, 0.1)
    assert raw(url, sent(text, url)).startswith(status)


@pytest.mark.parametrize(("name", "text"), [("FIRST_SECONDS", ""), ("IDLE_SECONDS", READ + "\r\n")])
def test_a_connection_on_which_nothing_comes_ends(
    url: str, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setattr(server, name, 0.1)
    assert raw(url, sent(text, url)).count(b"HTTP/1.1") == bool(text)


def test_a_byte_at_a_time_does_not_extend_the_time_for_a_head() -> None:
    ours, theirs = socket.socketpair()
    ticks = iter(range(1000))
    wire = Wire(ours, lambda: float(next(ticks)), 1)  # each byte comes alone, and a second later
    theirs.sendall(READ.encode() * 200)
    theirs.setblocking(False)
    with ours, theirs, pytest.raises(Rejected, match="too slowly"):
        wire.head()


def test_too_many_connections_are_refused_with_a_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "OWN_CONNECTIONS", 2)
    with running() as url:
        address = ("127.0.0.1", int(url.rsplit(":", 1)[1]))
        with socket.create_connection(address), socket.create_connection(address):
            assert answered(raw(url, b""))[0] == 503
        wanted = sent(READ + "Connection: close\r\n\r\n", url)
        while not (answer := raw(url, wanted)).startswith(b"HTTP/1.1 200"):
            assert answered(answer)[0] == 503  # the two are not yet seen to have ended


def test_the_work_for_a_header_grows_with_its_length() -> None:
    def seconds(length: int) -> float:
        line = b"X-A: b" + b" " * length + b"\0"
        took = []
        for _ in range(5):
            began = time.perf_counter()
            for _ in range(20):
                with pytest.raises(Rejected):
                    parsed(("POST", "/", 1), [line])
            took.append(time.perf_counter() - began)
        return min(took)

    assert seconds(8000) < 8 * seconds(2000)  # 16 for one that tries all ways to split the line
