"""Local catalogs in a thread of the tests' process, and their control; all have one token, in its own folder.

Where the system doesn't tell whose a connection is, these catalogs take all for the owner's: the clients of
tests are plain ones.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from catalog.local.operations.partition_indexes import DEFAULT_DELAY
from catalog.local.service import serve
from catalog.loopback.folder import IN_PROJECT, TOKEN_FILE, write
from catalog.loopback.owners import knows_users, owner_of_peer
from catalog.loopback.proof import TOKEN_HEADER, new_token

TOKEN = new_token()


def _folder() -> Path:
    root = Path(tempfile.mkdtemp(prefix="catalog-tests-")).resolve()
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    (root / IN_PROJECT).mkdir(parents=True)
    write(root / IN_PROJECT, TOKEN_FILE, TOKEN)
    return root / IN_PROJECT


FOLDER = _folder()


@contextmanager
def running(index_delay: float = DEFAULT_DELAY, clock: Callable[[], float] = time.monotonic) -> Iterator[str]:
    """A local catalog for as long as the context lasts; gives its URL. It starts empty."""
    url, stop = start_in_thread(index_delay, clock)
    try:
        yield url
    finally:
        stop()


def start_in_thread(
    index_delay: float = DEFAULT_DELAY,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[str, Callable[[], None]]:
    """One that runs until the function beside its URL is called; `sleep` waits for latencies."""
    owner_of = owner_of_peer if knows_users() else (lambda _: os.getuid())
    return serve.start_in_thread(0, index_delay, clock, TOKEN, owner_of, sleep)


def control(url: str, method: str = "POST", token: str = TOKEN, **asked: Any) -> Any:
    """What the catalog at `url` answers to a request about faults (see rules.faults)."""
    body = json.dumps(asked).encode() if method == "POST" else None
    return _answer(url, "/_catalog/faults", method, body, token)


def health(url: str, token: str = TOKEN) -> Any:
    """What the catalog at `url` says of itself."""
    return _answer(url, "/_catalog/health", "GET", None, token)


def fault(url: str, **asked: Any) -> None:
    """Asks the catalog at `url` for a fault; without one, for none any more."""
    control(url, "POST" if asked else "DELETE", **asked)


def _answer(url: str, path: str, method: str, body: bytes | None, token: str) -> Any:
    headers = {"Content-Type": "application/json", TOKEN_HEADER: token}
    request = urllib.request.Request(url + path, body, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())
