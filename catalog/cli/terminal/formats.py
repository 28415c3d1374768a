"""The shapes in which data and findings are printed: --format text, json, markdown, github, and --json.

A JSON document says what it is: `{"format": "catalog.stacks", "version": 1, ...}`. Its schema is in
catalog/schemas/output; a later version adds keys, or counts up.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence

from catalog.language.visible import line, visible_json

from .output import below

TEXT, JSON, MARKDOWN, GITHUB = "text", "json", "markdown", "github"
VERSION = 1


def add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    """Adds --format with text and these, and --json where json is one of them: `args.format`."""
    parser.add_argument(
        "--format", choices=(TEXT, *formats), default=TEXT, help="how it is printed (default: text)"
    )
    if JSON in formats:
        parser.add_argument(
            "--json", dest="format", action="store_const", const=JSON, help="the same as --format json"
        )


def add_wide(parser: argparse.ArgumentParser) -> None:
    """Adds --wide: `args.wide`."""
    parser.add_argument("--wide", action="store_true", help="all columns of a table, whole, however wide")


def print_json(name: str, payload: Mapping[str, object], version: int = VERSION) -> None:
    """Prints the JSON document `catalog.<name>`; `payload` has its keys, whose values are JSON's."""
    document = {"format": f"catalog.{name}", "version": version, **payload}
    text = visible_json(json.dumps(document, indent=2, ensure_ascii=False))
    print(text, file=below(sys.stdout))


def markdown_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """The lines of a table in Markdown; what Markdown would take for its own is escaped."""
    lines = [[_escaped(str(value)) for value in row] for row in (headings, *rows)]
    lines.insert(1, ["---"] * len(headings))
    return [f"| {' | '.join(row)} |" for row in lines]


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\|<>`*[]" else c for c in line(text))
