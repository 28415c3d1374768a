"""`catalog apply`: previews several stacks side by side, shows what matters, asks, and applies.

Drives the engine through Pulumi's Automation API on the project as it is, with the shell's own backend and
credentials. One stack whose run fails does not stop the others; but where a preview fails, nothing is asked
and nothing applied. Nothing is applied either where a stack's specs have errors, or where a database would
change its stack: the old one would delete it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.cli.former_layout import refuse_former_layout
from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.frame.statuses import ERRORS, FINE
from catalog.cli.project import UsageError, project_root
from catalog.cli.stacks.affected import changed
from catalog.cli.stacks.date_option import add_date, say_today
from catalog.cli.stacks.protection import lift
from catalog.cli.stacks.selection import refuse_two_holders, refuse_wrong_shell, wanted
from catalog.cli.stacks.shards import shards_of
from catalog.cli.terminal.findings import refused
from catalog.cli.terminal.formats import JSON, MARKDOWN, TEXT, add_format
from catalog.cli.terminal.prompts import agreed, can_ask
from catalog.language.findings import DataError
from catalog.language.glue.overwrites import VARIABLE as OVERWRITES
from catalog.language.glue.overwrites import OverwriteError, as_listed, overwrites
from catalog.language.stacks.settings import read_settings

if TYPE_CHECKING:
    from catalog.cli.stacks.chosen import Chosen

QUESTION = "Apply these changes?"


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "apply",
        "Preview several stacks side by side, show what matters most first (what is replaced, deleted or "
        "dropped, each by its name), ask, and apply. Only the answer yes applies; any other ends with "
        "status 1 and nothing done. Without a terminal --yes or --preview is needed.\n\nNothing is "
        "applied where a stack has errors in its specs, or where a database would change its stack.",
        (
            ("catalog apply --stack dev", "show what would change in Glue, ask, and apply it"),
            (
                "catalog apply --changed-since HEAD^ --environment dev --yes",
                "on CI: apply the stacks of dev that the last commit touches",
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
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--preview", action="store_true", help="show what would change, change nothing")
    how.add_argument(
        "-y", "--yes", action="store_true", help="apply without a preview and without a question"
    )
    parser.add_argument(
        "--overwrite", metavar="DATABASE[.TABLE]:MEMBER", action="append",
        help="write this member although another writer changed it too, such as sales.orders:description; "
        "patterns as in 'sales.*:columns.*.type'; may be repeated",
    )  # fmt: skip
    parser.add_argument("--refresh", action="store_true", help="look into Glue first")
    parser.add_argument(
        "--fail-fast", action="store_true", help="begin no further stack after one has failed"
    )
    add_date(parser)
    add_format(parser, JSON, MARKDOWN)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 if every stack came through, 1 otherwise or after a no, 130 if it was interrupted."""
    if not (args.yes or args.preview) and (args.format != TEXT or not can_ask()):
        raise UsageError(
            "nobody can be asked here, so nothing was done: add --yes to apply without a question, or "
            "--preview to see what would change"
        )
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
            print(
                f"no stack to apply: none declares anything else than at {args.changed_since}",
                file=sys.stdout if args.format == TEXT else sys.stderr,
            )
            return FINE
    shards = shards_of(root, names)
    refuse_two_holders(shards)
    say_today((shard.settings, shard.catalog) for shard in shards)
    stacks = [shard.settings.stack for shard in shards]
    refuse_wrong_shell(root, stacks, os.environ)
    from catalog.cli.stacks.chosen import Chosen
    from catalog.engine.fleet import engines_of

    options = {"parallel": args.parallel, "refresh": args.refresh, "fail_fast": args.fail_fast}
    asks = not (args.yes or args.preview)
    chosen = Chosen.of(root, shards, engines_of(root, stacks, run_env), **options, asks=asks)
    return _ask_and_apply(chosen) if asks else _apply(chosen, args)


def _overwrites(named: Sequence[str] | None, env: Mapping[str, str]) -> dict[str, str]:
    """Which members runs may overwrite: those named here, else the shell's. Raises UsageError."""
    try:
        if named is None:
            overwrites(env.get(OVERWRITES, ""))
            return {}
        return {OVERWRITES: as_listed(named)}
    except OverwriteError as error:
        raise UsageError(f"{'--overwrite' if named else OVERWRITES}: {error}") from error


def _apply(chosen: Chosen, args: argparse.Namespace) -> int:
    """Previews, or applies without a question."""
    from catalog.cli.review.report import Outcome, print_outcome

    if not args.preview and (guarded := chosen.guarded):
        lift(chosen, chosen.run(guarded, preview=True, quiet=True, gate=True).runs)
    found = chosen.run(preview=args.preview, quiet=args.format != TEXT)
    print_outcome(Outcome(found.runs, preview=args.preview, whole=args.preview), args.format)
    return found.status


def _ask_and_apply(chosen: Chosen) -> int:
    from catalog.cli.review.report import Outcome, print_outcome

    shown = chosen.run(preview=True)
    print_outcome(Outcome(shown.runs, preview=True, whole=True))
    if shown.status != FINE:
        reason = "a preview failed" if shown.status == ERRORS else "interrupted"
        print(f"catalog apply: {reason}; nothing was applied", file=sys.stderr)
        return shown.status
    changing = [run.stack for run in shown.runs if run.changes_something]
    if not changing:
        print("nothing to apply: no stack differs from its specs")
        return FINE
    if not agreed(QUESTION):
        print("nothing was applied: only yes applies")
        return ERRORS
    if meanwhile := chosen.changed_meanwhile():
        print(f"catalog apply: {meanwhile}", file=sys.stderr)
        return ERRORS
    lift(chosen, shown.runs)
    found = chosen.run(changing, preview=False)
    said = {warning for run in shown.runs for warning in run.log.warnings}
    print_outcome(Outcome(found.runs, preview=False, whole=False, said=said))
    return found.status
