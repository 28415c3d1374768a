"""The background process: started once, found again, stopped for good, never taken for another's."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from catalog.local.service.control import LOG_FILE, ControlError, start, status, stop
from catalog.loopback.folder import PID_FILE, TOKEN_FILE, write
from catalog.loopback.proof import new_token
from tests.local.support import glue_client
from tests.support.impostors import http_answer, impostor
from tests.support.local_catalog import running
from tests.support.ports import free_port
from tests.support.project import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "local"


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    """A free port; what the test has started there is stopped."""
    number = free_port()
    yield number
    stop(folder, number)


def command(home: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`catalog local ...` in a project folder."""
    (home / "Pulumi.yaml").touch()
    return subprocess.run(
        [sys.executable, "-m", "catalog.cli.main", "local", *words],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_started_it_serves_and_stopped_it_is_gone(folder: Path, port: int) -> None:
    assert not status(folder, port).running
    started = start(folder, port)
    assert (started.running, started.changed, started.port) == (True, True, port)
    assert started.seconds < 20
    glue_client(started.url).create_database(DatabaseInput={"Name": "d"})
    assert status(folder, port).pid == started.pid
    assert json.loads((folder / PID_FILE).read_text()) == {"pid": started.pid, "port": port}
    stopped = stop(folder, port)
    assert (stopped.running, stopped.changed) == (False, True)
    assert not status(folder, port).running
    assert not (folder / PID_FILE).exists()
    assert not (folder / TOKEN_FILE).exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port)).close()
    assert (folder / LOG_FILE).read_text() == ""


def test_started_twice_it_is_the_same_one_and_stopped_twice_is_fine(folder: Path, port: int) -> None:
    first = start(folder, port)
    again = start(folder, port)
    assert (again.pid, again.changed) == (first.pid, False)
    assert stop(folder, port).changed
    assert not stop(folder, port).changed


@contextmanager
def stranger() -> Iterator[int]:
    """Something else that speaks HTTP; gives its port."""

    with impostor(lambda _: http_answer(b'{"service": "hello"}')) as (port, _):
        yield port


def test_a_port_taken_by_something_else_is_named_with_a_way_out(folder: Path) -> None:
    with stranger() as taken:
        with pytest.raises(ControlError, match=rf"port {taken} is taken by something else\..*--port"):
            start(folder, taken)
        assert not status(folder, taken).running
        assert not stop(folder, taken).changed
    assert not folder.exists()


def test_a_port_where_nobody_answers_is_taken_too(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ControlError, match="is taken"):
        start(folder, silent.getsockname()[1])


def test_the_catalog_of_another_project_is_not_taken_for_ours(
    folder: Path, port: int, tmp_path: Path
) -> None:
    other = start(folder, port)
    mine = tmp_path / "mine"
    with pytest.raises(ControlError, match="is taken by something else"):
        start(mine, port)
    assert not status(mine, port).running
    assert not stop(mine, port).changed
    assert status(folder, port).pid == other.pid


def test_one_in_the_foreground_is_not_taken_for_ours(folder: Path) -> None:
    with running() as url, pytest.raises(ControlError, match="is taken by something else"):
        start(folder, int(url.rsplit(":", 1)[1]))


def test_running_on_another_port_it_says_so(folder: Path, port: int) -> None:
    start(folder, port)
    elsewhere = free_port()
    with pytest.raises(ControlError, match=f"already runs on port {port}.*catalog local stop"):
        start(folder, elsewhere)
    assert status(folder, elsewhere).port == port
    assert stop(folder, elsewhere).changed


def test_a_pid_file_out_of_date_harms_nobody(folder: Path, port: int) -> None:
    folder.mkdir()
    (folder / PID_FILE).write_text(json.dumps({"pid": os.getpid(), "port": free_port()}))
    assert not stop(folder, port).changed  # this very process has that pid, and lives
    assert not (folder / PID_FILE).exists()
    (folder / PID_FILE).write_text("not json")
    assert start(folder, port).changed


def test_after_a_crash_it_is_down_and_starts_anew(folder: Path, port: int) -> None:
    first = start(folder, port)
    assert first.pid is not None
    os.kill(first.pid, signal.SIGKILL)
    os.waitpid(first.pid, 0)
    assert not status(folder, port).running
    second = start(folder, port)
    assert second.changed
    assert second.pid != first.pid


def test_a_lost_pid_file_does_not_lose_the_process(folder: Path, port: int) -> None:
    first = start(folder, port)
    (folder / PID_FILE).unlink()
    assert status(folder, port).pid == first.pid
    assert start(folder, port).pid == first.pid
    assert stop(folder, port).changed


def test_it_survives_the_shell_that_started_it(tmp_path: Path, folder: Path, port: int) -> None:
    code = (
        "from pathlib import Path; from catalog.local.service.control import start; "
        f"start(Path({str(folder)!r}), {port})"
    )
    script = f'{sys.executable} -c "$CODE" && echo started && kill -HUP 0'
    shell = subprocess.run(
        ["sh", "-c", script],
        cwd=ROOT,
        env={**os.environ, "CODE": code},
        capture_output=True,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # under nohup it is ignored
        timeout=60,
    )
    assert shell.stdout == "started\n"
    assert shell.returncode == -signal.SIGHUP
    time.sleep(0.2)
    assert status(folder, port).running


def test_the_command_starts_says_and_stops(tmp_path: Path) -> None:
    number = str(free_port())
    try:
        down = command(tmp_path, "status", "--port", number)
        assert (down.returncode, down.stdout) == (1, "local catalog not running\n")
        started = command(tmp_path, "start", CATALOG_LOCAL_PORT=number)
        assert started.returncode == 0
        assert f"local catalog running at http://127.0.0.1:{number} " in started.stdout
        again = command(tmp_path, "start", "--port", number)
        assert again.returncode == 0
        assert "already running" in again.stdout
        assert command(tmp_path, "status", "--port", number).returncode == 0
        assert (tmp_path / ".catalog" / "local" / LOG_FILE).exists()
    finally:
        stopped = command(tmp_path, "stop", "--port", number)
    assert (stopped.returncode, stopped.stdout) == (0, "local catalog stopped\n")
    assert command(tmp_path, "stop", "--port", number).returncode == 0


@pytest.mark.parametrize("text", ["x", "0", "65536", "-1", ""])
def test_nonsense_for_a_port_is_wrong_usage(tmp_path: Path, text: str) -> None:
    given = command(tmp_path, "status", f"--port={text}")
    assert given.returncode == 2
    assert "a port is a number from 1 to 65535" in given.stderr
    assert "Traceback" not in given.stderr


@pytest.mark.parametrize("verb", ["start", "stop", "status"])
@pytest.mark.parametrize("name", [TOKEN_FILE, PID_FILE])
def test_a_file_that_cannot_be_trusted_is_one_line(tmp_path: Path, verb: str, name: str) -> None:
    folder = tmp_path / ".catalog" / "local"
    folder.mkdir(parents=True)
    write(folder, TOKEN_FILE, new_token())
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    given = command(tmp_path, verb, "--port", str(free_port()))
    assert (given.returncode, given.stdout) == (2, "")
    assert f"cannot use {folder.resolve() / name}: it is a named pipe" in given.stderr
    assert given.stderr.count("\n") == 1


def test_a_taken_port_is_exit_status_2_and_no_traceback(tmp_path: Path) -> None:
    with stranger() as taken:
        answer = command(tmp_path, "start", CATALOG_LOCAL_PORT=str(taken))
        foreground = subprocess.run(
            [sys.executable, "-m", "catalog.local", "--port", str(taken)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert answer.returncode == 2
    assert (
        f"port {taken} is taken by something else. Leave out --port and CATALOG_LOCAL_PORT" in answer.stderr
    )
    assert "Traceback" not in answer.stderr
    assert foreground.returncode == 2
    assert "cannot listen on port" in foreground.stderr
    assert "Traceback" not in foreground.stderr
