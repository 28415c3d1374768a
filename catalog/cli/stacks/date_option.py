"""`--date`: the day that `today` in specs stands for, for every command that reads specs.

The option sets CATALOG_DATE of this process, and so of the engines and programs that it starts: what checks,
previews and runs of one command say of today can't differ.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from typing import Any

from catalog.cli.terminal.console import note
from catalog.language.specs.resolver import Catalog
from catalog.language.stacks.run_date import VARIABLE, RunDateError, chosen_day
from catalog.language.stacks.settings import Settings

OPTION = "--date"


class _FromEnvironment(str):
    """A value that the option has by CATALOG_DATE."""


class _SetDate(argparse.Action):
    def __call__(self, parser: Any, namespace: argparse.Namespace, value: Any, option: Any = None) -> None:
        setattr(namespace, self.dest, value)
        os.environ[VARIABLE] = value


def add_date(parser: argparse.ArgumentParser) -> None:
    """Adds `--date`; the parser refuses what is no day, there and in CATALOG_DATE."""
    parser.add_argument(
        OPTION,
        metavar="YYYY-MM-DD",
        action=_SetDate,
        type=_day,
        default=_FromEnvironment(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None,
        help=f"what `today` in specs stands for (default: {VARIABLE}, else catalog:date of the stack, else "
        "today in UTC)",
    )


def _day(text: str) -> str:
    try:
        return chosen_day(text).isoformat()
    except RunDateError as error:
        words = str(error).removeprefix(f"{VARIABLE}: ")
        by = f"{VARIABLE}: " if isinstance(text, _FromEnvironment) else ""
        raise argparse.ArgumentTypeError(f"{by}{words}") from error


def say_today(stacks: Iterable[tuple[Settings, Catalog]]) -> None:
    """One line on stderr, if what one of the stacks declares depends on a day that nobody has set."""
    remarks = {
        settings.run_date.remark: None
        for settings, catalog in stacks
        if catalog.uses_today and settings.run_date and not settings.run_date.chosen
    }
    for remark in remarks:
        note(remark)
