"""`catalog rollback`: a table's spec back to what it was at a commit, with what the way back needs."""

from __future__ import annotations

import argparse
from typing import Any

from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.frame.statuses import ERRORS, FINE
from catalog.cli.project import UsageError
from catalog.cli.spec_edits.accepting import refuse
from catalog.cli.spec_edits.checking import new_errors
from catalog.cli.spec_edits.rolling_back import SHORT, RolledBack, roll_back
from catalog.cli.spec_edits.spec_files import SpecFiles
from catalog.cli.spec_edits.terms import add_terms, specs_of, terms_of
from catalog.cli.stacks.git_revision import at_revision
from catalog.cli.terminal import console, prompts
from catalog.cli.terminal.formats import JSON, TEXT, add_format, print_json
from catalog.language.findings import short
from catalog.language.glue.names import is_glue_name

OPTION = "--to"
NOTHING = "nothing was written"


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "rollback",
        "Bring a table's spec back to what it was at a commit: an edit of today's file that keeps its "
        "comments, shown as a diff. What readers of today's table would lose is accepted in the same edit, "
        "and an entry of `removed` that names the table goes. After a git revert the entries alone are "
        "written.\n\n"
        "Shows what it would write, and asks. Glue changes with the next apply.",
        (
            ("catalog rollback sales.orders --to HEAD^", "as before the last commit"),
            ("catalog rollback sales.orders --to 1a2b3c4d --preview", "what that would write"),
        ),
    )
    parser.add_argument(
        "table", metavar="TABLE", help="the table by its name in the specs: <database>.<table>"
    )
    parser.add_argument(
        OPTION,
        dest="commit",
        metavar="COMMIT",
        required=True,
        help="the commit, or what else Git takes for one",
    )
    add_terms(
        parser, reason_needed=False, reason="why readers can live with it (default: rolled back to COMMIT)"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--preview", action="store_true", help="show what would be written, write nothing")
    how.add_argument("-y", "--yes", action="store_true", help="write without a question")
    add_format(parser, JSON)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0; 1 after a no or where a file has errors, 2 where nothing can be done."""
    parts = args.table.split(".")
    if len(parts) != 2 or not all(map(is_glue_name, parts)):
        raise UsageError(f"{short(args.table)} found, a table of the specs expected: <database>.<table>")
    if not (args.yes or args.preview) and (args.format != TEXT or not prompts.can_ask()):
        raise UsageError(
            f"nobody can be asked here, so {NOTHING}: add --yes to write without a question, or --preview"
        )
    files = SpecFiles(specs_of(args))
    with at_revision(files.root, args.commit, OPTION) as revision:
        commit = revision.commit[:SHORT]
        reason = f"rolled back to {commit}" if args.reason is None else args.reason
        terms = terms_of(args, reason)
        found = roll_back(files, args.table, revision, terms)
    refuse(new_errors(files) if files.edited else (), NOTHING)
    return _end(files, found, args, commit)


def _end(files: SpecFiles, found: RolledBack, args: argparse.Namespace, commit: str) -> int:
    """Shows, asks and writes."""
    if args.format == TEXT:
        files.show()
        if found.whole:
            console.note(
                "note: this file can't be edited as it is laid out, so its text of then is taken whole"
            )
        if not files.edited:
            print(f"{args.table} is what it was at {commit}, and nothing is left to accept: nothing to write")
            return FINE
        if not (args.yes or args.preview) and not prompts.agreed("Write this?"):
            print(f"{NOTHING}: only yes writes")
            return ERRORS
    if not args.preview:
        files.write("rollback")
    if args.format == JSON:
        payload = {
            "object": args.table,
            "commit": commit,
            "written": bool(files.edited) and not args.preview,
            "files": [files.shown(name) for name in files.edited],
            "entries": [each.as_data() for each in found.accepted],
        }
        print_json("rollback", payload)
    else:
        print(_told(files, found, args, commit))
    return FINE


def _told(files: SpecFiles, found: RolledBack, args: argparse.Namespace, commit: str) -> str:
    number = len(files.edited)
    wrote = f"{'would write' if args.preview else 'wrote'} {number} {'file' if number == 1 else 'files'}"
    accepts = (
        f", with {found.entries} accepted {'break' if found.entries == 1 else 'breaks'}"
        if found.entries
        else ""
    )
    return f"{args.table} as at {commit}: {wrote}{accepts}"
