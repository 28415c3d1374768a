"""`catalog check`: every finding about the specs, for every stack, without the engine."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.cli.former_layout import former_layout
from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.project import UsageError, known_stack, project_root
from catalog.cli.stacks.aws_keys import check_aws_keys
from catalog.cli.stacks.date_option import add_date, say_today
from catalog.cli.terminal.finding_formats import as_data, markdown, most_severe_first, print_github
from catalog.cli.terminal.findings import print_findings, summary
from catalog.cli.terminal.formats import GITHUB, JSON, MARKDOWN, TEXT, add_format, print_json
from catalog.cli.terminal.status_line import StatusLine
from catalog.language.compiler import check_stacks
from catalog.language.findings import DataError, Finding, Severity, errors, exit_status, stacks_named
from catalog.language.specs.resolver import Catalog
from catalog.language.stacks.settings import Settings, read_settings, stack_names
from catalog.language.visible import line


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "check",
        "Find what is wrong with specs and stack files: everything at once, with the line and what to"
        " do. Needs neither the engine nor a cloud.",
        (
            ("catalog check", "all specs, for every stack that has a file"),
            ("catalog check --stack prod --strict", "one stack, and warnings count as errors"),
        ),
    )
    parser.add_argument(
        "--specs", metavar="DIR", help="folder of the specs (default: the stack's catalog:specs)"
    )
    parser.add_argument("--stack", metavar="NAME", action="append", help="only this stack; may be repeated")
    parser.add_argument("--strict", action="store_true", help="warnings are errors")
    add_format(parser, JSON, MARKDOWN, GITHUB)
    add_date(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 if nothing stops a run, 1 otherwise."""
    root = project_root()
    names = [known_stack(root, name) for name in args.stack or stack_names(root)]
    if args.specs is not None and not Path(args.specs).is_dir():
        raise UsageError(line(f"--specs {args.specs}: no such folder"))
    if not names:
        raise UsageError(f"no Pulumi.<stack>.yaml in {root}: nothing to check against")
    stacks, findings = _settings(root, names, args.specs)
    findings += former_layout(root)
    seen: list[tuple[Settings, Catalog]] = []
    with StatusLine() as status_line:
        findings += check_stacks(root, stacks, status_line.count, lambda *one: seen.append(one))
    say_today(seen)
    status = exit_status(findings, strict=args.strict)
    good = [s.stack for s in stacks]
    if args.format == JSON:
        _print_json(names, good, findings)
        return status
    PRINTERS[args.format](findings)
    strict = ", which count as errors with --strict" if status and not errors(findings) else ""
    print(f"{_checked(names, good)}: {summary(_counts(findings))}{strict}")
    return status


def _counts(findings: Sequence[Finding]) -> Counter[Severity]:
    return Counter(f.severity for f in findings)


def _print_text(findings: Sequence[Finding]) -> None:
    print_findings(findings)


def _print_markdown(findings: Sequence[Finding]) -> None:
    lines = markdown(most_severe_first(findings))
    if lines:
        print("\n".join(lines) + "\n")


def _print_github(findings: Sequence[Finding]) -> None:
    print_github(most_severe_first(findings))


PRINTERS = {TEXT: _print_text, MARKDOWN: _print_markdown, GITHUB: _print_github}


def _print_json(names: Sequence[str], good: Sequence[str], findings: Sequence[Finding]) -> None:
    counts = _counts(findings)
    print_json(
        "check",
        {
            "stacks": [{"stack": name, "checked": name in good} for name in names],
            "counts": {str(severity): counts[severity] for severity in Severity},
            "findings": [as_data(f) for f in most_severe_first(findings)],
        },
    )


def _settings(root: Path, names: Sequence[str], specs: str | None) -> tuple[list[Settings], list[Finding]]:
    """The stacks whose files are good, and what is wrong with the others'."""
    stacks: list[Settings] = []
    findings: list[Finding] = []
    for name in names:
        try:
            findings += check_aws_keys(root, name)
            found = read_settings(root, name)
        except DataError as e:
            findings += e.findings
            continue
        stacks.append(found if specs is None else replace(found, specs=str(Path(specs).resolve()), select=()))
    return stacks, findings


def _checked(names: Sequence[str], good: Sequence[str]) -> str:
    bad = [name for name in names if name not in good]
    left_out = f"could not be checked for {stacks_named(bad)}" if bad else ""
    return ", ".join(
        words for words in (f"checked for {stacks_named(good)}" if good else "", left_out) if words
    )
