"""Whether a changed parameter of partition projection computes all folders of before. Pure.

Only what surely does is called wider: Athena finds no rows, and no error, in a folder that it no longer
computes (Athena user guide, "Supported types for partition projection").
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_NOW = re.compile(r"NOW(?:([+-])(\d+)(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?)?")
_MINUTES = {"YEAR": 525_960, "MONTH": 43_830, "WEEK": 10_080, "DAY": 1440, "HOUR": 60, "MINUTE": 1}
_INTEGER = re.compile(r"-?\d+", re.ASCII)
_YEAR_FIRST = re.compile(r"(yyyy|uuuu)(\W?(MM|dd|HH|mm|ss))*")  # texts of such dates sort by time


def widens(name: str, old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Whether the value of a parameter in `new` stands for all that it stood for in `old`, and more."""
    was, now = old.get(name), new.get(name)
    key, _, word = name.rpartition(".")
    if was is None or now is None or old.get(f"{key}.type") != new.get(f"{key}.type"):
        return False
    if word == "values":
        return {*_listed(was)} <= {*_listed(now)}
    if word != "range":
        return False
    kind, forms = new.get(f"{key}.type"), {old.get(f"{key}.format"), new.get(f"{key}.format")}
    ends = _listed(was), _listed(now)
    if len(ends[0]) != 2 or len(ends[1]) != 2 or len(forms) != 1:
        return False
    steps = [_step(side, key) for side in (old, new)]
    return steps[0] == steps[1] and _holds(ends[1], ends[0], kind or "", forms.pop() or "")


def _step(parameters: Mapping[str, str], key: str) -> tuple[str, ...]:
    return tuple(parameters.get(f"{key}.{word}", "") for word in ("interval", "interval.unit", "digits"))


def _holds(outer: list[str], inner: list[str], kind: str, form: str) -> bool:
    return _not_later(outer[0], inner[0], kind, form) and _not_later(inner[1], outer[1], kind, form)


def _not_later(one: str, other: str, kind: str, form: str) -> bool:
    """Whether one end of a range surely does not come after the other."""
    if one == other:
        return True
    if kind == "integer":
        both = _INTEGER.fullmatch(one) and _INTEGER.fullmatch(other)
        return bool(both) and int(one) <= int(other)
    distances = _from_now(one), _from_now(other)
    if distances[0] is not None and distances[1] is not None:
        return distances[0] <= distances[1]
    fixed = distances == (None, None) and len(one) == len(other)
    return fixed and bool(_YEAR_FIRST.fullmatch(form)) and one <= other


def _from_now(text: str) -> float | None:
    """The distance of `NOW-3YEARS` from now in minutes; None for a date."""
    found = _NOW.fullmatch(re.sub(r"\s", "", text))
    if found is None:
        return None
    if not found[1]:
        return 0
    minutes = int(found[2]) * _MINUTES.get(found[3], 1 / 60)
    return minutes if found[1] == "+" else -minutes


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",")]
