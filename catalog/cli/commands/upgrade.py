"""`catalog upgrade`: brings a repository to the version of the tool that runs, and keeps people's changes.

Shows each file that would change, and asks. What people changed is never written over: where this version
changed the file as well, its text goes beside it, as NAME.new.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.frame.statuses import DIFFERS, ERRORS, FINE
from catalog.cli.project import UsageError, project_root
from catalog.cli.repository_source import add_source_flags, flagged
from catalog.cli.repository_upgrade import Upgrade, wanted_upgrade, write_upgrade
from catalog.cli.terminal import console, prompts
from catalog.cli.terminal.console import Meaning
from catalog.cli.terminal.shown_diff import say_lines
from catalog.files.limits import in_words
from catalog.language.findings import listed
from catalog.language.visible import line
from catalog.repository.answers import AnswerError
from catalog.repository.origin import checkout
from catalog.repository.record import RecordError
from catalog.repository.requirement import RequirementError
from catalog.repository.upgrade import Step

DESCRIPTION = (
    "Bring a repository to the version of the tool that runs: launcher, schemas, checks, requirements.txt. "
    "Shows each file that would change, and asks. What people changed is never written over: where this "
    "version changed the file as well, its text goes beside it, as NAME.new."
)
EXAMPLES = (
    ("catalog upgrade --check", "what would change; exit status 3 if anything would"),
    ("catalog upgrade --wheel dist/NAME.whl", "the tool is that wheel from now on"),
)
SHOWN = 20
SIGNS = {
    Step.CREATE: ("+", Meaning.ADDED),
    Step.WRITE: ("~", Meaning.CHANGED),
    Step.BESIDE: ("!", Meaning.WARNING),
}
LEFT = {"changed here, left as they are": Step.KEEP, "removed here, not made again": Step.GONE}


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the subcommand."""
    parser = command(subparsers, "upgrade", DESCRIPTION, EXAMPLES, (FINE, DIFFERS))
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--check", action="store_true", help="write nothing; exit status 3 if anything would change"
    )
    how.add_argument("--yes", action="store_true", help="write without a question")
    add_source_flags(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0; 2 without an answer, or where nothing can be done; 3 if --check finds a difference."""
    root = project_root()
    if root == checkout():
        print(f"{root} is the tool's own checkout: git pull and make setup bring a newer version")
        return 0
    try:
        return _upgrade(root, wanted_upgrade(root, flagged(args)), args)
    except (AnswerError, RequirementError, RecordError) as error:
        raise UsageError(line(str(error))) from error
    except OSError as error:
        raise UsageError(line(f"{error.filename or root}: {error.strerror or error}")) from error


def _upgrade(root: Path, wanted: Upgrade, args: argparse.Namespace) -> int:
    _show(wanted)
    if args.check:
        return DIFFERS if wanted.differs else FINE
    if wanted.differs and not args.yes:
        if not prompts.can_ask():
            raise UsageError("nothing was written: there is no terminal to ask on; --yes writes this")
        if not prompts.agreed("Write this?"):
            print("nothing was written: only yes writes")
            return ERRORS
    write_upgrade(root, wanted)
    if wanted.differs:
        print(f"the repository is that of version {wanted.record.tool}; next: catalog setup")
    return 0


# --- what is shown ---


def _show(wanted: Upgrade) -> None:
    for note in wanted.notes:
        console.note(f"note: {line(note)}")
    for change in wanted.writes:
        sign, meaning = SIGNS[change.step]
        console.say(
            (f"{sign} {change.target}", meaning), f" ({change.step.value.replace('NAME', change.name)})"
        )
        if change.step is not Step.CREATE:
            say_lines(change.old or "", change.new)
    if wanted.wheel is not None:
        console.say((f"+ {wanted.wheel[0]}", Meaning.ADDED), f" ({in_words(len(wanted.wheel[1]))})")
    for name in wanted.removed:
        console.say((f"- {name}", Meaning.REMOVED), " (another wheel takes its place)")
    for words, step in LEFT.items():
        names = [change.name for change in wanted.changes if change.step is step]
        if names:
            print(f"{words}: {listed(names, SHOWN)}")
    if not wanted.differs:
        print(f"nothing to change: the repository is that of version {wanted.record.tool}")
