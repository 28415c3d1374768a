"""`catalog import`: Datasphere exports to catalog specs, and a finding for whatever was not carried."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.import_folders import exports_folder, specs_folder
from catalog.cli.import_lock import exclusive
from catalog.cli.project import UsageError
from catalog.cli.terminal.console import print_table, verbose
from catalog.cli.terminal.file_diff import diff_lines
from catalog.cli.terminal.findings import print_findings, summary
from catalog.cli.terminal.status_line import StatusLine
from catalog.cli.terminal.tables import Column
from catalog.files import limits
from catalog.files.kinds import Kind
from catalog.files.paths import check_writable, kind_at, write_file
from catalog.language.findings import DataError, errors, exit_status
from catalog.language.visible import line
from mapping.combine.preference import unfit
from mapping.diagnostics.progress import PLANNED, WRITING, part, stage
from mapping.documents.inputs import MissingInputError, inputs_of
from mapping.importer import run_import
from mapping.reconcile.merge import ConflictPolicy
from mapping.renames.choice import RenameChoice, RenamePolicy, named_renames
from mapping.report.outcome import Outcome
from mapping.report.renderer import FORMATS, report, spec_of
from mapping.rules.project_files import context_for, rules_for
from mapping.specs.documents import TableFigures, totals
from mapping.store.journal import finish, unfinished
from mapping.store.writer import FileChange, perform

COLUMNS = (
    Column("object"),
    Column("spec", 3, least=20),
    Column("columns", 1),
    Column("mapped", 4),
    Column("lossy", 2),
    Column("unresolved", 2),
)
NAME_WIDTH = 80  # of an object in the table; one long name would widen all lines
DIFF_LINES = 200  # of one file, in a dry run


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "import",
        "Make specs of Datasphere exports: CSN, CSN Interop, EDMX and the lists of the catalog API. "
        "Importing again brings the specs up to date and keeps what people wrote in them; all or "
        "nothing is written.",
        (
            ("catalog import", "exports/<SPACE>/* become specs, in the folder that the stacks have"),
            ("catalog import SALES.json --space SALES --dry-run", "what one file would change"),
        ),
    )
    parser.add_argument(
        "exports",
        metavar="EXPORT",
        nargs="*",
        type=Path,
        help="a file that Datasphere exported, or a folder of them, where each space has one of its own: "
        "SALES is the space of exports/SALES/orders.json (default: exports/ beside Pulumi.yaml)",
    )
    parser.add_argument(
        "--specs", metavar="DIR", type=Path, help="folder of the specs (default: catalog:specs of the stacks)"
    )
    parser.add_argument("--space", metavar="NAME", help="the space the exports come from")
    parser.add_argument(
        "--max-size",
        metavar="SIZE",
        type=_size,
        default=limits.EXPORT,
        help=f"the most that one export may have, such as 1G (default {limits.EXPORT // limits.MIB}M)",
    )
    _add_settings(parser)
    _add_reconciling(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help="show the diff of what would be written, write nothing"
    )
    parser.add_argument(
        "--report",
        metavar="FILE",
        type=Path,
        help="write all findings, figures and changes to FILE.json or FILE.md",
    )
    parser.add_argument("--strict", action="store_true", help="warnings are errors")
    parser.set_defaults(run=run)


def _add_settings(parser: argparse.ArgumentParser) -> None:
    """Options about what the exports become."""
    parser.add_argument("--rules", metavar="FILE", type=Path, help="names, columns, types, storage, ...")
    parser.add_argument("--context", metavar="FILE", type=Path, help="stewards, tags, ... by pattern")
    parser.add_argument(
        "--prefer",
        metavar="FILE",
        action="append",
        default=[],
        help="the file to believe, or the folder of files, where two define one object differently (CSN011); "
        "several times: the first that fits",
    )


def _add_reconciling(parser: argparse.ArgumentParser) -> None:
    """Options about specs that are there already."""
    parser.add_argument(
        "--conflicts",
        choices=[str(side) for side in ConflictPolicy],
        default=str(ConflictPolicy.ASK),
        help="where people and the export changed the same thing: stop and tell (ask, the default), "
        "keep the spec's value or take the export's",
    )
    parser.add_argument(
        "--overwrite",
        dest="conflicts",
        action="store_const",
        const=str(ConflictPolicy.TAKE),
        help="the same as --conflicts take",
    )
    parser.add_argument(
        "--renames",
        choices=[str(policy) for policy in RenamePolicy],
        default=str(RenamePolicy.SUGGEST),
        help="where an object or column is gone and a new one is in its place, with the same type and label: "
        "tell it and leave the spec as it is (suggest, the default), follow it with all that people wrote "
        "(take), or let the one go and the other come (ignore)",
    )
    parser.add_argument(
        "--rename",
        metavar="OLD=NEW",
        action="append",
        default=[],
        help="follow this rename: SPACE.OBJECT=NEW_OBJECT or SPACE.OBJECT.COLUMN=NEW_COLUMN, with the names "
        "of Datasphere; may be repeated",
    )
    parser.add_argument(
        "--prune",
        action="store_true",
        help="remove specs whose object is gone from its space (the exports must hold the whole space) "
        "or left out by the rules",
    )


def run(args: argparse.Namespace) -> int:
    """Exit status 0 if everything was read, 1 if an export has errors (then nothing is written)."""
    for path in (*([] if args.specs is None else [args.specs]), *args.exports):
        if path == Path():  # an empty word: a variable that is not set
            raise UsageError("'' and '.' name no folder of exports or specs: write its name")
    if args.space == "":
        raise UsageError("--space '' names no space: write its name, or leave --space out")
    try:
        args.renames = RenameChoice(RenamePolicy(args.renames), named_renames(args.rename))
    except ValueError as e:
        raise UsageError(line(f"--rename {e}")) from e
    args.exports = args.exports or [exports_folder(Path.cwd())]
    args.specs = args.specs or specs_folder(Path.cwd())
    _check_specs(args.specs)
    if args.report:
        _check_report(args.report)
    with exclusive(args.specs):
        return _import(args)


def _import(args: argparse.Namespace) -> int:
    try:
        _finish(args.specs, dry_run=args.dry_run)
        inputs = inputs_of(args.exports, args.space or "", args.max_size)
        _check_preferred(args.prefer, [str(each.path) for each in inputs])
        rules, context = rules_for(args.rules, args.specs), context_for(args.context, args.specs)
        with StatusLine() as status_line:
            outcome = run_import(
                inputs,
                args.specs,
                conflicts=ConflictPolicy(args.conflicts),
                prune=args.prune,
                renames=args.renames,
                rules=rules,
                context=context,
                prefer=args.prefer,
                singly=args.report is not None or verbose(),
                progress=status_line.part,
            )
    except MissingInputError as e:
        raise UsageError(line(str(e))) from e
    except OSError as e:
        raise UsageError(f"{e.filename} can't be read: {e.strerror}") from e
    except DataError as e:
        print(f"nothing was written; {summary(print_findings(list(e.findings)))}")
        return 1
    print_findings((outcome.each if verbose() else ()) or outcome.findings)
    counts = Counter(f.severity for f in outcome.findings)
    status = exit_status(outcome.findings, strict=args.strict)
    if outcome.specs.tables:
        _print_table(outcome)
        print(_coverage(outcome))
    result = f"{_result(outcome, args, status)}; {summary(counts)}"
    if args.report:
        _write_report(args.report, outcome, result)
    print(result)
    return status


def _size(text: str) -> int:
    try:
        return limits.size_of(text)
    except ValueError as e:
        raise argparse.ArgumentTypeError(str(e)) from e


def _check_preferred(prefer: list[str], files: list[str]) -> None:
    """Raises UsageError for a preference that means no file of the import."""
    for i in unfit(prefer, files):
        why = f"--prefer {prefer[i]!r} is no file of this import, nor a folder of any"
        raise UsageError(line(f"{why}: write it as findings name it, such as {files[0]}"))


def _check_specs(specs: Path) -> None:
    """Raises UsageError where something else than a folder stands at `specs`."""
    try:
        kind = kind_at(specs)
    except OSError as e:
        raise UsageError(f"--specs {specs}: {e.filename} can't be read: {e.strerror}") from e
    if kind not in (None, Kind.FOLDER):
        raise UsageError(f"--specs {specs} is no folder: it is {kind}")


def _finish(specs: Path, *, dry_run: bool) -> None:
    """What an earlier run that was killed has left to do."""
    if dry_run and unfinished(specs):
        raise UsageError(f"an import into {specs} was killed half-way: run one without --dry-run")
    try:
        done = 0 if dry_run else finish(specs)
    except OSError as e:
        raise UsageError(f"can't write to {specs}: {e}") from e
    if done:
        print(f"finished an import into {specs} that was cut short: {done} files", file=sys.stderr)


def _result(outcome: Outcome, args: argparse.Namespace, status: int) -> str:
    changes = outcome.plan.changes
    moved = {change.moved_from for change in changes}
    specs = [
        change for change in changes if not change.record and not (change.removes and change.name in moved)
    ]
    removed = sum(change.removes for change in specs)
    more = f", {'remove' if args.dry_run else 'removed'} {removed}" if removed else ""
    if status:
        strict = "" if errors(outcome.findings) else ": with --strict warnings count as errors"
        return f"nothing was written{strict}"
    if args.dry_run:
        for change in specs:
            print("\n".join(_shown(change)))
        return f"would write {len(specs) - removed}{more}, unchanged {outcome.plan.unchanged}"
    try:
        with StatusLine() as status_line:
            written = perform(changes, part(stage(status_line.part, WRITING), PLANNED, 1))
    except OSError as e:
        raise UsageError(line(f"can't write to {args.specs}: {e}")) from e
    for change in specs:  # each by its name, however many
        if change.removes:
            print(f"removed {line(change.name)}")
        elif change.moved_from:
            print(f"moved {line(change.moved_from)} to {line(change.name)}")
    return f"wrote {written}{more}, unchanged {outcome.plan.unchanged}"


def _print_table(outcome: Outcome) -> None:
    tables = outcome.specs.tables
    rows = [_row(t.figures, spec_of(t, outcome.specs)) for t in tables]
    total = totals(t.figures for t in tables)
    print_table(COLUMNS, [*rows, _row(total, f"{len(tables)} table{'s' if len(tables) > 1 else ''}")])


def _row(figures: TableFigures, spec: str) -> tuple[object, ...]:
    return (
        line(figures.source, NAME_WIDTH),
        spec,
        figures.columns,
        figures.mapped,
        figures.lossy,
        figures.unresolved,
    )


def _coverage(outcome: Outcome) -> str:
    found = outcome.coverage
    text = (
        f"coverage {found.percent:g} %: of {found.elements} elements {found.carried} are in specs, "
        f"{found.in_findings} in findings"
    )
    return text + (f", {len(found.missing)} in neither (--report names them)" if found.missing else "")


# --- the diff of a dry run ---


def _shown(change: FileChange) -> Iterator[str]:
    """The file's line, then its unified diff, at most DIFF_LINES of it."""
    if change.moved_from:
        yield f"~ {line(str(change.root / change.moved_from))} -> {line(str(change.path))}"
    else:
        yield f"{'-' if change.removes else '+' if change.is_new else '~'} {line(str(change.path))}"
    old, new = ((text or "").splitlines() for text in (change.old, change.text))
    lines = diff_lines(old, new)
    shown = list(islice(lines, DIFF_LINES))
    yield from (f"    {line(each)}" for each in shown)
    rest = sum(1 for _ in lines)
    if rest:
        yield f"    ... and {rest} more lines"


# --- the report's file ---


def _check_report(path: Path) -> None:
    """Raises UsageError if the report can't be written to `path`, before anything else is done."""
    if path.suffix.lower() not in FORMATS:
        raise UsageError(line(f"--report {path}: a name that ends in {' or '.join(FORMATS)} is needed"))
    try:
        check_writable(path)
    except OSError as e:
        raise UsageError(line(f"--report {path} can't be written: {e.strerror}")) from e


def _write_report(path: Path, outcome: Outcome, result: str) -> None:
    try:
        write_file(path, FORMATS[path.suffix.lower()](report(outcome, result)).encode("utf-8"))
    except OSError as e:
        raise UsageError(line(f"--report {path} can't be written: {e.strerror}")) from e
