"""``catalog local start|stop|status``: the local catalog in the background.

Takes the parsed arguments, gives the exit status: 0 fine (for ``status``: running), 1 not running.
What can't be done is a UsageError that says what to do.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.project import UsageError, project_root
from catalog.cli.stacks.local_stack import PORT_VARIABLE, STACK, stack_settings
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
            ("catalog local start", "the catalog of this project"),
            ("catalog local status --port 4700", "another one"),
        ),
        statuses=(0, 1),
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="start|stop|status")
    for name, run, text in _ACTIONS:
        action = actions.add_parser(name, help=text, description=text)
        action.add_argument(
            "--port",
            type=_port,
            help=f"port on 127.0.0.1 (default: ${PORT_VARIABLE}, else that of Pulumi.{STACK}.yaml)",
        )
        action.set_defaults(run=run, parser=action)


def local_folder() -> Path:
    """Where the local catalog of this project keeps its token, pid file and log."""
    return project_root() / IN_PROJECT


def local_port(given: int | None = None) -> int:
    """The port: as given, else of the environment, else of the stack's file, else the default.

    Raises UsageError for nonsense.
    """
    from catalog.local.service.control import DEFAULT_PORT

    if given is not None:
        return given
    text = os.environ.get(PORT_VARIABLE)
    try:
        if text:
            return _port(text)
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"{PORT_VARIABLE}: {error}") from error
    root = project_root()
    return stack_settings(root).port if (root / f"Pulumi.{STACK}.yaml").is_file() else DEFAULT_PORT


def _start(status: Status) -> tuple[int, str]:
    if not status.changed:
        return 0, f"local catalog already running at {status.url} (process {status.pid})"
    return 0, (
        f"local catalog running at {status.url} (process {status.pid}, started in {status.seconds:.1f} s, "
        f"log {status.log})"
    )


def _stop(status: Status) -> tuple[int, str]:
    return 0, "local catalog stopped" if status.changed else "local catalog was not running"


def _status(status: Status) -> tuple[int, str]:
    if not status.running:
        return 1, "local catalog not running"
    return 0, f"local catalog running at {status.url} (process {status.pid}, log {status.log})"


def _command(verb: str, report: Callable[[Status], tuple[int, str]]) -> Callable[[argparse.Namespace], int]:
    def run(args: argparse.Namespace) -> int:
        from catalog.local.service import control

        try:
            exit_status, text = report(getattr(control, verb)(local_folder(), local_port(args.port)))
        except control.ControlError as error:
            raise UsageError(str(error)) from error
        print(text)
        return exit_status

    return run


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


_ACTIONS = (
    ("start", _command("start", _start), "start the local catalog in the background; fine if it runs"),
    ("stop", _command("stop", _stop), "stop the local catalog; what is in it is forgotten"),
    ("status", _command("status", _status), "say whether the local catalog runs (exit status 0) or not (1)"),
)
