"""Lines in a JSON text, looked up when there is something to report.

A second scan of the text walks to the CSN paths asked for, all paths of a file in one go. Values
that no path leads into are skipped by the C decoder, so a large file costs about as much as
reading it once more.
"""

from __future__ import annotations

import codecs
import contextlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from json.decoder import scanstring  # type: ignore[attr-defined]  # the C scanner; typeshed leaves it out
from typing import Any, BinaryIO

from catalog.language.findings import Path
from catalog.language.specs.encoding import EncodingError

from .encoding import PROLOGUE, encoding_of, to_text
from .inputs import MissingInputError

CHUNK = 1 << 12  # bytes; most of so few are ASCII as they are
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")
_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder(strict=False)


def lines_of(text: str, paths: Iterable[Path]) -> dict[Path, int]:
    """The 1-based line of each path in the JSON `text`; of its deepest part that exists, if it doesn't."""
    wanted: dict[Any, Any] = {}
    for path in paths:
        node = wanted
        for step in path:
            node = node.setdefault(step, {})
    found: dict[Path, int] = {(): 0}
    with contextlib.suppress(
        ValueError, IndexError, RecursionError
    ):  # a broken file: what was found has its line
        _walk(text, _skip(text, 0), wanted, (), found)
    return _to_lines(text, {path: deepest(path, found) for path in paths})


def deepest(path: Path, found: Mapping[Path, int]) -> int:
    """What `found` has for the longest beginning of `path`; () must be in it."""
    while path not in found:
        path = path[:-1]
    return found[path]


def ascii_text(opened: Callable[[], BinaryIO]) -> str:
    """The text of a JSON file that was read before, letters beyond ASCII escaped; '' if it went missing.

    As JSON it is the same, in the same lines. One letter that is not Latin makes a text in memory twice
    as large, an emoji four times, and this is looked at when all else that an import holds is there.
    """
    text = bytearray()
    try:
        with opened() as head:
            codec = encoding_of(head.read(PROLOGUE))
        with opened() as lines:
            if codec != "utf-8":
                return to_text(lines.read())
            while chunk := b"".join(lines.readlines(CHUNK)):
                chunk = chunk if text else chunk.removeprefix(codecs.BOM_UTF8)
                text += chunk if chunk.isascii() else _NOT_ASCII.sub(_escaped, chunk)
    except (OSError, MissingInputError, EncodingError):
        return ""
    return text.decode("ascii")


def _escaped(letters: re.Match[bytes]) -> bytes:
    return json.dumps(letters[0].decode("utf-8", "replace"))[1:-1].encode("ascii")


def _to_lines(text: str, offsets: dict[Path, int]) -> dict[Path, int]:
    lines: dict[Path, int] = {}
    line, at = 1, 0
    for path, offset in sorted(offsets.items(), key=lambda item: item[1]):
        line += text.count("\n", at, offset)
        at = offset
        lines[path] = line
    return lines


def _walk(text: str, at: int, wanted: dict[Any, Any], path: Path, found: dict[Path, int]) -> int:
    """The end of the value at `at`; puts the offset of each wanted child into `found`."""
    if not wanted or text[at] not in "{[":
        return int(_DECODER.raw_decode(text, at)[1])
    closing = "}" if text[at] == "{" else "]"
    at = _skip(text, at + 1)
    index = 0
    while text[at] != closing:
        start, step = at, index
        if closing == "}":
            step, at = scanstring(text, at + 1, False)
            at = _skip(text, _skip(text, at) + 1)  # the colon
        if step in wanted:
            found.setdefault((*path, step), start)
        at = _skip(text, _walk(text, at, wanted.get(step, {}), (*path, step), found))
        index += 1
        if text[at] == ",":
            at = _skip(text, at + 1)
    return at + 1


def _skip(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]  # matches always
