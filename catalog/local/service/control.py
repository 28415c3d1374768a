"""The local catalog as a background process: start, stop and status.

Takes the folder for its pid file and log, and a port. A process is believed to be ours only when it
answers a health request as ours and names that folder: a pid file alone proves nothing, for pids
come round again. Never signals a process that has not answered so.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .server import LOOPBACK

DEFAULT_PORT = 4599
FAULTS = "/_catalog/faults"  # POST, DELETE: see local.faults
HEALTH = "/_catalog/health"
SERVICE = "catalog-local"
VERSION = "1"  # of what control and server say to each other
PID_FILE = "pid.json"
LOG_FILE = "server.log"
ANSWER_SECONDS = 2.0
START_SECONDS = 30.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.01


class ControlError(Exception):
    """The local catalog can't be started or stopped; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Status:
    """Where the local catalog is. ``changed`` says whether this call started or stopped it."""

    running: bool
    port: int
    log: Path
    pid: int | None = None
    changed: bool = False
    seconds: float = 0.0

    @property
    def url(self) -> str:
        """The endpoint of Glue and STS."""
        return f"http://{LOOPBACK}:{self.port}"


def start(folder: Path, port: int = DEFAULT_PORT, index_delay: float | None = None) -> Status:
    """Start the local catalog in the background and wait until it answers; fine if it runs already.

    Raises ControlError if the port is taken by something else, or it runs on another port.
    """
    began = time.monotonic()
    folder = folder.resolve()
    current = status(folder, port)
    if current.running:
        if current.port != port:
            raise ControlError(
                f"the local catalog already runs on port {current.port}. "
                "Stop it first with: catalog local stop"
            )
        return current
    _refuse_taken(folder, port)
    folder.mkdir(parents=True, exist_ok=True)
    process = _launch(folder, port, index_delay)
    while (pid := _answering(folder, port)) is None:
        if process.poll() is not None:
            _refuse_taken(folder, port)
            raise ControlError(f"the local catalog stopped at once: see {folder / LOG_FILE}")
        if time.monotonic() - began > START_SECONDS:
            process.kill()
            raise ControlError(
                f"the local catalog did not answer within {START_SECONDS:.0f} s: see {folder / LOG_FILE}"
            )
        time.sleep(POLL_SECONDS)
    process.returncode = 0  # it outlives us: keeps Popen from waiting for it or warning
    return Status(True, port, folder / LOG_FILE, pid, True, time.monotonic() - began)


def stop(folder: Path, port: int = DEFAULT_PORT) -> Status:
    """Stop the local catalog and wait until it is gone; fine if it doesn't run. Its state goes with it."""
    began = time.monotonic()
    current = status(folder, port)
    if current.pid is None:
        return current
    for number, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(current.pid, number)
        if _gone(current.pid, patience):
            break
    else:
        raise ControlError(f"process {current.pid} of the local catalog doesn't end")
    (folder.resolve() / PID_FILE).unlink(missing_ok=True)
    return Status(False, current.port, current.log, None, True, time.monotonic() - began)


def status(folder: Path, port: int = DEFAULT_PORT) -> Status:
    """Whether the local catalog of this folder runs: on the port it noted, else on ``port``.

    A note that is out of date is removed.
    """
    folder = folder.resolve()
    noted = _noted_port(folder)
    for candidate in dict.fromkeys((noted, port)):
        pid = _answering(folder, candidate) if candidate is not None else None
        if candidate is not None and pid is not None:
            return Status(True, candidate, folder / LOG_FILE, pid)
    (folder / PID_FILE).unlink(missing_ok=True)
    return Status(False, port, folder / LOG_FILE)


def note(folder: Path, port: int) -> None:
    """Write the pid file of this process; the server does it, once it listens."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{PID_FILE}.{os.getpid()}"
    fresh.write_text(json.dumps({"pid": os.getpid(), "port": port}), encoding="utf-8")
    fresh.replace(folder / PID_FILE)


def _launch(folder: Path, port: int, index_delay: float | None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "catalog.local", "--port", str(port), "--folder", str(folder)]
    if index_delay is not None:
        command += ["--index-delay", str(index_delay)]
    with (folder / LOG_FILE).open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=Path(__file__).resolve().parents[3],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # so that neither Ctrl-C nor the end of the shell reaches it
        )


def _noted_port(folder: Path) -> int | None:
    try:
        return int(json.loads((folder / PID_FILE).read_text(encoding="utf-8"))["port"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _refuse_taken(folder: Path, port: int) -> None:
    try:
        health = _health(port)
    except ConnectionRefusedError:
        return
    except OSError:
        health = {}
    if health.get("service") != SERVICE:
        who, todo = "something else", ""
    elif health.get("folder") == str(folder):
        return
    else:
        who = f"the local catalog of {health.get('folder') or 'a foreground process'}"
        todo = " Stop that one, or"
    raise ControlError(
        f"port {port} is taken by {who}.{todo} {'choose' if todo else 'Choose'} another port with "
        "--port or CATALOG_LOCAL_PORT"
    )


def _answering(folder: Path, port: int) -> int | None:
    """The pid of this folder's catalog if it answers on ``port``."""
    try:
        health = _health(port)
    except OSError:
        return None
    ours = health.get("service") == SERVICE and health.get("folder") == str(folder)
    return int(health["pid"]) if ours else None


def _health(port: int) -> dict[str, Any]:
    """What answers a health request on ``port``, ``{}`` for a stranger; raises OSError if nothing does."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", HEALTH)
        answer = json.loads(connection.getresponse().read(65536))
    except (http.client.HTTPException, ValueError):
        return {}
    finally:
        connection.close()
    return answer if isinstance(answer, dict) else {}


def _gone(pid: int, patience: float) -> bool:
    until = time.monotonic() + patience
    while _alive(pid):
        if time.monotonic() > until:
            return False
        time.sleep(POLL_SECONDS)
    return True


def _alive(pid: int) -> bool:
    """Whether a process still runs; one that has ended and waits to be collected doesn't."""
    with contextlib.suppress(ChildProcessError):  # not a child of ours: the usual case
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # In a container the first process may collect orphans late or never; Linux shows that state here.
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    return True
