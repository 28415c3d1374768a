"""`catalog apply`: `pulumi up` (or preview) of several stacks side by side, with one summary.

Drives the engine through Pulumi's Automation API on the project as it is, with the shell's own backend and
credentials. One stack whose run fails does not stop the others. Nothing is applied where a stack's specs have
errors, or where a database would change its stack: the old one would delete it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.cli.former_layout import refuse_former_layout
from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.frame.statuses import INTERRUPTED
from catalog.cli.project import UsageError, project_root
from catalog.cli.stacks.affected import changed
from catalog.cli.stacks.handover import (
    HeldDatabase,
    databases_held,
    declared_by,
    has_specs,
    refusal_of_moved,
    refusal_of_unselected,
    undeclared,
)
from catalog.cli.stacks.selection import environments, refuse_two_holders, refuse_wrong_shell, wanted
from catalog.cli.stacks.shards import shards_of
from catalog.cli.terminal.findings import refused
from catalog.language.findings import DataError
from catalog.language.glue.overwrites import VARIABLE as OVERWRITES
from catalog.language.glue.overwrites import OverwriteError, as_listed, overwrites
from catalog.language.stacks.settings import read_settings, stack_names
from catalog.language.stacks.shards import Shard

if TYPE_CHECKING:
    from catalog.engine.automation import StackEngine
    from catalog.engine.runner import StackRun

Holds = Mapping[str, Mapping[str, HeldDatabase]]


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "apply",
        "Run pulumi up, or a preview, of several stacks side by side, with one summary. Nothing is "
        "applied where a stack has errors in its specs, or where a database would change its stack.",
        (
            ("catalog apply --stack dev --preview", "what would change in Glue"),
            (
                "catalog apply --changed-since origin/main --environment dev",
                "the stacks of dev that a branch touches",
            ),
        ),
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--all", action="store_true", help="every stack that has a Pulumi.<stack>.yaml")
    which.add_argument("--stack", metavar="NAME", action="append", help="this stack; may be repeated")
    which.add_argument(
        "--changed-since", metavar="REV", help="stacks that a change since a Git revision touches"
    )
    parser.add_argument("--environment", metavar="NAME", help="only stacks of this catalog:environment")
    parser.add_argument("--parallel", metavar="N", type=int, default=2, help="stacks at a time (default 2)")
    parser.add_argument("--preview", action="store_true", help="show what would change, change nothing")
    parser.add_argument(
        "--overwrite", metavar="DATABASE[.TABLE]:MEMBER", action="append",
        help="write this member although another writer changed it too, such as sales.orders:description; "
        "patterns as in 'sales.*:columns.*.type'; may be repeated",
    )  # fmt: skip
    parser.add_argument("--refresh", action="store_true", help="look into Glue first")
    parser.add_argument(
        "--fail-fast", action="store_true", help="begin no further stack after one has failed"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 if every stack came through, 1 otherwise, 130 if it was interrupted."""
    try:
        return _run(project_root(), args)
    except DataError as e:  # all specs are read before the first engine begins
        return refused(e, "apply", f"nothing was {'previewed' if args.preview else 'applied'}")


def _run(root: Path, args: argparse.Namespace) -> int:
    if args.parallel < 1:
        raise UsageError(f"--parallel {args.parallel}: a number from 1 on expected")
    run_env = _overwrites(args.overwrite, os.environ)
    refuse_former_layout(root)
    names = [name for some in wanted(root, args.stack, args.environment).values() for name in some]
    if args.changed_since is not None:
        touched = changed(root, [read_settings(root, name) for name in names], args.changed_since)
        names = [name for name in names if name in touched]
        if not names:
            print(f"no stack to apply: none declares anything else than at {args.changed_since}")
            return 0
    shards = shards_of(root, names)
    refuse_two_holders(shards)
    stacks = [shard.settings.stack for shard in shards]
    refuse_wrong_shell(root, stacks, os.environ)
    from catalog.engine.fleet import engines_of

    engines = {one.stack: one for one in engines_of(root, stacks, run_env)}
    return _apply(root, shards, engines, args)


def _overwrites(named: Sequence[str] | None, env: Mapping[str, str]) -> dict[str, str]:
    """Which members runs may overwrite: those named here, else the shell's. Raises UsageError."""
    try:
        if named is None:
            overwrites(env.get(OVERWRITES, ""))
            return {}
        return {OVERWRITES: as_listed(named)}
    except OverwriteError as error:
        raise UsageError(f"{'--overwrite' if named else OVERWRITES}: {error}") from error


def _apply(
    root: Path, shards: Sequence[Shard], engines: Mapping[str, StackEngine], args: argparse.Namespace
) -> int:
    from catalog.cli.terminal.status_board import StatusBoard
    from catalog.engine.fleet import states
    from catalog.engine.run_log import RunLog
    from catalog.engine.runner import StackRun, all_done, run_all

    resources_of = states(list(engines.values()), args.parallel)
    holds = {stack: databases_held(resources or ()) for stack, resources in resources_of.items()}
    _refuse_handover(root, shards, holds, args.parallel)
    runs = [
        StackRun(
            engines[name],
            RunLog(name, _size(shard, holds[name]), args.preview),
            new=resources_of[name] is None,
            preview=args.preview,
            refresh=args.refresh,
        )
        for shard in shards
        for name in [shard.settings.stack]
    ]
    interrupted = run_all(runs, args.parallel, StatusBoard(), fail_fast=args.fail_fast)
    _report(runs, args.preview)
    return INTERRUPTED if interrupted else 0 if all_done(runs) else 1


def _report(runs: Sequence[StackRun], preview: bool) -> None:
    from catalog.cli.terminal.run_summary import changes, problems, summary

    for one in runs:
        for line in changes(one) if preview else ():
            print(line)
    for one in runs:
        for line in problems(one):
            print(line, file=sys.stderr)
    sys.stderr.flush()
    print(f"\n{summary(runs)}")


def _size(shard: Shard, holds: Mapping[str, HeldDatabase]) -> int:
    """Objects that a run goes through at most: those declared, or those held."""
    catalog = shard.catalog
    blocks = [table.data.get("partitions") or {} for table in catalog.tables]
    partitions = sum(len(block.get("indexes") or ()) + ("values" in block) for block in blocks)
    declared = len(catalog.databases) + len(catalog.tables) + partitions
    return max(declared, sum(len(one.urns) for one in holds.values()))


def _refuse_handover(root: Path, shards: Sequence[Shard], holds: Holds, parallel: int) -> None:
    """Raises UsageError if a stack would delete a database that another one declares now, or nobody does
    although its specs are there; or if one would make what another holds.
    """
    from catalog.engine.fleet import engines_of, states

    for environment in dict.fromkeys(shard.environment for shard in shards):
        known = {s.settings.stack: s for s in shards if s.environment == environment}
        mine = {name: declared_by(shard) for name, shard in known.items()}
        held_here = {name: holds[name] for name in known}
        leaving = any(one for name in known for one in undeclared(name, held_here[name], mine))
        new = {physical for name in known for physical in mine[name] if physical not in holds[name]}
        if not leaving and not new:
            continue
        others = environments(root, _others(root, known)).get(environment, [])
        if new and others:
            elsewhere = states(engines_of(root, others), parallel)
            held_here |= {name: databases_held(resources or ()) for name, resources in elsewhere.items()}
        if leaving or any(not new.isdisjoint(held_here.get(name, ())) for name in others):
            all_of_it = known | {s.settings.stack: s for s in shards_of(root, others)}
            _refuse_leaving(root, environment, all_of_it, held_here, chosen=known)


def _refuse_leaving(
    root: Path, environment: str, shards: Mapping[str, Shard], holds: Holds, chosen: Container[str]
) -> None:
    refuse_two_holders(list(shards.values()))
    theirs = {name: declared_by(shard) for name, shard in shards.items()}
    leaving = [one for name, databases in holds.items() for one in undeclared(name, databases, theirs)]
    moved = [one for one in leaving if one.target and (one.source in chosen or one.target in chosen)]
    if moved:
        raise UsageError(refusal_of_moved(moved, environment))
    named = {name for some in theirs.values() for name in some.values()}
    mine = [one for one in leaving if one.source in chosen and one.held.name not in named]
    lost = [one for one in mine if has_specs(root, shards[one.source], one)]
    if lost:
        raise UsageError(refusal_of_unselected(lost, environment))


def _others(root: Path, known: Mapping[str, Shard]) -> list[str]:
    return [name for name in stack_names(root) if name not in known]
