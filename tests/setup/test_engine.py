from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.setup import programs
from tools import engine
from tools.jobs import SetupError

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    shutil.copytree(PROJECT / "tools" / "engine", project / "tools" / "engine")
    return project


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("v3.259.0", (3, 259, 0)), ("3.200.1-dev.0", (3, 200, 1)), ("go1.25", (1, 25)), ("devel", ()), ("", ())],
)
def test_versions_are_read_from_what_programs_print(text: str, numbers: tuple[int, ...]) -> None:
    assert engine.numbers(text) == numbers


def test_an_engine_on_path_that_is_new_enough_is_taken(root: Path, tmp_path: Path) -> None:
    programs.pulumi(tmp_path / "bin", "v3.200.0")
    assert engine.plan(root, {"PATH": f"{tmp_path / 'bin'}:/bin"}) is None
    record = engine.read_record(root)
    assert (record["version"], record["folders"]) == ("3.200.0", [str(tmp_path / "bin")])


def test_an_engine_once_taken_is_not_run_again(root: Path, tmp_path: Path) -> None:
    counter = tmp_path / "runs"
    programs.pulumi(tmp_path / "bin", "v3.200.0")
    programs.program(tmp_path / "bin", "pulumi", f"echo run >> {counter}; echo v3.200.0")
    for _ in range(3):
        assert engine.plan(root, {"PATH": f"{tmp_path / 'bin'}:/bin"}) is None
    assert counter.read_text() == "run\n"


def test_a_language_host_elsewhere_on_path_is_found(root: Path, tmp_path: Path) -> None:
    programs.pulumi(tmp_path / "one", "v3.259.0", host=False)
    programs.program(tmp_path / "two", "pulumi-language-python", "exit 0")
    assert engine.plan(root, {"PATH": f"{tmp_path / 'one'}:{tmp_path / 'two'}:/bin"}) is None
    assert engine.read_record(root)["folders"] == [str(tmp_path / "one"), str(tmp_path / "two")]


@pytest.mark.parametrize(
    ("version", "host", "reason"),
    [("v3.199.0", True, "is v3.199.0, too old"), ("v3.259.0", False, "has no pulumi-language-python")],
)
def test_an_engine_that_will_not_do_is_built_with_the_reason_said(
    root: Path, tmp_path: Path, version: str, host: bool, reason: str
) -> None:
    programs.pulumi(tmp_path / "bin", version, host)
    programs.go(tmp_path / "bin", "go1.26.0")
    job = engine.plan(root, {"PATH": f"{tmp_path / 'bin'}:/bin"})
    assert job is not None
    assert reason in job.intro
    assert "three to ten minutes, once" in job.intro


def test_an_engine_named_by_pulumi_must_do(root: Path, tmp_path: Path) -> None:
    programs.pulumi(tmp_path / "bin", "v3.259.0")
    old = programs.pulumi(tmp_path / "old", "v3.100.0")
    with pytest.raises(SetupError, match=r"PULUMI names no usable engine: .* too old"):
        engine.plan(root, {"PATH": f"{tmp_path / 'bin'}:/bin", "PULUMI": str(old)})
    with pytest.raises(SetupError, match="PULUMI names no program: /nowhere/pulumi"):
        engine.plan(root, {"PATH": f"{tmp_path / 'bin'}:/bin", "PULUMI": "/nowhere/pulumi"})


def test_our_own_build_on_path_does_not_count_as_installed(root: Path, tmp_path: Path) -> None:
    ours = programs.pulumi(root / ".tools" / "bin", "v3.259.0").parent
    programs.go(tmp_path / "bin", "go1.26.0")
    job = engine.plan(root, {"PATH": f"{ours}:{tmp_path / 'bin'}:/bin"})
    assert job is not None


def test_a_build_that_is_recorded_is_not_repeated(root: Path) -> None:
    folder = programs.pulumi(root / ".tools" / "bin", "v3.259.0").parent
    engine.write_record(root, engine.stamp(root, None), engine.Engine("3.259.0", (str(folder),)))
    assert engine.plan(root, {"PATH": ""}) is None


@pytest.mark.parametrize("name", engine.MODULES)
def test_other_modules_mean_another_build(root: Path, tmp_path: Path, name: str) -> None:
    folder = programs.pulumi(root / ".tools" / "bin", "v3.259.0").parent
    engine.write_record(root, engine.stamp(root, None), engine.Engine("3.259.0", (str(folder),)))
    programs.go(tmp_path / "bin", "go1.26.0")
    with (root / name).open("a") as file:
        file.write("\n// changed\n")
    assert engine.plan(root, {"PATH": f"{tmp_path / 'bin'}:/bin"}) is not None


def test_a_build_that_lost_a_program_is_repeated(root: Path, tmp_path: Path) -> None:
    folder = programs.pulumi(root / ".tools" / "bin", "v3.259.0").parent
    engine.write_record(root, engine.stamp(root, None), engine.Engine("3.259.0", (str(folder),)))
    (folder / "pulumi-language-python").unlink()
    programs.go(tmp_path / "bin", "go1.26.0")
    assert engine.plan(root, {"PATH": f"{tmp_path / 'bin'}:/bin"}) is not None


def test_without_engine_and_go_one_error_says_what_to_install(root: Path) -> None:
    with pytest.raises(SetupError) as problem:
        engine.plan(root, {"PATH": ""})
    text = str(problem.value)
    assert text.startswith("no Pulumi engine on PATH, and no Go to build one with. Install one of\n")
    assert "Pulumi 3.200 or newer" in text
    assert "https://www.pulumi.com/docs/install/" in text
    assert f"Go {'.'.join(map(str, engine.required_go(root)))} or newer: https://go.dev/dl/" in text


@pytest.mark.parametrize(
    ("version", "toolchain", "fits"),
    [
        ("go1.26.8", "auto", True),
        ("go1.25.11", "local", True),
        ("go1.25.10", "local", False),
        ("go1.22.2", "auto", True),  # fetches the toolchain that go.mod asks for
        ("go1.22.2", "local", False),  # as Debian's package is set
        ("go1.20.14", "", False),
        ("devel +abc", "auto", True),
    ],
)
def test_a_go_that_can_build_the_engine(
    root: Path, tmp_path: Path, version: str, toolchain: str, fits: bool
) -> None:
    env = {"PATH": f"{programs.go(tmp_path / 'bin', version, toolchain).parent}:/bin"}
    if fits:
        assert engine.plan(root, env) is not None
    else:
        with pytest.raises(SetupError, match=f"{version} is too old"):
            engine.plan(root, env)


def test_a_build_that_fails_leaves_the_engine_in_place_and_no_record(root: Path, tmp_path: Path) -> None:
    kept = programs.pulumi(root / ".tools" / "bin", "v3.259.0")
    bin_ = tmp_path / "bin"
    programs.program(
        bin_, "go", '[ "$1" = env ] && { echo go1.26.0; echo auto; exit; }; echo no space; exit 1'
    )
    job = engine.plan(root, {"PATH": f"{bin_}:/bin"})
    assert job is not None
    with pytest.raises(SetupError, match=r"building pulumi failed(.|\n)*no space"):
        job.work()
    assert kept.exists()
    assert engine.read_record(root) == {}


def test_the_pinned_version_comes_from_go_mod(root: Path) -> None:
    assert engine.numbers(engine.pinned(root, engine.PKG, "cli")) >= engine.MINIMUM
    assert engine.pinned(root, engine.SDK, "language").startswith("v3.")


BUILDER = """
case "$1" in
  env) echo go1.26.0; echo auto;;
  build) while [ "$1" != -o ]; do shift; done; printf '#!/bin/sh\\necho "built; $PATH"\\n' > "$2";;
  list) echo {sdk};;
esac
"""


def test_a_build_leaves_an_engine_whose_language_host_has_the_venv_first_on_path(
    root: Path, tmp_path: Path
) -> None:
    sdk = tmp_path / "sdk"
    programs.program(sdk / "python" / "cmd", "pulumi-language-python-exec", "exit 0")
    env = {
        "PATH": f"{programs.program(tmp_path / 'bin', 'go', BUILDER.format(sdk=sdk)).parent}:/usr/bin:/bin"
    }
    job = engine.plan(root, env)
    assert job is not None
    job.work()
    (folder,) = engine.read_record(root)["folders"]
    assert engine.plan(root, env) is None
    said = subprocess.run([f"{folder}/{engine.LANGUAGE}"], env=env, capture_output=True, text=True).stdout
    assert said.startswith("built; ")
    first = said.removeprefix("built; ").split(":")[0]
    assert Path(first).resolve() == (root / ".venv" / "bin").resolve()
    assert (root / ".tools" / "libexec" / f"{engine.LANGUAGE}-exec").exists()
