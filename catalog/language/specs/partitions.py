"""The partitions of a resolved `partitions` block, the rows of a CSV file beside its spec included.

The one place that reads such files; a TableSpec asks once and keeps the answer. A file that is no CSV of
partitions may be anything, so no message quotes what stands in it: names and positions only.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from catalog.files import limits
from catalog.files.paths import open_folder
from catalog.language.partitions.ranges import RangeError
from catalog.language.partitions.values import Partitions, read

BESIDE = "Put the file beside the spec and write its name alone, such as values: days.csv"


def read_partitions(block: Mapping[str, Any], folder: FilePath) -> Partitions:
    """What the `partitions` block of a spec in `folder` declares, with what is wrong in it."""
    names = [key["name"] for key in block.get("keys", ())]
    return read(block, lambda name: rows_of(folder, name, names))


def rows_of(folder: FilePath, name: str, keys: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The rows of a CSV file in `folder` or below it, each with its line, in the order of the keys.

    The file's first line names the keys, in any order. Raises RangeError with the file's name and the line.
    """
    file = folder / name
    try:
        text = _bytes(folder, name).decode("utf-8-sig")
        lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = next(lines, [])
        if sorted(header) != sorted(keys):
            raise RangeError(
                f"{file}:1: {_misnamed(header, keys)}", "Write the keys' names as its first line"
            )
        order = [header.index(key) for key in keys]
        return [(lines.line_num, _row(line, order, file, lines.line_num)) for line in lines if line]
    except OSError as error:
        raise RangeError(
            f"{file}: can't be read: {error.strerror}", "Put the file there, or write the values themselves"
        ) from error
    except UnicodeDecodeError as error:
        raise RangeError(f"{file}: is not UTF-8 (byte {error.start})", "Save it as UTF-8") from error
    except csv.Error as error:
        raise RangeError(f"{file}:{lines.line_num}: {error}", "Close the quotes of that line") from error


def _bytes(folder: FilePath, name: str) -> bytes:
    """The file beside the spec or below: a spec means the same wherever its folder lies."""
    if "\0" in name:
        message = f"{name}: is no name of a file: it holds a character that no name can hold"
        raise RangeError(message, BESIDE)
    if FilePath(name).is_absolute() or ".." in FilePath(name).parts:
        message = f"{name}: a file beside the spec expected, neither an absolute path nor one with .."
        raise RangeError(message, BESIDE)
    with open_folder(folder) as beside:
        return beside.read(name, limits.PARTITIONS_CSV)


def _misnamed(header: Sequence[str], keys: Sequence[str]) -> str:
    names = ", ".join(map(repr, keys)) or "nothing"
    alike = [sorted(name.strip().lower() for name in each) for each in (header, keys)]
    hint = " (case and spaces count)" if alike[0] == alike[1] else ""
    found = "nothing" if not header else "1 name" if len(header) == 1 else f"{len(header)} names"
    return f"{found} found; the keys' names expected: {names}{hint}"


def _row(line: list[str], order: list[int], file: FilePath, number: int) -> list[str]:
    if len(line) != len(order):
        raise RangeError(
            f"{file}:{number}: {len(line)} values found, {len(order)} expected",
            "Give each key one value a line",
        )
    return [line[i] for i in order]
