"""The project as it was at a Git revision: what differs from it now, and those parts that are asked for."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from catalog.cli.project import UsageError


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit of the project's repository. `project` is a folder that holds what was unpacked."""

    name: str
    top: Path
    unpacked: Path
    inside: str
    requested: set[str] = field(default_factory=set)

    @property
    def project(self) -> Path:
        """The project as it was, as far as it is unpacked."""
        return self.unpacked / self.inside

    def repository_path(self, folder: str) -> str:
        """A folder of the project, relative to the repository. Raises UsageError if it lies outside."""
        whole = Path(os.path.realpath(self.top / self.inside / folder))
        if not whole.is_relative_to(self.top):
            raise UsageError(f"--changed-since: {folder} lies outside of the repository")
        return whole.relative_to(self.top).as_posix()

    def changed(self) -> set[str]:
        """Files that differ from the revision now, new ones included, relative to the repository."""
        differing = _git(self.top, "diff", "--name-only", "--no-renames", "-z", self.name, "--")
        new = _git(self.top, "ls-files", "--others", "--exclude-standard", "-z")
        return {name.decode(errors="surrogateescape") for name in (differing + new).split(b"\0") if name}

    def unpack(self, paths: Iterable[str]) -> None:
        """Brings files and folders, relative to the repository; one that wasn't there is left out."""
        wanted = sorted({*paths} - self.requested)
        if not wanted:
            return
        self.requested.update(wanted)
        listed = _git(self.top, "ls-tree", "--name-only", "-z", self.name, "--", *wanted).split(b"\0")
        there = [name.decode(errors="surrogateescape") for name in listed if name]
        if there:
            packed = _git(self.top, "archive", "--format=tar", self.name, "--", *there)
            with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
                archive.extractall(self.unpacked, filter="data")


@contextlib.contextmanager
def at_revision(project: Path, revision: str) -> Iterator[Revision]:
    """The revision, for as long as somebody looks at it.

    Raises UsageError if the project is in no repository or the revision is none.
    """
    if revision.startswith("-"):
        raise UsageError(f"--changed-since {revision}: no revision")
    top = Path(os.path.realpath(_git(project, "rev-parse", "--show-toplevel").decode().strip()))
    what = f"{revision!r} is no revision of {top}; a shallow clone may lack it (git fetch --unshallow)"
    commit = _git(project, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", what=what)
    inside = Path(os.path.realpath(project)).relative_to(top).as_posix()
    with tempfile.TemporaryDirectory(prefix="catalog-") as name:
        yield Revision(commit.decode().strip(), top, Path(name), inside)


def _git(folder: Path, *words: str, what: str = "") -> bytes:
    try:
        done = subprocess.run(
            ["git", "--literal-pathspecs", *words], cwd=folder, capture_output=True, check=False
        )
    except FileNotFoundError as error:
        raise UsageError("--changed-since needs git on PATH") from error
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise UsageError(what or f"git {words[0]}: {lines[-1] if lines else 'failed'}")
    return done.stdout
