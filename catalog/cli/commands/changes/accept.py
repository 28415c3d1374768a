"""`catalog accept`: writes that a breaking change is agreed on, into the spec whose pull request makes it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import Any

from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.frame.statuses import FINE
from catalog.cli.project import UsageError
from catalog.cli.spec_edits.accepting import Accepted, accept, refuse
from catalog.cli.spec_edits.checking import new_errors
from catalog.cli.spec_edits.spec_files import SpecFiles
from catalog.cli.spec_edits.terms import add_terms, specs_of, terms_of
from catalog.cli.terminal.formats import JSON, TEXT, add_format, print_json
from catalog.language.changes.finding_text import EXAMPLE, AcceptedBreak, FindingTextError, parse
from catalog.language.editing.acceptance import Outcome
from catalog.language.visible import line

NOTHING = "nothing was written"


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "accept",
        "Accept breaking changes: writes an entry with reason and last day for each, into the table's spec; "
        "for a table that goes into its database.yaml, for a database that goes into catalog.yaml. What the "
        "entries accept passes in every stack. All are written, or none.\n\nA FINDING is what preview prints "
        "behind `catalog accept`, as one quoted word.",
        (
            (
                "catalog accept 'sales.orders {code: CHG101, column: fax, from: string}' --reason 'is empty'",
                "this column may go, in every stack, for the next 60 days",
            ),
            (
                "catalog accept 'sales.visits {code: CHG601}' --reason 'nobody reads it' --until 2027-01-31",
                "this table may go",
            ),
        ),
        statuses=(0, 1),
    )
    parser.add_argument("findings", metavar="FINDING", nargs="+", help="a break, as preview prints it")
    add_terms(parser, reason_needed=True, reason="why readers can live with it; people read it in review")
    parser.add_argument("--preview", action="store_true", help="show what would be written, write nothing")
    add_format(parser, JSON)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0; 1 if a file has errors, 2 for what can't be accepted: then nothing is written."""
    breaks = _parsed(args.findings)
    terms = terms_of(args, args.reason)
    files = SpecFiles(specs_of(args))
    accepted = accept(files, breaks, terms)
    refuse(new_errors(files) if files.edited else (), NOTHING)
    if args.format == TEXT:
        files.show()
    if not args.preview:
        files.write("accept")
    if args.format == JSON:
        written = bool(files.edited) and not args.preview
        print_json("accept", {"written": written, "entries": [each.as_data() for each in accepted]})
    else:
        for text in _told(accepted, preview=args.preview):
            print(text)
    return FINE


def _parsed(texts: Sequence[str]) -> list[AcceptedBreak]:
    """The breaks, all that are none told at once. Raises UsageError."""
    if len(texts) > 1 and any(("{" in text) != ("}" in text) for text in texts):
        raise UsageError(
            f"a finding is one word, here are {len(texts)}: put quotes around it, as in {EXAMPLE}"
        )
    found, wrong = [], []
    for text in texts:
        try:
            found.append(parse(text))
        except FindingTextError as error:
            wrong.append(line(str(error)))
    if wrong:
        raise UsageError("\n".join(dict.fromkeys([*wrong, NOTHING])))
    return found


def _told(accepted: Iterable[Accepted], *, preview: bool) -> list[str]:
    """What was done, in a line; and each that was there already."""
    accepted = [*accepted]
    there = [each for each in accepted if each.outcome is Outcome.THERE]
    lines = [line(f"{each.file} accepts it already: {each.finding}") for each in there]
    written = [each for each in accepted if each.outcome is not Outcome.THERE]
    if not written:
        return [*lines, "nothing to write"]
    number = f"{len(written)} {'entry' if len(written) == 1 else 'entries'}"
    until = written[0].entry["until"]
    return [*lines, f"{'would write' if preview else 'wrote'} {number}, accepted until {until}"]
