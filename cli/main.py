"""Entry of the `catalog` command: picks the subcommand and turns what goes wrong into an exit status.

0 is fine (warnings included), 1 means errors in the data, 2 wrong usage or a broken environment.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from catalog.findings import DataError

from .project import UsageError
from .report import print_findings

# Modules are imported only for the parser that is needed: `catalog env` must not wait for boto3.
SUBCOMMANDS = {
    "import": "cli.import_",
    "check": "cli.check",
    "local": "cli.local",
    "env": "cli.env",
    "show": "cli.show",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and gives its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    args = _parser(words).parse_args(words)
    try:
        return int(args.run(args))
    except DataError as e:
        print_findings(e.findings)
        return 1
    except UsageError as e:
        print(f"catalog {args.command}: {e}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print(f"catalog {args.command}: interrupted", file=sys.stderr)
        return 130
    except Exception as e:
        if not (isinstance(e, OSError) or _is_aws_error(e)):
            raise
        print(f"catalog {args.command}: {e}", file=sys.stderr)
        return 2


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
    """Errors of boto3 (no credentials, endpoint not reachable, refused calls) are for people already."""
    return type(error).__module__.partition(".")[0] in ("botocore", "boto3")


if __name__ == "__main__":
    sys.exit(main())
