"""Entry of the `catalog` command: picks the subcommand and turns what goes wrong into an exit status.

0 is fine (warnings included), 1 means errors in the data, 2 wrong usage or a broken environment.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
from collections.abc import Sequence

from catalog.cli.terminal.findings import print_findings
from catalog.cli.terminal.output import visible_output
from catalog.engine.errors import EngineError
from catalog.language.findings import DataError, described
from catalog.language.visible import line

from .project import INTERRUPTED, UsageError

# Modules are imported only for the parser that is needed: `catalog env` must not wait for botocore.
SUBCOMMANDS = {
    "import": "catalog.cli.commands.import_",
    "check": "catalog.cli.commands.check",
    "local": "catalog.cli.commands.local",
    "env": "catalog.cli.commands.env",
    "show": "catalog.cli.commands.show",
    "stacks": "catalog.cli.commands.stacks",
    "apply": "catalog.cli.commands.apply",
    "move": "catalog.cli.commands.move",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and gives its exit status."""
    with visible_output():
        return _main(list(sys.argv[1:] if arguments is None else arguments))


def _main(words: Sequence[str]) -> int:
    command = words[0] if words else ""
    try:
        args = _parser(words).parse_args(words)
        return int(args.run(args))
    except DataError as e:
        print_findings(e.findings)
        return 1
    except (UsageError, EngineError) as e:
        print(f"catalog {command}: {e}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print(f"catalog {command}: interrupted", file=sys.stderr)
        return INTERRUPTED
    except Exception as e:
        _complain(f"catalog {command}: {line(_explained(e))}")
        return 2


def _complain(text: str) -> None:
    """One line on stderr, whatever has become of stdout (a full disk fails once more when it is flushed)."""
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr)
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _explained(error: Exception) -> str:
    """An error that no command met by itself, in words: the system's, AWS's, or one of our own."""
    if isinstance(error, OSError):
        return str(error)
    if _is_aws_error(error):
        from catalog.aws.errors import explain

        return explain("read Glue", error)
    return f"an error of this program, please report it: {described(error)}"


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="catalog", description="The Glue catalog as code, from SAP Datasphere."
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    wanted = [w for w in words[:1] if w in SUBCOMMANDS] or list(SUBCOMMANDS)
    for name in wanted:
        importlib.import_module(SUBCOMMANDS[name]).register(subparsers)
    return parser


def _is_aws_error(error: Exception) -> bool:
    """Errors of botocore (no credentials, endpoint not reachable, refused calls) are no fault of ours."""
    return type(error).__module__.partition(".")[0] == "botocore"


if __name__ == "__main__":
    sys.exit(main())
