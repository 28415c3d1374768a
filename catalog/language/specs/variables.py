"""`${name}` in specs: replaced by the stack's variables, `$${` stands for a literal `${`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from catalog.language.findings import Path

_PLACE = re.compile(r"\$\$\{|\$\{([^{}]*)\}")
COLUMN_LISTS = frozenset({"columns", "keys"})
Value = TypeVar("Value")


class Substitution:
    """Replaces variables in whole documents and remembers each name it didn't know, with its place."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.missing: list[tuple[Path, str]] = []

    def value(self, value: Any, path: Path = ()) -> Any:
        """`value` with the variables in its strings replaced; keys and import's `source` are left alone."""
        if isinstance(value, str):
            return self._text(value, path) if "${" in value else value
        if isinstance(value, dict):
            return {
                k: v if k == "source" and _has_record(path) else self.value(v, (*path, k))
                for k, v in value.items()
            }
        if isinstance(value, list):
            return [self.value(v, (*path, i)) for i, v in enumerate(value)]
        return value

    def _text(self, text: str, path: Path) -> str:
        def replacement(match: re.Match[str]) -> str:
            if match[0] == "$${":
                return "${"
            name = match[1].strip()
            if name not in self.variables:
                self.missing.append((path, name))
                return match[0]
            return self.variables[name]

        return _PLACE.sub(replacement, text)


def values_in(written: str, replaced: str) -> dict[str, str]:
    """What each variable of a text stands for, by the text with its values; nothing where they don't fit."""
    names = [match[1].strip() for match in _PLACE.finditer(written) if match[1] is not None]
    pattern, at = "", 0
    for match in _PLACE.finditer(written):
        pattern += re.escape(written[at : match.start()]) + ("(.+?)" if match[1] is not None else r"\$\{")
        at = match.end()
    found = re.fullmatch(pattern + re.escape(written[at:]), replaced)
    return dict(zip(names, found.groups(), strict=True)) if found else {}


def _has_record(path: Path) -> bool:
    """True where `source` is import's own record, which stays as it was written: of a spec, of a column."""
    return not path or (isinstance(path[-1], int) and path[-2] in COLUMN_LISTS)


def literal(value: Value) -> Value:
    """`value` with `$${` for every `${` in its texts, to any depth; keys stay.

    For text that is not ours, such as an export's: `${` is no variable there.
    """
    return cast(Value, _literal(value))


def _literal(value: object) -> object:
    if isinstance(value, str):
        return value.replace("${", "$${") if "${" in value else value
    if isinstance(value, dict):
        return {key: _literal(inner) for key, inner in value.items()}
    return [_literal(item) for item in value] if isinstance(value, list) else value
