"""Athena's partition projection: a spec's block as table parameters, and the rules that it has to keep.

Types and parameters are those of the Athena user guide ("Supported types for partition projection"): enum,
integer, date, injected. Athena then computes partitions from these alone and asks Glue for none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from catalog.language.findings import Path, Violation, listed, short
from catalog.language.glue import types as glue_types
from catalog.language.glue.storage_formats import text_of

from .hive import INTEGERS, fits
from .locations import dot_folder

CODE = "SPEC025"
SHOWN = 10  # names that a message lists
FORM_LIMIT = 200  # characters of a date's format that is judged

# by projection type: what must be given, what may be, and Glue types of keys that Athena takes with it
TYPES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "enum": (("values",), (), ("string", "char", "varchar")),
    "integer": (("range",), ("interval", "digits"), ("tinyint", "smallint", "int", "bigint", "string")),
    "date": (("range", "format"), ("interval", "unit"), ("string", "char", "varchar", "date", "timestamp")),
    "injected": ((), (), ("string", "char", "varchar")),
}
WORDS = {"unit": "interval.unit"}
S3 = "s3://"
ENABLED = "projection.enabled"
_INTEGER = re.compile(r"-?\d+", re.ASCII)
_PLACE = re.compile(r"\{(\w+)\}")
_NOW = re.compile(r"\s*NOW\s*([+-]\s*\d+\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?\s*)?", re.ASCII)

# letters of a date's format in Java's DateTimeFormatter; a text in quotes stands for itself
_PARTS = re.compile(
    r"'(?P<quoted>([^']|'')*)'|(?P<word>(?P<letter>[A-Za-z])(?P=letter)*)|(?P<plain>.)", re.DOTALL
)
_WIDTHS = {"yyyy": "4", "uuuu": "4", "MM": "2", "dd": "2", "HH": "2", "mm": "2", "ss": "2"} | dict.fromkeys(
    ("M", "d", "H", "m", "s"), "1,2"
)
_LEAST = {"y": "2000", "M": "1", "d": "1", "H": "0", "m": "0", "s": "0"}  # of what a format leaves out
_WHOLE_STEPS = ({"M"}, {"M", "d"})  # what is written beside the year where Athena has a step of its own


def is_enabled(parameters: Mapping[str, Any]) -> bool:
    """Whether Athena computes the partitions, by a table's parameters."""
    return str(parameters.get(ENABLED, "")).strip().lower() == "true"


def parameters(block: Mapping[str, Any], table_location: str) -> dict[str, str]:
    """The table parameters for a `projection` block that keeps the rules."""
    found = {ENABLED: "true"}
    for key, projected in block["keys"].items():
        for word, value in projected.items():
            text = ",".join(map(text_of, value)) if isinstance(value, list) else text_of(value)
            found[f"projection.{key}.{WORDS.get(word, word)}"] = text
    if "location" in block:
        template = _PLACE.sub(r"${\1}", block["location"])
        root = "" if template.startswith(S3) else f"{table_location.rstrip('/')}/"
        found["storage.location.template"] = f"{root}{template.rstrip('/')}/"  # Athena wants it at the end
    return found


def violations(block: Mapping[str, Any], keys: Mapping[str, str]) -> Iterator[Violation]:
    """The rules that the block breaks, by path in it. `keys`: the partition keys' Glue types by name."""
    given: Mapping[str, Any] = block.get("keys") or {}
    known = f"The keys are {listed([*keys], SHOWN)}"
    for name in given:
        if name not in keys:
            yield Violation(
                CODE,
                ("keys", name),
                f"{short(name)} is no partition key",
                known,
            )
    for name, key_type in keys.items():
        if name not in given:
            remedy = "With projection, Athena needs to know every key"
            yield Violation(CODE, ("keys",), f"the partition key {name!r} is missing", remedy)
        else:
            yield from _key(given[name], key_type, ("keys", name))
    if "location" in block:
        yield from _template(block["location"], keys)


# what a template can't be: whether it is so, the fault and what to do
_FAULTS: Sequence[tuple[Callable[[str], bool], str, str]] = (
    (lambda t: "${" in t, "holds ${", "Write {key}: Athena's $ is put in"),
    (lambda t: t.startswith("/"), "begins with a /", f"Write a folder under the table, or {S3}..."),
    (lambda t: "://" in t.removeprefix(S3), f"has another scheme than {S3}", f"Write {S3}<bucket>/<folder>/"),
    (lambda t: "//" in t.removeprefix(S3), "has a folder without a name", "Remove a /"),
    (
        lambda t: bool(dot_folder(t)),
        "has a folder named . or ..",
        "Write the folder itself: S3 has no such thing",
    ),
)


def _template(template: str, keys: Mapping[str, str]) -> Iterator[Violation]:
    """Each key and no other has its place in the template, under the table or at a place of S3."""
    place, named = ("location",), dict.fromkeys(_PLACE.findall(template))
    unknown, missing = [n for n in named if n not in keys], [k for k in keys if k not in named]
    if unknown:
        remedy = f"Use {listed([f'{{{key}}}' for key in keys], SHOWN)}"
        yield Violation(CODE, place, f"{{{unknown[0]}}} is no partition key", remedy)
    if missing:
        yield Violation(
            CODE, place, f"{{{missing[0]}}} is not in it", "Each key has its place in the template"
        )
    for fault, remedy in [(message, remedy) for is_so, message, remedy in _FAULTS if is_so(template)][:1]:
        yield Violation(CODE, place, f"{short(template)} {fault}", remedy)


def _key(projected: Mapping[str, Any], key_type: str, place: Path) -> Iterator[Violation]:
    kind = projected["type"]
    needed, allowed, key_types = TYPES[kind]
    for word in needed:
        if word not in projected:
            yield Violation(
                CODE, place, f"{word} is missing", f"A projection of type {kind} needs {' and '.join(needed)}"
            )
    for word in projected:
        if word not in ("type", *needed, *allowed):
            yield Violation(
                CODE, (*place, word), f"{kind} takes no {word}", f"Remove it, or use another type than {kind}"
            )
    if _kind(key_type) not in (*key_types, ""):
        remedy = f"{kind} goes with keys of type {', '.join(key_types)}"
        yield Violation(CODE, (*place, "type"), f"{kind} found for a key of type {key_type}", remedy)
    yield from _RULES.get(kind, _no_rule)(projected, key_type, place)


def _kind(key_type: str) -> str:
    """`varchar` of `varchar(10)`; empty for a text that is no type, which another rule reports."""
    try:
        return glue_types.canonical(key_type).partition("(")[0]
    except glue_types.GlueTypeError:
        return ""


def _no_rule(projected: Mapping[str, Any], key_type: str, place: Path) -> Iterator[Violation]:
    return iter(())


def _integers(projected: Mapping[str, Any], key_type: str, place: Path) -> Iterator[Violation]:
    ends = list(map(text_of, projected.get("range", ())))
    kind = _kind(key_type)
    bits = INTEGERS.get(kind, 64)  # of text: what Athena counts with
    place = (*place, "range")
    if not all(map(_INTEGER.fullmatch, ends)):
        yield Violation(CODE, place, f"{ends} found", "Give two whole numbers")
    elif not all(fits(int(end), bits) for end in ends):
        remedy = f"A key of type {kind} holds {-(1 << bits - 1):,} to {(1 << bits - 1) - 1:,}"
        yield Violation(CODE, place, f"{ends} found, which does not fit {bits} bits", remedy)
    elif ends and int(ends[0]) > int(ends[1]):
        yield Violation(CODE, place, "the range ends before it begins", "Swap its ends")


def _dates(projected: Mapping[str, Any], key_type: str, place: Path) -> Iterator[Violation]:
    form, ends = projected.get("format", ""), list(map(text_of, projected.get("range", ())))
    if not form:
        return  # reported as missing
    yield from _steps(projected, form, place)
    place, pattern = (*place, "range"), _pattern(form)
    fixed = [end for end in ends if not _NOW.fullmatch(end)]
    read = {end: _moment(end, pattern) for end in fixed} if pattern else {}
    strange = [end for end, moment in read.items() if moment is None]
    moments = [moment for end in fixed if (moment := read.get(end)) is not None]
    if any("," in end for end in ends):
        yield Violation(
            CODE, place, f"{ends} found", "Athena separates the ends by a comma: they can't hold one"
        )
    elif strange:
        yield Violation(
            CODE, place, f"{strange[0]!r} is no date as {form}", "Write one so, or NOW, NOW-7DAYS, NOW+1MONTH"
        )
    elif len(moments) == 2 and moments[0] > moments[1]:
        yield Violation(CODE, place, "the range ends before it begins", "Swap its ends")


def _steps(projected: Mapping[str, Any], form: str, place: Path) -> Iterator[Violation]:
    """Athena knows by itself how far apart days and months are, and nothing else."""
    words = [part["letter"] for part in _PARTS.finditer(form[:FORM_LIMIT]) if part["letter"]]
    missing = [word for word in ("interval", "unit") if word not in projected]
    if missing and {*words} - {"y", "u"} not in _WHOLE_STEPS:
        hint = "; MM is the month, mm the minute" if "m" in words and "M" not in words else ""
        remedy = f"Write interval and unit: Athena has a step of its own for days and months only{hint}"
        yield Violation(CODE, place, f"{' and '.join(missing)} missing for the format {form}", remedy)


def _pattern(form: str) -> re.Pattern[str] | None:
    """What a date in a format looks like; None for a format with letters that are not judged."""
    found, seen = "", set[str]()
    if len(form) > FORM_LIMIT:
        return None
    for part in _PARTS.finditer(form):
        word = part["word"]
        if word is None:
            quoted = part["quoted"]
            found += re.escape(part["plain"] if quoted is None else quoted.replace("''", "'") or "'")
            continue
        if word not in _WIDTHS:
            return None
        name = part["letter"].replace("u", "y")
        found += f"(?P={name})" if name in seen else f"(?P<{name}>[0-9]{{{_WIDTHS[word]}}})"
        seen.add(name)
    return re.compile(found)


def _moment(text: str, pattern: re.Pattern[str]) -> datetime | None:
    """The time that a text means; None if it is none of that format."""
    found = pattern.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = map(int, (_LEAST | found.groupdict()).values())
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None  # 30 February


def _enum(projected: Mapping[str, Any], key_type: str, place: Path) -> Iterator[Violation]:
    values, place = list(map(text_of, projected.get("values", ()))), (*place, "values")
    if any("," in value for value in values):
        yield Violation(
            CODE, place, "a value holds a comma", "Athena separates the values by it; use the type injected"
        )
    elif len(set(values)) < len(values):
        yield Violation(CODE, place, "a value appears twice", "Remove one of them")


_RULES: Mapping[str, Callable[[Mapping[str, Any], str, Path], Iterator[Violation]]] = {
    "integer": _integers,
    "date": _dates,
    "enum": _enum,
}
