"""Running the local catalog: in a thread of this process, or as this process.

Tests use ``running()``; ``python -m catalog.local`` uses ``serve_forever``; the background process of
``catalog local start`` is started by ``local.control``.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from types import FrameType

from catalog.local.operations.partition_indexes import DEFAULT_DELAY

from .application import Application
from .control import note
from .server import Server


def start_in_thread(
    port: int = 0, index_delay: float = DEFAULT_DELAY, clock: Callable[[], float] = time.monotonic
) -> tuple[str, Callable[[], None]]:
    """Start a catalog with a state of its own in a thread; gives its URL and the function that stops it.

    ``index_delay`` and ``clock`` say how long a partition index takes to build.
    """
    server = Server(Application(index_delay, clock=clock), port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return server.url, stop


@contextmanager
def running(
    port: int = 0, index_delay: float = DEFAULT_DELAY, clock: Callable[[], float] = time.monotonic
) -> Iterator[str]:
    """A local catalog for as long as the context lasts; gives its URL. It starts empty."""
    url, stop = start_in_thread(port, index_delay, clock)
    try:
        yield url
    finally:
        stop()


def serve_forever(port: int, index_delay: float = DEFAULT_DELAY, folder: Path | None = None) -> None:
    """Serve until SIGTERM or SIGINT, with a pid file in ``folder`` if given.

    Raises OSError if the port is taken. It listens at once and loads Moto meanwhile: a first request
    that is early waits for it.
    """
    application = Application(index_delay, str(folder) if folder else "")
    server = Server(application, port)
    if folder:
        note(folder, port)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        Thread(target=server.shutdown, daemon=True).start()  # it waits for the loop that this interrupts

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    Thread(target=application.warm_up, daemon=True).start()
    try:
        server.serve_forever(poll_interval=0.05)
    finally:
        server.server_close()
