"""Handlers of annotations that name another column, or say a constant or a range in place of one."""

from __future__ import annotations

import re
from typing import Any

from mapping.cds.annotation_types import VALUE
from mapping.cds.annotations import is_dynamic, is_expression, kebab, reference
from mapping.cds.vocabulary_forms import SEMANTICS, is_reference
from mapping.names import fold

from .column_facts import Facts, Handler
from .paths import association_at, leads_nowhere, steps_of


def refers(key: str, annotation: str, semantic: str = "", constant: str = "") -> Handler:
    """A handler for an annotation that names another column; `constant`: what else a bare text may be."""

    def handle(facts: Facts, value: Any) -> bool | str:
        values = value if isinstance(value, list) else [value]
        steps = steps_of(values[0])
        if semantic:
            facts.semantics.append(semantic)
        name = facts.column_of(steps) if steps else ""
        if name:
            carried = facts.others.setdefault(key, name) == name
        else:
            carried = _through(facts, key, steps) or _fixed(facts, key, values[0], constant)
            if not carried and steps and not (constant == "term" and isinstance(values[0], str)):
                facts.not_there(reference(values[0]) or ".".join(steps), annotation)
                return True  # with a finding
        return "each name after the first" if carried and len(values) > 1 else carried

    return handle


def _through(facts: Facts, key: str, steps: tuple[str, ...]) -> bool:
    """Whether a path leads through a relationship: its texts, or a column of its target, are carried so."""
    relationship, rest = association_at(facts.layout, steps) if steps else ("", "")
    if not relationship or leads_nowhere(facts.layout, steps, facts.layouts):
        return False
    if key == "text":
        facts.source["text"] = f"{relationship}.{rest}"
        return bool(facts.others.setdefault("text_association", relationship) == relationship)
    path = f"{relationship}.{fold(rest)}"
    return bool(facts.others.setdefault(key, path) == path)


# What a bare text that is no column may be. `any`: any text, as a term of OData's vocabularies has it.
# `currency`, `unit`: in CSN, where it may also be the name of an element, what looks like a code (ISO's of
# currencies and SAP's of units have three characters). `term`, no row: a text that a spec has no place for.
_CODES = {"any": re.compile(r".+", re.S), "currency": re.compile(r"[A-Z]{3}"), "unit": re.compile(r"\S{1,3}")}


def _fixed(facts: Facts, key: str, value: Any, constant: str) -> bool:
    """Whether a value is a constant of this kind, kept beside the key for columns: `unit_value: kg`."""
    code = _CODES.get(constant)
    if code is None or not isinstance(value, str) or not code.fullmatch(value):
        return False
    if value in facts.layout.entity.elements:
        return False  # an element that is no column: virtual, or left out by the rules
    return bool(facts.others.setdefault(f"{key}_value", value) == value)


def is_reference_here(facts: Facts, name: str, value: Any) -> bool:
    """Whether the value of an annotation of `@Semantics` names an element: by its form, or its vocabulary."""
    if is_dynamic(value):
        return not is_expression(value)
    return isinstance(value, str) and (is_reference(name) or bool(facts.layout.name_of(value)))


def refers_for(name: str) -> Handler:
    """A handler for an annotation of `@Semantics` that names another column: kept by what it says of it."""

    def handle(facts: Facts, value: Any) -> bool:
        column = facts.column_of(steps_of(value))
        if column:
            facts.others.setdefault("references", {})[kebab(name[len(SEMANTICS) :])] = column
        else:
            facts.not_there(reference(value), name)
        return True

    return handle


# CSN Interop: minimum and maximum are texts, for numbers and dates alike
LIMITS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
}


def limit(member: str) -> Handler:
    """A handler for one member of a value range."""

    def handle(facts: Facts, value: Any) -> bool:
        if member.startswith("exclusive") and not isinstance(value, bool):
            return False
        key = LIMITS[member]
        return bool(facts.others.setdefault("value_range", {}).setdefault(key, value) == value)

    return handle


def value_range(facts: Facts, value: Any) -> bool | str:
    """A handler for a value range; the members that it can't keep are named."""
    members = {member: part for member, part in value.items() if part is not None}
    lost = [
        member
        for member, part in members.items()
        if member not in LIMITS or not VALUE.fits(part) or not limit(member)(facts, part)
    ]
    return ", ".join(sorted(lost)) or True
