"""Days in specs, `2027-01-31`: until when something counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from catalog.language.findings import Path, Violation, short

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EXPECTED = "Write a day as year, month and day, such as 2027-01-31"


def day_of(text: object) -> date | None:
    """The day that a spec's text is; None for anything else."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) and _DAY.fullmatch(text) else None
    except ValueError:
        return None


def is_past(until: object, today: date | None) -> bool:
    """Whether the last day of something is over: on the day itself it still counts."""
    last = day_of(until)
    return last is not None and today is not None and last < today


def no_days(block: Mapping[str, Any], names: tuple[str, ...], path: Path) -> Iterator[Violation]:
    """SPEC039: which of these members of a block are no days; what is not there is no concern."""
    for name in names:
        if name in block and day_of(block[name]) is None:
            yield Violation("SPEC039", (*path, name), f"{short(str(block[name]))} is no day", EXPECTED)


def blank_reason(block: Mapping[str, Any], path: Path) -> Iterator[Violation]:
    """SPEC039: a reason of blanks."""
    if "reason" in block and not block["reason"].strip():
        yield Violation("SPEC039", (*path, "reason"), "the reason is blank", "Write why, in a sentence")
