from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from catalog.engine import cache, pins
from catalog.engine.jobs import SetupError

NAME = "datasphere-glue-catalog/engine"


def filled(folder: Path) -> Path:
    """Puts the programs of an engine in a folder."""
    for name in cache.PROGRAMS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("#!/bin/sh\n")
    return folder


@pytest.mark.parametrize(
    ("env", "folder"),
    [
        ({"HOME": "/h"}, f"/h/.cache/{NAME}"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/c"}, f"/c/{NAME}"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "relative"}, f"/h/.cache/{NAME}"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/c", "CATALOG_ENGINE_CACHE": "/named"}, "/named"),
        ({"HOME": "/h", "CATALOG_ENGINE_CACHE": ""}, f"/h/.cache/{NAME}"),
        ({"CATALOG_ENGINE_CACHE": "/named"}, "/named"),
        ({"HOME": ""}, None),
        ({}, None),
    ],
)
def test_where_the_cache_is(env: dict[str, str], folder: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert cache.location(env) == (None if folder is None else Path(folder))


def test_on_a_mac_it_is_with_the_other_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cache.location({"HOME": "/h"}) == Path("/h/Library/Caches") / NAME
    assert cache.location({"HOME": "/h", "XDG_CACHE_HOME": "/c"}) == Path("/c") / NAME


def test_only_its_owner_may_enter_it(tmp_path: Path) -> None:
    env = {"CATALOG_ENGINE_CACHE": str(tmp_path / "cache")}
    folder = cache.ready(env)
    with cache.aside(folder) as aside:
        cache.put_in_place(filled(aside), folder)
    for place in (folder, folder / pins.key(), folder / pins.key() / "bin", folder / pins.key() / "libexec"):
        assert place.stat().st_mode & 0o777 == 0o700
    assert cache.find(env) == cache.engine(folder)


def test_a_build_that_ends_early_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), cache.aside(tmp_path) as aside:
        cache.put_in_place(aside, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_build_left_is_no_engine_and_is_removed_by_the_next(tmp_path: Path) -> None:
    left = filled(tmp_path / f"{cache.ASIDE}killed")
    assert cache.find({"CATALOG_ENGINE_CACHE": str(tmp_path)}) is None
    with cache.aside(tmp_path) as aside:
        assert not left.exists()
        assert aside.exists()


def test_an_engine_that_lost_a_program_makes_room_for_a_whole_one(tmp_path: Path) -> None:
    (filled(tmp_path / pins.key()) / cache.PROGRAMS[0]).unlink()
    with cache.aside(tmp_path) as aside:
        cache.put_in_place(filled(aside), tmp_path)
    assert cache.whole(tmp_path / pins.key())
    assert [entry.name for entry in tmp_path.iterdir()] == [pins.key()]


def test_another_platform_has_another_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    here = pins.key()
    monkeypatch.setattr("platform.machine", lambda: "other")
    assert pins.key() != here


@pytest.mark.parametrize("place", ["", pins.key()])
def test_a_folder_that_anybody_can_write_to_is_refused(tmp_path: Path, place: str) -> None:
    for name in cache.PROGRAMS:
        (filled(tmp_path / pins.key()) / name).chmod(0o700)
    (tmp_path / place).chmod(0o777)
    with pytest.raises(SetupError, match="can be written to by anybody") as problem:
        cache.find({"CATALOG_ENGINE_CACHE": str(tmp_path)})
    assert "\n" not in str(problem.value)


def test_a_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(SetupError, match=f"belongs to another user \\(number {owner}\\) and is not used"):
        cache.ready({"CATALOG_ENGINE_CACHE": str(tmp_path)})


def test_a_folder_that_can_not_be_made_says_how_to_name_another(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match=r"can't be made \(.*\): CATALOG_ENGINE_CACHE=/another/folder"):
        cache.ready({"HOME": str(tmp_path / "file")})


def test_a_disk_that_runs_no_programs_is_told_before_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "ST_NOEXEC", 8, raising=False)  # not on a Mac
    monkeypatch.setattr(os, "statvfs", lambda path: SimpleNamespace(f_flag=8))
    with pytest.raises(SetupError, match=r"on a disk that runs no programs: CATALOG_ENGINE_CACHE="):
        cache.ready({"CATALOG_ENGINE_CACHE": str(tmp_path)})


def test_a_folder_that_can_not_be_written_to_says_how_to_name_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(SetupError, match=r"can't be written to: CATALOG_ENGINE_CACHE=/another/folder"):
        cache.ready({"CATALOG_ENGINE_CACHE": str(tmp_path)})
