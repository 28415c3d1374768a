"""Options of commands that accept breaks: --reason and --until, and the folder of specs."""

from __future__ import annotations

import argparse
import os
from datetime import date, timedelta
from pathlib import Path

from catalog.cli.import_folders import specs_folder
from catalog.cli.project import UsageError
from catalog.cli.terminal.console import note
from catalog.files.kinds import Kind
from catalog.files.paths import kind_at
from catalog.language.findings import short
from catalog.language.stacks.run_date import EXPECTED, RunDateError, day_of, run_date
from catalog.language.visible import line

from .accepting import Terms

DAYS = 60  # from today, where nobody says until when
LONG = 366  # days after which an entry is said to stay long


PLACEHOLDERS = ("", "TEXT")  # TEXT stands in what the gate prints


def add_terms(parser: argparse.ArgumentParser, *, reason_needed: bool, reason: str) -> None:
    """Adds --reason, --until and --specs."""
    parser.add_argument("--reason", metavar="TEXT", required=reason_needed, help=reason)
    parser.add_argument(
        "--until", metavar="YYYY-MM-DD", type=_day,
        help=f"the last day on which it counts (default: {DAYS} days from today, in UTC)",
    )  # fmt: skip
    parser.add_argument(
        "--specs", metavar="DIR", type=Path, help="folder of the specs (default: the stacks' catalog:specs)"
    )


def _day(text: str) -> date:
    found = day_of(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{short(text)} found. {EXPECTED}")
    return found


def terms_of(args: argparse.Namespace, reason: str) -> Terms:
    """The terms that the options give. Raises UsageError."""
    try:
        today = run_date(None, os.environ).day
    except RunDateError as error:
        raise UsageError(line(str(error))) from error
    if reason.strip(" .").upper() in PLACEHOLDERS:
        raise UsageError("--reason says nothing: write in a sentence why readers can live with it")
    until: date = args.until or today + timedelta(days=DAYS)
    if until < today:
        raise UsageError(f"--until {until} is past: today is {today}")
    if (days := (until - today).days) > LONG:
        note(f"note: {until} is {days} days away; an entry is needed only until every stack has the change")
    return Terms(reason.strip(), until, today)


def specs_of(args: argparse.Namespace) -> Path:
    """The folder of specs. Raises UsageError where there is none."""
    folder: Path = args.specs or specs_folder(Path.cwd())
    try:
        kind = kind_at(folder)
    except OSError as error:
        raise UsageError(line(f"{error.filename} can't be read: {error.strerror}")) from error
    if kind is not Kind.FOLDER:
        raise UsageError(f"{line(str(folder))} is no folder of specs: name it with --specs")
    return folder
