"""The partitions of a resolved `partitions` block, the rows of a CSV file beside its spec included.

The one place that reads such files; a TableSpec asks once and keeps the answer.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from catalog.language.partitions.ranges import RangeError
from catalog.language.partitions.values import Partitions, read


def read_partitions(block: Mapping[str, Any], folder: FilePath) -> Partitions:
    """What the `partitions` block of a spec in `folder` declares, with what is wrong in it."""
    names = [key["name"] for key in block.get("keys", ())]
    return read(block, lambda name: rows_of(_beside(folder, name), names))


def _beside(folder: FilePath, name: str) -> FilePath:
    """A file in the spec's folder or one below, so that a spec means the same wherever its folder lies."""
    if FilePath(name).is_absolute() or ".." in FilePath(name).parts:
        raise RangeError(f"{name}: a file beside the spec expected, neither an absolute path nor one with ..")
    return folder / name


def rows_of(file: FilePath, keys: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The rows of a CSV file, each with its line, in the order of the keys; its first line names them, in any
    order.

    Raises RangeError with the file's name and the line.
    """
    if "\0" in str(file):
        raise RangeError(f"{file}: is no name of a file: it holds a character that no name can hold")
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            lines = csv.reader(opened, strict=True)
            header = next(lines, [])
            if sorted(header) != sorted(keys):
                raise RangeError(f"{file}:1: {_misnamed(header, keys)}")
            order = [header.index(key) for key in keys]
            return [(lines.line_num, _row(line, order, file, lines.line_num)) for line in lines if line]
    except OSError as error:
        raise RangeError(f"{file}: can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RangeError(f"{file}: is not UTF-8 (byte {error.start})") from error
    except csv.Error as error:
        raise RangeError(f"{file}:{lines.line_num}: {error}") from error


def _misnamed(header: Sequence[str], keys: Sequence[str]) -> str:
    found, expected = (", ".join(map(repr, names)) or "nothing" for names in (header, keys))
    alike = [sorted(name.strip().lower() for name in names) for names in (header, keys)]
    hint = " (case and spaces count)" if alike[0] == alike[1] else ""
    return f"{found} found; the keys' names expected: {expected}{hint}"


def _row(line: list[str], order: list[int], file: FilePath, number: int) -> list[str]:
    if len(line) != len(order):
        raise RangeError(f"{file}:{number}: {len(line)} values found, {len(order)} expected")
    return [line[i] for i in order]
