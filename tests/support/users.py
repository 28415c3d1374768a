"""Another user of this machine: a process with another user ID, which only root can make.

Where the tests run as somebody else, the local catalog is told that the connection is another user's.
"""

from __future__ import annotations

import encodings.idna  # noqa: F401  # another user may be unable to load it
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from catalog.local.service import serve
from catalog.loopback.owners import knows_users, owner_of_peer
from tests.support.local_catalog import TOKEN

OTHER = 65534  # `nobody`
REAL = os.getuid() == 0 and knows_users()  # whether the other user is a real one here


def as_other(work: Callable[[], bytes]) -> bytes:
    """What `work` gives when another user does it; in this process where there can be none."""
    with staying(work) as answer:
        return answer


@contextmanager
def staying(work: Callable[[], bytes]) -> Iterator[bytes]:
    """As `as_other`, with the other user's process still there while the context lasts."""
    if not REAL:
        yield work()
        return
    ours, theirs = socket.socketpair()
    child = os.fork()
    if not child:
        ours.close()
        _be_other(work, theirs)
    theirs.close()
    with ours:
        yield b"".join(iter(lambda: ours.recv(1 << 16), b""))
        ours.shutdown(socket.SHUT_WR)
        status = os.waitpid(child, 0)[1]
    assert status == 0


@contextmanager
def catalog_of_another() -> Iterator[str]:
    """The URL of a local catalog that belongs to this user; whoever `as_other` asks is another one."""
    owner_of = owner_of_peer if REAL else (lambda _: os.getuid() + 1)
    url, stop = serve.start_in_thread(token=TOKEN, owner_of=owner_of)
    try:
        yield url
    finally:
        stop()


def _be_other(work: Callable[[], bytes], parent: socket.socket) -> NoReturn:
    status = 1
    try:
        os.setgroups([])
        os.setgid(OTHER)
        os.setuid(OTHER)
        parent.sendall(work())
        parent.shutdown(socket.SHUT_WR)
        status = len(parent.recv(1))  # 0 when the test is over
    finally:
        os._exit(status)
