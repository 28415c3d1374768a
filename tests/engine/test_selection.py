from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.checkout.set_up_command import OWN
from catalog.engine import cache, pins, selection
from catalog.engine.jobs import SetupError
from tests.support import fake_programs as programs

Env = Callable[..., dict[str, str]]


def built(env: dict[str, str]) -> Path:
    """Puts a whole engine in the cache; gives its folder."""
    folder = cache.ready(env) / pins.key()
    for name in cache.PROGRAMS:
        program = Path(name)
        programs.program(folder / program.parent, program.name, "echo v3.259.0")
    folder.chmod(0o700)
    return folder


def settled(root: Path, env: dict[str, str]) -> Path:
    """A project where set-up took the engine of the cache; gives the engine's folder."""
    folder = built(env)
    assert selection.plan(root, env) is None
    return folder


def test_an_engine_on_path_that_is_new_enough_is_taken(root: Path, tmp_path: Path, env_of: Env) -> None:
    programs.pulumi(tmp_path / "bin", "v3.200.0")
    assert selection.plan(root, env_of(tmp_path / "bin")) is None
    record = selection.read_record(root, env_of())
    assert (record["version"], record["folders"]) == ("3.200.0", [str(tmp_path / "bin")])


def test_an_engine_once_taken_is_not_run_again(root: Path, tmp_path: Path, env_of: Env) -> None:
    counter = tmp_path / "runs"
    programs.pulumi(tmp_path / "bin", "v3.200.0")
    programs.program(tmp_path / "bin", "pulumi", f"echo run >> {counter}; echo v3.200.0")
    for _ in range(3):
        assert selection.plan(root, env_of(tmp_path / "bin")) is None
    assert counter.read_text() == "run\n"


def test_a_language_host_elsewhere_on_path_is_found(root: Path, tmp_path: Path, env_of: Env) -> None:
    programs.pulumi(tmp_path / "one", "v3.259.0", host=False)
    programs.program(tmp_path / "two", "pulumi-language-python", "exit 0")
    assert selection.plan(root, env_of(tmp_path / "one", tmp_path / "two")) is None
    assert selection.read_record(root, env_of())["folders"] == [str(tmp_path / "one"), str(tmp_path / "two")]


@pytest.mark.parametrize(
    ("version", "host", "reason"),
    [("v3.199.0", True, "is v3.199.0, too old"), ("v3.259.0", False, "has no pulumi-language-python")],
)
def test_an_engine_that_will_not_do_is_built_with_the_reason_said(
    root: Path, tmp_path: Path, env_of: Env, version: str, host: bool, reason: str
) -> None:
    programs.pulumi(tmp_path / "bin", version, host)
    programs.go(tmp_path / "bin", "go1.26.0")
    job = selection.plan(root, env_of(tmp_path / "bin"))
    assert job is not None
    assert reason in job.intro
    assert "three to ten minutes, once" in job.intro


def test_an_engine_named_by_pulumi_must_do(root: Path, tmp_path: Path, env_of: Env) -> None:
    programs.pulumi(tmp_path / "bin", "v3.259.0")
    old = programs.pulumi(tmp_path / "old", "v3.100.0")
    built(env_of())
    for run in (selection.plan, selection.engine_folders):
        with pytest.raises(SetupError, match=r"PULUMI names no usable engine: .* too old"):
            run(root, env_of(tmp_path / "bin", PULUMI=str(old)))
        with pytest.raises(SetupError, match="PULUMI names no program: /nowhere/pulumi"):
            run(root, env_of(tmp_path / "bin", PULUMI="/nowhere/pulumi"))


def test_our_own_build_on_path_does_not_count_as_installed(root: Path, tmp_path: Path, env_of: Env) -> None:
    ours = programs.pulumi(root / ".tools" / "bin", "v3.259.0").parent
    programs.go(tmp_path / "bin", "go1.26.0")
    assert selection.plan(root, env_of(ours, tmp_path / "bin")) is not None


def test_an_engine_in_the_cache_is_taken_without_a_build(root: Path, env_of: Env) -> None:
    folder = settled(root, env_of())
    assert selection.read_record(root, env_of())["folders"] == [str(folder / "bin")]
    assert (root / ".tools" / "bin").resolve() == folder / "bin"
    assert selection.plan(root, env_of()) is None


def test_an_engine_on_path_comes_before_the_one_in_the_cache(root: Path, tmp_path: Path, env_of: Env) -> None:
    settled(root, env_of())
    theirs = programs.pulumi(tmp_path / "bin", "v3.259.0").parent
    assert selection.plan(root, env_of(theirs)) is None
    assert selection.engine_folders(root, env_of(theirs)) == (str(theirs),)


@pytest.mark.parametrize("name", pins.FILES)
def test_other_modules_mean_another_build(
    root: Path, tmp_path: Path, recipe: Path, env_of: Env, name: str
) -> None:
    settled(root, env_of())
    programs.go(tmp_path / "bin", "go1.26.0")
    with (recipe / name).open("a") as file:
        file.write("\n// changed\n")
    assert selection.plan(root, env_of(tmp_path / "bin")) is not None


def test_a_build_that_lost_a_program_is_repeated(root: Path, tmp_path: Path, env_of: Env) -> None:
    folder = settled(root, env_of())
    (folder / "bin" / "pulumi-language-python").unlink()
    programs.go(tmp_path / "bin", "go1.26.0")
    assert selection.plan(root, env_of(tmp_path / "bin")) is not None


def test_a_project_that_was_moved_or_copied_needs_no_other_engine(root: Path, env_of: Env) -> None:
    folder = settled(root, env_of())
    copied = Path(shutil.copytree(root, root.with_name("copy"), symlinks=True))
    moved = root.rename(root.with_name("moved"))
    for place in (copied, moved):
        assert selection.plan(place, env_of()) is None
        assert selection.engine_folders(place, env_of()) == (str(folder / "bin"),)


def test_a_project_without_set_up_finds_the_engine_in_the_cache_and_writes_nothing(
    root: Path, env_of: Env
) -> None:
    folder = built(env_of())
    assert selection.engine_folders(root, env_of()) == (str(folder / "bin"),)
    assert list(root.iterdir()) == []


def test_without_any_engine_the_error_says_what_to_do(root: Path, env_of: Env) -> None:
    with pytest.raises(SetupError, match=r"^no Pulumi engine \(.* none that was built\): put .* on PATH$"):
        selection.engine_folders(root, env_of())
    (root / "requirements.txt").touch()  # a repository
    with pytest.raises(SetupError, match=r'^no Pulumi engine .*: run "catalog setup", or put Pulumi 3\.200'):
        selection.engine_folders(root, env_of())
    for name in OWN:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    with pytest.raises(SetupError, match=r'^no Pulumi engine .*: run "make setup", or put Pulumi 3\.200'):
        selection.engine_folders(root, env_of())


def test_a_cache_that_can_hold_no_engine_is_named(root: Path, env_of: Env, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match=r"file is no folder\): put "):
        selection.engine_folders(root, env_of(CATALOG_ENGINE_CACHE=str(tmp_path / "file")))
    nowhere = {k: v for k, v in env_of().items() if k not in ("HOME", "XDG_CACHE_HOME", cache.VARIABLE)}
    with pytest.raises(SetupError, match=r"HOME is not set\): put "):
        selection.engine_folders(root, nowhere)


def test_pulumi_goes_before_what_was_noted(root: Path, env_of: Env, tmp_path: Path) -> None:
    settled(root, env_of())
    named = programs.pulumi(tmp_path / "named", "v3.300.0")
    assert selection.engine_folders(root, env_of(PULUMI=str(named))) == (str(named.parent),)


def record(root: Path, env: dict[str, str], text: str) -> Path:
    """Puts a text where set-up notes the engine of a project."""
    file = selection.record_file(root, env)
    assert file is not None
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_text(text)
    return file


def noted(folder: Path, **more: object) -> str:
    """What set-up would note of an engine that lies in a folder."""
    return json.dumps({"stamp": "x", "version": "3.259.0", "folders": [str(folder)], "built": False, **more})


def test_an_engine_that_a_former_release_built_in_a_checkout_is_not_run(root: Path, env_of: Env) -> None:
    """Its language host runs the Python of the checkout that built it, wherever it is started."""
    old = programs.pulumi(root / ".tools" / "bin", "v3.259.0").parent
    (root / selection.FORMER_RECORD).write_text(noted(old))
    with pytest.raises(SetupError, match="no Pulumi engine"):
        selection.engine_folders(root, env_of())
    folder = settled(root, env_of())
    assert old.resolve() == folder / "bin"
    assert not (root / selection.FORMER_RECORD).exists()


@pytest.mark.parametrize("is_built", [True, False])
def test_a_clone_does_not_name_the_engine_that_runs(root: Path, env_of: Env, is_built: bool) -> None:
    evil = programs.pulumi(root / "evil", "v3.259.0").parent
    stamp = selection.stamp(None)
    (root / ".tools").mkdir()
    (root / selection.FORMER_RECORD).write_text(noted(evil, built=is_built, stamp=stamp))
    with pytest.raises(SetupError, match="no Pulumi engine"):
        selection.engine_folders(root, env_of())
    folder = settled(root, env_of())
    assert selection.engine_folders(root, env_of()) == (str(folder / "bin"),)


def test_an_engine_that_was_built_is_that_of_the_cache_whatever_is_noted(
    root: Path, tmp_path: Path, env_of: Env
) -> None:
    folder, other = built(env_of()), programs.pulumi(tmp_path / "other", "v3.259.0").parent
    record(root, env_of(), noted(other, built=True))
    assert selection.engine_folders(root, env_of()) == (str(folder / "bin"),)


def test_a_relative_part_of_path_names_no_engine(
    root: Path, env_of: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs.pulumi(root, "v3.259.0")
    programs.pulumi(root / "bin", "v3.259.0")
    monkeypatch.chdir(root)
    for path in (".", "", "bin", "./bin"):
        with pytest.raises(SetupError, match="no Pulumi engine"):
            selection.engine_folders(root, env_of() | {"PATH": f"{path}:/bin"})


def test_a_record_is_not_trusted_when_anybody_could_change_its_engine(root: Path, env_of: Env) -> None:
    folder = settled(root, env_of())
    folder.parent.chmod(0o777)
    for run in (selection.plan, selection.engine_folders):
        with pytest.raises(
            SetupError, match=r"can be written to by anybody and is not used: chmod go-w it, or"
        ):
            run(root, env_of())


@pytest.mark.parametrize("mode", [0o666, 0o777])
def test_a_record_that_others_could_have_written_is_none(
    root: Path, tmp_path: Path, env_of: Env, mode: int
) -> None:
    folder, other = built(env_of()), programs.pulumi(tmp_path / "other", "v3.259.0").parent
    file = record(root, env_of(), noted(other))
    assert selection.engine_folders(root, env_of()) == (str(other),)
    (file if mode == 0o666 else file.parent).chmod(mode)
    assert selection.engine_folders(root, env_of()) == (str(folder / "bin"),)


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"version": 1}', '{"version": "1", "folders": [1], "built": false}', noted(Path("relative"))],
)
def test_a_record_that_makes_no_sense_is_none(root: Path, env_of: Env, text: str) -> None:
    folder = built(env_of())
    record(root, env_of(), text)
    assert selection.engine_folders(root, env_of()) == (str(folder / "bin"),)


def test_without_a_home_the_error_says_how_to_name_a_folder(root: Path, builder: Path) -> None:
    with pytest.raises(SetupError, match=r"HOME is not set.*CATALOG_ENGINE_CACHE=/another/folder"):
        selection.plan(root, {"PATH": f"{builder}:/bin"})
    named = {"PATH": f"{builder}:/bin", "CATALOG_ENGINE_CACHE": str(root.with_name("named"))}
    assert selection.plan(root, named) is not None


def test_an_engine_on_path_needs_no_home(root: Path, tmp_path: Path) -> None:
    programs.pulumi(tmp_path / "bin", "v3.259.0")
    assert selection.plan(root, {"PATH": f"{tmp_path / 'bin'}:/bin"}) is None
