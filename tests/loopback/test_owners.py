"""Whose the other end of a connection is: asked of the kernel, read from its tables, or not known."""

from __future__ import annotations

import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from catalog.loopback import netlink, owners, tables
from catalog.loopback.owners import owner_of_peer, owners_of_port
from tests.support.users import OTHER, REAL, staying

linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems don't tell: see the last tests")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        yield found


@contextmanager
def connected(
    listener: socket.socket, family: int = socket.AF_INET
) -> Iterator[tuple[socket.socket, socket.socket]]:
    """A client and what the listener has of it."""
    host = "127.0.0.1" if family == socket.AF_INET else "::ffff:127.0.0.1"
    with socket.socket(family) as client:
        client.connect((host, listener.getsockname()[1]))
        with listener.accept()[0] as accepted:
            yield client, accepted


@pytest.fixture(params=["the kernel is asked", "its tables are read"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(*_: object) -> None:
        raise OSError

    if request.param == "its tables are read":
        monkeypatch.setattr(netlink, "tcp_socket", unavailable)


@linux
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_connection_of_this_process_is_this_user_s(listener: socket.socket, family: int) -> None:
    with connected(listener, family) as (_, accepted):
        assert owner_of_peer(accepted) == os.getuid()


@linux
@pytest.mark.usefixtures("way")
def test_a_connection_of_another_user_is_theirs(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not REAL:  # this user's own socket, shown as another's
        monkeypatch.setattr(owners, "_socket", lambda *_: netlink.Socket(tables.ESTABLISHED, OTHER, 1))
    kept: list[socket.socket] = []

    def connect() -> bytes:
        kept.append(socket.create_connection(listener.getsockname()))
        return b"connected"

    with staying(connect), listener.accept()[0] as accepted:
        assert owner_of_peer(accepted) == OTHER
    for client in kept:
        client.close()


@linux
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("how", ["closed", "reset", "half closed"])
def test_a_client_that_has_gone_is_nobody_and_never_root(listener: socket.socket, how: str) -> None:
    with connected(listener) as (client, accepted):
        client.sendall(b"POST / HTTP/1.1\r\n")
        if how == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if how == "half closed":
            client.shutdown(socket.SHUT_WR)
        else:
            client.close()
        assert owner_of_peer(accepted) is None


@linux
def test_a_successor_on_the_same_ports_is_not_taken_for_the_client(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(listener) as (client, accepted):
        end = client.getsockname()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        with socket.socket() as successor:  # of this user, as if a stranger had made way for it
            successor.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            successor.bind(end)
            successor.connect(listener.getsockname())
            monkeypatch.setattr(type(accepted), "getpeername", lambda _: end, raising=False)
            assert owner_of_peer(accepted) is None


@linux
def test_the_owners_of_a_port_are_those_who_listen(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    assert owners_of_port(port) == {os.getuid()}
    with connected(listener) as (client, _):
        assert owners_of_port(client.getsockname()[1]) == set()
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as other:
        assert owners_of_port(other.getsockname()[1]) == {os.getuid()}


@linux
def test_the_kernel_knows_no_socket_that_is_not_there(listener: socket.socket) -> None:
    assert netlink.tcp_socket(("127.0.0.1", 1), listener.getsockname()) is None


@pytest.mark.parametrize(
    ("users", "known"), [("0 0 4294967295\n", True), ("0 100000 65536\n", False), (None, False)]
)
def test_nobody_is_one_user_only_where_all_users_are_known(
    monkeypatch: pytest.MonkeyPatch, users: str | None, known: bool
) -> None:
    def read_text(path: object, encoding: str) -> str:
        if users is None:
            raise FileNotFoundError
        return users

    monkeypatch.setattr(owners.sys, "platform", "linux")
    monkeypatch.setattr(owners.os, "getuid", lambda: owners.NOBODY)
    monkeypatch.setattr(owners.Path, "read_text", read_text)
    assert owners.knows_users() is known


def test_elsewhere_nothing_is_known(listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owners.sys, "platform", "darwin")
    with connected(listener) as (_, accepted):
        assert owner_of_peer(accepted) is None
    assert owners_of_port(listener.getsockname()[1]) == set()
    assert not owners.knows_users()


@linux
def test_without_any_table_nothing_is_known(listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(netlink, "tcp_socket", unavailable)
    monkeypatch.setattr(tables, "established", unavailable)
    monkeypatch.setattr(tables, "listening", unavailable)
    with connected(listener) as (_, accepted):
        assert owner_of_peer(accepted) is None
    assert owners_of_port(listener.getsockname()[1]) == set()
