"""Reading annotation values: CSN has four spellings for them, and exports mix them.

`{"#": "SUM"}` and `"#SUM"` are enum symbols, `{"=": "Currency"}` and a bare `"Currency"` are
references, a list holds any of these. Everything here is a plain function of one value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

_PRIVACY, _CLASSES = "@PersonalData.", "isPotentially"  # ...Personal, ...Sensitive
SHOWN = 60  # characters of a value in a message


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


def is_dynamic(value: Any) -> bool:
    """True for a path or an expression: the value depends on the data of each row."""
    return isinstance(value, dict) and isinstance(value.get("="), str)


def is_expression(value: Any) -> bool:
    """True for one that computes something (`{"=": "a + 1", "xpr": [...]}`), and is no path alone."""
    return is_dynamic(value) and not value.keys() <= {"=", "ref"}


def constant_of(value: Any) -> Any:
    """The value of an expression that is a constant (`{"=": "true", "val": true}`); any other as it is."""
    return value["val"] if is_dynamic(value) and "val" in value else value


def references(value: Any) -> list[str]:
    """The references of a list, or of a single value."""
    values = value if isinstance(value, list) else [value]
    return [found for v in values if (found := reference(v))]


def symbols(value: Any) -> list[str]:
    """The enum symbols of a list, or of a single value."""
    values = value if isinstance(value, list) else [value]
    return [found for v in values if (found := symbol(v))]


def says_nothing(value: Any) -> bool:
    """Whether an annotation with this value is the same as none: CDS's null, or nothing inside."""
    return value is None or (not value.strip() if isinstance(value, str) else value in ([], {}))


def shown(value: Any) -> str:
    """A value for a message, as the file has it, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def kebab(text: str) -> str:
    """`yearMonth` -> `year-month`, `COUNT_DISTINCT` -> `count-distinct`; dots stay."""
    return _HUMP.sub("-", text).replace("_", "-").lower()


def privacy_of(annotations: Mapping[str, Any]) -> dict[str, Any]:
    """What SAP's PersonalData vocabulary says of a structure's field: its column is classified by it."""
    return {name: value for name, value in annotations.items() if name.startswith(_PRIVACY)}


def is_told_by_its_column(annotation: str) -> bool:
    """Whether all that an annotation of a structure's field says is its column's class."""
    return annotation[: len(_PRIVACY + _CLASSES)].lower() == f"{_PRIVACY}{_CLASSES}".lower()


def of_a_field(name: str, annotations: Iterable[str]) -> tuple[str, str]:
    """What a finding says of the annotations of a structure's field, and of several fields alike."""
    lost = f"have no place in a spec: {', '.join(annotations)}"
    return (
        f"annotations of the structure's field {name!r} {lost}",
        f"annotations of a structure's field {lost}",
    )


def lost_value(annotation: str, value: Any, spec: str, why: str = "") -> tuple[str, str]:
    """What a finding says of a value that `spec` has no place for, and of several of the annotation."""
    lost = f"has no place in {spec}{why}"
    return (
        f"annotation {annotation} with the value {shown(value)} {lost}",
        f"annotation {annotation} with values of its own {lost}",
    )


def lost_of_parameter(part: str, parameter: str, owner: str) -> tuple[str, str]:
    """What a finding says of a parameter's part that no spec has a place for, and of several alike."""
    what = f"annotation {part}" if part[:1] == "@" else repr(part)
    lost = "has no place in a spec"
    return f"{what} of parameter {parameter!r} of {owner!r} {lost}", f"{what} of an input parameter {lost}"
