"""`catalog list`: the tables of the specs with their context, filtered; with --live those in Glue."""

from __future__ import annotations

import argparse
from typing import Any

from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.frame.statuses import ERRORS, FINE
from catalog.cli.inventory.entry import Entry
from catalog.cli.inventory.filters import add_filters, given, kept, tests_of
from catalog.cli.inventory.printing import View, print_description, print_list
from catalog.cli.project import UsageError, project_root
from catalog.cli.stacks.date_option import add_date
from catalog.cli.terminal.formats import JSON, MARKDOWN, add_format, add_wide
from catalog.language.findings import listed
from catalog.language.glue.parameters import BLOCKS, STRUCTURES
from catalog.language.visible import cell

LIVE_STACK = "local"


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "list",
        "List the tables of the specs with steward, label and classification, inherited values in place; no"
        " cloud is asked. DATABASE.TABLE prints one table's columns. With --live, what is in Glue now.",
        (
            ("catalog list --steward '*@example.com' --type decimal", "tables of some people with a decimal"),
            ("catalog list sales.orders", "the columns of one table"),
            ("catalog list --live --stack dev", "what is in the Glue of stack dev"),
        ),
        statuses=(FINE, ERRORS),
    )
    add_arguments(parser)
    parser.add_argument("--live", action="store_true", help="what is in Glue now, instead of the specs")
    parser.add_argument("--specs", metavar="DIR", help="folder of the specs (default: the stack's)")
    parser.add_argument(
        "--stack",
        metavar="STACK",
        help="only what this stack holds, named as there; of --live, whose Glue (default: local)",
    )
    add_date(parser)
    parser.set_defaults(run=run)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `list` and `show` both take."""
    parser.add_argument(
        "name", nargs="?", metavar="DATABASE[.TABLE]", help="only this database, or one table's columns"
    )
    add_filters(parser)
    add_wide(parser)
    add_format(parser, JSON, MARKDOWN)


def run(args: argparse.Namespace) -> int:
    """Exit status 0, also if no table fits; 1 if specs have errors; 2 for names that are none."""
    database, _, table = (args.name or "").partition(".")
    if table and given(args):
        raise UsageError(f"one table is printed whole: leave {listed(given(args), 5)} out, or .{cell(table)}")
    if args.live and args.specs is not None:
        raise UsageError("--live reads Glue, --specs names a folder of specs: leave one of them out")
    return list_live(args, database, table) if args.live else _list_specs(args, database)


def list_live(args: argparse.Namespace, database: str, table: str) -> int:
    """Lists what is in Glue. Exit status 0; UsageError if Glue can't be reached or has no such object."""
    from catalog.cli.inventory import from_glue
    from catalog.language.glue.parameters import decode_context

    stack = args.stack or LIVE_STACK
    view, tests = View(args.format, stack, live=True, wide=args.wide), tests_of(args)
    client = from_glue.glue_of(project_root(), stack)
    if table:
        found = from_glue.table_of(client, database, table)
        title = f"{cell(database)}.{cell(table)}  version {cell(found.get('VersionId', '?'))}"
        context = decode_context(found.get("Parameters", {}))
        print_description(from_glue.entry_of(found), title, context, view)
        return FINE
    entries = list(from_glue.tables_of(client, database))
    fitting = [from_glue.counted(client, entry) for entry in kept(entries, tests)]
    print_list(fitting, view, _nothing(entries, database))
    return FINE


def _list_specs(args: argparse.Namespace, name: str) -> int:
    from catalog.cli.inventory import from_specs

    tests = tests_of(args)
    if args.specs is not None:
        _refuse_missing(args.specs)
    specs = from_specs.read_tables(project_root(), args.stack, args.specs)
    view = View(args.format, specs.stack, live=False, wide=args.wide)
    if "." in (args.name or ""):
        table = specs.table(args.name)
        entry = from_specs.entry_of(table)
        glue = f"{entry.glue_database}.{entry.table}"
        in_stack = f"  in Glue {cell(glue)} (stack {cell(specs.stack)})" if specs.stack else ""
        blocks = (*BLOCKS, *STRUCTURES, "deprecated", "access")
        context = {key: table.data[key] for key in blocks if key in table.data}
        print_description(entry, f"{cell(entry.full_name)}{in_stack}", context, view)
    else:
        entries = [from_specs.entry_of(t) for t in (specs.of_database(name) if name else specs.tables)]
        print_list(list(kept(entries, tests)), view, _nothing(entries, name))
    from_specs.say_errors(specs)
    return ERRORS if specs.errors else FINE


def _refuse_missing(folder: str) -> None:
    from pathlib import Path

    if not Path(folder).is_dir():
        raise UsageError(f"--specs {cell(folder)}: no such folder")


def _nothing(entries: list[Entry], database: str) -> str:
    if entries:
        return f"no table fits, of {len(entries):,}"
    return "no tables" + (f" in {cell(database)}" if database else "")
