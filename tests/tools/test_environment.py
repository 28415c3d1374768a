from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.engine.jobs import Job, SetupError
from tests.support import fake_programs as programs
from tests.tools.conftest import whole_venv
from tools import environment
from tools.environment import STAMP, Python, choose, clean, plan, unfit, wanted


def on(*folders: Path, **more: str) -> dict[str, str]:
    return {"PATH": ":".join(map(str, folders)), **more}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    for name in ("requirements.lock", "requirements-dev.lock"):
        (project / name).write_text(f"# {name}\n")
    return project


def test_the_newest_supported_python_on_path_is_taken(tmp_path: Path) -> None:
    programs.python(tmp_path, "python3.11", (3, 11, 9))
    programs.python(tmp_path, "python3.13", (3, 13, 1))
    assert list(choose(on(tmp_path)).version) == [3, 13, 1]


def test_a_shim_that_leads_nowhere_is_passed_over(tmp_path: Path) -> None:
    programs.program(tmp_path, "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    programs.python(tmp_path, "python3", (3, 11, 4))
    assert list(choose(on(tmp_path)).version) == [3, 11, 4]


def test_python_names_one_that_is_not_on_path(tmp_path: Path) -> None:
    programs.python(tmp_path / "on", "python3.13", (3, 13, 1))
    named = programs.python(tmp_path / "off", "mine", (3, 11, 2))
    assert choose(on(tmp_path / "on", PYTHON=str(named))).executable == str(named)


def test_a_named_python_that_does_not_fit_is_an_error_though_another_would(tmp_path: Path) -> None:
    programs.python(tmp_path, "python3.12", (3, 12, 1))
    old = programs.python(tmp_path, "old", (3, 9, 6))
    with pytest.raises(SetupError, match=r"PYTHON names no usable Python:\n.*3\.9\.6, not supported"):
        choose(on(tmp_path, PYTHON=str(old)))


def test_an_empty_path_gives_every_reason_and_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as problem:
        choose(on(tmp_path))
    text = str(problem.value)
    assert all(f"{name}: not found" in text for name in environment.CANDIDATES)
    assert "Install Python 3.11, 3.12 or 3.13" in text
    assert "make setup PYTHON=" in text


def test_a_python_without_ensurepip_says_which_package_has_it(tmp_path: Path) -> None:
    programs.python(tmp_path, "python3", (3, 11, 2), venv=False)
    with pytest.raises(SetupError, match=r"apt install python3\.11-venv"):
        choose(on(tmp_path))


@pytest.mark.parametrize(
    ("version", "fits"),
    [((3, 10, 9), False), ((3, 11, 0), True), ((3, 12, 8), True), ((3, 13, 0), True), ((3, 14, 0), False)],
)
def test_supported_are_3_11_to_3_13(version: tuple[int, int, int], fits: bool) -> None:
    assert (unfit(Python(version, "python3", True)) == "") is fits


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
        environment.make_venv(job, root, python, wanted(root), env, dev=True)

    Job("Python packages", tmp_path / "log", work, "").work()
    (install,) = [line for line in said.read_text().splitlines() if " install " in line]
    assert install.startswith("-I -m pip install ")
    assert "--require-hashes --only-binary :all:" in install
    assert install.endswith("-r requirements.lock -r requirements-dev.lock")
    assert said.read_text().count("-I -") == 2  # pip, and what compiles


def test_a_relative_part_of_path_names_no_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs.python(tmp_path, "python3.13", (3, 13, 1))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SetupError, match=r"python3\.13: not found"):
        choose({"PATH": "."})


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


def test_an_install_that_fails_leaves_no_stamp(root: Path, tmp_path: Path) -> None:
    venv = whole_venv(root)
    (root / "requirements.lock").write_text("changed\n")
    # "making a venv" makes one whose pip fails: what an interruption or a lost network looks like
    maker = 'mkdir -p "$4/bin"; printf "#!/bin/sh\\nexit 1\\n" > "$4/bin/python"; chmod +x "$4/bin/python"'
    broken = Python((3, 12, 1), str(programs.program(tmp_path / "bin", "python3", maker)), True)

    def work(job: Job) -> None:
        environment.make_venv(job, root, broken, wanted(root), on(Path("/usr/bin"), Path("/bin")))

    with pytest.raises(SetupError, match=r"installing requirements\.lock failed"):
        Job("Python packages", tmp_path / "log", work, "").work()
    assert not (venv / STAMP).exists()
    assert not (venv / "bin" / "catalog").exists()


def test_settings_that_mix_in_other_packages_do_not_reach_pip() -> None:
    dirty = {"PYTHONPATH": "x", "PIP_USER": "1", "VIRTUAL_ENV": "x", "PIP_INDEX_URL": "kept", "PATH": "kept"}
    assert clean(dirty) == {"PIP_INDEX_URL": "kept", "PATH": "kept"}
