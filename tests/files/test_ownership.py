"""What others could have written: by owner, permissions, links, and the folders that lead there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.files import ownership
from catalog.files.ownership import doubt, doubt_on_the_way


def why(path: Path, look: Callable[[Path], ownership.Doubt | None] = doubt) -> str:
    found = look(path)
    return "" if found is None else str(found)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the user's own, three below another."""
    (tmp_path / "a/b/c").mkdir(parents=True)
    return tmp_path / "a/b/c"


def test_what_only_the_user_can_write_to_is_in_no_doubt(folder: Path) -> None:
    assert why(folder) == why(folder, doubt_on_the_way) == ""


@pytest.mark.parametrize("mode", [0o757, 0o1777, 0o702])
def test_what_anybody_can_write_to_is(folder: Path, mode: int) -> None:
    folder.chmod(mode)
    assert why(folder) == f"{folder} can be written to by anybody"


def test_a_group_is_fine_if_it_is_the_user_s_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.chmod(0o770)
    group = folder.stat().st_gid
    for others, expected in (([], ""), (["mallory"], f"its group (number {group})")):
        monkeypatch.setattr("pwd.getpwuid", lambda uid: Entry(pw_name="me", pw_gid=group))
        monkeypatch.setattr("grp.getgrgid", lambda gid, o=others: Entry(gr_name="me", gr_mem=o))
        assert why(folder).endswith(expected)
        assert bool(why(folder)) is bool(others)
    monkeypatch.setattr("grp.getgrgid", lambda gid: Entry(gr_name="staff", gr_mem=[]))
    assert "others of its group" in why(folder)


class Entry:
    """A row of the users' or groups' database."""

    def __init__(self, **fields: object) -> None:
        self.__dict__.update(fields)


def test_a_link_is_whoever_made_it(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    assert why(tmp_path / "link") == f"{tmp_path / 'link'} is a link"


def test_another_user_s_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert why(folder) == f"{folder} belongs to another user (number {owner})"


def test_a_folder_on_the_way_that_others_can_write_to_is(folder: Path) -> None:
    above = folder.parent.parent
    above.chmod(0o777)
    assert why(folder, doubt_on_the_way) == f"{above} can be written to by anybody"
    above.chmod(0o1777)  # nobody may rename what is another's in it
    assert why(folder, doubt_on_the_way) == ""


def test_where_a_link_on_the_way_leads_counts_as_well(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder.parent)
    assert why(tmp_path / "link/c", doubt_on_the_way) == ""
    folder.parent.parent.chmod(0o777)
    assert (
        why(tmp_path / "link/c", doubt_on_the_way) == f"{folder.parent.parent} can be written to by anybody"
    )


def test_nothing_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        doubt(tmp_path / "missing")
    assert why(tmp_path / "missing/too", doubt_on_the_way) == ""
