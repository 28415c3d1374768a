"""The background process has nothing of the shell's, the project's or its parent's but what it needs."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.local.service.control import LOG_FILE, ControlError, start, status, stop
from catalog.local.service.launch import KEPT, command, environment
from catalog.loopback.folder import PID_FILE, TOKEN_FILE, read_token
from tests.local.support import glue_client
from tests.support.ports import free_port
from tests.support.project import ROOT

SECRETS = {
    "AWS_ACCESS_KEY_ID": "AKIASECRET", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "secret",
    "AWS_PROFILE": "secret", "PULUMI_CONFIG_PASSPHRASE": "secret", "GITHUB_TOKEN": "secret",
    "MOTO_ACCOUNT_ID": "999999999999", "AWS_DATA_PATH": "/secret", "HTTPS_PROXY": "http://secret",
}  # fmt: skip
STOLEN = "import pathlib; pathlib.Path(__file__).with_suffix('.ran').touch()\nraise SystemExit(7)\n"
COMMITTED = (
    "yaml.py",
    "moto.py",
    "botocore.py",
    "werkzeug.py",
    "argparse.py",
    "sitecustomize.py",
    "flask.py",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder in which somebody has committed modules with the names of installed ones."""
    (tmp_path / "Pulumi.yaml").write_text("name: x\n")
    for name in COMMITTED:
        (tmp_path / name).write_text(STOLEN)
    return tmp_path


@pytest.fixture
def folder(project: Path) -> Iterator[Path]:
    found = project / ".catalog" / "local"
    yield found
    if found.parent.is_dir() and not found.parent.is_symlink():
        with contextlib.suppress(ControlError):
            stop(found)


def test_of_a_shell_s_variables_none_that_could_hold_a_key_is_passed_on() -> None:
    assert environment(
        {**SECRETS, "PATH": "/bin", "LC_ALL": "C", "PYTHONPATH": "/x", "PYTHONHOME": "/x"}
    ) == {
        "PATH": "/bin",
        "LC_ALL": "C",
    }
    assert not [name for name in KEPT if name.startswith(("AWS", "PYTHON", "PULUMI", "CATALOG", "MOTO"))]
    assert command("--port", "1")[1] == "-I"


@pytest.mark.skipif(sys.platform != "linux", reason="the process is looked at in /proc")
def test_the_process_has_no_keys_no_descriptors_and_another_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    held = os.open("/etc/hostname", os.O_RDONLY)
    os.set_inheritable(held, True)
    try:
        running = start(folder, free_port())
    finally:
        os.close(held)
    process = Path(f"/proc/{running.pid}")
    seen = process.joinpath("environ").read_bytes().decode().split("\0")
    assert {entry.partition("=")[0] for entry in seen if entry} <= set(KEPT)
    log = str(folder / LOG_FILE)
    assert [os.readlink(process / "fd" / number) for number in "012"] == ["/dev/null", log, log]
    assert not opened(process) & {"/etc/hostname", os.readlink("/proc/self/cwd")}
    assert process.joinpath("cwd").readlink() == Path("/")
    assert read_token(folder) not in process.joinpath("cmdline").read_text()


def opened(process: Path) -> set[str]:
    """What a process has open, the modules aside that it is just loading."""
    found = set()
    for entry in process.joinpath("fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            found.add(os.readlink(entry))
    return found


def test_modules_that_lie_in_the_project_are_not_imported(
    folder: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.setenv("PYTHONPATH", str(project))
    running = start(folder, free_port())
    assert glue_client(running.url).get_databases()["DatabaseList"] == []
    stop(folder, running.port)
    assert not list(project.glob("*.ran"))


def test_neither_are_they_in_the_foreground(folder: Path, project: Path) -> None:
    port = free_port()
    words = [sys.executable, "-m", "catalog.local", "--port", str(port), "--folder", str(folder)]
    env = {**os.environ, **SECRETS}
    with subprocess.Popen(words, cwd=project, env=env, stderr=subprocess.PIPE) as process:
        try:
            until = time.monotonic() + 60
            while not status(folder, port).running:
                assert process.poll() is None, process.stderr and process.stderr.read()
                assert time.monotonic() < until
            assert glue_client(f"http://127.0.0.1:{port}").get_databases()["DatabaseList"] == []
        finally:
            process.terminate()
    assert not list(project.glob("*.ran"))
    assert sorted(each.name for each in folder.iterdir()) == []  # token and note end with it


def test_folders_and_files_are_for_the_owner_alone_whatever_they_were(folder: Path) -> None:
    folder.mkdir(parents=True)
    for each in (folder.parent, folder):
        each.chmod(0o777)
    for name in (TOKEN_FILE, PID_FILE, LOG_FILE):
        (folder / name).touch()
    (folder / LOG_FILE).chmod(0o666)
    (folder / TOKEN_FILE).unlink()
    (folder / PID_FILE).unlink()
    before = os.umask(0)
    try:
        start(folder, free_port())
    finally:
        os.umask(before)
    modes = {
        each.name: stat.S_IMODE(each.stat().st_mode) for each in (folder.parent, folder, *folder.iterdir())
    }
    assert modes == {".catalog": 0o700, "local": 0o700, TOKEN_FILE: 0o600, PID_FILE: 0o600, LOG_FILE: 0o600}


@pytest.mark.parametrize("name", [".catalog", ".catalog/local", f".catalog/local/{LOG_FILE}"])
def test_links_are_refused_and_nothing_is_made_behind_them(folder: Path, project: Path, name: str) -> None:
    outside = project / "outside"
    if name.endswith(LOG_FILE):
        outside.write_text("theirs")
    else:
        outside.mkdir()
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).symlink_to(outside)
    with pytest.raises(ControlError, match=r"cannot use .*link"):
        start(folder, free_port())
    if outside.is_dir():
        assert not list(outside.iterdir())
    else:
        assert outside.read_text() == "theirs"


def test_two_starts_at_once_make_one_catalog(folder: Path, project: Path) -> None:
    port = str(free_port())
    words = [sys.executable, "-m", "catalog.cli.main", "local", "start", "--port", port]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    home = project / "home"
    (home / ".catalog").mkdir(parents=True)
    (home / "Pulumi.yaml").write_text("name: x\n")
    both = [
        subprocess.Popen(words, cwd=home, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    own = home / ".catalog" / "local"
    try:
        said = [each.communicate(timeout=120) for each in both]
        assert [each.returncode for each in both] == [0, 0], said
        pid = json.loads((own / PID_FILE).read_text())["pid"]
        assert all(f"(process {pid}" in out for out, _ in said)
    finally:
        assert stop(own, int(port)).changed
