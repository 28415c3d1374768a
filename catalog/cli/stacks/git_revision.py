"""The project as it was at a Git revision: what its trees hold, and those files that are asked for.

Read by Git's plumbing alone, so that neither attributes (export-ignore, filters) nor the index and what it is
told to leave out change what is seen.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from catalog.checkout.git import GitError, git, work_tree
from catalog.cli.project import UsageError
from catalog.language.findings import short
from catalog.language.visible import cell, line

FILES = ("100644", "100755", "100664")  # the last one of old repositories
FOLDER = "040000"
CHANGED_SINCE = "--changed-since"
KINDS = {"120000": "a link", "160000": "a submodule", FOLDER: "a folder"}


class Entry(NamedTuple):
    """What a tree holds at a path: its mode in octal digits, the object's name, its size in bytes."""

    mode: str
    id: str
    size: int

    @property
    def kind(self) -> str:
        """In words; empty for a file."""
        return "" if self.mode in FILES else KINDS.get(self.mode, "no file")

    @property
    def is_folder(self) -> bool:
        """Whether it is a tree."""
        return self.mode == FOLDER


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit of the project's repository. `project` is a folder that holds what was unpacked.

    All paths are relative to the work tree's top, with slashes. All methods raise UsageError where Git fails.
    """

    commit: str
    top: Path
    unpacked: Path
    inside: str
    option: str = CHANGED_SINCE  # by which it was named: messages begin with it

    @property
    def project(self) -> Path:
        """The project as it was, as far as it is unpacked."""
        return self.unpacked / self.inside

    def repository_path(self, name: str) -> str:
        """A file or folder of the project, relative to the top. Raises UsageError if it lies outside."""
        whole = Path(os.path.normpath(self.top / self.inside / name))
        if not whole.is_relative_to(self.top):
            raise UsageError(f"{self.option}: {cell(name)} lies outside of the repository")
        return whole.relative_to(self.top).as_posix()

    def at(self, paths: Collection[str]) -> dict[str, Entry]:
        """What stood at these paths themselves, a folder as such; without those where nothing did."""
        wanted = [path for path in paths if path not in (".", "")]
        return self._listed([*wanted]) if wanted else {}

    def below(self, path: str) -> dict[str, Entry]:
        """Everything that is no folder below a path, or the file there itself."""
        return self._listed([] if path == "." else [path], "-r")

    def unpack(self, entries: Mapping[str, Entry]) -> None:
        """Brings files. Raises UsageError if Git lacks one, as a partial clone may."""
        missing = {p: e for p, e in entries.items() if not (self.unpacked / p).is_file()}
        asked = "".join(f"{entry.id}\n" for entry in missing.values()).encode()
        packed = self._git("cat-file", "--batch", stdin=asked) if missing else b""
        for path, entry in missing.items():
            header, _, packed = packed.partition(b"\n")
            if header.split()[1:2] != [b"blob"]:
                raise UsageError(
                    f"{self.option}: Git has no {cell(path)} of that revision here; fetch it first"
                )
            target = self.unpacked / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(packed[: entry.size])
            packed = packed[entry.size + 1 :]

    def commits(self, paths: Collection[str], most: int) -> list[str]:
        """The commits that HEAD goes back to and that changed one of these paths, newest first."""
        literal = [f":(literal){path}" for path in paths]
        words = ["rev-list", f"--max-count={most}", "HEAD", "--", *literal]
        return self._git(*words).decode("ascii").split()

    def _listed(self, paths: list[str], *options: str) -> dict[str, Entry]:
        """`git ls-tree`: each line `MODE TYPE ID SIZE`, a tab and the path; the size of no blob is `-`."""
        words = ["ls-tree", "-l", "-z", "--full-tree", *options, self.commit, "--", *paths]
        found = {}
        for row in filter(None, self._git(*words).split(b"\0")):
            about, _, path = row.partition(b"\t")
            mode, _, name, size = about.decode("ascii").split()
            found[os.fsdecode(path)] = Entry(mode, name, int(size) if size.isdecimal() else 0)
        return found

    def _git(self, *words: str, stdin: bytes = b"") -> bytes:
        return _answer(self.top, *words, stdin=stdin, option=self.option)


@contextlib.contextmanager
def at_revision(project: Path, revision: str, option: str = CHANGED_SINCE) -> Iterator[Revision]:
    """The revision, for as long as somebody looks at it.

    Raises UsageError if the project is in no repository or the revision is none.
    """
    if not revision or revision.startswith("-"):
        raise UsageError(f"{option} {short(revision)}: no revision")
    top = work_tree(project)
    if top is None:
        raise UsageError(f"{option}: {project} is in no Git work tree")
    what = f"{short(revision)} is no revision of {top}; a shallow clone may lack it (git fetch --unshallow)"
    _answer(
        top, "rev-parse", "--git-dir", option=option
    )  # what is wrong with the repository itself is said as it is
    commit = _answer(
        top, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", what=what, option=option
    )
    inside = Path(os.path.realpath(project)).relative_to(top).as_posix()
    with tempfile.TemporaryDirectory(prefix="catalog-") as name:
        yield Revision(commit.decode("ascii").strip(), top, Path(name), inside, option)


def _answer(top: Path, *words: str, option: str, stdin: bytes = b"", what: str = "") -> bytes:
    try:
        return git(top, *words, stdin=stdin)
    except GitError as error:
        if error.missing:
            raise UsageError(f"{option} needs git on PATH") from error
        raise UsageError(f"{option}: {line(what or error.reason)}") from error
