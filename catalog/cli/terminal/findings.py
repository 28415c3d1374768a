"""Prints findings the same way for every command: most severe first, one line a kind."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping

from catalog.language.findings import SHOWN, DataError, Finding, Severity, kinds, stacks_named

from .console import Meaning, note, quiet, say, verbose

MEANINGS: Mapping[Severity, Meaning] = {
    Severity.ERROR: Meaning.ERROR,
    Severity.WARNING: Meaning.WARNING,
    Severity.INFO: Meaning.MUTED,
}


class BrokenStacks(DataError):
    """The errors of stacks by their names; what several share is printed once."""

    def __init__(self, found: Mapping[str, Iterable[Finding]]) -> None:
        super().__init__(*dict.fromkeys(finding for some in found.values() for finding in some))
        self.stacks = tuple(found)


def refused(error: DataError, command: str, outcome: str) -> int:
    """Prints the errors that end a command before it does anything, and their stacks; its exit status."""
    print_findings(error.findings)
    whose = f"errors in {stacks_named(error.stacks)}; " if isinstance(error, BrokenStacks) else ""
    print(f"catalog {command}: {whose}{outcome}", file=sys.stderr)
    return 1


def print_findings(findings: Iterable[Finding]) -> Counter[Severity]:
    """Findings as lines of stderr, most severe first; gives how many findings there are of each severity.

    Those of one kind are one line with a count and the first places, and of each severity at most SHOWN lines
    are printed. With --verbose each finding has its line, without a limit; with --quiet infos have none.
    """
    found, folded = list(findings), False
    for severity in Severity:
        if severity is Severity.INFO and quiet():
            continue
        mine = [f for f in found if f.severity is severity]
        lines = [f.render() for f in mine] if verbose() else [kind.render() for kind in kinds(mine)]
        most = len(lines) if verbose() else SHOWN
        for text in lines[:most]:
            _print(text, severity)
        if len(lines) > most:
            print(f"... and {len(lines) - most:,} more lines of severity {severity}", file=sys.stderr)
        folded = folded or len(lines[:most]) < len(mine)
    if folded:
        note("--verbose prints each by itself")
    return Counter(f.severity for f in found)


def _print(text: str, severity: Severity) -> None:
    """A finding's line, its severity in colour."""
    before, word, after = text.partition(f" {severity}: ")
    say(before, (word.rstrip(" "), MEANINGS[severity]), f" {after}", stream=sys.stderr)


def summary(counts: Counter[Severity]) -> str:
    """`2 errors, 1 warning` in words; `no findings` if there are none."""
    words = [f"{n} {s}{'s' if n > 1 else ''}" for s in Severity if (n := counts[s])]
    return ", ".join(words) or "no findings"
