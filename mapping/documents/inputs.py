"""Which files an import reads: those named, and in a folder those whose first bytes could be an export's.

A format is recognised by content, never by a file's name, so a folder's files are looked at one by one. What
starts as neither JSON nor XML is listed as `other`, with what it is; what starts so and turns out to be
something else (`package.json`, an SVG) is up to `unrelated`. Hidden files and folders are not looked at.
A link, pipe, device or socket is refused before it is opened, wherever it lies. Reads the first bytes of
files, writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from pathlib import PurePosixPath
from typing import BinaryIO

from catalog.files import limits
from catalog.files.errors import TooLargeError
from catalog.files.folder import Folder, read_at_most
from catalog.files.kinds import Kind, not_read
from catalog.files.paths import kind_at, open_file, open_folder
from catalog.language.findings import listed
from mapping.diagnostics.collector import Diagnostics

HEAD = 1024  # bytes of a file that are looked at
READMES = ("readme", "readme.md", "readme.txt")  # of a folder of exports
NAMED = 3  # files that a finding about several names
_BLANK = b" \t\r\n"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\xff\xfe", b"\xfe\xff")
_KINDS: tuple[tuple[bytes, str], ...] = (
    # how a file starts, and what it is
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF document"),
    (b"PAR1", "a Parquet file"),
)


class MissingInputError(Exception):
    """A path that isn't there or can't be read: wrong usage, not wrong data."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file and the space it was exported from; '' where nobody named it.

    `folder` is the name of the folder that the file lies in. `met` is True for a file that a folder holds and
    nobody named. `other` says what it is where its first bytes are no export's: such a file is a finding and
    is not read. `limit`: the most bytes that it may have.
    """

    path: FilePath
    space: str = ""
    folder: str = ""
    met: bool = False
    other: str = ""
    limit: int = limits.EXPORT

    def open(self) -> BinaryIO:
        """The file, to be read. Raises MissingInputError."""
        try:
            return open_file(self.path, self.limit)
        except OSError as error:
            raise _unreadable(self.path, error) from error

    def read(self) -> bytes:
        """What the file holds. Raises MissingInputError."""
        try:
            with self.open() as file:
                return read_at_most(file, self.limit, self.path)
        except OSError as error:
            raise _unreadable(self.path, error) from error


def inputs_of(paths: Sequence[FilePath], space: str = "", limit: int = limits.EXPORT) -> list[Input]:
    """The files behind the arguments: a folder gives those in it, each subfolder being a space.

    `limit`: the most bytes that each may have. Raises MissingInputError.
    """
    found: list[Input] = []
    for path in paths:
        kind = _kind(path)
        if kind is Kind.FOLDER:
            inside = list(_in_folder(path, space, limit))
            if all(each.other for each in inside):
                raise MissingInputError(f"no JSON or XML file in {path}")
            found += inside
        elif kind is Kind.FILE:
            found.append(Input(path, space, path.resolve().parent.name, limit=limit))
        else:
            raise MissingInputError(f"{path} does not exist" if kind is None else _special(path, kind))
    named = {each.path.resolve() for each in found if not each.met}  # if a folder holds it as well
    kept = [each for each in found if not (each.met and each.path.resolve() in named)]
    return list({each.path.resolve(): each for each in reversed(kept)}.values())[::-1]


def _kind(path: FilePath) -> Kind | None:
    try:
        return kind_at(path)
    except OSError as error:
        raise _unreadable(path, error) from error


def _in_folder(path: FilePath, space: str, limit: int) -> Iterator[Input]:
    own = path.resolve()
    try:
        with open_folder(path) as folder:
            for name in sorted(_below(folder), key=lambda name: PurePosixPath(name).parts):
                with folder.open(name, limit) as file:
                    other = kind_of(file.read(HEAD))
                if other and PurePosixPath(name).name.lower() in READMES:
                    continue  # it says what lies there, for people
                above = PurePosixPath(name).parts[:-1]
                inside = (own / name).parent.name
                yield Input(path / name, space or (above[0] if above else ""), inside, True, other, limit)
    except OSError as error:
        raise _unreadable(path, error) from error


def _below(folder: Folder) -> Iterable[str]:
    """The name of every file below `folder` that is not hidden. Raises OSError, and MissingInputError."""
    for name, kind in folder.walk(hidden=False):
        if kind.is_special:
            raise MissingInputError(_special(folder.path / name, kind))
        yield name


def _special(path: FilePath, kind: Kind) -> str:
    what = "name the file it leads to" if kind is Kind.LINK else "remove it"
    return f"{path} is {not_read(kind)}; {what}"


def _unreadable(path: FilePath, error: OSError) -> MissingInputError:
    remedy = "; --max-size allows more" if isinstance(error, TooLargeError) else ""
    return MissingInputError(f"{error.filename or path} can't be read: {error.strerror}{remedy}")


def kind_of(head: bytes) -> str:
    """What a file that starts so is, in words; nothing for one that starts as JSON or XML do.

    A blank start is looked at as JSON: an export that was cut to nothing is not to be passed over.
    """
    plain = head
    for mark in _MARKS:
        plain = plain.removeprefix(mark)
    plain = plain.replace(b"\0", b"").lstrip(_BLANK)  # UTF-16 and UTF-32, as far as ASCII goes
    if plain[:1] in (b"{", b"[", b"<") or (head and not plain):
        return ""
    if not head:
        return "empty"
    for start, kind in _KINDS:
        if head.startswith(start):
            return kind
    return "binary data" if b"\0" in head else "text"


def report_unread(others: Sequence[Input], diagnostics: Diagnostics) -> None:
    """One finding for each kind of file that is not read."""
    kinds: dict[str, list[Input]] = {}
    for each in others:
        kinds.setdefault(each.other, []).append(each)
    for kind, files in kinds.items():
        rest = listed([each.path.name for each in files[1:]], NAMED - 1)
        also = f"; so {'is' if len(files) == 2 else 'are'} {rest}" if rest else ""
        message = f"not read: the file is {kind}, neither JSON nor XML{also}"
        diagnostics.add("CSN019", message, file=str(files[0].path))
