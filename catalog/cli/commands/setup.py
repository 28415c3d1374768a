"""`catalog setup`: the project's `.venv` with what its requirements.txt names, and the Pulumi engine."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from catalog.checkout.set_up_command import runs_from_own_venv
from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.frame.statuses import FINE, INTERRUPTED
from catalog.cli.project import UsageError, project_root
from catalog.engine.jobs import say_nothing, say_now
from catalog.language.visible import visible_lines

VARIABLE = "PYTHON"  # by which set-up takes the name of a Python


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "setup",
        "Make .venv with what requirements.txt names, and get the Pulumi engine: one on PATH, one that was"
        " built before, or one that is built now, once for all repositories of a user. Makes what is missing"
        " or out of date; after an interruption, or where the folder was moved, it makes it whole.",
        (
            ("catalog setup", "after init, after a clone, and when requirements.txt has changed"),
            ("catalog setup --python /usr/bin/python3.12", "with a Python that is not the first on PATH"),
        ),
        statuses=(FINE,),
    )
    parser.add_argument("--python", metavar="PATH", help="the Python to make .venv with: 3.11, 3.12 or 3.13")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Sets up the project around the current folder; raises UsageError where that can't be."""
    from catalog.setup import relay, set_up

    root = project_root()
    env = {**os.environ, VARIABLE: args.python or ""}  # elsewhere PYTHON may mean anything
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        elsewhere = partial(relay.run, root, env, quiet=args.quiet) if runs_from_own_venv(root) else None
        say = say_nothing if args.quiet else say_now
        done = set_up.run(root, env, say=say, elsewhere=elsewhere)
    finally:
        signal.signal(signal.SIGTERM, before)
    if done.problem and done.status == INTERRUPTED:
        print(f"catalog setup: {done.problem}", file=sys.stderr)
    elif done.problem:
        raise UsageError(visible_lines(done.problem))
    elif not done.changed and not args.quiet:
        print(f"nothing to do: {_what_is_there(root, env)}")
    return done.status


def _what_is_there(root: Path, env: Mapping[str, str]) -> str:
    from catalog.engine.selection import read_record
    from catalog.setup.venv import FOLDER, read_stamp

    version = ".".join(map(str, read_stamp(root / FOLDER).get("version", ())))
    return f".venv has Python {version}, and the engine is Pulumi {read_record(root, env).get('version', '')}"


def _interrupt(signum: int, frame: Any) -> None:
    raise KeyboardInterrupt
