"""`catalog show`: what is in Glue now; the older name of `catalog list --live`."""

from __future__ import annotations

import argparse
from typing import Any

from catalog.cli.commands import list_
from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.frame.statuses import FINE


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "show",
        "Read Glue by a stack's own endpoints, roles and guard of accounts: databases and tables with"
        " their business context, or one table's columns. The same as catalog list --live.",
        (
            ("catalog show", "all tables of stack local"),
            ("catalog show sales_dev.orders --stack dev", "the columns of one table"),
        ),
        statuses=(FINE,),
    )
    list_.add_arguments(parser)
    parser.add_argument(
        "--stack", metavar="STACK", default=list_.LIVE_STACK, help="whose Glue to read (default: local)"
    )
    parser.set_defaults(run=run, live=True, specs=None)


def run(args: argparse.Namespace) -> int:
    """Exit status 0; 2 if Glue can't be reached or has no such object."""
    return list_.run(args)
