"""`catalog import`: Datasphere exports to catalog specs, with everything that was not carried said."""

from __future__ import annotations

import argparse
from pathlib import Path

from catalog.findings import DataError, exit_status
from mapping.importer import MissingInputError, Outcome, inputs_of, run_import
from mapping.settings import context_for, rules_for
from mapping.specs import TableFigures, totals
from mapping.write import perform

from .project import UsageError
from .report import print_findings, summary, table

HEADER = ("object", "spec", "columns", "mapped", "lossy", "unresolved")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("import", help="make specs of Datasphere exports", description=__doc__)
    parser.add_argument(
        "exports", metavar="EXPORT", nargs="+", type=Path, help="an export, or a folder SPACE/file.json"
    )
    parser.add_argument("--specs", metavar="DIR", type=Path, required=True, help="folder of the specs")
    parser.add_argument("--space", metavar="NAME", default="", help="the space the exports come from")
    parser.add_argument("--rules", metavar="FILE", type=Path, help="names, columns, types, storage, ...")
    parser.add_argument("--context", metavar="FILE", type=Path, help="stewards, tags, ... by pattern")
    parser.add_argument(
        "--overwrite", action="store_true", help="where a spec says otherwise, take the export's value"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be written, write nothing")
    parser.add_argument("--strict", action="store_true", help="warnings are errors")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 if everything was read, 1 if an export has errors (then nothing is written)."""
    if args.specs.exists() and not args.specs.is_dir():
        raise UsageError(f"--specs {args.specs} is no folder")
    try:
        outcome = run_import(
            inputs_of(args.exports, args.space),
            args.specs,
            overwrite=args.overwrite,
            rules=rules_for(args.rules, args.specs),
            context=context_for(args.context, args.specs),
        )
    except MissingInputError as e:
        raise UsageError(str(e)) from e
    except DataError as e:
        print(f"nothing was written; {summary(print_findings(list(e.findings)))}")
        return 1
    counts = print_findings(outcome.findings)
    status = exit_status(outcome.findings, strict=args.strict)
    if outcome.specs.tables:
        print(_table(outcome))
    print(f"{_result(outcome, args, status)}; {summary(counts)}")
    return status


def _result(outcome: Outcome, args: argparse.Namespace, status: int) -> str:
    changes = outcome.plan.changes
    if status:
        return "nothing was written"
    if args.dry_run:
        for change in changes:
            print(f"{'+' if change.is_new else '~'} {change.path}")
        return f"would write {len(changes)}, unchanged {outcome.plan.unchanged}"
    try:
        written = perform(changes)
    except OSError as e:
        raise UsageError(f"can't write to {args.specs}: {e}") from e
    return f"wrote {written}, unchanged {outcome.plan.unchanged}"


def _table(outcome: Outcome) -> str:
    tables = outcome.specs.tables
    rows = [_row(t.figures, f"{t.database}/{t.name}") for t in tables]
    total = totals(t.figures for t in tables)
    return table(HEADER, [*rows, _row(total, f"{len(tables)} tables")])


def _row(figures: TableFigures, spec: str) -> tuple[object, ...]:
    source = "".join(c if c.isprintable() else "?" for c in figures.source)
    return source, spec, figures.columns, figures.mapped, figures.lossy, figures.unresolved
