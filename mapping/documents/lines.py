"""The lines of findings: looked up for all of a file at once, after it was read.

Of a JSON file by reading it once more; of another format as its reader noted them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO

from catalog.language.findings import Finding, Path

from .json_lines import ascii_text, deepest, lines_of

Lines = Callable[[Sequence[Path]], Mapping[Path, int]]  # the line of each path of one file


def lines_in(opened: Callable[[], BinaryIO], noted: Mapping[Path, int] | None) -> Lines:
    """The lines in a file that `opened` opens; `noted` are those that its reader saw, None for JSON."""
    if noted is None:
        return lambda paths: lines_of(ascii_text(opened), paths)
    lines = {(): 1, **noted}
    return lambda paths: {path: deepest(path, lines) for path in paths}


def with_lines(findings: list[Finding], files: Mapping[str, Lines]) -> list[Finding]:
    """The findings with their lines, and those they count with theirs: one scan of each file that has any."""
    without: dict[str, list[Finding]] = {}
    for each in findings:
        if not each.line and each.file in files:
            without.setdefault(each.file, []).extend((each, *each.firsts))
    lines = {file: files[file]([f.path for f in mine]) for file, mine in without.items()}

    def placed(each: Finding) -> Finding:
        if each.line or each.file not in lines:
            return each
        firsts = tuple(map(placed, each.firsts))
        return replace(each, line=lines[each.file][each.path], firsts=firsts)

    return [placed(f) for f in findings]
