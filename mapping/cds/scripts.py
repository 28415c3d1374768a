"""Objects that SQL and SQLScript name, as far as their words tell: a view's text, a table function's script.

Identifiers stand plain or in double quotes, with their space before a dot (SAP HANA SQL Reference,
"Identifiers"). What is in comments and texts names nothing. Columns and aliases are identifiers as well: who
asks knows which of them are objects. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

TABLE_FUNCTION = "@DataWarehouse.tableFunction.script"
TEXTS = ("@DataWarehouse.sqlEditor.query", TABLE_FUNCTION)

_MOST = 16  # spellings of one path: no name of an object has so many steps
_NO_NAMES = r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/"
_NAME = r'"(?:[^"]|"")+"|[^\W\d][\w#$]*'
_TOKEN = re.compile(rf"{_NO_NAMES}|(?P<path>(?:{_NAME})(?:\s*\.\s*(?:{_NAME}))*)", re.DOTALL)
_STEP = re.compile(_NAME)


def named_in(annotations: Mapping[str, Any]) -> Iterator[str]:
    """Each name, or path of names, that the texts of an object hold, once: as written and in capitals."""
    texts = [text for text in map(annotations.get, TEXTS) if isinstance(text, str)]
    yield from dict.fromkeys(name for text in texts for name in _names(text))


def _names(text: str) -> Iterator[str]:
    for token in _TOKEN.finditer(text):
        ends = [""]
        for step in _STEP.findall(token["path"] or ""):
            spelled = [step[1:-1].replace('""', '"')] if step[0] == '"' else [step, step.upper()]
            ends = [f"{end}.{each}" if end else each for end in ends for each in spelled]
            yield from ends
            if len(ends) > _MOST:
                break
