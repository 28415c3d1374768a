from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from catalog.engine import cache, pins
from catalog.engine.jobs import SetupError
from catalog.files import ownership

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


def built(cache_folder: Path) -> dict[str, str]:
    """A cache with a whole engine; the environment that names it."""
    env = {"CATALOG_ENGINE_CACHE": str(cache_folder)}
    with cache.aside(cache.ready(env)) as aside:
        cache.put_in_place(filled(aside), cache_folder)
    return env


def refused(env: dict[str, str], reason: str) -> None:
    with pytest.raises(SetupError, match=reason) as problem:
        cache.find(env)
    assert "\n" not in str(problem.value)


PLACES = ["..", "", "KEY", "KEY/bin", "KEY/libexec", *(f"KEY/{name}" for name in cache.PROGRAMS)]


@pytest.mark.parametrize("place", PLACES)
def test_what_anybody_can_write_to_is_refused(tmp_path: Path, place: str) -> None:
    env = built(tmp_path / "home" / "cache")
    assert cache.find(env) is not None
    folder = tmp_path / "home" / "cache" / place.replace("KEY", pins.key())
    folder.chmod(folder.stat().st_mode | 0o002)
    refused(env, "can be written to by anybody and is not used: chmod go-w it, or CATALOG_ENGINE_CACHE=")


@pytest.mark.parametrize("place", PLACES)
def test_what_others_of_a_group_can_write_to_is_refused(
    tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = built(tmp_path / "home" / "cache")
    folder = tmp_path / "home" / "cache" / place.replace("KEY", pins.key())
    folder.chmod(folder.stat().st_mode | 0o020)
    monkeypatch.setattr(ownership, "_of_one_user", lambda group: False)
    refused(env, "can be written to by others of its group")
    monkeypatch.setattr(
        ownership, "_of_one_user", lambda group: True
    )  # a umask of 002 where each has a group
    assert cache.find(env) is not None


@pytest.mark.parametrize("place", ["KEY", "KEY/bin", f"KEY/{cache.PROGRAMS[0]}"])
def test_a_link_in_a_build_is_refused(tmp_path: Path, place: str) -> None:
    env = built(tmp_path / "cache")
    real = tmp_path / "cache" / place.replace("KEY", pins.key())
    real.rename(tmp_path / "elsewhere")
    real.symlink_to(tmp_path / "elsewhere")
    refused(env, "is a link and is not used")


def test_a_cache_that_the_user_linked_to_a_larger_disk_is_fine(tmp_path: Path) -> None:
    built(tmp_path / "disk")
    (tmp_path / "cache").symlink_to("disk")
    assert cache.find({"CATALOG_ENGINE_CACHE": str(tmp_path / "cache")}) is not None


def test_a_sticky_folder_on_the_way_is_fine(tmp_path: Path) -> None:
    env = built(tmp_path / "home" / "cache")
    (tmp_path / "home").chmod(0o1777)
    assert cache.find(env) is not None


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
