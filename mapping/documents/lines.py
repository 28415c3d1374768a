"""The lines of findings: looked up for all of a file at once, after it was read.

Of a JSON file by reading it once more; of another format as its reader noted them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO

from catalog.language.findings import Finding, Path

from .document import Document
from .json_lines import ascii_text, deepest, lines_of

Lines = Callable[[Sequence[Path]], Mapping[Path, int]]  # the line of each path of one file


def lines_in(opened: Callable[[], BinaryIO], noted: Mapping[Path, int] | None) -> Lines:
    """The lines in a file that `opened` opens; `noted` are those that its reader saw, None for JSON."""
    if noted is None:
        return lambda paths: lines_of(ascii_text(opened), paths)
    lines = {(): 1, **noted}
    return lambda paths: {path: deepest(path, lines) for path in paths}


def placed(lines: Lines, document: Document) -> Lines:
    """The lines of a file in which `document` is a part, or a list without its wrapping.

    Paths into what the document does not define are left to `lines`, which may know of other parts.
    """
    if not document.bare and not document.inside:
        return lines
    definitions = document.root.get("definitions")
    names = frozenset(definitions) if isinstance(definitions, dict) else frozenset()
    sections = frozenset(document.root)
    in_file = replace(document, root=None).in_file  # a document's root is most of an import

    def moved(path: Path) -> Path:
        mine = (
            path[1] in names
            if len(path) > 1 and path[0] == "definitions"
            else path[:1] and path[0] in sections
        )
        return in_file(path) if mine else path

    def found(paths: Sequence[Path]) -> Mapping[Path, int]:
        at = {path: moved(path) for path in paths}
        known = lines(list(at.values()))
        return {path: known[place] for path, place in at.items()}

    return found


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
        firsts = tuple(sorted(map(placed, each.firsts), key=lambda first: first.line))
        return replace(each, line=lines[each.file][each.path], firsts=firsts)

    return [placed(f) for f in findings]
