"""Members of a definition as the shape they must have, and the finding where they have another.

Every reader of CSN takes parts of dicts that anyone may have written: a member of the wrong shape
is an error with its CSN path, and reading goes on with nothing in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from catalog.language.findings import Path, format_path, short
from catalog.language.visible import quoted
from mapping.diagnostics.collector import Diagnostics
from mapping.diagnostics.wording import kind_of
from mapping.limits import EXPECTED_NAME, EXPECTED_TEXT, NAME_LIMIT, TEXT_LIMIT

from .labels import first_text, placeholder_key

MAX_NAME = 120  # characters of a name in a message
_MISSING = "no text in the file for the placeholder of a label or description"


def named(path: Path) -> str:
    """A CSN path in words: `length of element 'A' of 'T'`: the line alone says little."""
    if len(path) < 2:
        return format_path(path) if path else ""
    inside = path[0] in ("definitions", "EntityType")
    has_element = inside and len(path) > 3 and path[2] in _PARTS
    rest = path[4:] if has_element else path[2:]
    words = [format_path(tuple(rest))] if rest else []
    if has_element:
        words.append(f"{_PARTS[str(path[2])]} {_shown(path[3])}")
    place = f"{path[0]}[{path[1]}]" if isinstance(path[1], int) else f"{path[0]} {_shown(path[1])}"
    words.append(_shown(path[1]) if inside else place)
    return " of ".join(words)


def _shown(name: str | int) -> str:
    return quoted(str(name), MAX_NAME)


_PARTS = {"elements": "element", "params": "parameter"}
_OF_NAMES = ("elements", "params", "enum")  # members that are objects by name


class Members:
    """Getters for one file; `texts` are those of its i18n section."""

    def __init__(self, file: str, texts: Mapping[str, str], diagnostics: Diagnostics) -> None:
        self.file = file
        self.texts = texts
        self.diagnostics = diagnostics

    def object(self, source: Mapping[str, Any], name: str, path: Path) -> dict[str, Any]:
        """The JSON object under `name`; empty where there is none."""
        value = source.get(name)
        if isinstance(value, dict):
            return self.named(value, (*path, name)) if name in _OF_NAMES else value
        if value is not None:
            self.wrong((*path, name), "an object", value)
        return {}

    def named(self, members: dict[str, Any], path: Path) -> dict[str, Any]:
        """An object of members by their names, without those that have an endless one."""
        if not members or len(max(members, key=len)) <= NAME_LIMIT:
            return members
        for name in members:
            if len(name) > NAME_LIMIT:
                self.wrong((*path, name), EXPECTED_NAME, name)
        return {name: value for name, value in members.items() if len(name) <= NAME_LIMIT}

    def array(self, source: Mapping[str, Any], name: str, path: Path) -> list[Any]:
        """The JSON array under `name`; empty where there is none."""
        value = source.get(name)
        if isinstance(value, list):
            return value
        if value is not None:
            self.wrong((*path, name), "a list", value)
        return []

    def number(self, member: Mapping[str, Any], name: str, path: Path) -> int | None:
        """The number of 0 or more under `name`; exports write some as text."""
        value = member.get(name)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
            return int(value)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        self.wrong((*path, name), "a number of 0 or more", value)
        return None

    def flag(self, member: Mapping[str, Any], name: str, path: Path) -> bool:
        """Whether `name` is set; some writers put the word into quotes."""
        value = member.get(name)
        if value is None or isinstance(value, bool) or value in ("true", "false"):
            return value in (True, "true")
        self.wrong((*path, name), "true or false", value)
        return False

    def text(self, source: Mapping[str, Any], names: tuple[str, ...], path: Path) -> str:
        """The first of `names` that holds a text, looked up where it is a placeholder.

        One without a text in the file is a finding, and the next name is taken.
        """
        text, missing = self.looked_up(source, names, path)
        self.note_missing(missing, path)
        return text

    def looked_up(
        self, source: Mapping[str, Any], names: tuple[str, ...], path: Path
    ) -> tuple[str, list[str]]:
        """The same text, and the placeholders before it that have none in the file; they are not told yet."""
        missing: list[str] = []
        for name in names:
            text = first_text(source, (name,))
            if len(text) > TEXT_LIMIT:
                self.wrong((*path, name), EXPECTED_TEXT, text)
                continue
            key = placeholder_key(text) if text else ""
            if key and key not in self.texts:
                missing.append(text)
            found = self.texts.get(key, "") if key else text
            if len(found) > TEXT_LIMIT:
                self.wrong((*path, name), EXPECTED_TEXT, found)
                continue
            if found.strip():
                return found, missing
        return "", missing

    def note_missing(self, placeholders: Iterable[str], path: Path, instead: str = "left out") -> None:
        """Placeholders without a text are one finding of the file; `instead` says what is taken for these."""
        for text in placeholders:
            message = f"no text for {short(text)} in the file: {instead}"
            self.diagnostics.count("CSN014", message, file=self.file, path=path, kind=_MISSING)

    def wrong(self, path: Path, expected: str, found: Any) -> None:
        """Says that something else stands at `path` than was expected."""
        shown = f"one of {len(found):,}" if expected in (EXPECTED_NAME, EXPECTED_TEXT) else kind_of(found)
        where = named(path)
        self.diagnostics.add(
            "CSN008",
            f"{where}: {expected} was expected, {shown} found"
            if where
            else f"{expected} was expected, {shown} found",
            "Export the object again",
            file=self.file,
            path=path,
        )
