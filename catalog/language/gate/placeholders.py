"""Entries as every stack can have them: with a spec's variables in place of one stack's values. Pure.

A refusal is of one stack and knows its values alone; an entry of `changes.accept` holds in all of them, and
its texts have their variables replaced as all of a spec's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.specs.loader import Document
from catalog.language.specs.resolver import TableSpec
from catalog.language.specs.variables import values_in

OF_PLACES = ("CHG505", "CHG425")  # whose sides are locations


def with_variables(entry: Mapping[str, Any], spec: TableSpec) -> dict[str, Any]:
    """The entry with the variables that the table's location is written with, where it is about locations."""
    found = dict(entry)
    if entry.get("code") not in OF_PLACES:
        return found
    values = values_in(_written(spec), str((spec.data.get("storage") or {}).get("location", "")))
    for side in ("from", "to"):
        if isinstance(found.get(side), str):
            for name, value in sorted(values.items(), key=lambda item: -len(item[1])):
                found[side] = found[side].replace(value, f"${{{name}}}")
    return found


def _written(spec: TableSpec) -> str:
    """The location as the table's file has it, or the defaults above."""
    texts = (_location(document, of_table=at == 0) for at, document in enumerate(spec.documents))
    return next((text for text in texts if text), "")


def _location(document: Document, *, of_table: bool) -> str:
    holder = document.data if of_table else document.data.get("defaults") or {}
    location = (holder.get("storage") or {}).get("location")
    return location if isinstance(location, str) else ""
