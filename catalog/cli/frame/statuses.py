"""The exit statuses of all commands: one number, one meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

FINE, ERRORS, USAGE, DIFFERS, INTERRUPTED = 0, 1, 2, 3, 130
STATUSES: Mapping[int, str] = {
    FINE: "fine; there may be warnings",
    ERRORS: "errors in the data, or a run that failed",
    USAGE: "wrong usage, or a broken environment; nothing was done",
    DIFFERS: "what was compared differs",
    INTERRUPTED: "interrupted by Ctrl-C",
}


def explained(own: Iterable[int]) -> str:
    """The lines of a command's help about the statuses that it can have."""
    return "\n".join(f"  {status:3}  {STATUSES[status]}" for status in sorted({*own, USAGE, INTERRUPTED}))
