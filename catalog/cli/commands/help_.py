"""`catalog help [COMMAND]`: the overview of all commands, or how one is used."""

from __future__ import annotations

import argparse
from typing import Any

from catalog.cli.frame.overview import ROWS, overview
from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.frame.registry import parser_of, unknown
from catalog.cli.frame.statuses import FINE
from catalog.cli.project import UsageError


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "help",
        "Print how a command is used; without a name, which commands there are.",
        (
            ("catalog help", "all commands"),
            ("catalog help apply", "options, examples and exit statuses of one"),
        ),
        statuses=(FINE,),
    )
    parser.add_argument("name", nargs="*", metavar="COMMAND", help="the command")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the help. Raises UsageError for a word that is no command."""
    if not args.name:
        print(overview())
    elif args.name[0] in ROWS:
        parser_of(args.name[:1]).parse_args([*args.name, "--help"])
    else:
        raise UsageError(unknown(args.name[0]))
    return FINE
