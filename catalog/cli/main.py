"""Entry of the `catalog` command: picks the subcommand and turns what goes wrong into an exit status.

What each status means is in `frame/statuses.py`.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence

from catalog.cli.frame.overview import ROWS, overview
from catalog.cli.frame.registry import HELP, parser_of, unknown
from catalog.cli.frame.statuses import ERRORS, FINE, INTERRUPTED, USAGE
from catalog.cli.terminal import console
from catalog.cli.terminal.findings import print_findings
from catalog.cli.terminal.output import visible_output
from catalog.engine.errors import EngineError
from catalog.language.findings import DataError, described
from catalog.language.visible import line

from .project import UsageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and gives its exit status."""
    with visible_output():
        words = list(sys.argv[1:] if arguments is None else arguments)
        name = f"catalog {words[0]}" if words[:1] and words[0] in ROWS else "catalog"
        return _ended(name, lambda: _started(words) if arguments is None else _run(words))


def _started(words: Sequence[str]) -> int:
    """Runs what somebody typed: a repository's own command, if that is another than this one."""
    from catalog.cli.own_venv import hand_over

    hand_over(words)
    return _run(words)


def _run(words: Sequence[str]) -> int:
    first = words[0] if words else HELP[0]
    if first in HELP:
        print(overview(), file=sys.stdout if words else sys.stderr)
        return FINE if words else USAGE
    if first == "--version":
        from catalog.cli.version import version_lines

        print("\n".join(version_lines()))
        return FINE
    if first not in ROWS:
        raise UsageError(unknown(first))
    args, left = parser_of([first]).parse_known_args(words)
    args.parser.refuse_unknown(left)
    console.set_amount(quiet=args.quiet, verbose=args.verbose)
    return int(args.run(args))


def _ended(name: str, run: Callable[[], int]) -> int:
    """The exit status of a run, whichever way it ended."""
    try:
        return run()
    except DataError as e:
        print_findings(e.findings)
        return ERRORS
    except (UsageError, EngineError) as e:
        print(f"{name}: {e}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ERRORS
    except KeyboardInterrupt:
        print(f"{name}: interrupted", file=sys.stderr)
        return INTERRUPTED
    except SystemExit as e:  # of argparse, after --help
        return int(e.code or FINE)
    except Exception as e:
        _complain(f"{name}: {line(_explained(e))}")
        return USAGE


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


def _is_aws_error(error: Exception) -> bool:
    """Errors of botocore (no credentials, endpoint not reachable, refused calls) are no fault of ours."""
    return type(error).__module__.partition(".")[0] == "botocore"


if __name__ == "__main__":
    sys.exit(main())
