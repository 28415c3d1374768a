"""``catalog local start|stop|status``: the local catalog in the background.

Takes the parsed arguments, gives the exit status: 0 fine (for ``status``: running), 1 not running.
What can't be done is a UsageError that says what to do.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.project import UsageError, project_root
from catalog.cli.stacks.local_port import VARIABLE, Wish, kept_port, port_number, started, usual_port, wish
from catalog.cli.stacks.local_stack import STACK, say_if_forgotten
from catalog.loopback.folder import IN_PROJECT

if TYPE_CHECKING:
    from catalog.local.service.control import Status


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command with its three actions."""
    parser = command(
        subparsers,
        "local",
        "Start, stop or look at the local catalog: a Glue of your own at 127.0.0.1. docs/local-"
        "catalog.md tells what it serves, and the faults, rates and latencies that it makes on "
        "demand.",
        (
            ("catalog local start", "on the stack's port; where that is taken, on a free one, which is kept"),
            ("catalog local status", "whether it runs, and where"),
        ),
        statuses=(0, 1),
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="start|stop|status")
    for name, run, text in _ACTIONS:
        action = actions.add_parser(name, help=text, description=text)
        action.add_argument(
            "--port",
            metavar="N",
            type=port_number,
            help=f"port on 127.0.0.1 (default: {VARIABLE}, else the one it had last, else that of "
            f"Pulumi.{STACK}.yaml)",
        )
        action.set_defaults(run=run, parser=action)


def _start(args: argparse.Namespace) -> int:
    root = project_root()
    status = started(root, usual_port(root), wish(args.port, os.environ))
    if not status.changed:
        print(f"local catalog already running at {status.url} (process {status.pid})")
    else:
        how = f"process {status.pid}, started in {status.seconds:.1f} s, log {status.log}"
        print(f"local catalog running at {status.url} ({how})")
        say_if_forgotten(root)
    return 0


def _stop(args: argparse.Namespace) -> int:
    from catalog.local.service.control import stop

    status, asked = _found(args)
    if not status.running:
        print("local catalog was not running")
        return 0
    if asked and asked.port != status.port:
        raise UsageError(
            f"nothing was stopped: this project's local catalog runs on port {status.port}, not "
            f"{asked.port} ({asked.by}). Do without {asked.by} to stop it"
        )
    stop(status.log.parent, status.port)
    print("local catalog stopped")
    return 0


def _status(args: argparse.Namespace) -> int:
    from catalog.loopback.asking import listens

    status, asked = _found(args)
    where = f"at {status.url} (process {status.pid}, log {status.log})"
    if status.running and (asked is None or asked.port == status.port):
        print(f"local catalog running {where}")
        return 0
    port = asked.port if asked else status.port
    elsewhere = f"; this project's runs {where}" if status.running else ""
    on_it = f" on port {port}" if status.running else ""
    taken = f"; something else has port {port}" if listens(port) else ""
    print(f"local catalog not running{on_it}{taken}{elsewhere}")
    return 1


def _found(args: argparse.Namespace) -> tuple[Status, Wish | None]:
    """The project's local catalog, and the port that was asked for."""
    from catalog.local.service.control import status

    root, asked = project_root(), wish(args.port, os.environ)
    return status(root / IN_PROJECT, asked.port if asked else kept_port(root, usual_port(root))), asked


def _command(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    def in_words(args: argparse.Namespace) -> int:
        from catalog.local.service.control import ControlError

        try:
            return run(args)
        except ControlError as error:
            raise UsageError(str(error)) from error

    return in_words


_ACTIONS = (
    ("start", _command(_start), "start the local catalog in the background; fine if it runs"),
    ("stop", _command(_stop), "stop the local catalog; what is in it is forgotten"),
    ("status", _command(_status), "say whether the local catalog runs (exit status 0) or not (1)"),
)
