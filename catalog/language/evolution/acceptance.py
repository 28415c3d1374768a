"""The rules about entries of `changes.accept`: each accepts one change of one thing, with reason and end.

Whether that change is there is the gate's to say: an entry that fits none is silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from catalog.language.findings import Path, Violation, listed, short
from catalog.language.glue import types as glue_types
from catalog.language.glue.names import nearest
from catalog.language.specs.recovery import BLANK, Holes, lies_in
from catalog.language.visible import cell

from .days import blank_reason, is_past, no_days
from .entries import ELSEWHERE, ENTRY_FIELDS, FORMS, HARMLESS, OF_A_DROP, Form

PLACE: Path = ("changes", "accept")
KNOWN = frozenset((*FORMS, *HARMLESS, *ELSEWHERE))
EXPLAIN = "Write the code that preview gives the change; catalog explain lists them"


def acceptances(changes: Mapping[str, Any], holes: Holes, today: date | None) -> Iterator[Violation]:
    """SPEC037 to SPEC040, SPEC012: what is wrong with the entries of a `changes` block."""
    for i, entry in enumerate(changes.get("accept") or ()):
        path: Path = (*PLACE, i)
        if lies_in(path, holes):
            continue
        yield from blank_reason(entry, path)
        yield from no_days(entry, ("until",), path)
        if entry["code"] != BLANK:
            yield from _fields(entry, path, holes)
        if is_past(entry["until"], today):
            message = f"{_named(entry)} was accepted until {entry['until']}, which is past"
            yield Violation("SPEC040", (*path, "until"), message, "Remove the entry")


def _fields(entry: Mapping[str, Any], path: Path, holes: Holes) -> Iterator[Violation]:
    code = entry["code"]
    form = FORMS.get(code)
    if form is None:
        yield _unacceptable(code, (*path, "code"))
        return
    if "parameter" in entry and "parameter" in form.fields:
        form = form.for_parameter()
    missing = [name for name in form.needs if name not in entry and not lies_in((*path, name), holes)]
    if form.one_of and all(entry.get(name) is None for name in form.one_of):
        missing.append(" or ".join(form.one_of))
    if missing:
        message = f"{code} without {_and(missing)}: an entry accepts one change of one thing"
        remedy = f"Write {{code: {code}, {form.example}, ...}}{OF_A_DROP if code == 'CHG601' else ''}"
        yield Violation("SPEC038", path, message, remedy)
    for name in (name for name in ENTRY_FIELDS if name in entry and name not in form.fields):
        remedy = f"Remove it: {code} is written {{code: {code}, {form.example}, ...}}"
        yield Violation("SPEC038", (*path, name), f"{code} has no {name}", remedy)
    yield from _values(entry, form, path)


def _unacceptable(code: str, path: Path) -> Violation:
    if code in HARMLESS:
        message = f"{code} breaks no reader, so there is nothing to accept"
        return Violation("SPEC037", path, message, "Remove the entry")
    if code in ELSEWHERE:
        return Violation("SPEC037", path, f"{code} is not accepted by an entry", ELSEWHERE[code])
    if code.upper() in FORMS:
        return Violation(
            "SPEC037", path, f"{short(code)} found", f"Write {code.upper()}: codes are in capitals"
        )
    message = f"{short(code)} is no code of a change that breaks readers{nearest(code.upper(), KNOWN)}"
    return Violation("SPEC037", path, message, EXPLAIN)


def _values(entry: Mapping[str, Any], form: Form, path: Path) -> Iterator[Violation]:
    """What the fields say: types that Glue has, a change from one thing to another, partitions at all."""
    canonical: dict[str, Any] = {name: entry[name] for name in ("from", "to") if name in entry}
    for name in canonical:
        if entry[name] is None and name in form.needs:
            message = f"nothing found: {entry['code']} is about what was there and is there"
            remedy = f"Write it as in {{code: {entry['code']}, {form.example}, ...}}"
            yield Violation("SPEC038", (*path, name), message, remedy)
    for name in _typed(entry, form):
        if not isinstance(entry[name], str):
            message = f"{cell(entry[name])} found, a Glue type expected"
            yield Violation("SPEC038", (*path, name), message, "Write the type that the column has or had")
            continue
        try:
            canonical[name] = glue_types.canonical(entry[name])
        except glue_types.GlueTypeError as error:
            remedy = error.remedy or "Write the Glue type that the column has or had"
            yield Violation("SPEC012", (*path, name), str(error), remedy)
    if len(canonical) == 2 and canonical["from"] == canonical["to"]:
        message = f"from and to are both {cell(entry['from'])}: that is no change"
        yield Violation("SPEC038", (*path, "to"), message, "Write what it was and what it is to be")
    if "values" in form.needs and entry.get("values", BLANK) in ([], {}):
        message = "no partitions: an entry names those that go"
        yield Violation("SPEC038", (*path, "values"), message, "Write them as partitions.values has them")


def _typed(entry: Mapping[str, Any], form: Form) -> list[str]:
    """The fields that are to hold a type: a field that goes has one, one that is renamed two names."""
    names = ("from",) if entry["code"] == "CHG303" and entry.get("to") is None else form.types
    return [name for name in names if entry.get(name) is not None]


def _named(entry: Mapping[str, Any]) -> str:
    of = next((f" of {cell(entry[name])}" for name in ("column", "parameter") if name in entry), "")
    return f"{cell(entry['code'])}{of}"


def _and(names: list[str]) -> str:
    return listed(names, len(names)) if len(names) < 2 else f"{', '.join(names[:-1])} and {names[-1]}"
