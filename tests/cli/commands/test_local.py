"""Which port the project's local catalog gets, and what `catalog local` says of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from catalog.cli.main import main
from catalog.cli.project import UsageError
from catalog.cli.stacks.local_port import Wish, candidates, kept_port, started, usual_port, wish
from catalog.local.service import control
from catalog.loopback.folder import IN_PROJECT
from catalog.loopback.port_record import FILE, PortRecord, read_record, write_record
from tests.support.ports import free_port
from tests.support.specs import write_project

STACK = (
    "config:\n  aws:region: x\n  aws:endpoints:\n"
    "    - glue: http://127.0.0.1:{port}\n      sts: http://127.0.0.1:{port}\n"
)
Capture = pytest.CaptureFixture[str]


@contextmanager
def listening(port: int = 0) -> Iterator[int]:
    """Something else that has a port."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        yield listener.getsockname()[1]


def make(root: Path, port: int) -> Path:
    root.mkdir(exist_ok=True)
    write_project(root)
    (root / "Pulumi.local.yaml").write_text(STACK.format(port=port))
    return root


@pytest.fixture
def usual() -> int:
    return free_port()


@pytest.fixture
def project(tmp_path: Path, usual: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    root = make(tmp_path / "mine", usual)
    monkeypatch.chdir(root)
    monkeypatch.delenv("CATALOG_LOCAL_PORT", raising=False)
    yield root
    control.stop(root / IN_PROJECT)


def test_the_usual_port_is_that_of_the_stack_file_else_the_default(tmp_path: Path) -> None:
    root = make(tmp_path / "p", 4601)
    assert usual_port(root) == 4601
    (root / "Pulumi.local.yaml").unlink()
    assert usual_port(root) == control.DEFAULT_PORT


def test_a_port_is_asked_for_by_the_option_else_by_the_environment() -> None:
    assert wish(4603, {"CATALOG_LOCAL_PORT": "4602"}) == Wish(4603, "--port")
    assert wish(None, {"CATALOG_LOCAL_PORT": "4602"}) == Wish(4602, "CATALOG_LOCAL_PORT")
    assert wish(None, {"CATALOG_LOCAL_PORT": ""}) is None
    for text in ("none", "0", "65536", "²"):
        with pytest.raises(UsageError, match="CATALOG_LOCAL_PORT: a port is a number"):
            wish(None, {"CATALOG_LOCAL_PORT": text})


def test_the_last_port_then_the_files_then_those_beside_it_are_tried(usual: int) -> None:
    kept = free_port()
    first, second, *_ = candidates(usual, kept)
    assert (first, second) == (kept, usual)
    with listening(kept), listening(usual):
        tried = list(candidates(usual, kept))
    assert not {kept, usual}.intersection(tried)
    assert all(usual < port <= usual + 20 for port in tried[:-1])


def test_a_note_counts_for_the_port_that_the_file_had_then(project: Path, usual: int) -> None:
    write_record(project, PortRecord(4700, usual))
    assert kept_port(project, usual) == 4700
    assert kept_port(project, usual + 1) == usual + 1
    (project / FILE).write_text('{"port": 80, "instead_of": 4599, "host": "x"}')
    with pytest.raises(UsageError, match=r"cannot use .*local\.json: it says something else"):
        kept_port(project, usual)


def test_a_taken_port_is_left_and_the_new_one_is_kept(project: Path, usual: int, capsys: Capture) -> None:
    with listening(usual):
        assert main(["local", "start"]) == 0
        record = read_record(project)
        assert record is not None
        assert (record.port != usual, record.instead_of) == (True, usual)
        said = capsys.readouterr()
        assert f"port {usual} is taken by something else\n" in said.err
        assert f"has port {record.port} here, in place of {usual}; .catalog/local.json keeps that" in said.err
        assert f"http://127.0.0.1:{record.port} " in said.out
        assert main(["local", "start"]) == 0  # another shell
        assert f"already running at http://127.0.0.1:{record.port} " in capsys.readouterr().out
        assert main(["local", "stop"]) == 0
    assert main(["local", "start"]) == 0  # the file's port is free again, ours stays
    assert f"http://127.0.0.1:{record.port} " in capsys.readouterr().out
    assert main(["local", "stop"]) == 0
    with listening(record.port):
        assert main(["local", "start"]) == 0
    said = capsys.readouterr()
    assert f"port {record.port} is taken by something else" in said.err
    assert f"http://127.0.0.1:{usual} " in said.out
    assert read_record(project) is None  # as the file has it


def test_status_and_stop_of_another_port_say_what_is_true(
    project: Path, usual: int, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["local", "status"]) == 1
    assert capsys.readouterr().out == "local catalog not running\n"
    with listening() as taken:
        assert main(["local", "status", "--port", str(taken)]) == 1
        assert capsys.readouterr().out == f"local catalog not running; something else has port {taken}\n"
        assert main(["local", "start"]) == 0
        capsys.readouterr()
        assert main(["local", "status", "--port", str(taken)]) == 1
        said = capsys.readouterr().out
        assert said.startswith(
            f"local catalog not running on port {taken}; something else has port {taken}; "
        )
        assert f"this project's runs at http://127.0.0.1:{usual} " in said
    assert main(["local", "status", "--port", str(usual)]) == 0
    assert main(["local", "stop", "--port", str(taken)]) == 2
    assert (
        f"nothing was stopped: this project's local catalog runs on port {usual}" in capsys.readouterr().err
    )
    monkeypatch.setenv("CATALOG_LOCAL_PORT", str(taken))
    for verb in ("start", "stop"):
        assert main(["local", verb]) == 2
        assert "without CATALOG_LOCAL_PORT" in capsys.readouterr().err
    assert main(["local", "status"]) == 1
    monkeypatch.delenv("CATALOG_LOCAL_PORT")
    assert main(["local", "status"]) == 0


def test_a_port_that_is_asked_for_is_kept_too(project: Path, usual: int) -> None:
    other = free_port()
    assert main(["local", "start", "--port", str(other)]) == 0
    assert read_record(project) == (other, usual)
    assert main(["local", "stop"]) == 0
    assert main(["local", "start", "--port", str(usual)]) == 0
    assert read_record(project) is None


def test_two_projects_with_one_port_run_side_by_side(project: Path, tmp_path: Path, usual: int) -> None:
    other = make(tmp_path / "theirs", usual)
    try:
        first, second = started(project, usual, None), started(other, usual, None)
        assert first.port == usual != second.port
        assert control.status(project / IN_PROJECT).pid == first.pid
        assert control.status(other / IN_PROJECT).pid == second.pid
        assert read_record(project) is None
        assert read_record(other) == (second.port, usual)
    finally:
        control.stop(other / IN_PROJECT)


def test_commands_that_start_it_at_once_start_one(project: Path, usual: int) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: started(project, usual, None), range(4)))
    assert {(one.port, one.pid) for one in found} == {(usual, found[0].pid)}
    assert [one.changed for one in found].count(True) == 1
    assert read_record(project) is None
