"""The local catalog that is measured on, in a process and a folder of its own, and its count of calls."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalog.loopback.asking import HEALTH, LOOPBACK, health
from catalog.loopback.folder import IN_PROJECT, read_token
from catalog.loopback.owners import knows_users
from catalog.loopback.proof import TOKEN_HEADER

ROOT = Path(__file__).resolve().parent.parent
FAULTS = "/_catalog/faults"
_FOLDERS: dict[str, Path] = {}  # by endpoint


@contextlib.contextmanager
def catalog() -> Iterator[str]:
    """A local catalog in a process of its own; gives its URL."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="bench-catalog-") as name:
        folder, endpoint = Path(name).resolve() / IN_PROJECT, f"http://{LOOPBACK}:{port}"
        command = [sys.executable, "-m", "catalog.local", "--port", str(port), "--folder", str(folder)]
        with subprocess.Popen(command, cwd=ROOT) as server:
            try:
                _wait_for(folder, port)
                _FOLDERS[endpoint] = folder
                yield endpoint
            finally:
                server.terminate()


def folder_of(endpoint: str) -> Path:
    """Where the catalog at `endpoint` has its token."""
    return _FOLDERS[endpoint]


def session_token(endpoint: str) -> str | None:
    """The session token that plain clients need where the system doesn't tell whose they are."""
    return None if knows_users() or endpoint not in _FOLDERS else read_token(_FOLDERS[endpoint])


def calls(endpoint: str) -> dict[str, int]:
    """How often each operation was called so far, as the local catalog counted."""
    headers = {TOKEN_HEADER: read_token(_FOLDERS[endpoint])}
    with urllib.request.urlopen(urllib.request.Request(endpoint + HEALTH, headers=headers)) as answer:
        counted: dict[str, int] = json.loads(answer.read())["calls"]
    return counted


def faults(endpoint: str, method: str = "POST", **asked: Any) -> None:
    """Asks the catalog for rates, latencies and faults (see catalog/local/rules/faults); DELETE: for none."""
    headers = {"Content-Type": "application/json", TOKEN_HEADER: read_token(_FOLDERS[endpoint])}
    body = json.dumps(asked).encode() if method == "POST" else None
    request = urllib.request.Request(endpoint + FAULTS, body, headers, method=method)
    urllib.request.urlopen(request).close()


def _wait_for(folder: Path, port: int, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            if health(port, read_token(folder)) is not None:
                return
        time.sleep(0.05)
    sys.exit("the local catalog did not start")
