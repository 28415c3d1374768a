"""Reading annotation values: CSN has four spellings for them, and exports mix them.

`{"#": "SUM"}` and `"#SUM"` are enum symbols, `{"=": "Currency"}` and a bare `"Currency"` are
references, a list holds any of these. Everything here is a plain function of one value.
"""

from __future__ import annotations

import re
from typing import Any


def symbol(value: Any) -> str:
    """The enum symbol of a value, or nothing."""
    if isinstance(value, dict):
        value = value.get("#")
    return value.removeprefix("#") if isinstance(value, str) else ""


def reference(value: Any) -> str:
    """The element or association that a value refers to, or nothing."""
    if isinstance(value, dict):
        value = value.get("=", value.get("element"))
        if isinstance(value, dict):
            value = value.get("=")
    return value if isinstance(value, str) else ""


def references(value: Any) -> list[str]:
    """The references of a list, or of a single value."""
    values = value if isinstance(value, list) else [value]
    return [found for v in values if (found := reference(v))]


def symbols(value: Any) -> list[str]:
    """The enum symbols of a list, or of a single value."""
    values = value if isinstance(value, list) else [value]
    return [found for v in values if (found := symbol(v))]


_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def kebab(text: str) -> str:
    """`yearMonth` -> `year-month`, `COUNT_DISTINCT` -> `count-distinct`; dots stay."""
    return _HUMP.sub("-", text).replace("_", "-").lower()
