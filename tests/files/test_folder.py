"""Files below a folder are opened only where they are regular files and no link leads to them."""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.files.errors import RefusedFileError
from catalog.files.folder import Entry, Folder
from catalog.files.kinds import Kind
from catalog.files.paths import kind_at, open_folder, read_file, write_file

LIMIT = 1000
SECRET = "the content of a file outside"


def pipe(path: Path) -> None:
    """A named pipe that nobody writes to: opening it to read would wait for ever."""
    os.mkfifo(path)


def listener(path: Path) -> None:
    """A socket's file, left by a process that ended."""
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(os.path.relpath(path))


SPECIAL: dict[str, Callable[[Path], None]] = {
    "a link": lambda path: path.symlink_to("/etc/hostname"),
    "a named pipe": pipe,
    "a socket": listener,
}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder with `a/b.txt`; a file beside it lies outside."""
    inside = tmp_path / "inside"
    (inside / "a").mkdir(parents=True)
    (inside / "a" / "b.txt").write_text("b")
    (tmp_path / "outside.txt").write_text(SECRET)
    return open_folder(inside)


def test_a_file_below_is_read_and_its_folder_listed(folder: Folder) -> None:
    assert folder.read("a/b.txt", LIMIT) == b"b"
    assert folder.entries() == [Entry("a", Kind.FOLDER)]
    assert folder.entries("a") == [Entry("b.txt", Kind.FILE)]


def test_a_walk_names_all_that_is_no_folder_and_enters_no_link(folder: Folder) -> None:
    (folder.path / "a" / ".hidden").mkdir()
    (folder.path / "a" / ".hidden" / "c.txt").touch()
    (folder.path / "way").symlink_to(folder.path.parent)
    shown = {("a/b.txt", Kind.FILE), ("way", Kind.LINK)}
    assert set(folder.walk(hidden=False)) == shown
    assert set(folder.walk()) == {*shown, ("a/.hidden/c.txt", Kind.FILE)}


@pytest.mark.parametrize("what", SPECIAL)
@pytest.mark.parametrize("use", ["read", "write", "remove", "rename away", "rename over", "descend"])
def test_what_is_no_regular_file_is_neither_read_nor_written(folder: Folder, what: str, use: str) -> None:
    SPECIAL[what](folder.path / "a" / "x")
    uses: dict[str, Callable[[], object]] = {
        "read": lambda: folder.read("a/x", LIMIT),
        "write": lambda: folder.write("a/x", b"new"),
        "remove": lambda: folder.remove("a/x"),
        "rename away": lambda: folder.rename("a/x", "a/y"),
        "rename over": lambda: folder.rename("a/b.txt", "a/x"),
        "descend": lambda: folder.read("a/x/y", LIMIT),
    }
    with pytest.raises(RefusedFileError) as refusal:
        uses[use]()
    assert (refusal.value.strerror or "").startswith(f"it is {what}")
    assert refusal.value.filename == str(folder.path / "a" / "x")
    assert [each.name for each in folder.entries("a")] == ["b.txt", "x"]


def test_a_linked_folder_on_the_way_is_refused(folder: Folder) -> None:
    (folder.path / "linked").symlink_to(folder.path.parent)
    for use in (
        lambda: folder.read("linked/outside.txt", LIMIT),
        lambda: folder.write("linked/new.txt", b""),
        lambda: folder.remove("linked/outside.txt"),
        lambda: folder.entries("linked"),
        lambda: folder.folder("linked", make=True),
        lambda: folder.stage("linked/new.txt", b"", ".", ".part"),
    ):
        with pytest.raises(RefusedFileError, match="a link"):
            use()
    assert sorted(each.name for each in folder.path.parent.iterdir()) == ["inside", "outside.txt"]


@pytest.mark.parametrize("name", ["../outside.txt", "a/../../outside.txt", "/etc/hostname", "", "a/b\0.txt"])
def test_a_name_that_leads_out_is_refused(folder: Folder, name: str) -> None:
    for use in (
        lambda: folder.read(name, LIMIT),
        lambda: folder.write(name, b"new"),
        lambda: folder.remove(name),
        lambda: folder.rename("a/b.txt", name),
        lambda: folder.folder(name),
    ):
        with pytest.raises(RefusedFileError, match="no name below this folder"):
            use()


@pytest.mark.parametrize("swapped", ["file", "folder"])
def test_a_link_swapped_in_after_the_look_is_not_followed(
    folder: Folder, swapped: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = os.stat
    target = folder.path / "a" / "b.txt" if swapped == "file" else folder.path / "a"

    def swap(path: object, **options: object) -> os.stat_result:
        found = looked(path, **options)  # type: ignore[call-overload]
        if path == target.name:
            os.rename(target, target.with_name("aside"))
            target.symlink_to(folder.path.parent / "outside.txt" if swapped == "file" else folder.path.parent)
        return found  # type: ignore[no-any-return]

    monkeypatch.setattr(os, "stat", swap)
    with pytest.raises(OSError, match=r"a link|Not a directory"):
        folder.read("a/b.txt", LIMIT)


def test_a_folder_that_is_open_stays_the_same_when_a_link_takes_its_place(folder: Folder) -> None:
    with folder.folder("a") as held:
        os.rename(folder.path / "a", folder.path / "aside")
        (folder.path / "a").symlink_to(folder.path.parent)
        assert held.read("b.txt", LIMIT) == b"b"


def test_a_file_larger_than_its_limit_is_refused_before_it_is_read(folder: Folder) -> None:
    with open(folder.path / "huge", "wb") as file:
        file.truncate(1 << 40)  # a hole: it takes no room
    with pytest.raises(RefusedFileError, match=r"it has 1024 GB, more than the 1000 bytes allowed"):
        folder.read("huge", LIMIT)


def test_a_file_that_grows_while_it_is_read_is_refused(folder: Folder) -> None:
    with folder.open("a/b.txt", 1) as file:
        (folder.path / "a" / "b.txt").write_text("more")
        from catalog.files.folder import read_at_most

        with pytest.raises(RefusedFileError, match="more than the 1 bytes"):
            read_at_most(file, 1, Path("b.txt"))


def test_a_file_is_written_whole_and_keeps_its_permissions(folder: Folder) -> None:
    (folder.path / "a" / "b.txt").chmod(0o640)
    folder.write("a/b.txt", b"new")
    assert (folder.path / "a" / "b.txt").read_bytes() == b"new"
    assert (folder.path / "a" / "b.txt").stat().st_mode & 0o777 == 0o640
    assert [each.name for each in folder.entries("a")] == ["b.txt"]


def test_a_failed_write_leaves_the_file_as_it_was(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(OSError, match="No space left"):
        folder.write("a/b.txt", b"new")
    assert [each.name for each in folder.entries("a")] == ["b.txt"]
    assert folder.read("a/b.txt", LIMIT) == b"b"


def test_folders_are_made_and_removed_when_empty(folder: Folder) -> None:
    folder.write("new/one.txt", b"1")
    folder.remove_if_empty("new")
    assert folder.kind("new") is Kind.FOLDER
    folder.remove("new/one.txt")
    folder.remove_if_empty("new")
    assert folder.kind("new") is None


def test_no_descriptor_is_left_open(folder: Folder) -> None:
    gc.collect()
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0
    for _ in range(20):
        folder.read("a/b.txt", LIMIT)
        folder.write("a/c.txt", b"c")
        folder.entries("a")
        with pytest.raises(OSError, match="No such file"):
            folder.read("a/missing/x", LIMIT)
    after = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0
    assert after <= before


# --- paths as people name them ---


def test_no_part_of_a_path_below_the_working_folder_may_be_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.txt").write_text(SECRET)
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "way").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path / "project")
    for name in ("way/outside", tmp_path / "project" / "way" / "outside"):
        with pytest.raises(RefusedFileError, match="a link"):
            open_folder(name)
        with pytest.raises(RefusedFileError, match="a link"):
            read_file(Path(name, "x.txt"), LIMIT)
        with pytest.raises(RefusedFileError, match="a link"):
            write_file(Path(name, "y.txt"), b"")


@pytest.mark.parametrize("mark", ["Pulumi.yaml", ".git"])
def test_the_project_around_the_working_folder_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    project = tmp_path / "project"
    (project / "sub").mkdir(parents=True)
    (project / mark).touch()
    (project / "way").symlink_to(tmp_path)
    monkeypatch.chdir(project / "sub")
    with pytest.raises(RefusedFileError, match="a link"):
        kind_at(project / "way" / "project")


def test_ancestors_elsewhere_may_be_links_and_the_last_part_not(tmp_path: Path) -> None:
    (tmp_path / "real" / "specs").mkdir(parents=True)
    (tmp_path / "real" / "specs" / "x.txt").write_text("x")
    (tmp_path / "linked").symlink_to("real")
    assert read_file(tmp_path / "linked" / "specs" / "x.txt", LIMIT) == b"x"
    assert open_folder(tmp_path / "linked" / "specs").read("x.txt", LIMIT) == b"x"
    with pytest.raises(RefusedFileError, match="a link"):
        open_folder(tmp_path / "linked")


@pytest.mark.parametrize(
    "path", ["/proc/self/environ", "/proc/1/../self/environ", "/dev/null", "/sys/kernel/notes"]
)
def test_files_of_the_system_are_refused(path: str) -> None:
    with pytest.raises(RefusedFileError):
        read_file(path, LIMIT)


def test_a_link_on_the_way_to_the_system_is_refused(tmp_path: Path) -> None:
    (tmp_path / "way").symlink_to("/proc/self")
    with pytest.raises(RefusedFileError, match="system's own"):
        read_file(tmp_path / "way" / "environ", LIMIT)


def test_kinds_are_told_without_following(tmp_path: Path) -> None:
    (tmp_path / "way").symlink_to("/etc/hostname")
    assert kind_at(tmp_path / "way") is Kind.LINK
    assert kind_at(tmp_path) is Kind.FOLDER
    assert kind_at(tmp_path / "no" / "thing") is None
    assert kind_at("/") is Kind.FOLDER


@pytest.mark.parametrize("path", ["/proc/self/cwd", "/dev/fd/../../proc/self/cwd", "/", "/../.."])
def test_no_way_through_the_system_leads_back_to_a_project(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RefusedFileError, match="system's own"):
        open_folder(path)
