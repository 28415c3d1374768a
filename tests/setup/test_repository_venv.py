"""The `.venv` of a repository: when it is made anew, filled, or left as it is."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from catalog.engine.jobs import SetupError
from catalog.setup import command, venv
from catalog.setup.repository_venv import plan
from catalog.setup.requirements import files
from tests.support import fake_programs as programs

WHEEL = "wheels/datasphere_glue_catalog-0.1.0-py3-none-any.whl"
ANEW = "making .venv with Python 3.12.1"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository that names a wheel of its own."""
    project = tmp_path / "project"
    (project / "wheels").mkdir(parents=True)
    (project / WHEEL).write_bytes(b"wheel")
    (project / "requirements.txt").write_text(f"./{WHEEL}[local]\n")
    return project


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A Python 3.12 is on PATH."""
    programs.python(tmp_path / "bin", "python3.13", (3, 12, 1))
    return {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}


def whole(root: Path, executable: str = "") -> Path:
    """The `.venv` that a set-up would have left."""
    folder = root / ".venv"
    programs.python(folder / "bin", "python", (3, 12, 1))
    programs.program(folder / "bin", "catalog", "exit 0")
    stamp = {"requirements": venv.digest(root, files(root)), "version": [3, 12], "executable": executable}
    (folder / venv.STAMP).write_text(json.dumps(stamp))
    return folder


def by_hand(root: Path) -> Path:
    """What `python3 -m venv .venv` leaves."""
    folder = root / ".venv"
    programs.python(folder / "bin", "python", (3, 11, 4))
    pip = folder / "lib" / "python3.11" / "site-packages" / "pip"
    pip.mkdir(parents=True)
    (pip / "__main__.py").touch()
    (folder / "pyvenv.cfg").write_text(f"version = 3.11.4\ncommand = /usr/bin/python3 -m venv {folder}\n")
    return folder


def intro(root: Path, env: dict[str, str]) -> str:
    """What the job begins with; empty where there is none."""
    job = plan(root, env)
    return "" if job is None else job.intro.partition(":")[0]


def test_nothing_is_to_be_done_for_a_whole_venv(root: Path, env: dict[str, str]) -> None:
    whole(root)
    assert intro(root, env) == ""


def test_without_a_venv_one_is_made(root: Path, env: dict[str, str]) -> None:
    assert intro(root, env) == ANEW


@pytest.mark.parametrize("name", ["requirements.txt", WHEEL])
def test_other_content_of_what_is_named_means_another_venv(
    root: Path, env: dict[str, str], name: str
) -> None:
    whole(root)
    with (root / name).open("a") as file:
        file.write("\n")
    assert intro(root, env) == ANEW


@pytest.mark.parametrize("name", [venv.STAMP, "bin/python", command.FILE])
def test_a_venv_that_lacks_a_part_is_made_anew(root: Path, env: dict[str, str], name: str) -> None:
    (whole(root) / name).unlink()
    assert intro(root, env) == ANEW


def test_a_venv_that_was_moved_is_made_anew(root: Path, env: dict[str, str], tmp_path: Path) -> None:
    whole(root)
    assert intro(root.rename(tmp_path / "elsewhere"), env) == ANEW


def test_it_is_made_anew_with_the_python_that_it_had(root: Path, env: dict[str, str], tmp_path: Path) -> None:
    had = programs.python(tmp_path / "other", "python", (3, 11, 4))
    whole(root, str(had))
    (root / "requirements.txt").write_text("other\n")
    assert intro(root, env) == "making .venv with Python 3.11.4"
    assert intro(root, {**env, "PYTHON": "python3.13"}) == ANEW
    had.unlink()
    assert intro(root, env) == ANEW


def test_one_that_was_made_by_hand_is_filled(root: Path, env: dict[str, str]) -> None:
    by_hand(root)
    assert intro(root, env) == "installing requirements.txt into the .venv that is there, with Python 3.11.4"


def test_one_that_was_made_by_hand_elsewhere_is_made_anew(
    root: Path, env: dict[str, str], tmp_path: Path
) -> None:
    by_hand(root)
    assert intro(root.rename(tmp_path / "elsewhere"), env) == ANEW


@pytest.mark.parametrize("what", ["no pip", "a set-up that was killed", "another Python that is named"])
def test_one_that_will_not_do_is_made_anew(root: Path, env: dict[str, str], what: str) -> None:
    folder = by_hand(root)
    if what == "no pip":
        next(folder.rglob("__main__.py")).unlink()
    elif what == "a set-up that was killed":
        (folder / venv.UNFINISHED).touch()
    else:
        env["PYTHON"] = "python3.13"
    assert intro(root, env) == ANEW


MAKER = 'mkdir -p "$4/bin" && cp "{made}" "$4/bin/python" && chmod +x "$4/bin/python"'


def fake_maker(tmp_path: Path, script: str) -> Path:
    """A Python whose venvs hold a Python that is this script."""
    made = programs.program(tmp_path / "made", "python", script)
    answer = f'{{"version": [3, 12, 1], "executable": "{tmp_path / "maker/python3.13"}", "venv": true}}'
    probed = f"if [ \"$2\" = -c ]; then echo '{answer}'; else {MAKER.format(made=made)}; fi"
    return programs.program(tmp_path / "maker", "python3.13", probed)


def test_pip_installs_wheels_alone_and_the_command_is_put_there(root: Path, tmp_path: Path) -> None:
    said = tmp_path / "said"
    pip = f'echo "$PWD $@" >> "{said}"; [ "$3" = pip ] && echo pip > "$(dirname "$0")/catalog"; exit 0'
    path = f"{fake_maker(tmp_path, pip).parent}:/usr/bin:/bin"
    job = plan(root, {"PATH": path, "PYTHONPATH": "x"})
    assert job is not None
    job.work()
    (install,) = [line for line in said.read_text().splitlines() if " install " in line]
    assert install.startswith(f"{root} -I -m pip install ")
    assert "--only-binary :all:" in install
    assert install.endswith("-r requirements.txt")
    assert (root / ".venv" / command.FILE).read_text() == command.TEXT
    stamp = venv.read_stamp(root / ".venv")
    assert (stamp["version"], stamp["executable"]) == ([3, 12], str(tmp_path / "maker/python3.13"))
    assert not (root / ".venv" / venv.UNFINISHED).exists()


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("exit 1", r"installing requirements\.txt failed"),
        ("exit 0", r"requirements\.txt brings no catalog command: it needs a line such as datasphere-glue-"),
    ],
)
def test_an_install_that_fails_leaves_what_the_next_set_up_makes_anew(
    root: Path, tmp_path: Path, script: str, problem: str
) -> None:
    env = {"PATH": f"{fake_maker(tmp_path, script).parent}:/usr/bin:/bin"}
    job = plan(root, env)
    assert job is not None
    with pytest.raises(SetupError, match=problem):
        job.work()
    assert venv.read_stamp(root / ".venv") == {}
    assert (root / ".venv" / venv.UNFINISHED).exists()
    assert intro(root, env) == ANEW


def test_the_command_runs_the_python_beside_it_wherever_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "with space" / ".venv"
    programs.program(folder / "bin", "python", 'echo "$0 $1 $(basename "$2") $3"')
    command.write(folder)
    moved = (tmp_path / "with space").rename(tmp_path / "moved 'too'")
    (tmp_path / "link").symlink_to(moved / ".venv" / command.FILE)
    for program in (moved / ".venv" / command.FILE, tmp_path / "link"):
        said = subprocess.run([program, "check"], capture_output=True, text=True, check=True).stdout
        assert said == f"{moved}/.venv/bin/python -P catalog check\n"


def test_python_reads_the_command_as_a_program() -> None:
    code = compile(command.TEXT, "catalog", "exec")
    assert "main" in code.co_names
