"""The local catalog as a background process: start, stop and status.

Takes the folder for its token, pid file and log, and a port. What answers on a port is believed to be ours
only when it proves that it knows the token of that folder: a pid file alone proves nothing, for pids come
round again, and neither does what an answer says. Never signals a process that isn't known to be the one that
answered, and never sends the token.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

from catalog.files.private import private_folder
from catalog.loopback.asking import LOOPBACK, Health, health, listens
from catalog.loopback.folder import PID_FILE, TOKEN_FILE, noted_port, open_log, read_token, remove

from . import log
from .launch import launch
from .processes import NotOursError, Process

DEFAULT_PORT = 4599
LOG_FILE = "server.log"
START_SECONDS = 30.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.01


class ControlError(Exception):
    """The local catalog can't be started or stopped; the message says why and what to do."""


class PortTakenError(ControlError):
    """Something else listens on the port."""


@dataclass(frozen=True, slots=True)
class Status:
    """Where the local catalog is. ``changed`` says whether this call started or stopped it.

    ``token`` is what its clients have to send, '' where it knows its owner's connections.
    """

    running: bool
    port: int
    log: Path
    pid: int | None = None
    changed: bool = False
    seconds: float = 0.0
    token: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        """The endpoint of Glue and STS."""
        return f"http://{LOOPBACK}:{self.port}"


def start(folder: Path, port: int = DEFAULT_PORT, index_delay: float | None = None) -> Status:
    """Start the local catalog in the background and wait until it answers; fine if it runs already.

    Raises PortTakenError if something else has the port, ControlError if it runs on another port, or its
    folder can't be used.
    """
    began, folder = time.monotonic(), in_full(folder)
    with _errors():
        current = _status(folder, port)
        if current.running:
            if current.port != port:
                raise ControlError(
                    f"the local catalog already runs on port {current.port}. "
                    "Stop it first with: catalog local stop"
                )
            return current
        if listens(port):
            raise _taken(port)
        private_folder(folder, and_above=True)
        process = _launch(folder, port, index_delay)
        ours = _wait(process, folder, port, began + START_SECONDS)
        return _running(folder, port, ours, changed=ours["pid"] == process.pid, began=began)


def stop(folder: Path, port: int = DEFAULT_PORT) -> Status:
    """Stop the local catalog and wait until it is gone; fine if it doesn't run. Its state goes with it.

    Raises ControlError where what answers isn't known to be a process of ours, or doesn't end.
    """
    began, folder = time.monotonic(), in_full(folder)
    with _errors():
        current, answer = _found(folder, port)
        if answer is None:
            return current
        process = Process(answer.get("pid"), answer.get("started"), current.port)
        try:
            _end(process)
        finally:
            process.close()
        for name in (PID_FILE, TOKEN_FILE):
            remove(folder, name)
    return Status(False, current.port, current.log, None, True, time.monotonic() - began)


def status(folder: Path, port: int = DEFAULT_PORT) -> Status:
    """Whether the local catalog of this folder runs: on the port it noted, else on ``port``.

    A note that is out of date is removed. Raises ControlError where the folder holds what can't be trusted.
    """
    with _errors():
        return _status(in_full(folder), port)


def in_full(folder: Path) -> Path:
    """The folder as an absolute path; links are refused in its last two parts, not resolved."""
    whole = Path(os.path.abspath(folder))
    return whole.parent.parent.resolve() / whole.parent.name / whole.name


def _status(folder: Path, port: int) -> Status:
    return _found(folder, port)[0]


def _found(folder: Path, port: int) -> tuple[Status, Health | None]:
    """The status, and what the catalog has said of itself if it runs."""
    try:
        token, noted = read_token(folder), noted_port(folder)
    except FileNotFoundError:
        token, noted = "", None
    for candidate in dict.fromkeys((noted, port)) if token else ():
        try:
            answer = _answer(folder, candidate, token)
        except TimeoutError as error:
            if candidate == noted:
                raise ControlError(f"what listens on port {noted} doesn't answer: try again") from error
            answer = None
        if candidate is not None and answer is not None:
            return _running(folder, candidate, answer), answer
    remove(folder, PID_FILE)
    return Status(False, port, folder / LOG_FILE), None


def _running(
    folder: Path, port: int, answer: Health, *, changed: bool = False, began: float | None = None
) -> Status:
    token = "" if answer.get("knowsOwners") else read_token(folder)
    seconds = 0.0 if began is None else time.monotonic() - began
    return Status(True, port, folder / LOG_FILE, answer["pid"], changed, seconds, token)


def _answer(folder: Path, port: int | None, token: str) -> Health | None:
    """What the catalog of this folder answers on ``port``; None where it isn't there. Raises TimeoutError."""
    try:
        answer = health(port, token) if port is not None else None
    except ConnectionRefusedError:
        return None
    ours = answer is not None and answer.get("folder") == str(folder) and type(answer.get("pid")) is int
    return answer if ours else None


def _launch(folder: Path, port: int, index_delay: float | None) -> Popen[bytes]:
    options = ["--port", str(port), "--folder", str(folder)]
    if index_delay is not None:
        options += ["--index-delay", str(index_delay)]
    with open_log(folder, LOG_FILE, log.MOST) as file:
        return launch(options, os.environ, file)


def _wait(process: Popen[bytes], folder: Path, port: int, until: float) -> Health:
    """What the started process answers, or one that was started beside it. Raises ControlError."""
    while (answer := _answer_so_far(folder, port)) is None:
        ended = process.poll() is not None
        if ended and not listens(port):
            raise ControlError(f"the local catalog stopped at once: see {folder / LOG_FILE}")
        if time.monotonic() > until:
            if ended:
                raise _taken(port)
            process.kill()
            raise ControlError(
                f"the local catalog did not answer within {START_SECONDS:.0f} s: see {folder / LOG_FILE}"
            )
        if ended:  # another was quicker: ours, whose token is on its way, or a stranger
            until = min(until, time.monotonic() + STOP_SECONDS)
        time.sleep(POLL_SECONDS)
    process.returncode = 0  # it outlives us: keeps Popen from waiting for it or warning
    return answer


def _answer_so_far(folder: Path, port: int) -> Health | None:
    """As `_answer`, with the token of this moment: each start writes a new one."""
    try:
        return _answer(folder, port, read_token(folder))
    except OSError:
        return None


def _end(process: Process) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        process.signal(number)
        if process.ended(STOP_SECONDS):
            return
    raise ControlError(f"process {process.pid} of the local catalog doesn't end")


def _taken(port: int) -> PortTakenError:
    return PortTakenError(
        f"port {port} is taken by something else. Leave out --port and CATALOG_LOCAL_PORT, and a free one is "
        "chosen, or name another with one of them"
    )


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except NotOursError as error:
        raise ControlError(f"nothing was stopped: {error}") from error
    except OSError as error:
        raise ControlError(f"cannot use {error.filename or 'a socket'}: {error.strerror or error}") from error
