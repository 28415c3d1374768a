from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.engine.jobs import Job, SetupError
from catalog.setup import locked_venv
from catalog.setup.locked_venv import plan, wanted
from catalog.setup.pythons import Python
from catalog.setup.venv import STAMP
from tests.setup.conftest import whole_venv
from tests.support import fake_programs as programs


def on(*folders: Path, **more: str) -> dict[str, str]:
    return {"PATH": ":".join(map(str, folders)), **more}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    for name in ("requirements.lock", "requirements-dev.lock"):
        (project / name).write_text(f"# {name}\n")
    return project


def test_nothing_is_to_be_done_for_a_whole_venv(root: Path) -> None:
    whole_venv(root)
    assert plan(root, on()) is None


def test_another_lock_means_another_venv(root: Path, tmp_path: Path) -> None:
    whole_venv(root)
    programs.python(tmp_path / "bin", "python3", (3, 12, 1))
    (root / "requirements.lock").write_text("changed\n")
    job = plan(root, on(tmp_path / "bin"))
    assert job is not None
    assert job.intro.startswith("making .venv with Python 3.12.1")


def with_dev(root: Path) -> Path:
    """A whole `.venv` with what tests and checks need."""
    venv = whole_venv(root)
    stamp = json.loads((venv / STAMP).read_text())
    (venv / STAMP).write_text(json.dumps({**stamp, "dev": wanted(root).dev}))
    return venv


def test_what_tests_need_is_added_to_the_venv_that_is_there_once(root: Path) -> None:
    whole_venv(root)
    job = plan(root, on(), dev=True)
    assert job is not None
    assert job.intro == "installing requirements-dev.lock into .venv"
    with_dev(root)
    assert plan(root, on(), dev=True) is None
    assert plan(root, on()) is None  # nobody has to ask for it again, and nothing is taken away


def test_another_lock_of_what_tests_need_means_another_venv(root: Path, tmp_path: Path) -> None:
    with_dev(root)
    programs.python(tmp_path / "bin", "python3", (3, 12, 1))
    (root / "requirements-dev.lock").write_text("changed\n")
    for dev in (True, False):
        job = plan(root, on(tmp_path / "bin"), dev=dev)
        assert job is not None
        assert job.intro.startswith("making .venv with Python 3.12.1")


def test_who_runs_only_is_not_concerned_by_what_tests_need(root: Path) -> None:
    whole_venv(root)
    (root / "requirements-dev.lock").write_text("changed\n")
    assert plan(root, on()) is None


@pytest.mark.parametrize("name", ["catalog", "datasphere_glue_catalog.pth"])
def test_a_project_that_is_no_more_installed_needs_no_new_venv_and_so_no_python(
    root: Path, name: str
) -> None:
    venv = whole_venv(root)
    next(venv.rglob(name)).unlink()
    job = plan(root, on())
    assert job is not None
    assert job.intro == "installing the project into .venv"


def test_a_venv_of_a_former_release_is_made_anew(root: Path, tmp_path: Path) -> None:
    """Its stamp was over one lock, with what tests need, and it has the project by an editable install."""
    venv = whole_venv(root)
    old = {"packages": "0" * 64, "project": "1" * 64, "version": [3, 12]}
    (venv / STAMP).write_text(json.dumps(old))
    programs.python(tmp_path / "bin", "python3", (3, 12, 1))
    job = plan(root, on(tmp_path / "bin"))
    assert job is not None
    assert job.intro.startswith("making .venv with Python 3.12.1")


def test_only_wheels_are_installed_and_each_by_its_hash(root: Path, tmp_path: Path) -> None:
    said = tmp_path / "said"
    programs.program(tmp_path / "made", "python", f'echo "$@" >> "{said}"')
    maker = f'mkdir -p "$4/bin" && cp "{tmp_path}/made/python" "$4/bin/python"'
    python = Python((3, 12, 1), str(programs.program(tmp_path / "bin", "python3", maker)), True)
    env = on(Path("/usr/bin"), Path("/bin"), PIP_NO_BINARY=":all:")

    def work(job: Job) -> None:
        locked_venv.make_venv(job, root, python, wanted(root), env, dev=True)

    Job("Python packages", tmp_path / "log", work, "").work()
    (install,) = [line for line in said.read_text().splitlines() if " install " in line]
    assert install.startswith("-I -m pip install ")
    assert "--only-binary :all:" in install
    assert "--require-hashes" in install
    assert install.endswith("-r requirements.lock -r requirements-dev.lock")
    assert said.read_text().count("-I -") == 2  # pip, and what compiles


def test_a_venv_without_a_stamp_is_made_anew(root: Path, tmp_path: Path) -> None:
    venv = whole_venv(root)
    (venv / STAMP).unlink()
    programs.python(tmp_path / "bin", "python3", (3, 12, 1))
    job = plan(root, on(tmp_path / "bin"))
    assert job is not None
    assert job.intro.startswith("making .venv with Python 3.12.1")


def test_a_venv_whose_python_is_gone_is_made_anew(root: Path, tmp_path: Path) -> None:
    venv = whole_venv(root)
    (venv / "bin" / "python").unlink()
    programs.python(tmp_path / "bin", "python3", (3, 12, 1))
    assert plan(root, on(tmp_path / "bin")) is not None


def test_a_venv_that_was_moved_is_made_anew(root: Path, tmp_path: Path) -> None:
    whole_venv(root)
    programs.python(tmp_path / "bin", "python3", (3, 12, 1))
    assert plan(root.rename(tmp_path / "elsewhere"), on(tmp_path / "bin")) is not None


def test_naming_another_python_makes_the_venv_anew(root: Path, tmp_path: Path) -> None:
    whole_venv(root)
    other = programs.python(tmp_path / "bin", "python3.11", (3, 11, 4))
    assert plan(root, on(PYTHON=str(other))) is not None


@pytest.mark.parametrize("was_there", [True, False])
def test_an_install_that_fails_brings_back_what_was_there_and_never_says_that_it_is_whole(
    root: Path, tmp_path: Path, was_there: bool
) -> None:
    venv = whole_venv(root) if was_there else root / ".venv"
    before = (venv / STAMP).read_text() if was_there else None
    (root / "requirements.lock").write_text("changed\n")
    # "making a venv" makes one whose pip fails: what an interruption or a lost network looks like
    maker = 'mkdir -p "$4/bin"; printf "#!/bin/sh\\nexit 1\\n" > "$4/bin/python"; chmod +x "$4/bin/python"'
    broken = Python((3, 12, 1), str(programs.program(tmp_path / "bin", "python3", maker)), True)

    def work(job: Job) -> None:
        locked_venv.make_venv(job, root, broken, wanted(root), on(Path("/usr/bin"), Path("/bin")))

    with pytest.raises(SetupError, match=r"installing requirements\.lock failed"):
        Job("Python packages", tmp_path / "log", work, "").work()
    assert ((venv / STAMP).read_text() if (venv / STAMP).exists() else None) == before
    assert (venv / "bin" / "catalog").exists() is was_there
    assert not (root / ".tools" / "venv.before").exists()
