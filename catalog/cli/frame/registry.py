"""The commands by name: the parser of those that are needed, and what is said of a word that is none."""

from __future__ import annotations

import importlib
from collections.abc import Iterable

from catalog.language.findings import short
from catalog.language.glue.names import nearest

from .overview import ROWS, USAGE
from .parsers import Parser

HELP = ("-h", "--help")


def parser_of(names: Iterable[str]) -> Parser:
    """The parser of these commands. No other module is loaded: `catalog env` must not wait for botocore."""
    parser = Parser(prog="catalog", allow_abbrev=False)
    parser.add_argument("--version", action="store_true", help="name what is installed")
    subparsers = parser.add_subparsers(
        dest="command", prog="catalog", required=True, metavar="COMMAND", parser_class=Parser
    )
    for name in names:
        importlib.import_module(f"catalog.cli.commands.{ROWS[name].module}").register(subparsers)
    return parser


def unknown(word: str) -> str:
    """The message about a word that is no command and no option of the command line itself."""
    what = "option" if word.startswith("-") else "command"
    known = (*HELP, "--version") if what == "option" else ROWS
    return f"no {what} {short(word)}{nearest(word, known)}\n{USAGE}\nMore: catalog --help"
