"""Which files an import reads: those named, and in a folder those whose first bytes could be an export's.

A format is recognised by content, never by a file's name, so a folder's files are looked at one by one. What
starts as neither JSON nor XML is listed as `other`, with what it is; what starts so and turns out to be
something else (`package.json`, an SVG) is up to `unrelated`. Hidden files and folders are not looked at.
Reads the first bytes of files, writes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from catalog.language.findings import listed
from mapping.diagnostics.collector import Diagnostics

DEFAULT_SPACE = "default"
HIDDEN = "."
HEAD = 1024  # bytes of a file that are looked at
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
    """One file and the space it was exported from; `stated` is False where nobody named it.

    `met` is True for a file that a folder holds and nobody named. `other` says what it is where its first
    bytes are no export's: such a file is a finding and is not read.
    """

    path: FilePath
    space: str
    stated: bool = True
    met: bool = False
    other: str = ""


def inputs_of(paths: Sequence[FilePath], space: str = "") -> list[Input]:
    """The files behind the arguments: a folder gives those in it, each subfolder being a space.

    Raises MissingInputError.
    """
    found: list[Input] = []
    for path in paths:
        if path.is_dir():
            inside = list(_in_folder(path, space))
            if all(each.other for each in inside):
                raise MissingInputError(f"no JSON or XML file in {path}")
            found += inside
        elif path.is_file():
            found.append(Input(path, space or DEFAULT_SPACE, bool(space)))
        else:
            raise MissingInputError(f"{path} {'is no regular file' if path.exists() else 'does not exist'}")
    named = {each.path.resolve() for each in found if not each.met}  # if a folder holds it as well
    kept = [each for each in found if not (each.met and each.path.resolve() in named)]
    return list({each.path.resolve(): each for each in reversed(kept)}.values())[::-1]


def _in_folder(folder: FilePath, space: str) -> Iterable[Input]:
    for path in sorted(_below(folder)):
        inside = path.relative_to(folder).parts
        if any(part.startswith(HIDDEN) for part in inside) or not path.is_file():
            continue
        stated = space or (inside[0] if len(inside) > 1 else "")
        yield Input(path, stated or DEFAULT_SPACE, bool(stated), True, _other(path))


def _below(folder: FilePath) -> Iterable[FilePath]:
    """Every file below `folder`. Raises MissingInputError for a folder that can't be read."""

    def refuse(error: OSError) -> None:
        raise MissingInputError(f"{error.filename} can't be read: {error.strerror}") from error

    for parent, _, names in os.walk(folder, onerror=refuse):
        yield from (FilePath(parent, name) for name in names)


def _other(path: FilePath) -> str:
    try:
        with path.open("rb") as file:
            return kind_of(file.read(HEAD))
    except OSError as e:
        raise MissingInputError(f"{path} can't be read: {e.strerror}") from e


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
