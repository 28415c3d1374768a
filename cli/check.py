"""`catalog check`: every finding about the specs, for every stack, without the engine."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace
from pathlib import Path

from catalog.compiled import check_stacks
from catalog.findings import exit_status
from catalog.stacks import Settings, read_settings, stack_names

from .project import UsageError, project_root
from .report import print_findings, summary


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("check", help="check the specs for every stack", description=__doc__)
    parser.add_argument(
        "--specs", metavar="DIR", help="folder of the specs (default: the stack's catalog:specs)"
    )
    parser.add_argument("--stack", metavar="NAME", action="append", help="only this stack; may be repeated")
    parser.add_argument("--strict", action="store_true", help="warnings are errors")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 if nothing stops a run, 1 otherwise."""
    root = project_root()
    known = stack_names(root)
    names = args.stack or known
    for name in names:
        if name not in known:
            shown = ", ".join(known) or "none"
            raise UsageError(f"no stack {name!r}: Pulumi.{name}.yaml does not exist (known stacks: {shown})")
    if args.specs is not None and not Path(args.specs).is_dir():
        raise UsageError(f"--specs {args.specs}: no such folder")
    if not names:
        raise UsageError(f"no Pulumi.<stack>.yaml in {root}: nothing to check against")
    stacks = [_settings(root, name, args.specs) for name in names]
    findings = check_stacks(root, stacks)
    counts = print_findings(findings)
    print(f"{_checked(stacks)}: {summary(Counter(counts))}")
    return exit_status(findings, strict=args.strict)


def _settings(root: Path, stack: str, specs: str | None) -> Settings:
    settings = read_settings(root, stack)
    return settings if specs is None else replace(settings, specs=str(Path(specs).resolve()), select=())


def _checked(stacks: list[Settings]) -> str:
    return f"checked for {'stack' if len(stacks) == 1 else 'stacks'} {', '.join(s.stack for s in stacks)}"
