"""`make soak`: property tests with many new examples, random kills, races, thousands of tables.

Runs pytest with the sizes given and writes date, sizes and seconds to SOAK.md beside this file. Exits with
pytest's status.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from .report import FOLDER, machine

RECORD = FOLDER / "SOAK.md"
ROOT = FOLDER.parent
CHOSEN = "soak or hypothesis"  # hypothesis marks its own tests
FULL_ROUNDS, FULL_TABLES, FULL_FACTOR = 25, 4000, 20


@dataclass(frozen=True, slots=True)
class Result:
    """One test function: how many cases it had, how many failed, and their seconds together."""

    name: str
    cases: int
    failed: int
    seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs, prints and records; gives pytest's exit status."""
    args = _parser().parse_args(arguments)
    sizes = {
        "SOAK_ROUNDS": str(args.rounds),
        "SOAK_TABLES": str(args.tables),
        "SOAK_FACTOR": str(args.factor),
        "SOAK_SEED": str(args.seed),
    }
    print(f"soak: {_sizes(args)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        file = Path(name) / "results.xml"
        words = [sys.executable, "-P", "-m", "pytest", "-q", "-m", CHOSEN, f"--junitxml={file}"]
        status = subprocess.run(words, cwd=ROOT, env={**os.environ, **sizes}, check=False).returncode
        found = list(results(file.read_text(encoding="utf-8"))) if file.is_file() else []
    RECORD.write_text(record(found, _sizes(args), date.today()), encoding="utf-8")
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=FULL_ROUNDS, metavar="N", help="of random kills and of races"
    )
    parser.add_argument("--tables", type=int, default=FULL_TABLES, metavar="N", help="of the largest stack")
    parser.add_argument(
        "--factor", type=int, default=FULL_FACTOR, metavar="N", help="times the usual examples"
    )
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), metavar="N", help="of the kills")
    return parser


def _sizes(args: argparse.Namespace) -> str:
    return (
        f"{args.rounds} of {FULL_ROUNDS} rounds of kills and races (five times as many of killed imports), "
        f"{args.tables:,} of {FULL_TABLES:,} tables, {args.factor} times the usual examples of property "
        f"tests (of {FULL_FACTOR} in a full soak), seed {args.seed}"
    )


def results(xml: str) -> Iterator[Result]:
    """One result a test function, slowest first, from pytest's JUnit XML."""
    cases: dict[str, list[tuple[bool, float]]] = {}
    for case in ElementTree.fromstring(xml).iter("testcase"):
        name = f"{case.get('classname', '')}.{case.get('name', '').partition('[')[0]}".removeprefix("tests.")
        failed = case.find("failure") is not None or case.find("error") is not None
        cases.setdefault(name, []).append((failed, float(case.get("time", "0"))))
    rows = (
        Result(name, len(some), sum(failed for failed, _ in some), sum(seconds for _, seconds in some))
        for name, some in cases.items()
    )
    yield from sorted(rows, key=lambda row: -row.seconds)


def record(found: Sequence[Result], sizes: str, day: date) -> str:
    """SOAK.md: when, on what, how much, and a line for each test."""
    failed = sum(row.failed for row in found)
    seconds = sum(row.seconds for row in found)
    outcome = f"{failed} of {sum(row.cases for row in found)} cases failed" if failed else "all passed"
    lines = [
        "# The last soak",
        "",
        f"`make soak` on {day.isoformat()}, {machine()}: {outcome} in {seconds:,.0f} s.",
        "",
        f"Sizes: {sizes}.",
        "",
        "| test | cases | failed | seconds |",
        "|---|--:|--:|--:|",
        *(f"| {row.name} | {row.cases} | {row.failed} | {row.seconds:.1f} |" for row in found),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
