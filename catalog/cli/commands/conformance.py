"""`catalog conformance`: how contributors' tables deviate from the canonical tables that they conform to."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.frame.statuses import ERRORS, FINE
from catalog.cli.project import UsageError, project_root
from catalog.cli.stacks.date_option import add_date
from catalog.cli.terminal.formats import JSON, MARKDOWN, add_format, add_wide
from catalog.language.findings import short
from catalog.language.glue.names import nearest
from catalog.language.visible import cell

NONE = "no table has conforms_to; docs/spec-keys.md has an example"


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "conformance",
        "Show for each canonical table how the tables deviate that name it in conforms_to, and over which of"
        " them its query works. No cloud is asked; --sql prints the query for Athena.",
        (
            ("catalog conformance", "all canonical tables"),
            ("catalog conformance etr.orders --sql", "one SELECT over all contributors of etr.orders"),
        ),
        statuses=(FINE, ERRORS),
    )
    parser.add_argument(
        "name", nargs="?", metavar="DATABASE.TABLE", help="only this canonical table, or this contributor"
    )
    parser.add_argument("--sql", action="store_true", help="the canonical query, in Athena's SQL")
    parser.add_argument("--specs", metavar="DIR", help="folder of the specs (default: the stack's)")
    parser.add_argument("--stack", metavar="STACK", help="only what this stack holds, named as there")
    add_wide(parser)
    add_format(parser, JSON, MARKDOWN)
    add_date(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0, also where tables deviate; 1 if specs have errors; 2 for names that are none."""
    from catalog.cli.inventory.conformance import print_conformance, print_queries
    from catalog.cli.inventory.from_specs import read_tables, say_errors
    from catalog.cli.inventory.printing import View

    if args.specs is not None and not Path(args.specs).is_dir():
        raise UsageError(f"--specs {cell(args.specs)}: no such folder")
    if args.sql and args.format != "text":
        raise UsageError("--sql prints a query as text; --format json has it, too: leave one of them out")
    specs = read_tables(project_root(), args.stack, args.specs)
    tables = _conforming(specs.tables, args.name)
    if args.sql:
        print_queries(tables)
    elif tables or args.format == JSON:
        print_conformance(tables, View(args.format, specs.stack, live=False, wide=args.wide))
    if not tables and args.format != JSON:
        print(f"-- {NONE}" if args.sql else NONE)
    say_errors(specs)
    return ERRORS if specs.errors else FINE


def _conforming(tables: Any, name: str | None) -> list[Any]:
    """The canonical tables with those that conform to them, by name. Raises UsageError."""
    from catalog.cli.inventory.conformance import CanonicalTable
    from catalog.language.conformance.comparison import conformances

    found = [CanonicalTable(*each) for each in conformances(tables).items()]
    if name is None:
        return found
    wanted = [t for t in found if t.name == name] or [
        CanonicalTable(t.name, own)
        for t in found
        if (own := [c for c in t.contributors if c.table.full_name == name])
    ]
    if not wanted:
        known = [n for t in found for n in (t.name, *(c.table.full_name for c in t.contributors))]
        said = f"no table conforms to {short(name)}, and it conforms to none{nearest(name, known)}"
        raise UsageError(said if found else f"{said}: {NONE}")
    return wanted
