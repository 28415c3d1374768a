"""The plugin as the engine starts it: one executable, a port on stdout, an end with its engine."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty

from catalog.provider.protocol.messages import provider_pb2_grpc
from catalog.provider.protocol.servicer import VERSION
from tests.support.project import ROOT

PLUGIN = ROOT / "catalog" / "provider" / "pulumi-resource-aws"
LIMIT = 10.0  # seconds after the engine's death
BARE = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}  # no environment activated, no caches


@pytest.fixture
def engine() -> Iterator[socket.socket]:
    """A listening port that stands in for the engine's."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def address(server: socket.socket) -> str:
    return f"127.0.0.1:{server.getsockname()[1]}"


@contextlib.contextmanager
def started(*arguments: str, cwd: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [str(PLUGIN), *arguments],
        cwd=cwd,
        env=BARE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def port_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def ends(alive: Callable[[], bool]) -> bool:
    """True if it ends within the limit."""
    end = time.monotonic() + LIMIT
    while alive() and time.monotonic() < end:
        time.sleep(0.05)
    return not alive()


def test_starts_in_any_folder_and_answers_on_the_port_it_prints(
    tmp_path: Path, engine: socket.socket
) -> None:
    (tmp_path / "catalog.py").write_text("raise SystemExit('the wrong package')")
    with (
        started(address(engine), cwd=tmp_path) as process,
        grpc.insecure_channel(f"127.0.0.1:{port_of(process)}") as channel,
    ):
        assert (
            provider_pb2_grpc.ResourceProviderStub(channel).GetPluginInfo(Empty(), timeout=5).version
            == VERSION
        )


def test_stdout_carries_the_port_and_nothing_else(tmp_path: Path, engine: socket.socket) -> None:
    with started(address(engine), cwd=tmp_path) as process:
        port = port_of(process)
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=LIMIT)
    assert 0 < port < 65536
    assert (rest, errors) == ("", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ends_at_once_when_the_engine_says_so(
    tmp_path: Path, engine: socket.socket, number: signal.Signals
) -> None:
    with started(address(engine), cwd=tmp_path) as process:
        port_of(process)
        process.send_signal(number)
        assert process.wait(3) == 0


def test_ends_when_the_engines_port_is_closed(tmp_path: Path, engine: socket.socket) -> None:
    with started(address(engine), cwd=tmp_path) as process:
        port_of(process)
        connection, _ = engine.accept()
        engine.close()
        connection.close()
        assert ends(lambda: process.poll() is None)


def test_outlives_a_connection_that_the_engine_only_drops(tmp_path: Path, engine: socket.socket) -> None:
    with started(address(engine), cwd=tmp_path) as process:
        port_of(process)
        for _ in range(2):
            connection, _ = engine.accept()
            connection.close()
        assert engine.accept()
        assert process.poll() is None


PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.argv[1], *sys.argv[2:]], stdout=subprocess.PIPE, text=True)
print(child.pid, child.stdout.readline().strip(), flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("known", [True, False], ids=["with the engine's address", "without it"])
def test_ends_when_its_parent_is_killed(tmp_path: Path, engine: socket.socket, known: bool) -> None:
    arguments = [address(engine)] if known else []
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(PLUGIN), *arguments],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline().split()[0])
    parent.kill()
    parent.wait()
    try:
        assert ends(lambda: _alive(pid))
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        parent.stdout.close()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")  # a dead child of a dead parent may wait to be reaped
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


HOW = {"a checkout": "run 'make setup' in {folder}", "a package": "run 'catalog setup' in the repository"}


def _as(what: str, folder: Path) -> str:
    """Makes it a checkout, or leaves it an installed package; gives what it says is to be done."""
    if what == "a checkout":
        (folder / "requirements.lock").touch()
    return HOW[what].format(folder=folder)


def _copy_of_the_wrapper(folder: Path) -> Path:
    for name in ("provider", "checkout"):
        (folder / "catalog" / name).mkdir(parents=True)
    shutil.copy(ROOT / "catalog" / "checkout" / "own_venv.sh", folder / "catalog" / "checkout")
    return Path(shutil.copy(PLUGIN, folder / "catalog" / "provider"))


def _run(plugin: Path, path: Path) -> Any:
    return subprocess.run([plugin], env={"PATH": str(path)}, capture_output=True, text=True, timeout=20)


def _tools(folder: Path, *names: str) -> Path:
    """A folder with only these programs in it."""
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    return folder


@pytest.mark.parametrize("what", HOW)
def test_without_any_python_there_is_one_clear_error(tmp_path: Path, what: str) -> None:
    how = _as(what, tmp_path)
    answer = _run(_copy_of_the_wrapper(tmp_path), _tools(tmp_path / "bin", "sh", "dirname"))
    assert answer.returncode == 1
    assert answer.stdout == ""
    (line,) = answer.stderr.splitlines()
    assert line.endswith(f"nor python3 was found; {how}")


@pytest.mark.parametrize("what", HOW)
def test_a_python_without_the_packages_is_one_clear_error(tmp_path: Path, what: str) -> None:
    how = _as(what, tmp_path)
    tools = _tools(tmp_path / "bin", "sh", "dirname")
    (tools / "python3").write_text(f'#!/bin/sh\nexec {sys.executable} -I -S "$@"\n')
    (tools / "python3").chmod(0o755)
    shutil.copytree(ROOT / "catalog", tmp_path / "catalog", ignore=shutil.ignore_patterns("__pycache__"))
    answer = _run(tmp_path / "catalog" / "provider" / PLUGIN.name, tools)
    assert answer.returncode == 1
    assert answer.stdout == ""
    (line,) = answer.stderr.splitlines()
    assert "cannot load the plugin: No module named" in line
    assert line.endswith(how)
