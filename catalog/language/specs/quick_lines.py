"""The line of a place in a spec as people and import write it, without parsing the text once more.

Parsing a text for its lines takes far longer than checking it, and thousands of specs may lack the same key.
A spec is a mapping in block style, so that its keys begin lines, and so do the entries of its lists. What was
parsed before says how many there must be: where as many are found, they are those; else there is no answer,
and who asks parses.
"""

from __future__ import annotations

import re
from typing import Any

from catalog.language.findings import Path

_CONTENT = re.compile(r"^(?![ \t]*(?:#|$))", re.MULTILINE)
_KEY = re.compile(r"[a-z_]+[ ]*:(?:[ \t]|$)", re.MULTILINE)
_NEXT_KEY = re.compile(r"^[^\s#-]", re.MULTILINE)
_ENTRY = re.compile(r"^( *)-[ ]+[^ #]", re.MULTILINE)


def quick_line(text: str, data: dict[str, Any], path: Path) -> tuple[int, bool] | None:
    """The 1-based line of `path`, or of its deepest part that exists, and whether the whole path is there.

    `data` is all that the text says. None where it can't be told.
    """
    there = _existing(data, path)
    start = _CONTENT.search(text)
    if start is None or not _KEY.match(text, start.start()):
        return None
    at = start.start() if not there else _place(text, data, there)
    return None if at is None else (text.count("\n", 0, at) + 1, len(there) == len(path))


def _existing(data: Any, path: Path) -> Path:
    """The part of the path that leads to something."""
    for number, step in enumerate(path):
        fits = isinstance(data, dict) if isinstance(step, str) else isinstance(data, list)
        if not fits or not (step in data if isinstance(step, str) else step < len(data)):
            return path[:number]
        data = data[step]
    return path


def _place(text: str, data: dict[str, Any], path: Path) -> int | None:
    """Where in the text a place begins: a key, an entry of its list, or a key of that."""
    key = _only(text, rf"^{re.escape(str(path[0]))}[ ]*:(?:[ \t]|$)", 0, len(text))
    if key is None or len(path) == 1:
        return key
    entries = data[str(path[0])]
    if len(path) > 3 or not isinstance(entries, list) or not isinstance(path[1], int):
        return None
    begun = text.find("\n", key) + 1
    after = _NEXT_KEY.search(text, begun) if begun else None
    end = after.start() if after else len(text)
    first = _ENTRY.search(text, begun, end) if begun else None
    if first is None:
        return None
    found = [
        m.start() for m in re.compile(rf"^{first[1]}-[ ]+[^ #]", re.MULTILINE).finditer(text, begun, end)
    ]
    if len(found) != len(entries):
        return None
    at, stop = found[path[1]], [*found, end][path[1] + 1]
    return at if len(path) == 2 else _key_of_entry(text, str(path[2]), at, stop)


def _key_of_entry(text: str, key: str, at: int, stop: int) -> int | None:
    """Where a key of the list's entry from `at` to `stop` begins its line; the entry, if that is one line."""
    entry = text[at:stop].rstrip()
    if "\n" not in entry:
        return at
    dash = re.compile(r" *- +(?=[a-z])").match(entry)
    if dash is None:
        return None
    if entry.startswith((f"{key}:", f"{key} "), dash.end()):
        return at
    return _only(text, rf"^ {{{dash.end()}}}{re.escape(key)}[ ]*:(?:[ \t]|$)", at, stop)


def _only(text: str, pattern: str, start: int, end: int) -> int | None:
    """Where the pattern is found, if it is found once."""
    found = [m.start() for m in re.compile(pattern, re.MULTILINE).finditer(text, start, end)]
    return found[0] if len(found) == 1 else None
