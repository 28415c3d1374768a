"""How the command line of a command is described: arguments, help with examples, and errors with its usage.

Takes what a command says of itself; gives an argparse parser whose errors are UsageErrors, so that they end
like every other one.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from textwrap import fill
from typing import Any, NoReturn

from catalog.cli.project import UsageError
from catalog.language.findings import short
from catalog.language.glue.names import nearest
from catalog.language.visible import cell, line

from .overview import ROWS
from .statuses import explained

Subparsers = argparse._SubParsersAction
Examples = Sequence[tuple[str, str]]  # what to type, and what it does


class HelpText(argparse.RawDescriptionHelpFormatter):
    """Help whose paragraphs are filled to the terminal's width; examples and statuses keep their lines."""

    def _format_usage(self, *args: Any) -> str:
        """The usage; where a group of options is too long for its line, all lines begin further left."""
        lines = super()._format_usage(*args).splitlines()
        if max(map(len, lines)) > self._width:
            lines = [f"    {line.lstrip()}" if at and line else line for at, line in enumerate(lines)]
        return "\n".join(lines) + "\n\n"

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        paragraphs = text.split("\n\n")
        return "\n\n".join(p if "\n" in p else fill(p, width) for p in paragraphs)


class Parser(argparse.ArgumentParser):
    """A parser whose errors carry the usage of the command that they are about."""

    def error(self, message: str) -> NoReturn:
        """Raises UsageError: what is wrong, and how the command is used."""
        raise UsageError(f"{line(message)}\n{self.format_usage().rstrip()}\nMore: {self._help()}")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            known = [str(choice) for choice in action.choices]
            guess = nearest(str(value), known)
            words = f"{short(str(value))} is none of {', '.join(known)}{guess}"
            raise argparse.ArgumentError(action, words)

    def refuse_unknown(self, words: Sequence[str]) -> None:
        """Raises UsageError for arguments that were left over, with the option that each may have meant."""
        if words:
            options = [name for name in self._option_string_actions if name.startswith("--")]
            named = [f"{cell(word)}{nearest(_option(word), options)}" for word in words]
            self.error(f"unrecognized argument{'s'[: len(words) != 1]}: {', '.join(named)}")

    def _help(self) -> str:
        program, _, command = self.prog.partition(" ")
        return f"{program} help {command}" if command else f"{program} help"


def command(
    subparsers: Subparsers[Any],
    name: str,
    description: str,
    examples: Examples,
    statuses: Sequence[int] = (0, 1),
) -> Parser:
    """A parser for the command `name` of the overview, with what all commands take.

    Its own arguments are added by the caller. `statuses` are its exit statuses beside 2 and 130, which every
    command has.
    """
    parser: Parser = subparsers.add_parser(
        name,
        help=ROWS[name].summary,
        description=description,
        epilog=f"{_examples(examples)}\n\nexit status:\n{explained(statuses)}",
        formatter_class=HelpText,
        allow_abbrev=False,  # an option that is added later must not change what a script means
    )
    how_much = parser.add_mutually_exclusive_group()
    how_much.add_argument("-q", "--quiet", action="store_true", help="results, warnings and errors alone")
    how_much.add_argument("-v", "--verbose", action="store_true", help="everything, one by one")
    parser.set_defaults(parser=parser)
    return parser


def _option(word: str) -> str:
    return word.partition("=")[0]


def _examples(examples: Examples) -> str:
    return "\n".join(["examples:", *(f"  {typed}\n      {meaning}" for typed, meaning in examples)])
