"""Which Python a `.venv` is built on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from catalog.engine.jobs import SetupError
from catalog.setup import pythons
from catalog.setup.pythons import Python, clean, unfit
from tests.support import fake_programs as programs

EXAMPLE = "catalog setup --python /path/to/python3.12"


def on(*folders: Path, **more: str) -> dict[str, str]:
    return {"PATH": ":".join(map(str, folders)), **more}


def choose(env: dict[str, str]) -> Python:
    return pythons.choose(env, EXAMPLE)


@pytest.fixture
def too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python that runs this will not do."""
    monkeypatch.setattr(pythons, "_own", lambda: ())


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
    with pytest.raises(SetupError, match=r"the Python that was named will not do:\n.*3\.9\.6, not supported"):
        choose(on(tmp_path, PYTHON=str(old)))


def test_an_empty_path_gives_every_reason_and_what_to_install(tmp_path: Path, too_old: None) -> None:
    with pytest.raises(SetupError) as problem:
        choose(on(tmp_path))
    text = str(problem.value)
    assert all(f"{name}: not found" in text for name in pythons.CANDIDATES)
    assert "Install Python 3.11, 3.12 or 3.13" in text
    assert EXAMPLE in text


def test_a_python_without_ensurepip_says_which_package_has_it(tmp_path: Path, too_old: None) -> None:
    programs.python(tmp_path, "python3", (3, 11, 2), venv=False)
    with pytest.raises(SetupError, match=r"apt install python3\.11-venv"):
        choose(on(tmp_path))


@pytest.mark.parametrize(
    ("version", "fits"),
    [((3, 10, 9), False), ((3, 11, 0), True), ((3, 12, 8), True), ((3, 13, 0), True), ((3, 14, 0), False)],
)
def test_supported_are_3_11_to_3_13(version: tuple[int, int, int], fits: bool) -> None:
    assert (unfit(Python(version, "python3", True)) == "") is fits


def test_a_relative_part_of_path_names_no_python(
    too_old: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs.python(tmp_path, "python3.13", (3, 13, 1))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SetupError, match=r"python3\.13: not found"):
        choose({"PATH": "."})


def test_settings_that_mix_in_other_packages_do_not_reach_pip() -> None:
    dirty = {"PYTHONPATH": "x", "PIP_USER": "1", "VIRTUAL_ENV": "x", "PIP_INDEX_URL": "kept", "PATH": "kept"}
    assert clean(dirty) == {"PIP_INDEX_URL": "kept", "PATH": "kept"}


def test_where_none_is_on_path_the_one_that_runs_this_is_taken(tmp_path: Path) -> None:
    """A tool's own environment, such as uv's, may have a Python that no PATH leads to."""
    assert tuple(choose(on(tmp_path)).version) == sys.version_info[:3]


def test_one_that_is_named_is_taken_or_nothing(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"the Python that was named will not do:\n    /nowhere: not found"):
        choose(on(tmp_path, PYTHON="/nowhere"))
