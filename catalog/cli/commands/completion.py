"""`catalog completion bash|zsh`: the code that makes a shell complete the words of the command."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from catalog.cli.frame.overview import ROWS
from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.frame.registry import parser_of
from catalog.cli.frame.statuses import FINE
from catalog.cli.terminal.output import below

SHELLS = ("bash", "zsh")


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "completion",
        "Print the code that makes bash or zsh complete commands, options and file names.",
        (
            ('eval "$(catalog completion bash)"', "for this shell; in ~/.bashrc for every one"),
            ("catalog completion zsh > ~/.zfunc/_catalog", "where ~/.zfunc is in fpath before compinit runs"),
        ),
        statuses=(FINE,),
    )
    parser.add_argument("shell", choices=SHELLS, help="the shell that the code is for")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the code."""
    from shtab import complete

    below(sys.stdout).write(complete(parser_of(ROWS), shell=args.shell) + "\n")
    return FINE
