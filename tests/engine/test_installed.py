from __future__ import annotations

from pathlib import Path

import pytest

from catalog.engine import installed
from tests.support import fake_programs as programs


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("v3.259.0", (3, 259, 0)), ("3.200.1-dev.0", (3, 200, 1)), ("go1.25", (1, 25)), ("devel", ()), ("", ())],
)
def test_versions_are_read_from_what_programs_print(text: str, numbers: tuple[int, ...]) -> None:
    assert installed.numbers(text) == numbers


def test_an_engine_that_is_new_enough_and_complete_will_do(tmp_path: Path) -> None:
    pulumi = programs.pulumi(tmp_path, "v3.200.0")
    assert installed.inspect(str(pulumi), {"PATH": "/bin"}) == (
        installed.Engine("3.200.0", (str(tmp_path),)),
        "",
    )


def test_a_program_that_does_not_run_is_no_engine(tmp_path: Path) -> None:
    pulumi = programs.program(tmp_path, "pulumi", "exit 1")
    assert installed.inspect(str(pulumi), {"PATH": "/bin"}) == (None, f"{pulumi} does not run")


def test_what_set_up_built_does_not_count_as_installed(tmp_path: Path) -> None:
    cache, theirs = tmp_path / "cache", programs.pulumi(tmp_path / "theirs", "v3.259.0")
    built = programs.pulumi(cache / "key" / "bin", "v3.259.0").parent
    other = programs.pulumi(tmp_path / "other checkout" / ".tools" / "bin", "v3.259.0").parent
    (tmp_path / "link").symlink_to(built)
    env = installed.without_built({"PATH": f"{built}:{other}:{tmp_path / 'link'}:{theirs.parent}"}, cache)
    assert installed.on_path(env) == str(theirs)
    assert env["PATH"] == str(theirs.parent)


def test_an_engine_that_lost_a_program_is_not_complete(tmp_path: Path) -> None:
    programs.pulumi(tmp_path, "v3.259.0")
    assert installed.complete([str(tmp_path)])
    (tmp_path / installed.LANGUAGE).unlink()
    assert not installed.complete([str(tmp_path)])
    assert not installed.complete([])
