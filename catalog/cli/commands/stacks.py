"""`catalog stacks`: which stack holds what, what none or two hold, and which stacks a change touches."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from catalog.cli.project import known_stack, project_root
from catalog.cli.stacks.affected import changed
from catalog.cli.stacks.shards import shards_of
from catalog.cli.terminal.findings import table
from catalog.language.compiler import read_specs
from catalog.language.findings import listed
from catalog.language.stacks.settings import read_settings, stack_names
from catalog.language.stacks.shards import Shard, misplaced
from catalog.language.visible import cell

HEADER = ("stack", "environment", "databases", "tables", "partitions")
SHOWN = 5  # names that a line lists


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("stacks", help="which stack holds what", description=__doc__)
    parser.add_argument("--stack", metavar="NAME", action="append", help="only this stack; may be repeated")
    parser.add_argument(
        "--changed-since", metavar="REV", help="only stacks whose objects differ from those at a Git revision"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 if each database is in one stack of each environment, else 1."""
    root = project_root()
    names = [known_stack(root, name) for name in args.stack or stack_names(root)]
    if args.changed_since is not None:
        return _changed(root, names, args.changed_since)
    shards = shards_of(root, names)
    rows = [(s.settings.stack, s.environment, *s.counts()) for s in shards]
    print(table(HEADER, rows))
    misplaced_databases = [] if args.stack else list(misplaced(shards, _all_databases(root, shards)))
    for one in misplaced_databases:
        where = f"in {len(one.stacks)} stacks: {listed(one.stacks, SHOWN)}" if one.stacks else "in no stack"
        print(f"environment {cell(one.environment)}: {cell(one.database)} is {where}; see catalog:select")
    return 1 if misplaced_databases else 0


def _changed(root: Path, names: Sequence[str], revision: str) -> int:
    changed_objects = changed(root, [read_settings(root, name) for name in names], revision)
    for stack, objects in changed_objects.items():
        print(f"{cell(stack)}: {listed(objects, SHOWN)}")
    if not changed_objects:
        print(f"no stack declares anything else than at {cell(revision)}", file=sys.stderr)
    return 0


def _all_databases(root: Path, shards: Sequence[Shard]) -> list[str]:
    whole = {shard.settings.specs: replace(shard.settings, select=()) for shard in shards}
    return sorted({d.name for settings in whole.values() for d in read_specs(root, settings)[0].databases})
