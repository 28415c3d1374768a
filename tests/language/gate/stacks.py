"""What a stack last applied and what its specs say now, as values, and the gate between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from catalog.language.gate.base import Base, Held
from catalog.language.gate.declared import Declared
from catalog.language.gate.live import Live, asked
from catalog.language.gate.record import Record, decoded, encoded
from catalog.language.gate.review import Review, Stack, review
from catalog.language.specs.loader import load
from catalog.language.specs.resolver import resolve
from tests.support.specs import write_project, write_yaml

STAMP = "shop/dev"
DAY = date(2026, 7, 1)
CSV = {"format": "csv", "location": "s3://lake/orders/"}


def declared(
    root: Path,
    tables: Mapping[str, Any],
    *,
    protect: bool = True,
    day: date = DAY,
    database: Mapping[str, Any] | None = None,
    catalog: Mapping[str, Any] | None = None,
) -> Declared:
    """What a stack over these tables declares."""
    root.mkdir(parents=True)
    write_project(root, tables, database)
    if catalog is not None:
        write_yaml(root / "catalog_specs" / "catalog.yaml", catalog)
    found = resolve(load(root / "catalog_specs"), {"environment": "dev", "lake": "lake"}, day)
    return Declared.of(found, STAMP, protect, day)


def held(of: Declared) -> list[Held]:
    """The state after it was applied, with outputs as declared."""

    def one(token: str, name: str, address: str, properties: Mapping[str, Any]) -> Held:
        return Held(f"urn:pulumi:dev::shop::{token}::{name}", token, address, lambda: properties)

    found = []
    for each in (*of.databases, *of.tables):
        declaration = each.declaration
        found.append(one(declaration.token, declaration.name, each.address, declaration.properties))
    for table in of.tables:
        if table.partition_set:  # outputs lack which partitions it declares
            names = {k: table.partition_set.properties[k] for k in ("databaseName", "tableName")}
            found.append(one(table.partition_set.token, table.spec.full_name, table.address, names))
    return found


def judged(
    before: Declared,
    now: Declared,
    *,
    record: Record | bool = True,
    day: date = DAY,
    refreshed: Any = None,
    imported: Iterable[Held] = (),
    live: Mapping[str, Any] | None = None,
) -> Review:
    """What the gate says where one was applied and the other is to be. `record`: whether the run left one, or
    which; `refreshed` changes the outputs, `imported` is in the state, too, and `live` are tables in Glue.
    """
    state = [*held(before), *imported]
    if refreshed is not None:
        state = [replace(each, outputs=lambda each=each: refreshed(each.outputs())) for each in state]  # type: ignore[misc]
    left = before.record() if record is True else record
    base = Base.of(state, decoded(encoded(left)) if left else None)
    there = None if live is None else (asked(now, base), Live({}, live))
    return review(now, base, state, Stack("dev", STAMP, ("Pulumi.dev.yaml", 4), day), there)


def codes(found: Review) -> list[tuple[str, str]]:
    """Severity and code of each finding."""
    return [(str(f.severity), f.code) for f in found.findings]
