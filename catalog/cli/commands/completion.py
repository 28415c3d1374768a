"""`catalog completion bash|zsh`: the code that makes a shell complete the words of the command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from catalog.cli.frame.overview import ROWS
from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.frame.registry import parser_of
from catalog.cli.frame.statuses import FINE
from catalog.cli.terminal.output import below

SHELLS = ("bash", "zsh")
FILES = {"bash": "_shtab_compgen_files", "zsh": "_files"}
FOLDERS = {"bash": "_shtab_compgen_dirs", "zsh": "_files -/"}
# What is completed where a stack is named: the stack files beside Pulumi.yaml, of the folder one stands in.
STACKS = {
    "bash": """
_catalog_stacks() {
  local file name
  for file in Pulumi.*.yaml; do
    name=${file#Pulumi.} name=${name%.yaml}
    [ -f "$file" ] && compgen -W "$name" -- "$1"
  done
}
""",
    "zsh": """
_catalog_stacks() {
  local -a names
  names=(Pulumi.*.yaml(N:r:e))
  compadd -a names
}
""",
}
STACK = dict.fromkeys(SHELLS, "_catalog_stacks")
BY_METAVAR = {"EXPORT": FILES, "FILE": FILES, "DIR": FOLDERS, "STACK": STACK}
BY_NAME = {"stack": STACK}


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "completion",
        "Print the code that makes bash or zsh complete commands, options and file names.",
        (
            ('eval "$(catalog completion bash)"', "for this shell; in ~/.bashrc for every one"),
            ("catalog completion zsh > ~/.zfunc/_catalog", "where ~/.zfunc is in fpath before compinit runs"),
        ),
        statuses=(FINE,),
    )
    parser.add_argument("shell", choices=SHELLS, help="the shell that the code is for")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the code."""
    from shtab import complete

    parser = parser_of(ROWS)
    for action in _actions(parser):
        if isinstance(action, argparse._SubParsersAction):
            _shorten(action)
        words = BY_NAME.get(action.dest) or BY_METAVAR.get(str(action.metavar))
        if words:
            action.complete = words  # type: ignore[attr-defined]  # shtab's way to say what is completed
    code = complete(parser, shell=args.shell, preamble=STACKS[args.shell])
    below(sys.stdout).write(code + "\n")
    return FINE


def _shorten(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """zsh shows a command's description beside its name: there is room for one line."""
    for name, parser in commands.choices.items():
        if name in ROWS:
            parser.description = ROWS[name].summary


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """All arguments of a parser and of the parsers below it."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for below_it in action.choices.values():
                yield from _actions(below_it)
