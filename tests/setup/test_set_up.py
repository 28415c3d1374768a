from __future__ import annotations

import ast
import errno
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.setup.set_up import in_words
from tests.setup.conftest import whole_venv
from tests.support import fake_programs as programs
from tests.support.interrupted import stopped_while_it_runs
from tests.support.project import ROOT

FILES = ("Makefile", "requirements.lock", "requirements-dev.lock")
SET_UP = ("-IS", "catalog/setup/__main__.py", ".")  # as make does


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "my project"
    for package in ("tools", *(f"catalog/{room}" for room in ("setup", "engine", "checkout", "files"))):
        shutil.copytree(ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "catalog" / "__init__.py", root / "catalog")
    for name in FILES:
        shutil.copy(ROOT / name, root / name)
    return root


def run_setup(root: Path, path: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *SET_UP], cwd=root, env={"PATH": path, "HOME": str(root.parent), **more},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_a_machine_without_anything_is_told_so_before_anything_is_made(project: Path) -> None:
    done = run_setup(project, "", PYTHON="python3")
    assert done.returncode == 2
    assert done.stderr.startswith("setup: the Python that was named will not do:\n    python3: not found\n")
    assert "make setup PYTHON=/path/to/python3.12" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / ".venv").exists()


def test_a_machine_without_engine_and_go_is_told_so_before_anything_is_made(
    project: Path, tmp_path: Path
) -> None:
    programs.python(tmp_path / "bin", "python3", (3, 12, 1))
    done = run_setup(project, str(tmp_path / "bin"))
    assert done.returncode == 2
    assert done.stderr.startswith("setup: no Pulumi engine on PATH, and no Go to build one with.")
    assert not (project / ".venv").exists()


def test_make_without_any_python_says_what_to_install(project: Path, tmp_path: Path) -> None:
    make, shell = shutil.which("make"), shutil.which("sh")
    assert make
    assert shell
    done = subprocess.run(
        [make, "setup", f"SHELL={shell}"],
        cwd=project,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "install Python 3.11, 3.12 or 3.13" in done.stderr


def test_an_interrupted_set_up_ends_its_programs_and_says_that_the_next_one_goes_on(
    project: Path, tmp_path: Path
) -> None:
    bin_, pids = tmp_path / "bin", tmp_path / "pids"
    programs.pulumi(bin_, "v3.259.0")
    programs.python(bin_, "python3.13", (3, 13, 1))
    answer = (bin_ / "python3.13").read_text().split("\n", 1)[1]
    programs.program(
        bin_,
        "python3.13",
        f'[ "$2" = -m ] || {{ {answer.strip()}; exit; }}\necho $$ > "{pids}"; exec sleep 60',
    )
    process = subprocess.Popen(
        [sys.executable, *SET_UP], cwd=project, env={"PATH": f"{bin_}:/bin:/usr/bin"},
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    said = stopped_while_it_runs(process, pids)
    assert process.returncode == 130
    assert 'interrupted; the next "make setup" makes it whole' in said
    with pytest.raises(ProcessLookupError):
        os.kill(int(pids.read_text()), 0)


def read_only(root: Path, path: str) -> subprocess.CompletedProcess[str]:
    """Runs set-up where the project's folder is mounted read-only, which stops root as well."""
    script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && cd "$1" || exit 99; shift; exec "$@"'
    command = ["unshare", "-rm", "sh", "-c", script, "sh", str(root), sys.executable, *SET_UP]
    env = {"PATH": f"{path}:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": str(root.parent)}
    try:
        done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, timeout=60)
    except FileNotFoundError:
        pytest.skip("no unshare")
    if done.returncode in (1, 99) and "Traceback" not in done.stderr:
        pytest.skip(f"no mounts here: {done.stderr}")
    return done


def test_a_read_only_project_that_is_up_to_date_needs_nothing(project: Path, tmp_path: Path) -> None:
    whole_venv(project)
    path = str(programs.pulumi(tmp_path / "bin", "v3.259.0").parent)
    assert run_setup(project, f"{path}:/usr/bin:/bin").returncode == 0
    done = read_only(project, path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("engine", [True, False])
def test_a_read_only_project_that_is_not_says_so_in_a_line(
    project: Path, tmp_path: Path, engine: bool
) -> None:
    path = tmp_path / "bin"
    programs.python(path, "python3", (3, 12, 1))
    programs.pulumi(path, "v3.259.0") if engine else programs.go(path, "go1.26.0")
    done = read_only(project, str(path))
    said = f"setup: the folder {project} can't be written to (Read-only file system)\n"
    assert (done.returncode, done.stderr) == (2, said)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (OSError(errno.EROFS, "Read-only", "/a/b"), "the folder /a can't be written to (Read-only)"),
        (PermissionError(errno.EACCES, "Denied", b"/no/b"), "the folder /no can't be written to (Denied)"),
        (PermissionError(errno.EACCES, "Denied", "/tmp/b"), "/tmp/b: Denied"),
        (FileExistsError(errno.EEXIST, "File exists", "/a/.tools"), "/a/.tools: File exists"),
        (OSError(errno.ENOSPC, "No space"), "[Errno 28] No space"),
    ],
)
def test_what_the_system_refuses_is_told_in_a_line(problem: OSError, words: str) -> None:
    assert in_words(problem) == words


def test_a_file_in_the_way_ends_set_up_with_a_line(project: Path, tmp_path: Path) -> None:
    path = programs.pulumi(tmp_path / "bin", "v3.259.0").parent
    programs.python(path, "python3", (3, 12, 1))
    (project / ".tools").write_text("")
    done = run_setup(project, f"{path}:/usr/bin:/bin")
    assert (done.returncode, done.stderr) == (2, f"setup: {project / '.tools'}: File exists\n")


def test_clean_leaves_the_engine_that_other_checkouts_use(project: Path, tmp_path: Path) -> None:
    engine = tmp_path / ".cache" / "datasphere-glue-catalog" / "engine" / "key" / "bin"
    programs.pulumi(engine, "v3.259.0")
    (project / ".tools").mkdir()
    (project / ".tools" / "bin").symlink_to(engine)
    subprocess.run(["make", "clean"], cwd=project, env={**os.environ, "HOME": str(tmp_path)}, check=True)
    assert not (project / ".tools").exists()
    assert (engine / "pulumi").exists()


def test_an_older_python_reads_the_entry_far_enough_to_say_that_it_is_too_old() -> None:
    text = (ROOT / "catalog" / "setup" / "__main__.py").read_text()
    guard = text.index("sys.version_info < (3, 9)")
    assert guard < text.index("from catalog")


LOADED = """
import sys, catalog.setup.__main__
for name, module in sorted(sys.modules.items()):
    if name.split(".")[0] == "catalog" and name.count("."):
        print(module.__file__)
"""


def test_set_up_needs_the_standard_library_alone_and_any_python_from_3_9_on(project: Path) -> None:
    command = [sys.executable, "-S", "-B", "-c", LOADED]  # without site-packages
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    files = [Path(line) for line in done.stdout.splitlines()]
    assert {"__main__.py", "locked_venv.py", "repository_venv.py", "selection.py", "build.py", "jobs.py"} <= {
        f.name for f in files
    }
    for file in files:
        tree = ast.parse(file.read_text(), str(file), feature_version=(3, 9))
        assert any(isinstance(n, ast.ImportFrom) and n.module == "__future__" for n in tree.body) or (
            file.name == "__init__.py"
        )


@pytest.mark.parametrize(
    ("lock", "wanted_by"),
    [
        ("requirements.lock", ["requirements.in", "requirements-local.in"]),
        ("requirements-dev.lock", ["requirements-dev.in"]),
    ],
)
def test_a_lock_pins_each_requirement_by_hash_and_names_no_host(lock: str, wanted_by: list[str]) -> None:
    text = (ROOT / lock).read_text()
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)
    pinned = re.findall(r"(?m)^([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==\S+(.*(?:\n    --hash=\S+(?: \\)?)+)", text)
    assert len(pinned) == len(re.findall(r"(?m)^[a-z0-9]", text))
    names = {name for name, _ in pinned}
    for file in wanted_by:
        wanted = re.findall(
            r"(?m)^([A-Za-z0-9.-]+)", (ROOT / file).read_text().replace("-c requirements", "#")
        )
        assert {name.lower().replace(".", "-") for name in wanted} <= names


def versions(lock: str) -> dict[str, str]:
    return dict(re.findall(r"(?m)^([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(\S+)", (ROOT / lock).read_text()))


def test_what_runs_holds_nothing_for_tests_and_both_locks_agree() -> None:
    run, dev = versions("requirements.lock"), versions("requirements-dev.lock")
    for_tests = {"pytest", "pytest-xdist", "hypothesis", "mypy", "ruff", "pip-audit", "setuptools", "duckdb"}
    for_tests |= {"awscli", "awswrangler", "pyiceberg", "pandas", "pyarrow"}
    assert for_tests <= dev.keys()
    assert for_tests & run.keys() == set()
    assert not [
        name for name in run if name.startswith(("types-", "mypy", "pytest")) or name.endswith("-stubs")
    ]
    assert {name: (run[name], dev[name]) for name in run.keys() & dev.keys() if run[name] != dev[name]} == {}


def test_set_up_refuses_folders_that_may_have_come_with_the_clone(project: Path, tmp_path: Path) -> None:
    path = programs.pulumi(tmp_path / "bin", "v3.259.0").parent
    programs.python(path, "python3", (3, 12, 1))
    (tmp_path / "elsewhere").mkdir()
    for name in (".venv", ".tools", ".catalog"):
        (project / name).symlink_to(tmp_path / "elsewhere")
        done = run_setup(project, f"{path}:/usr/bin:/bin")
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert done.stderr.startswith(f"setup: {project / name} is a link; ")
        (project / name).unlink()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_option_that_is_none_is_told(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, *SET_UP, "--all"], cwd=project, capture_output=True, text=True, env={"PATH": ""}
    )
    assert (done.returncode, done.stderr) == (2, "setup: --all: only --dev is known\n")
