from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.engine import build, cache, locks, pins, selection
from catalog.engine.installed import LANGUAGE
from catalog.engine.jobs import Job, SetupError
from tests.engine.conftest import building_go
from tests.support import fake_programs as programs
from tests.support.project import ROOT

Env = Callable[..., dict[str, str]]
PATH = "/usr/bin:/bin"
SET_UP = """
import os, sys
from pathlib import Path
from catalog.engine.jobs import run_jobs
from catalog.engine.selection import plan
job = plan(Path(sys.argv[1]), os.environ)
run_jobs([job] if job else [])
"""


def planned(root: Path, env: dict[str, str]) -> Job:
    """The job that builds."""
    job = selection.plan(root, env)
    assert job is not None
    return job


def test_another_wrapper_needs_another_layout_number() -> None:
    """Engines that were built stay in use until their key changes, and the wrapper is no part of it."""
    wrapper = hashlib.sha256(build.WRAPPER.encode()).hexdigest()[:12]
    assert (pins.LAYOUT, wrapper) == ("4", "4a0b85578e3b"), "raise pins.LAYOUT, then write both here"


def test_a_build_fills_the_cache_for_every_checkout(
    root: Path, tmp_path: Path, builder: Path, env_of: Env
) -> None:
    env = env_of(builder, Path("/usr/bin"))
    planned(root, env).work()
    folders = selection.engine_folders(root, env)
    assert Path(folders[0]).parent.parent == cache.location(env)
    assert selection.plan(root, env) is None
    other = tmp_path / "other checkout"
    other.mkdir()
    assert selection.plan(other, env) is None
    assert selection.engine_folders(other, env) == folders
    assert (tmp_path / "builds").read_text() == "build\n" * 2  # the engine and its language host


def test_a_build_that_fails_leaves_no_engine_and_no_record(root: Path, tmp_path: Path, env_of: Env) -> None:
    script = '[ "$1" = env ] && { echo go1.26.0; echo auto; exit; }; echo no space; exit 1'
    programs.program(tmp_path / "bin", "go", script)
    env = env_of(tmp_path / "bin")
    with pytest.raises(SetupError, match=r"building pulumi failed(.|\n)*no space"):
        planned(root, env).work()
    assert cache.find(env) is None
    assert selection.read_record(root, env) == {}
    assert [entry.name for entry in cache.ready(env).iterdir()] == [cache.LOCK]


def test_two_set_ups_at_once_build_once_and_the_second_says_that_it_waits(
    tmp_path: Path, env_of: Env
) -> None:
    env = env_of(building_go(tmp_path, slow="sleep 1"), Path("/usr/bin"), PYTHONPATH=str(ROOT))
    roots = [tmp_path / "one", tmp_path / "two"]
    for root in roots:
        root.mkdir()
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SET_UP, str(root)], env=env, stdout=subprocess.PIPE, text=True
        )
        for root in roots
    ]
    said = [process.communicate(timeout=60)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert (tmp_path / "builds").read_text() == "build\n" * 2
    assert sorted("waiting for another set-up that builds it" in text for text in said) == [False, True]
    assert selection.engine_folders(roots[0], env) == selection.engine_folders(roots[1], env)


def test_a_set_up_that_was_killed_while_it_built_is_made_up_for(
    root: Path, tmp_path: Path, env_of: Env
) -> None:
    env = env_of(building_go(tmp_path, slow="exec sleep 5"), Path("/usr/bin"), PYTHONPATH=str(ROOT))
    process = subprocess.Popen([sys.executable, "-c", SET_UP, str(root)], env=env, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not list(cache.ready(env).glob(f"{cache.ASIDE}*/bin/pulumi")):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.kill()
    process.wait()
    assert cache.find(env) is None
    building_go(tmp_path)
    planned(root, env).work()
    assert cache.find(env) is not None
    assert list(cache.ready(env).glob(f"{cache.ASIDE}*")) == []


def test_a_set_up_that_waits_can_be_stopped(root: Path, builder: Path, env_of: Env) -> None:
    env = env_of(builder)
    job, problems = planned(root, env), list[str]()

    def work() -> None:
        try:
            job.work()
        except SetupError as problem:
            problems.append(str(problem))

    with locks.held(cache.ready(env) / cache.LOCK, ""):
        thread = threading.Thread(target=work)
        thread.start()
        job.stop()
        thread.join(timeout=10)
    assert len(problems) == 1
    assert problems[0].endswith("stopped")


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """A built language host whose program says which python3 it would run."""
    folder = tmp_path / "engine"
    programs.program(folder / "libexec", LANGUAGE, 'echo "$(command -v python3) $*"')
    wrapper = folder / "bin" / LANGUAGE
    wrapper.parent.mkdir()
    wrapper.write_text(build.WRAPPER)
    wrapper.chmod(0o755)
    return wrapper


def checkout(folder: Path, version: tuple[int, int, int]) -> Path:
    """A project with a Python of its own, and a folder for its program below."""
    (folder / "program" / "deep").mkdir(parents=True)
    (folder / "Pulumi.yaml").write_text("name: x\n")
    for name in ("python", "python3"):
        programs.python(folder / ".venv" / "bin", name, version)
    return folder


def started(host: Path, folder: Path, **env: str) -> str:
    """What the language host says that the engine starts in a folder."""
    done = subprocess.run([str(host), "127.0.0.1:1"], cwd=folder, env={"PATH": "/usr/bin:/bin", **env},
                          capture_output=True, text=True, check=True)  # fmt: skip
    return done.stdout.strip()


def test_each_of_two_checkouts_gets_its_own_python_from_the_engine_they_share(
    host: Path, tmp_path: Path
) -> None:
    one = checkout(tmp_path / "one checkout", (3, 11, 4))
    two = checkout(tmp_path / "it's 100% another", (3, 13, 1))
    for folder in (one, two):
        python = folder / ".venv" / "bin" / "python3"
        assert started(host, folder) == f"{python} 127.0.0.1:1"
        assert started(host, folder / "program" / "deep") == f"{python} 127.0.0.1:1"


def test_a_python_of_another_checkout_on_path_does_not_come_first(host: Path, tmp_path: Path) -> None:
    one, two = checkout(tmp_path / "one", (3, 11, 4)), checkout(tmp_path / "two", (3, 13, 1))
    path = f"{two / '.venv' / 'bin'}:/usr/bin:/bin"
    assert started(host, one, PATH=path).startswith(f"{one / '.venv' / 'bin' / 'python3'} ")


def test_a_project_without_a_venv_gets_the_python_on_path(host: Path, tmp_path: Path) -> None:
    outer = checkout(tmp_path / "outer", (3, 11, 4))
    inner = outer / "inner"
    inner.mkdir()
    (inner / "Pulumi.yaml").write_text("name: y\n")
    programs.python(tmp_path / "mine", "python3", (3, 12, 1))
    path = f"{tmp_path / 'mine'}:/usr/bin:/bin"
    assert started(host, inner, PATH=path) == f"{tmp_path / 'mine' / 'python3'} 127.0.0.1:1"
    assert started(host, Path("/"), PATH=path) == f"{tmp_path / 'mine' / 'python3'} 127.0.0.1:1"


def linked(venv: Path) -> str:
    venv.rename(venv.with_name("elsewhere"))
    venv.symlink_to("elsewhere")
    return "is a link"


def linked_bin(venv: Path) -> str:
    (venv / "bin").rename(venv / "elsewhere")
    (venv / "bin").symlink_to("elsewhere")
    return "is a link"


def open_to_all(venv: Path) -> str:
    venv.chmod(0o777)
    return "can be written to by anybody"


def tracked(venv: Path) -> str:
    subprocess.run(["git", "init", "-q"], cwd=venv.parent, check=True)
    subprocess.run(["git", "add", "-f", ".venv"], cwd=venv.parent, check=True)
    return "is tracked by Git"


def tracked_out_of_sight(venv: Path) -> str:
    """As a copied folder may have it, whose configuration is a stranger's too."""
    for words in (["core.worktree", "/"], ["core.fsmonitor", f"touch {venv.parent}/ran; false"]):
        tracked(venv)
        subprocess.run(["git", "config", *words], cwd=venv.parent, check=True)
    (venv.parent / "ran").unlink(missing_ok=True)
    return "is tracked by Git"


@pytest.mark.parametrize("foreign", [linked, linked_bin, open_to_all, tracked, tracked_out_of_sight])
def test_a_venv_that_may_have_come_with_the_clone_is_not_run(
    host: Path, tmp_path: Path, foreign: Callable[[Path], str]
) -> None:
    folder = checkout(tmp_path / "clone", (3, 11, 4))
    reason = foreign(folder / ".venv")
    done = subprocess.run([str(host)], cwd=folder, capture_output=True, text=True, env={"PATH": PATH})
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert f"{folder}/.venv" in done.stderr
    assert reason in done.stderr
    assert not (folder / "ran").exists()


def test_a_venv_in_a_work_tree_that_does_not_track_it_is_run(host: Path, tmp_path: Path) -> None:
    folder = checkout(tmp_path / "clone", (3, 11, 4))
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "add", "Pulumi.yaml"], cwd=folder, check=True)
    assert started(host, folder).startswith(f"{folder / '.venv' / 'bin' / 'python3'} ")


def test_a_python_of_the_project_s_folder_is_not_run(host: Path, tmp_path: Path) -> None:
    folder = checkout(tmp_path / "clone", (3, 11, 4))
    (folder / ".venv").rename(folder / "mine")
    programs.python(tmp_path / "mine", "python3", (3, 12, 1))
    path = f".:mine/bin::{tmp_path / 'mine'}:{PATH}"
    assert started(host, folder, PATH=path) == f"{tmp_path / 'mine' / 'python3'} 127.0.0.1:1"


def test_modules_of_the_project_s_folder_are_not_in_the_way_of_pip(host: Path, tmp_path: Path) -> None:
    """The host runs "python -m pip" there."""
    programs.program(host.parent.parent / "libexec", LANGUAGE, "python3 -m json.tool --help")
    folder = checkout(tmp_path / "clone", (3, 11, 4))
    (folder / "json.py").write_text("print('the clone ran this')")
    (folder / ".venv" / "bin" / "python3").unlink()
    (folder / ".venv" / "bin" / "python3").symlink_to(sys.executable)
    assert started(host, folder).startswith("usage: ")


def test_the_programs_of_a_former_layout_are_not_built_anew(
    root: Path, tmp_path: Path, builder: Path, env_of: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = env_of(builder, Path("/usr/bin"))
    with monkeypatch.context() as former:
        former.setattr(pins, "LAYOUT", pins.FORMER_LAYOUTS[0])
        former.setattr(pins.key, "__defaults__", pins.FORMER_LAYOUTS[:1])
        former.setattr(build, "WRAPPER", "#!/bin/sh\necho former\n")
        planned(root, env).work()
    assert cache.find(env) is None
    assert selection.plan(root, env) is None
    assert (tmp_path / "builds").read_text() == "build\n" * 2
    found = cache.find(env)
    assert found is not None
    assert (Path(found.folders[0]) / LANGUAGE).read_text() == build.WRAPPER


def test_programs_of_a_former_layout_that_others_could_have_written_are_not_taken(
    root: Path, builder: Path, env_of: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = env_of(builder, Path("/usr/bin"))
    with monkeypatch.context() as former:
        former.setattr(pins.key, "__defaults__", pins.FORMER_LAYOUTS[:1])
        planned(root, env).work()
    old = cache.ready(env) / pins.key(pins.FORMER_LAYOUTS[0])
    (old / "bin" / "pulumi").chmod(0o777)
    assert build.taken_over(env) is None
