"""`catalog move`: hands databases over between the states of stacks, as `catalog:select` has them now.

What a stack holds and another stack of its environment declares goes along with its tables, partitions and
indexes. Glue is not touched; the next `catalog apply` writes the new stack's stamp. Cut short, the next run
goes on: until then an object may be in both states, never in none.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.cli.former_layout import refuse_former_layout
from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.frame.statuses import INTERRUPTED
from catalog.cli.project import UsageError, project_root
from catalog.cli.stacks.date_option import add_date
from catalog.cli.stacks.handover import (
    UndeclaredDatabase,
    databases_held,
    declared_by,
    describe,
    split_by_target,
    undeclared,
)
from catalog.cli.stacks.selection import refuse_two_holders, refuse_wrong_shell, wanted
from catalog.cli.stacks.shards import shards_of
from catalog.cli.terminal.findings import refused
from catalog.language.findings import DataError

if TYPE_CHECKING:
    from catalog.engine.automation import StackEngine

State = list[dict[str, Any]]
AT_A_TIME = 4  # states read


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "move",
        "Give databases, with their tables, to the stack that selects them now. Nothing in Glue "
        "changes: the stacks' states do, whole or not at all.",
        (
            ("catalog move --environment dev --preview", "what would move"),
            ("catalog move --environment dev", "and move it"),
        ),
    )
    parser.add_argument("--environment", metavar="NAME", help="the stacks of this catalog:environment")
    parser.add_argument(
        "--from", metavar="STACK", dest="without_file", action="append", default=[],
        help="also from this stack, which has no file any more; may be repeated",
    )  # fmt: skip
    parser.add_argument("--preview", action="store_true", help="show what would move, change nothing")
    add_date(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0, 1 if specs have errors or the engine refused a move, 130 if it was interrupted."""
    try:
        return _run(project_root(), args)
    except DataError as e:  # all specs are read before anything moves
        return refused(e, "move", "nothing was moved")


def _run(root: Path, args: argparse.Namespace) -> int:
    from catalog.engine.fleet import engines_of, states

    refuse_former_layout(root)
    by_environment = wanted(root, None, args.environment)
    stacks = [name for names in by_environment.values() for name in names]
    refuse_wrong_shell(root, stacks, os.environ)
    shards = shards_of(root, stacks)
    refuse_two_holders(shards)
    sources = dict.fromkeys([*stacks, *args.without_file])
    engines = {one.stack: one for one in engines_of(root, sources)}
    there = states(list(engines.values()), AT_A_TIME)
    if unknown := [name for name in args.without_file if there[name] is None]:
        raise UsageError(f"--from {unknown[0]}: the backend has no such stack")
    theirs: dict[str, dict[str, str]] = {name: {} for name in args.without_file} | {
        s.settings.stack: declared_by(s) for s in shards
    }
    moves = [
        one
        for name in sources
        for one in undeclared(name, databases_held(there[name] or ()), theirs)
        if one.target
    ]
    _refuse_renamed(moves, theirs)
    for one in moves:
        print(f"{'would move' if args.preview else 'moves'} {describe(one)}")
    if not moves:
        print("nothing to move: each stack holds only what it declares, or what no other declares")
    return 0 if args.preview or not moves else _moved(moves, engines, there)


def _refuse_renamed(moves: Sequence[UndeclaredDatabase], declared: Mapping[str, Mapping[str, str]]) -> None:
    """A database that has another name in the specs now would be new to its stack."""
    for one in moves:
        now = declared[one.target][one.database]
        if now != one.held.name:
            raise UsageError(
                f"database {one.database} is called {now} in the specs now, {one.held.name} in the state of "
                f"{one.source}: move it under its old name first, rename it after that"
            )


def _moved(
    moves: Sequence[UndeclaredDatabase], engines: Mapping[str, StackEngine], there: dict[str, State | None]
) -> int:
    from pulumi.automation import CommandError

    from catalog.engine.runner import stoppable

    with stoppable(lambda: None) as stopper:  # a move that has begun is finished
        for number, one in enumerate(moves):
            if stopper.asked:
                print(f"stopped: {len(moves) - number} not moved; the next run goes on")
                return INTERRUPTED
            try:
                _move(one, engines, there)
            except CommandError as error:
                print(f"not moved: {describe(one)}\n{str(error).split('stderr:')[-1].strip()}")
                return 1
    print("moved; Glue was not touched. catalog apply writes the new stack's stamp")
    return 0


def _move(
    one: UndeclaredDatabase, engines: Mapping[str, StackEngine], there: dict[str, State | None]
) -> None:
    if there[one.target] is None:
        engines[one.target].create()
        there[one.target] = []
    to_move, twice = split_by_target(one.held.urns, one.target, there[one.target] or ())
    engines[one.source].remove_from_state(twice[::-1])  # what depends on others first
    engines[one.source].move(to_move, one.target)
