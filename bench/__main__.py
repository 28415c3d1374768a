"""`make bench`: what runs cost, beside boto3 alone and beside Terraform where it is installed.

Prints tables in Markdown as they are measured, and exits with 1 if a bar is missed. `--record` also writes
RESULTS.md and the plot beside this file. Everything happens in temporary folders, against local catalogs of
its own.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import latency, partitions, report, shards, tables, terraform
from .bars import growths, missed
from .gating import gate
from .report import Section


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures, prints and records."""
    args = _parser().parse_args(arguments)
    beside = "" if args.no_terraform else _terraform()
    print(f"{report.machine()}; {beside or 'without Terraform'}\n", flush=True)
    sections = []
    for section in _sections(args):
        print("\n".join(report.markdown(section)), flush=True)
        sections.append(section)
    wrong = [line for s in sections for line in missed(s.rows, s.grown)]
    if args.record:
        words = [*sys.argv[1:]] if arguments is None else [*arguments]
        command = " ".join(["python -m bench", *words])
        report.RECORD.write_text(report.record(sections, command, beside, wrong), encoding="utf-8")
        at = [row for row in sections[0].rows if row.size == tables.AT]
        report.PLOT.write_bytes(report.plot(at, f"{tables.AT:,} tables of 20 columns"))
    if wrong:
        sys.exit("missed:\n" + "\n".join(wrong))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--tables", type=int, nargs="*", default=[100, 1000, 4000], metavar="N")
    parser.add_argument("--partitions", type=int, nargs="*", default=[1000, 5000, 100_000], metavar="N")
    parser.add_argument("--shards", type=int, default=shards.AT, metavar="N", help="tables; 0: not measured")
    parser.add_argument(
        "--latency", type=int, default=latency.AT, metavar="N", help="tables; 0: not measured"
    )
    parser.add_argument("--gate", type=int, default=gate.AT, metavar="N", help="tables; 0: not measured")
    parser.add_argument("--no-terraform", action="store_true", help="take its recorded figures")
    parser.add_argument("--record", action="store_true", help="write RESULTS.md and the plot")
    return parser


def _sections(args: argparse.Namespace) -> Iterator[Section]:
    beside = not args.no_terraform
    if args.tables:
        rows = [row for n in sorted(args.tables) for row in tables.measure(n, with_terraform=beside)]
        yield Section("tables", tuple(rows), tuple(growths(rows)))
    if args.partitions:
        found = (partitions.measure(n, with_terraform=beside) for n in sorted(args.partitions))
        yield Section("partitions of one table", tuple(row for rows in found for row in rows))
    if args.latency:
        rows = latency.measure(args.latency, with_terraform=beside)
        yield Section("tables, 80 ms away, 20 writes and 100 reads a second", tuple(rows))
    if args.gate:
        yield Section("tables, what the gate takes of a preview", tuple(gate.measure(args.gate)))
    if args.shards:
        yield Section("tables, one of them changed", tuple(shards.measure(args.shards)))


def _terraform() -> str:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        return terraform.version(Path(name) / "terraform")


if __name__ == "__main__":
    main()
