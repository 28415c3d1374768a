"""The rules about `conforms_to`: what it names is there, and how the table deviates from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from catalog.language.findings import Path, Violation, listed, short
from catalog.language.glue.names import nearest
from catalog.language.specs.recovery import BLANK
from catalog.language.specs.resolver import TableSpec

from .canonical import Canonical, canonical_of, columns_of, knows_all_columns
from .comparison import KEY, Conformance, Kind, Pair, conformance

SHOWN = 10  # columns that a message lists
COLUMNS: Path = (KEY, "columns")
MISSING: Path = (KEY, "missing")


def conforming(
    table: TableSpec, tables: Mapping[str, TableSpec], names: frozenset[str], root: str
) -> Iterator[Violation]:
    """SPEC046 to SPEC048: of a table with `conforms_to`; `root` is the folder of specs."""
    block = table.data.get(KEY)
    if not block or block["table"] == BLANK:
        return
    name = block["table"]
    if name == table.full_name:
        message = f"{short(name)} is the table itself"
        yield Violation(
            "SPEC046", (KEY, "table"), message, "Write the canonical table, or remove conforms_to"
        )
        return
    canonical = canonical_of(name, tables, root)
    if canonical is None:
        message = f"no table {short(name)} in the specs{nearest(name, names)}"
        remedy = "Write the canonical table as <database>.<table>, or remove conforms_to"
        yield Violation("SPEC046", (KEY, "table"), message, remedy)
        return
    wrong = [*_wrong_names(block, canonical, table)]
    yield from wrong
    yield from _deviations(conformance(canonical, table), {v.path for v in wrong})
    yield from _stale(block, table)


def _wrong_names(block: Mapping[str, Any], canonical: Canonical, table: TableSpec) -> Iterator[Violation]:
    there, here = canonical.columns, columns_of(table.data)
    mapped, missing = block.get("columns") or {}, block.get("missing") or ()
    for column, own in mapped.items():
        if column not in there:
            yield _no_column((*COLUMNS, column), column, canonical.name, there)
        elif own not in here and own != BLANK and knows_all_columns(table.data):
            yield _no_column((*COLUMNS, column), own, table.full_name, here)
        elif column in missing:
            message = f"{short(column)} has a column here and is listed as missing, too"
            yield Violation("SPEC046", (*COLUMNS, column), message, "Remove it from one of the two")
    for i, column in enumerate(missing):
        if column not in there and column != BLANK:
            yield _no_column((*MISSING, i), column, canonical.name, there)


def _no_column(path: Path, name: str, table: str, known: Collection[str]) -> Violation:
    message = f"{short(name)} is no column of {table}{nearest(name, known)}"
    return Violation("SPEC046", path, message, f"Write one of its columns: {listed(list(known), SHOWN)}")


def _deviations(found: Conformance, wrong: Collection[Path]) -> Iterator[Violation]:
    canonical = found.canonical.name
    for pair in found.pairs:
        if pair.kind is Kind.MISSING and (*COLUMNS, pair.column) not in wrong:
            message = f"column {short(pair.column)} of {canonical} is missing: its query fails on this table"
            remedy = (
                "Add it, name the column that holds it under conforms_to.columns, or list it under "
                "conforms_to.missing"
            )
            yield Violation("SPEC047", (KEY,), message, remedy)
        elif pair.kind in _TYPES:
            code, says, remedy = _TYPES[pair.kind]
            message = f"{pair.own_type} found, {canonical} has {pair.type} for {pair.column}: {says}"
            yield Violation(code, _place(found.table, pair), message, remedy)
    if found.extra:
        names = listed([pair.own for pair in found.extra], SHOWN)
        are, them = ("are no columns", "them") if len(found.extra) > 1 else ("is no column", "it")
        message = f"{names} {are} of {canonical}: its query does not read {them}"
        yield Violation("SPEC048", (KEY, "table"), message)


_TYPES = {
    Kind.CAST: ("SPEC048", "its query casts it", ""),
    Kind.LOSSY: (
        "SPEC047",
        "its query casts it and fails where a value does not fit",
        "Write the canonical type where the files have it, or provide another column",
    ),
    Kind.NO_CAST: (
        "SPEC047",
        "Athena casts none to the other, so its query fails on this table",
        "Write the canonical type where the files have it, or provide another column",
    ),
}


def _place(table: TableSpec, pair: Pair) -> Path:
    keys = (table.data.get("partitions") or {}).get("keys", ())
    for path, columns in ((("columns",), table.data["columns"]), (("partitions", "keys"), keys)):
        for i, column in enumerate(columns):
            if column["name"] == pair.own:
                return (*path, i, "type")
    return (KEY,)


def _stale(block: Mapping[str, Any], table: TableSpec) -> Iterator[Violation]:
    here, mapped = columns_of(table.data), block.get("columns") or {}
    for i, column in enumerate(block.get("missing") or ()):
        if column in here and column not in mapped:
            message = f"{short(column)} is listed as missing and is there"
            yield Violation("SPEC048", (*MISSING, i), message, "Remove it from the list")
