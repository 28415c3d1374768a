"""The token and the note: read where they are this user's own files, written for this user alone."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.files.errors import RefusedFileError
from catalog.loopback import folder as place
from catalog.loopback.folder import PID_FILE, TOKEN_FILE, noted_port, open_log, read_token, write
from catalog.loopback.proof import new_token

TOKEN = new_token()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / ".catalog" / "local"
    found.mkdir(parents=True)
    return found


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_written_is_for_the_owner_alone_whatever_was_there(folder: Path) -> None:
    (folder / TOKEN_FILE).write_text("older")
    (folder / TOKEN_FILE).chmod(0o666)
    before = os.umask(0)
    try:
        write(folder, TOKEN_FILE, TOKEN)
        write(folder, PID_FILE, "{}")
        open_log(folder, "server.log", 10).close()
    finally:
        os.umask(before)
    assert [mode(each) for each in sorted(folder.iterdir())] == [0o600] * 3
    assert read_token(folder) == TOKEN


def test_a_log_that_others_could_read_is_theirs_no_more(folder: Path) -> None:
    (folder / "server.log").write_text("0123456789")
    (folder / "server.log").chmod(0o644)
    open_log(folder, "server.log", 11).close()
    assert (mode(folder / "server.log"), (folder / "server.log").read_text()) == (0o600, "0123456789")
    open_log(folder, "server.log", 10).close()
    assert (folder / "server.log").read_text() == ""


def test_writing_replaces_a_link_and_not_what_it_leads_to(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("theirs")
    (folder / TOKEN_FILE).symlink_to(tmp_path / "outside")
    (folder / f".{TOKEN_FILE}.{os.getpid()}.part").symlink_to(tmp_path / "outside")
    write(folder, TOKEN_FILE, TOKEN)
    assert (tmp_path / "outside").read_text() == "theirs"
    assert not (folder / TOKEN_FILE).is_symlink()
    assert read_token(folder) == TOKEN


def link(path: Path) -> None:
    target = path.parent.parent.parent / "outside"
    target.write_text(TOKEN)
    target.chmod(0o600)
    path.symlink_to(target)


def text(content: str, permissions: int = 0o600) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_text(content)
        path.chmod(permissions)

    return make


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link": (link, "it is a link"),
    "a pipe": (os.mkfifo, "it is a named pipe"),
    "a folder": (os.mkdir, "it is a folder"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "it is a link"),
    "huge": (text("0" * 5000), "more than the 4 KB allowed"),
    "readable by the group": (text(TOKEN, 0o640), "others may use it (mode 640, not 600)"),
    "writable by all": (text(TOKEN, 0o602), "others may use it (mode 602, not 600)"),
}
NO_TOKENS = {
    "empty": "",
    "short": TOKEN[:-1],
    "long": TOKEN + "0",
    "capitals": TOKEN.upper() + "A",
    "two lines": f"{TOKEN}\n{TOKEN}",
    "bytes": "\x00" * 64,
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize(("name", "read"), [(TOKEN_FILE, read_token), (PID_FILE, noted_port)])
def test_what_others_may_have_made_is_refused(
    folder: Path, name: str, read: Callable[[Path], object], what: str
) -> None:
    make, said = BAD[what]
    make(folder / name)
    with pytest.raises(RefusedFileError) as refused:
        read(folder)
    assert refused.value.strerror.startswith(said) or said in refused.value.strerror
    assert TOKEN not in str(refused.value)


@pytest.mark.parametrize("what", NO_TOKENS)
def test_what_is_no_token_is_refused(folder: Path, what: str) -> None:
    write(folder, TOKEN_FILE, NO_TOKENS[what])
    with pytest.raises(RefusedFileError, match="it holds no token"):
        read_token(folder)


@pytest.mark.parametrize("read", [read_token, noted_port])
def test_a_file_or_folder_of_another_user_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, read: Callable[[Path], object]
) -> None:
    write(folder, TOKEN_FILE, TOKEN)
    write(folder, PID_FILE, '{"port": 1}')
    monkeypatch.setattr(place.os, "getuid", lambda: os.geteuid() + 1)
    with pytest.raises(RefusedFileError, match=f"it belongs to user {os.geteuid()}, not to you"):
        read(folder)


@pytest.mark.parametrize("name", [".catalog", "local"])
def test_a_linked_folder_is_refused(tmp_path: Path, name: str) -> None:
    real = tmp_path / "elsewhere" / "local"
    real.mkdir(parents=True)
    write(real, TOKEN_FILE, TOKEN)
    linked = tmp_path / ".catalog" / "local"
    if name == ".catalog":
        linked.parent.symlink_to(real.parent)
    else:
        linked.parent.mkdir()
        linked.symlink_to(real)
    with pytest.raises(RefusedFileError, match=f"{name} is a link"):
        read_token(linked)
    with pytest.raises(RefusedFileError, match=f"{name} is a link"):
        write(linked, TOKEN_FILE, "x")
    with pytest.raises(RefusedFileError, match=f"{name} is a link"):
        open_log(linked, "server.log", 10)
    assert [each.name for each in real.iterdir()] == [TOKEN_FILE]


@pytest.mark.parametrize("make", [link, os.mkfifo, os.mkdir], ids=["link", "pipe", "folder"])
def test_a_log_that_is_no_file_is_refused(
    folder: Path, tmp_path: Path, make: Callable[[Path], object]
) -> None:
    make(folder / "server.log")
    with pytest.raises(RefusedFileError, match="it is a"):
        open_log(folder, "server.log", 10)
    if make is link:
        assert (tmp_path / "outside").read_text() == TOKEN


def test_a_log_with_another_name_elsewhere_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("theirs")
    os.link(tmp_path / "outside", folder / "server.log")
    with pytest.raises(RefusedFileError, match="it is no log"):
        open_log(folder, "server.log", 1)
    assert (tmp_path / "outside").read_text() == "theirs"


@pytest.mark.parametrize(
    "noted",
    ["", "[", "[]", "3", '{"port": true}', '{"port": "1"}', '{"port": 0}', '{"port": -1}', '{"port": 65536}',
     '{"port": 1.0}', '{"port": null}', "{}", "[" * 4000],
)  # fmt: skip
def test_a_note_that_says_nothing_is_none(folder: Path, noted: str) -> None:
    write(folder, PID_FILE, noted)
    assert noted_port(folder) is None


def test_a_note_says_the_port(folder: Path) -> None:
    assert noted_port(folder) is None
    write(folder, PID_FILE, json.dumps({"pid": 5, "port": 4599}))
    assert noted_port(folder) == 4599
