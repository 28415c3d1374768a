"""Prints findings and tables the same way for every subcommand."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from catalog.language.findings import SHOWN, DataError, Finding, Severity
from catalog.language.visible import cell, line


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


def stacks_named(names: Sequence[str]) -> str:
    """`stack dev`, or `stacks dev, prod`."""
    return f"{'stack' if len(names) == 1 else 'stacks'} {', '.join(map(cell, names))}"


def print_findings(findings: Iterable[Finding]) -> Counter[Severity]:
    """Each finding on a line of stderr; gives how many there are of each severity.

    Of one file at most SHOWN of each severity are printed, then how many more there are.
    """
    counts: Counter[Severity] = Counter()
    of_file: Counter[tuple[str, Severity]] = Counter()
    for finding in findings:
        counts[finding.severity] += 1
        of_file[finding.file, finding.severity] += 1
        if of_file[finding.file, finding.severity] <= SHOWN:
            print(finding.render(), file=sys.stderr)
    for (file, severity), number in of_file.items():
        if number > SHOWN:
            place = f"{line(file)}: " if file else ""
            print(f"{place}and {number - SHOWN:,} more of severity {severity}", file=sys.stderr)
    return counts


def summary(counts: Counter[Severity]) -> str:
    """`2 errors, 1 warning` in words; `no findings` if there are none."""
    words = [f"{n} {s}{'s' if n > 1 else ''}" for s in Severity if (n := counts[s])]
    return ", ".join(words) or "no findings"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows under a header in aligned columns, long cells cut; numbers to the right."""
    cells = [list(header), *([cell(c) for c in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    numeric = [all(row[i].replace(",", "").isdigit() for row in cells[1:]) for i in range(len(header))]
    lines = [
        "  ".join(
            c.rjust(w) if n else c.ljust(w) for c, w, n in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in cells
    ]
    return "\n".join([lines[0], "  ".join("-" * w for w in widths), *lines[1:]])
