"""Ends the process when the engine is gone, by whatever death.

A plugin that outlives its engine would hold memory for ever, and a killed engine tells nobody. One
thread keeps a connection to the engine's address open: the kernel closes it when the engine dies. A
connection that the engine itself drops is opened anew; refused means gone. Where no address is known,
and beside that, the parent's process ID is watched.
"""

from __future__ import annotations

import os
import select
import socket
import threading
import time
from collections.abc import Callable

INTERVAL = 1.0  # seconds between looks
CONNECT_TIMEOUT = 3.0
RETRIES = 2


def watch(address: str, parent: int, gone: Callable[[], None]) -> threading.Thread:
    """Calls `gone` once, from another thread, when the engine at `address` or process `parent` is no more."""

    def run() -> None:
        _wait(address, parent)
        gone()

    thread = threading.Thread(target=run, name="engine-watch", daemon=True)
    thread.start()
    return thread


def _wait(address: str, parent: int) -> None:
    while os.getppid() == parent:
        connection = _connect(address) if address else None
        if connection is not None:
            with connection:
                while os.getppid() == parent and not _closed(connection):
                    pass
        elif address:
            return
        time.sleep(INTERVAL)


def _closed(connection: socket.socket) -> bool:
    """True if the other side closed; waits up to INTERVAL for it."""
    readable, _, _ = select.select([connection], [], [], INTERVAL)
    if not readable:
        return False
    try:
        return not connection.recv(4096)
    except OSError:
        return True


def _connect(address: str) -> socket.socket | None:
    host, _, port = address.rpartition(":")
    for _ in range(RETRIES):
        try:
            return socket.create_connection((host.strip("[]") or "127.0.0.1", int(port)), CONNECT_TIMEOUT)
        except OSError:
            continue
    return None
