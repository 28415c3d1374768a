"""Something else on the port: not believed, not told the token, and nobody is stopped for what it says."""

from __future__ import annotations

import functools
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from catalog.local.service import control
from catalog.local.service.control import ControlError, start, status, stop
from catalog.local.service.processes import NotOursError, Process, start_time
from catalog.loopback import asking
from catalog.loopback.folder import PID_FILE, TOKEN_FILE, read_token, write
from catalog.loopback.proof import CHALLENGE_HEADER, PROOF_HEADER, new_token, of_answer
from tests.support.impostors import http_answer, impostor
from tests.support.ports import free_port

PIDS: dict[str, object] = {
    "-1": -1, "0": 0, "1": 1, "-2": -2, "true": True, "a fraction": 2.5, "huge": 2**63, "more": 10**400,
    "text": "1", "none": None, "a list": [2], "our own": os.getpid(), "our parent": os.getppid(),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a catalog that has run and ended, its token still there."""
    found = tmp_path / ".catalog" / "local"
    found.mkdir(parents=True, mode=0o700)
    write(found, TOKEN_FILE, new_token())
    return found


@pytest.fixture
def victim() -> Iterator[int]:
    """A process of this user's that has nothing to do with any of it."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        yield process.pid
        assert process.poll() is None, "it was signalled"
        process.kill()


@pytest.fixture(autouse=True)
def signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong, no signal of a test reaches a process that isn't named here."""
    real = os.kill

    def kill(pid: int, number: int) -> None:
        assert type(pid) is int, pid
        assert pid > 1
        assert number == 0 or pid not in (os.getpid(), os.getppid())
        real(pid, number)

    monkeypatch.setattr(os, "kill", kill)


def note(folder: Path, port: object, pid: object = 1) -> None:
    write(folder, PID_FILE, json.dumps({"pid": pid, "port": port}))


def old_answer(folder: Path, pid: object) -> bytes:
    """What the catalog itself once answered to anybody."""
    body = {"service": "catalog-local", "version": "1", "pid": pid, "folder": str(folder), "calls": {}}
    return http_answer(json.dumps(body).encode())


def echoed(question: bytes) -> bytes:
    """All that came, sent back: as headers and as the body."""
    headers = question.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")[1:]
    kept = [line for line in headers if not line.lower().startswith(("connection", "host"))]
    return http_answer(b'{"pid": 1}', *kept)


def knowing(folder: Path, port: Callable[[], int], **said: Any) -> Callable[[bytes], bytes]:
    """One that has read the token and signs whatever it says."""

    def reply(question: bytes) -> bytes:
        challenge = re.search(rb"(?i)X-Catalog-Challenge: (\w+)", question)
        assert challenge is not None
        body = json.dumps({"service": "catalog-local", "folder": str(folder), "knowsOwners": True, **said})
        proof = of_answer(read_token(folder), challenge[1].decode(), port(), body.encode())
        return http_answer(body.encode(), f"{PROOF_HEADER}: {proof}")

    return reply


STRANGERS: dict[str, Callable[[Path, int], Callable[[bytes], bytes]]] = {
    "says what the catalog said": lambda folder, victim: lambda _: old_answer(folder, victim),
    "echoes": lambda folder, victim: echoed,
    "is silent": lambda folder, victim: lambda _: b"",
    "speaks no HTTP": lambda folder, victim: lambda _: b"\0\xff" * 1000,
    "never ends": lambda folder, victim: lambda _: b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 100_000,
    "answers 500": lambda folder, victim: lambda _: b"HTTP/1.1 500 X\r\n\r\n{}",
    "signs with nothing": lambda folder, victim: lambda _: http_answer(b"{}", f"{PROOF_HEADER}:"),
    "signs in other letters": lambda folder, victim: lambda _: http_answer(b"{}", PROOF_HEADER + ": é"),
    "nests": lambda folder, victim: lambda _: http_answer(b"[" * 60_000),
}  # fmt: skip


@pytest.mark.parametrize("what", STRANGERS)
def test_a_stranger_on_the_noted_port_is_neither_believed_nor_told_the_token(
    folder: Path, victim: int, what: str
) -> None:
    token = read_token(folder)
    with impostor(STRANGERS[what](folder, victim)) as (port, heard):
        note(folder, port, victim)
        assert not status(folder, port).running
        note(folder, port, victim)
        assert not stop(folder, port).changed
        note(folder, port, victim)
        with pytest.raises(ControlError, match=f"port {port} is taken by something else"):
            start(folder, port)
    assert heard, "it was asked"
    assert not any(token.encode() in question for question in heard)


@pytest.mark.parametrize("name", PIDS)
def test_a_pid_of_a_stranger_is_never_signalled(folder: Path, name: str) -> None:
    with impostor(lambda _: old_answer(folder, PIDS[name])) as (port, _):
        note(folder, port, PIDS[name])
        assert not stop(folder, port).changed


@pytest.mark.parametrize("name", PIDS)
def test_a_pid_that_is_none_is_not_signalled_even_if_it_is_signed(folder: Path, name: str) -> None:
    own = free_port()
    said = {"pid": PIDS[name], "started": start_time(os.getpid())}
    with impostor(knowing(folder, lambda: own, **said), own):
        if type(PIDS[name]) is not int:
            assert not stop(folder, own).changed
            return
        refused = pytest.raises(
            ControlError, match=r"^nothing was stopped: .* is no process of a local catalog$"
        )
        with refused:
            stop(folder, own)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system doesn't tell who listens on a port")
def test_a_process_that_does_not_listen_there_is_not_stopped_even_if_its_times_are_right(
    folder: Path, victim: int
) -> None:
    own = free_port()
    reply = knowing(folder, lambda: own, pid=victim, started=start_time(victim))
    said = f"process {victim} is not the one that listens on port {own}"
    with impostor(reply, own), pytest.raises(ControlError, match=said):
        stop(folder, own)


@pytest.mark.parametrize("started", ["", "0", None, 5, "1 "])
def test_a_process_that_began_at_another_time_is_not_stopped(
    folder: Path, victim: int, started: object
) -> None:
    own = free_port()
    reply = knowing(folder, lambda: own, pid=victim, started=started)
    with impostor(reply, own), pytest.raises(ControlError, match=f"process {victim} began at another time"):
        stop(folder, own)


def test_a_process_of_another_user_is_not_signalled(victim: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.local.service.processes._owner", lambda _: os.getuid() + 1)
    with pytest.raises(NotOursError, match="not one of yours"):
        Process(victim, start_time(victim), 1)


def test_a_process_that_has_ended_is_not_looked_for_again(folder: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with pytest.raises(NotOursError):
        Process(ended.pid, "1", 1)


def test_a_go_between_does_not_get_another_catalog_s_word_for_its_own(folder: Path, tmp_path: Path) -> None:
    real = start(folder, free_port())
    asked: list[bytes] = []

    def pass_on(question: bytes) -> bytes:
        asked.append(question.replace(b"Host: 127.0.0.1:%d" % port, b"Host: 127.0.0.1:%d" % real.port))
        return asking._exchanged(real.port, asked[-1], 2)

    try:
        with impostor(pass_on) as (port, _):
            (folder / PID_FILE).unlink()
            assert not status(folder, port).running
        assert asked
        assert CHALLENGE_HEADER.encode() in asked[0]
    finally:
        assert stop(folder, real.port).changed


def test_a_token_of_an_earlier_run_proves_nothing_later(folder: Path) -> None:
    before = read_token(folder)
    running = start(folder, free_port())
    try:
        assert read_token(folder) != before
        assert asking.health(running.port, before) is None
    finally:
        stop(folder, running.port)


def test_a_slow_answer_is_waited_for_no_longer_than_a_quick_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter(range(1000))
    monkeypatch.setattr(asking.time, "monotonic", lambda: float(next(times)))  # a second a look
    endless = b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 1000
    with impostor(lambda _: endless) as (port, heard), pytest.raises(TimeoutError):
        asking.health(port, read_token(folder), 2.0)
    assert len(heard) == 1


def test_one_that_is_silent_is_not_said_to_be_down(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = functools.partial(asking.health, seconds=0.1)
    monkeypatch.setattr(control, "health", quick)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert not status(folder, port).running  # not where it was: a stranger
        note(folder, port)
        for ask in (status, stop, start):
            with pytest.raises(ControlError, match=f"what listens on port {port} doesn't answer: try again"):
                ask(folder, port)


def test_what_is_ours_is_stopped_and_nothing_beside_it(folder: Path, victim: int) -> None:
    running = start(folder, free_port())
    assert running.pid is not None
    assert stop(folder, running.port).changed
    with pytest.raises(ProcessLookupError):
        os.kill(running.pid, 0)


def test_one_that_ignores_the_first_signal_gets_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []

    class Deaf:
        pid = 5

        def signal(self, number: signal.Signals) -> None:
            sent.append(number)

        def ended(self, patience: float) -> bool:
            return sent[-1] == signal.SIGKILL

    control._end(Deaf())  # type: ignore[arg-type]
    assert sent == [signal.SIGTERM, signal.SIGKILL]
