"""The rules about `deprecated`: its days, what is used instead, and what should be gone by now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from catalog.language.findings import Path, Violation

from .days import blank_reason, day_of, is_past, no_days

KEY = "deprecated"
Wrong = Callable[[str], str]  # what is wrong with the name of a replacement; empty if nothing is


def deprecation(
    block: Mapping[str, Any], path: Path, what: str, wrong: Wrong, today: date | None
) -> Iterator[Violation]:
    """SPEC039, SPEC044, SPEC045: of one `deprecated` block at `path`; `what` names the object."""
    yield from blank_reason(block, path)
    yield from no_days(block, ("since", "until"), path)
    since, until = day_of(block.get("since")), day_of(block.get("until"))
    if since and until and since > until:
        message = f"since {since} and until {until}: it ends before it begins"
        yield Violation("SPEC039", (*path, "until"), message, "Write an end that comes after since")
    elif is_past(block.get("until"), today):
        message = f"{what} was to be there until {until}, which is past"
        remedy = "Remove it from the specs, which needs no acceptance any more, or write a later day"
        yield Violation("SPEC044", (*path, "until"), message, remedy)
    replacement = block.get("replaced_by", "")
    if replacement and (message := wrong(replacement)):
        yield Violation(
            "SPEC045", (*path, "replaced_by"), message, "Write one that there is, or remove the key"
        )
