"""Declares a stack's specs with the Pulumi engine and exports what was declared.

A spec error stops the run before anything is registered, with the same FILE:LINE lines that
`catalog check` prints.
"""

from __future__ import annotations

import catalog.program.import_path  # noqa: F401  # before all others

# isort: split
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pulumi
from pulumi.runtime.config import is_config_secret

from catalog.language.compiler import compile_specs
from catalog.language.declarations.declaration import Declaration
from catalog.language.declarations.partition_index import index_declarations
from catalog.language.findings import DataError, Finding, Severity, errors, rendered
from catalog.language.gate.declared import Declared
from catalog.language.specs.resolver import Catalog, TableSpec
from catalog.language.stacks.run_date import RunDateError, Source
from catalog.language.stacks.settings import (
    KEYS,
    NAMESPACE,
    SettingError,
    Settings,
    secret_error,
    settings_of,
)
from catalog.language.visible import visible_lines

from .gate.run import Applied, Refused, export_record, note_begin, pass_gate
from .registration import Registered, Wanted, register

ERRORS_SHOWN = 32  # exit status of a program that has logged its errors itself (pulumi-language-python)


async def main() -> None:
    """The whole program, to be handed to `pulumi.run`."""
    settings = read_settings()
    catalog = _checked(Path.cwd(), settings)  # the engine starts the program in the project's folder
    _say_today(settings, catalog)
    stamp = f"{pulumi.get_project()}/{pulumi.get_stack()}"
    declared = Declared.of(catalog, stamp, settings.protect, settings.today)
    applied = await _passed(Path.cwd(), declared, settings)
    remade = applied.review.remade
    await note_begin(declared, applied)
    databases = await declare_databases(declared)
    tables = await declare_tables(declared, databases, remade)
    counts = await declare_partitions(declared, tables, remade)
    _export(catalog, counts)
    export_record(declared, applied)
    if catalog.uses_today:
        pulumi.export("today", str(settings.today))  # the day that the declared partitions are of


def _say_today(settings: Settings, catalog: Catalog) -> None:
    """One line where the clock says what day it is; who has set the day, or has said it already, knows."""
    if catalog.uses_today and settings.run_date and settings.run_date.source is Source.CLOCK:
        pulumi.log.info(settings.run_date.remark)


def read_settings() -> Settings:
    """`catalog:*` of this stack, as the engine gives it. A wrong value ends the program."""
    config = pulumi.Config(NAMESPACE)
    for key in KEYS:
        if is_config_secret(f"{NAMESPACE}:{key}"):
            _refuse(f"Pulumi.{pulumi.get_stack()}.yaml: {secret_error(key)}")
    structured = ("variables", "select")
    values = {key: config.get(key) for key in KEYS if key not in structured}
    try:
        values |= {key: _object(config, key) for key in structured}
        return settings_of(pulumi.get_stack(), {k: v for k, v in values.items() if v is not None})
    except SettingError as e:
        _refuse(f"Pulumi.{pulumi.get_stack()}.yaml: {e}")
    except RunDateError as e:
        _refuse(str(e))


def _object(config: pulumi.Config, key: str) -> Any:
    try:
        return config.get_object(key)
    except pulumi.ConfigTypeError:
        return config.get(key)


def _checked(project: Path, settings: Settings) -> Catalog:
    try:
        catalog, findings = compile_specs(project, settings)
    except DataError as e:
        catalog, findings = None, list(e.findings)
    for text in rendered([f for f in findings if f.severity is Severity.WARNING]):
        pulumi.log.warn(text)
    if errors(findings) or catalog is None:
        _refuse(_refusal(errors(findings)))
    return catalog


def _refuse(reason: str) -> NoReturn:
    """Ends the program with one error; any other exit than 32 makes the engine add that it was unhandled."""
    pulumi.log.error(visible_lines(reason))
    sys.exit(ERRORS_SHOWN)


def _refusal(found: list[Finding]) -> str:
    return "\n".join([f"the specs have {len(found)} error(s); nothing was registered", *rendered(found)])


async def _passed(project: Path, declared: Declared, settings: Settings) -> Applied:
    try:
        return await pass_gate(project, declared, settings)
    except Refused as e:
        _refuse(str(e))


async def declare_databases(declared: Declared) -> dict[str, Registered]:
    """Registers the databases; by logical name."""
    made = await register(Wanted(d.declaration, (), declared.protect) for d in declared.databases)
    return {d.spec.name: r for d, r in zip(declared.databases, made, strict=True)}


async def declare_tables(
    declared: Declared, databases: dict[str, Registered], remade: frozenset[str]
) -> dict[str, Registered]:
    """Registers the tables; by `<database>.<table>`. `remade` are to be removed and made anew: the engine
    would refuse that of a resource that it protects.
    """
    wanted = (
        Wanted(
            t.declaration,
            (databases[t.spec.database.name].urn,),
            declared.protect and t.spec.full_name not in remade,
        )
        for t in declared.tables
    )
    made = await register(wanted)
    return {t.spec.full_name: r for t, r in zip(declared.tables, made, strict=True)}


async def declare_partitions(
    declared: Declared, tables: dict[str, Registered], remade: frozenset[str]
) -> dict[str, int]:
    """Registers partition indexes and partition sets after their tables; counts by kind."""

    def after(table: TableSpec, declarations: Iterable[Declaration]) -> Iterator[Wanted]:
        protect = declared.protect and table.full_name not in remade
        return (Wanted(d, (tables[table.full_name].urn,), protect) for d in declarations)

    kinds = {
        # sets first: where a key's type changes, Glue builds the index over values that fit the new type
        "partitionSets": (
            w for t in declared.tables if t.partition_set for w in after(t.spec, (t.partition_set,))
        ),
        "partitionIndexes": (w for t in declared.tables for w in after(t.spec, index_declarations(t.spec))),
    }
    counts = {kind: len(await register(wanted)) for kind, wanted in kinds.items()}
    return counts | {"partitions": sum(t.spec.partitions.values.count for t in declared.tables)}


def _export(catalog: Catalog, counts: dict[str, int]) -> None:
    objects = {"databases": len(catalog.databases), "tables": len(catalog.tables)}
    pulumi.export("counts", {**objects, **counts})
    pulumi.export("databases", {d.name: d.physical_name for d in catalog.databases})
    # their number, not their names: a preview shows the whole of a list or an object of which one entry goes
    number = Counter(table.database.name for table in catalog.tables)
    pulumi.export("tables", {d.name: number[d.name] for d in catalog.databases})
