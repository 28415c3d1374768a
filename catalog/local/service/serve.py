"""Running the local catalog: in a thread of this process, or as this process.

Tests use ``running()``; ``python -m catalog.local`` uses ``serve_forever``; the background process of
``catalog local start`` is started by ``local.control``.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from types import FrameType

from catalog.local.operations.partition_indexes import DEFAULT_DELAY
from catalog.loopback.folder import PID_FILE, TOKEN_FILE, remove, write
from catalog.loopback.owners import knows_users, owner_of_peer
from catalog.loopback.proof import new_token

from . import log
from .application import Application, Place
from .server import OTHER_CONNECTIONS, OWN_CONNECTIONS, OwnerOf, Server

DESCRIPTORS = OWN_CONNECTIONS + OTHER_CONNECTIONS + 256


def start_in_thread(
    port: int = 0,
    index_delay: float = DEFAULT_DELAY,
    clock: Callable[[], float] = time.monotonic,
    token: str = "",
    owner_of: OwnerOf = owner_of_peer,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[str, Callable[[], None]]:
    """Start a catalog with a state of its own in a thread; gives its URL and the function that stops it.

    ``index_delay`` and ``clock`` say how long a partition index takes to build. Its token is ``token``, or
    one that nobody knows; ``owner_of`` says which user a connection belongs to. ``sleep`` waits for
    latencies.
    """
    server = _server(Application(index_delay, clock, sleep), port, token or new_token(), "", owner_of)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return server.url, stop


@contextmanager
def running(
    port: int = 0,
    index_delay: float = DEFAULT_DELAY,
    clock: Callable[[], float] = time.monotonic,
    token: str = "",
    owner_of: OwnerOf = owner_of_peer,
) -> Iterator[str]:
    """A local catalog for as long as the context lasts; gives its URL. It starts empty."""
    url, stop = start_in_thread(port, index_delay, clock, token, owner_of)
    try:
        yield url
    finally:
        stop()


def serve_forever(port: int, index_delay: float = DEFAULT_DELAY, folder: Path | None = None) -> None:
    """Serve until SIGTERM or SIGINT; ``folder`` gets a token and a pid file for as long as that lasts.

    Raises OSError if the port is taken. It listens at once and loads Moto meanwhile: a first request
    that is early waits for it. The token is new each time, so what an earlier one has told is of no use.
    """
    if not folder and not knows_users():
        raise OSError(errno.EINVAL, "this system tells of no connection whose it is: give --folder")
    log.install()
    _allow_descriptors()
    application, token = Application(index_delay), new_token()
    server = _server(application, port, token, str(folder or ""), owner_of_peer)
    if folder:
        write(folder, TOKEN_FILE, token)
        write(folder, PID_FILE, json.dumps({"pid": os.getpid(), "port": server.port}))

    def stop(_signal: int, _frame: FrameType | None) -> None:
        Thread(target=server.shutdown, daemon=True).start()  # it waits for the loop that this interrupts

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    Thread(target=application.warm_up, daemon=True).start()
    try:
        server.serve_forever(poll_interval=0.05)
    finally:
        server.server_close()
        if folder:
            with contextlib.suppress(OSError):
                remove(folder, PID_FILE)
                remove(folder, TOKEN_FILE)


def _allow_descriptors() -> None:
    """Room for all the connections that are allowed, where the system lets a process ask for it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _server(application: Application, port: int, token: str, folder: str, owner_of: OwnerOf) -> Server:
    server = Server(application, port, token, owner_of)
    knows_owners = knows_users() and owner_of is owner_of_peer
    application.place = Place(folder, server.port, token, knows_owners)
    return server
