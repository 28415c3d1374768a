"""The day that a run takes for `today`, and where it comes from. One run has one, over midnight too.

In this order: CATALOG_DATE (what `--date` sets), the stack's `catalog:date`, the current date in UTC. The
last is read once a process; a command hands it to the programs that it starts, so that checks, previews and
runs of all its stacks agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any

from catalog.language.findings import short

VARIABLE = "CATALOG_DATE"  # goes before the stack's own setting
BEGUN = "CATALOG_RUN_BEGAN"  # the UTC date when the command began that started this program
EXPECTED = "Write a day, such as 2026-01-31"
# An unquoted date in a stack's file is a time to the engine, and so it passes it on.
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?: 00:00:00 \+0000 UTC)?")


class Source(Enum):
    """Who says what day it is."""

    ENVIRONMENT = VARIABLE
    STACK = "catalog:date"
    COMMAND = BEGUN
    CLOCK = "the clock"


class RunDateError(ValueError):
    """CATALOG_DATE is no day."""


@dataclass(frozen=True, slots=True)
class RunDate:
    """A day, and who said it."""

    day: date
    source: Source

    @property
    def remark(self) -> str:
        """What people are told where nobody set the day."""
        return f"today is {self.day} (UTC; catalog:date is not set)"

    @property
    def deadline(self) -> date:
        """The day by which acceptances and announced ends are past. A stack's file has no say in it: who
        edits that in a pull request would move them.
        """
        return utc_today() if self.source is Source.STACK else self.day

    @property
    def chosen(self) -> bool:
        """Whether somebody set it: by an option, a variable or the stack's file."""
        return self.source in (Source.ENVIRONMENT, Source.STACK)


def run_date(of_stack: date | None, environment: Mapping[str, str]) -> RunDate:
    """The day of a run of a stack with this `catalog:date`. Raises RunDateError."""
    if asked := environment.get(VARIABLE):
        return RunDate(chosen_day(asked), Source.ENVIRONMENT)
    if of_stack is not None:
        return RunDate(of_stack, Source.STACK)
    begun = day_of(environment.get(BEGUN))
    return RunDate(begun, Source.COMMAND) if begun else RunDate(utc_today(), Source.CLOCK)


def chosen_day(text: str) -> date:
    """The day that CATALOG_DATE or --date names. Raises RunDateError."""
    found = day_of(text)
    if found is None:
        raise RunDateError(f"{VARIABLE}: {short(text)} found. {EXPECTED}.")
    return found


def day_of(value: Any) -> date | None:
    """The day that a value is, `2026-01-31`, quoted or not; None for anything else."""
    found = _DAY.fullmatch(str(value))
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


@cache
def utc_today() -> date:
    """The date in UTC when this process first asked."""
    return datetime.now(UTC).date()


def for_programs() -> dict[str, str]:
    """What the programs of a run are told in their environment, so that their clocks don't matter."""
    return {BEGUN: utc_today().isoformat()}
