"""What a repository's requirements.txt names on this disk, so that set-up sees when any of it changes.

Takes the repository's folder; gives the files by the names that they are given there: requirements.txt, other
lists that it includes, and packages by path, such as ./wheels/tool-1.0-py3-none-any.whl[local]. The rest is
pip's to read. Its format: https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from catalog.checkout.set_up_command import LIST
from catalog.engine.jobs import SetupError

LIMIT = 1 << 20  # bytes of a list
PACKAGE_LIMIT = 1 << 28  # of a package; a larger one would be read at each set-up
PROJECT_FILES = ("pyproject.toml", "setup.cfg", "setup.py")  # what decides on a package that is a folder
EXAMPLE = "datasphere-glue-catalog[local]==0.1.0"
_INCLUDED = re.compile(r"(?:-r|-c|--requirement|--constraint)(?:\s+|=|(?<=-[rc]))(\S+)")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_EXTRAS = re.compile(r"\[[\w\s,.-]*\]$")


def files(root: Path) -> dict[str, bytes]:
    """The content of each file by its name; raises SetupError where requirements.txt is missing."""
    if not os.path.lexists(root / LIST):
        raise SetupError(
            f'{root} has no {LIST}, which says what goes into .venv: "catalog init" makes one, or write'
            f" a line such as {EXAMPLE}"
        )
    found: dict[str, bytes] = {}
    _add_list(root, root / LIST, found)
    return found


def _add_list(root: Path, file: Path, found: dict[str, bytes]) -> None:
    """Add a list and what it names: pip takes a list's path from the list that has it, others from here."""
    name = os.path.relpath(file, root)
    if name in found:
        return
    found[name] = _content(file, LIMIT)
    for line in found[name].decode("utf-8", "replace").replace("\\\n", "").splitlines():
        text = _COMMENT.sub("", line).strip()
        included = _INCLUDED.fullmatch(text)
        if included:
            _add_list(root, file.parent / included[1], found)
            continue
        for path in _paths(root, text):
            found.setdefault(os.path.relpath(path, root), _content(path, PACKAGE_LIMIT))


def _paths(root: Path, requirement: str) -> Iterator[Path]:
    """The files that a requirement names by path; of a folder, those that say what its package is."""
    for word in requirement.split():
        written = _EXTRAS.sub("", word.partition(";")[0].partition("#")[0])
        path = root / re.sub(r"^file:(//)?", "", written)
        if os.sep not in written and not written.endswith((".whl", ".gz", ".zip")):
            continue
        if path.is_file():
            yield path
        elif path.is_dir():
            yield from (path / name for name in PROJECT_FILES if (path / name).is_file())


def _content(file: Path, limit: int) -> bytes:
    """What a file holds. Raises SetupError where it is no regular file, or too large a one, in one line."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as problem:
        raise SetupError(f"{file} can't be read: {problem.strerror}") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SetupError(f"{file} is no regular file: put the list or package itself there")
    with open(descriptor, "rb") as opened:
        data = opened.read(limit + 1)
    if len(data) > limit:
        raise SetupError(
            f"{file} has more than {limit >> 20} MB: that is no list or package of this tool's kind"
        )
    return data
