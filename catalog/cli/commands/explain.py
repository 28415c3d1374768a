"""`catalog explain`: what a code of a finding means, what to do about it, and an example."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.frame.statuses import FINE
from catalog.cli.project import UsageError
from catalog.cli.terminal.console import print_table, say
from catalog.cli.terminal.findings import MEANINGS
from catalog.cli.terminal.formats import (
    JSON,
    MARKDOWN,
    TEXT,
    add_format,
    add_wide,
    markdown_table,
    print_json,
)
from catalog.cli.terminal.tables import Column
from catalog.language.findings import short
from catalog.language.glue.names import nearest

if TYPE_CHECKING:
    from mapping.docs.all_codes import Explained

COLUMNS = (Column("code"), Column("severity", 2), Column("about", 1, least=24))
HEADINGS = [column.heading for column in COLUMNS]


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "explain",
        "Print what the codes of findings mean: how much one matters, what to do, and an example before and"
        " after. Without a code, all of them in short.",
        (
            ("catalog explain SPEC012", "what SPEC012 means, with an example"),
            ("catalog explain", "all codes, a line each"),
        ),
        statuses=(0,),
    )
    parser.add_argument("codes", metavar="CODE", nargs="*", help="a code that a finding has, such as SPEC012")
    add_format(parser, JSON, MARKDOWN)
    add_wide(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0; raises UsageError for a code that there is not."""
    from mapping.docs.all_codes import ALL

    names = dict.fromkeys(code.upper() for code in args.codes)
    for given in args.codes:
        if given.upper() not in ALL:
            raise UsageError(
                f"no code {short(given)}{nearest(given.upper(), ALL)}; catalog explain lists all"
            )
    found = [ALL[name] for name in names or ALL]
    if args.format == JSON:
        print_json("codes", {"codes": [_as_data(each) for each in found]})
    elif names:
        DETAILS[args.format](found)
    else:
        rows = [(name, code.severity, code.meaning) for name, code, _ in found]
        if args.format == MARKDOWN:
            print("\n".join(markdown_table(HEADINGS, rows)))
        else:
            print_table(COLUMNS, rows, wide=args.wide)
    return FINE


def _as_text(found: Sequence[Explained]) -> None:
    from catalog.language.changes.verdicts.explained import FOR_WHOM
    from mapping.docs.all_codes import verdicts_of

    for number, (name, code, example) in enumerate(found):
        if number:
            print()
        say(
            f"{name} ",
            (code.severity, MEANINGS[code.severity]),
            f"{code.otherwise}: {code.meaning}.",
        )
        print(f"{code.remedy}.")
        verdicts = [*verdicts_of(name)]
        for line in (FOR_WHOM, *(f"- {verdict}" for verdict in verdicts)) if verdicts else ():
            print(line)
        if example.beside:
            print(f"The example has {', '.join(example.beside)} as well.")
        for line in _example(found[number]):
            print(line)


def _example(explained: Explained) -> Iterator[str]:
    from mapping.docs.all_codes import blocks, shown

    for block in blocks(explained.example):
        yield ""
        yield f"{block.title}{':' if block.text else ''}"
        yield from (f"    {line}" for line in shown(block.text))


def _as_markdown(found: Sequence[Explained]) -> None:
    from mapping.docs.codes_page import section

    for explained in found:
        print("\n".join(section(explained)).rstrip("\n"))


DETAILS = {TEXT: _as_text, MARKDOWN: _as_markdown}


def _as_data(explained: Explained) -> dict[str, object]:
    from mapping.docs.all_codes import verdicts_of

    name, code, example = explained
    sides = {
        "first": example.first,
        "applied": example.applied,
        "before": example.before,
        "after": example.after,
    }
    return {
        "code": name,
        "severity": str(code.severity),
        "meaning": code.meaning,
        "remedy": f"{code.remedy}.",
        "example": {
            side: [{"file": file, "text": text} for file, text in files.items()]
            for side, files in sides.items()
        },
        "beside": list(example.beside),
        "verdicts": list(verdicts_of(name)),
    }
