"""`catalog stacks`: which stack holds what, what none or two hold, and which stacks a change touches."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.frame.statuses import ERRORS, FINE
from catalog.cli.project import known_stack, project_root
from catalog.cli.stacks.affected import changed
from catalog.cli.stacks.date_option import add_date, say_today
from catalog.cli.stacks.shards import shards_of
from catalog.cli.terminal.console import note, print_table
from catalog.cli.terminal.formats import JSON, MARKDOWN, TEXT, add_format, markdown_table, print_json
from catalog.cli.terminal.tables import Column
from catalog.language.compiler import read_specs
from catalog.language.findings import listed
from catalog.language.stacks.settings import read_settings, stack_names
from catalog.language.stacks.shards import Misplaced, Shard, misplaced
from catalog.language.visible import cell

COLUMNS = (
    Column("stack"),
    Column("environment", 4),
    Column("databases", 2),
    Column("tables", 1),
    Column("partitions", 3),
)
HEADINGS = [column.heading for column in COLUMNS]
Row = tuple[str, str, int, int, int]
SHOWN = 5  # names that a line lists


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "stacks",
        "Print which stack holds what, and which database no stack or more than one selects.",
        (
            ("catalog stacks", "all stacks"),
            ("catalog stacks --changed-since origin/main", "those whose objects a branch changes"),
        ),
    )
    parser.add_argument("--stack", metavar="NAME", action="append", help="only this stack; may be repeated")
    parser.add_argument(
        "--changed-since", metavar="REV", help="only stacks whose objects differ from those at a Git revision"
    )
    add_format(parser, JSON, MARKDOWN)
    add_date(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 if each database is in one stack of each environment, else 1."""
    root = project_root()
    names = [known_stack(root, name) for name in args.stack or stack_names(root)]
    if args.changed_since is not None:
        return _changed(root, names, args.changed_since, args.format)
    shards = shards_of(root, names)
    say_today((shard.settings, shard.catalog) for shard in shards)
    rows = [(s.settings.stack, s.environment, *s.counts()) for s in shards]
    wrong = [] if args.stack else list(misplaced(shards, _all_databases(root, shards)))
    PRINTERS[args.format](rows, wrong)
    return ERRORS if wrong else FINE


def _print_text(rows: Sequence[Row], wrong: Sequence[Misplaced]) -> None:
    print_table(COLUMNS, rows)
    for line in _remarks(wrong):
        print(line)


def _print_json(rows: Sequence[Row], wrong: Sequence[Misplaced]) -> None:
    stacks = [dict(zip(HEADINGS, row, strict=True)) for row in rows]
    places = [
        {"environment": one.environment, "database": one.database, "stacks": list(one.stacks)}
        for one in wrong
    ]
    print_json("stacks", {"stacks": stacks, "misplaced": places})


def _print_markdown(rows: Sequence[Row], wrong: Sequence[Misplaced]) -> None:
    print("\n".join(markdown_table(HEADINGS, rows)))
    for line in _remarks(wrong):
        print(f"\n{line}")


PRINTERS = {TEXT: _print_text, JSON: _print_json, MARKDOWN: _print_markdown}


def _remarks(wrong: Iterable[Misplaced]) -> Iterator[str]:
    for one in wrong:
        where = f"in {len(one.stacks)} stacks: {listed(one.stacks, SHOWN)}" if one.stacks else "in no stack"
        yield f"environment {cell(one.environment)}: {cell(one.database)} is {where}; see catalog:select"


def _changed(root: Path, names: Sequence[str], revision: str, shape: str) -> int:
    found = changed(root, [read_settings(root, name) for name in names], revision)
    if shape == JSON:
        stacks = [{"stack": stack, "objects": list(objects)} for stack, objects in found.items()]
        print_json("changed-stacks", {"since": revision, "stacks": stacks})
    elif shape == MARKDOWN:
        rows = [(stack, listed(objects, SHOWN)) for stack, objects in found.items()]
        print("\n".join(markdown_table(("stack", "changed"), rows)))
    else:
        for stack, objects in found.items():
            print(f"{cell(stack)}: {listed(objects, SHOWN)}")
    if not found:
        note(f"no stack declares anything else than at {cell(revision)}")
    return FINE


def _all_databases(root: Path, shards: Sequence[Shard]) -> list[str]:
    whole = {shard.settings.specs: replace(shard.settings, select=()) for shard in shards}
    return sorted({d.name for settings in whole.values() for d in read_specs(root, settings)[0].databases})
