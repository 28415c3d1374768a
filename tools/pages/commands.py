"""docs/commands.md: every command with its arguments, examples and exit statuses, from its own parser."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from catalog.cli.frame.overview import GROUPS, ROWS
from catalog.cli.frame.registry import parser_of
from catalog.cli.frame.statuses import STATUSES
from tools.pages import json_shapes
from tools.pages.markdown import NOTE, code, table

HEAD = """\
# Commands

You get every command of `catalog`: what it does, what it takes, two examples and how it ends. `catalog help
COMMAND` shows the same in the terminal.

{note}

`catalog` works on the project of the folder that you stand in, or of a folder above it; outside of any, on
the checkout it is installed from, and says so. Arguments have their full names; `-q` prints results,
warnings and errors alone, `-v` everything, one by one.

"""
STATUS_HEAD = "## Exit statuses\n\nA number means the same in every command.\n"
SHAPES = """\
## Shapes of output

Where data or findings are printed, `--format` takes these, and `--json` is short for `--format json`. Tables
fit the terminal: columns are left out by their weight, and `--wide` prints all of them. Colours are for
terminals; `NO_COLOR` switches them off, `FORCE_COLOR` on.
"""
FORMATS = {  # the words of --format, and what they are for
    "text": "people (the default); plain where it is piped",
    "json": "programs: a document with a version, [below](#json-documents)",
    "markdown": "a page, or the comment of a pull request",
    "github": "findings at the lines of a pull request, on GitHub's runners",
}
WIDTH = 100  # characters of a line of usage
EVERYWHERE = ("help", "quiet", "verbose")  # told once, in the head


def page() -> str:
    """The whole page."""
    lines = [HEAD.format(note=NOTE.format(source="the commands' own parsers")), *_statuses(), *_formats()]
    for title, commands in GROUPS.items():
        lines.append(f"## {title[0].upper()}{title[1:]}\n")
        for name, row in commands.items():
            lines += [f"### `catalog {name}`\n", f"*{row.summary}*\n"]
            lines += _command(_subparsers(parser_of([name]))[name], f"catalog {name}")
    lines += json_shapes.section()
    return "\n".join(lines).rstrip("\n") + "\n"


def _statuses() -> Iterator[str]:
    yield STATUS_HEAD
    yield from table(("status", "meaning"), [(str(number), text) for number, text in STATUSES.items()])


def _formats() -> Iterator[str]:
    """Each word of --format with the commands that take it."""
    yield SHAPES
    taken = {name: formats_of(name) for name in ROWS}
    yield from table(
        ("format", "for", "of"),
        [
            (code(each), meant, ", ".join(code(name) for name in taken if each in taken[name]))
            for each, meant in FORMATS.items()
        ],
    )


def formats_of(name: str) -> tuple[str, ...]:
    """The words that a command's --format takes; none if it has no such option."""
    for action in _subparsers(parser_of([name]))[name]._actions:
        if "--format" in action.option_strings:
            return tuple(action.choices or ())
    return ()


def _subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of the words that a parser takes next; empty if it takes none."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def _command(parser: argparse.ArgumentParser, name: str) -> Iterator[str]:
    inner = _subparsers(parser)
    if parser.description:
        yield f"{parser.description.strip()}\n"
    if not inner:
        yield f"```text\n{usage(parser, name)}\n```\n"
    rows = [(spelled(action), meaning(action, parser)) for action in _shown(parser)]
    if rows:
        yield from table(("argument", "what it does"), rows)
    for word, below in inner.items():
        yield f"#### `{name} {word}`\n"
        yield from _command(below, f"{name} {word}")
    if parser.epilog:
        yield f"```text\n{parser.epilog.strip()}\n```\n"


def _shown(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """The command's own arguments, those without a dash first."""
    own = [
        action
        for action in parser._actions
        if action.dest not in EVERYWHERE
        and action.help != argparse.SUPPRESS
        and not isinstance(action, argparse._SubParsersAction)
    ]
    return sorted(own, key=lambda action: bool(action.option_strings))


def usage(parser: argparse.ArgumentParser, name: str) -> str:
    """The command with what it takes: `catalog check [--specs DIR] [--strict]`, in short lines."""
    words, done = [name], set[str]()
    for action in _shown(parser):
        if action.dest in done:
            continue
        groups = parser._mutually_exclusive_groups
        group = next((g for g in groups if action in g._group_actions), None)
        together = group._group_actions if group else [action]
        done |= {each.dest for each in together}
        text = " | ".join(_typed(each) for each in together)
        if not (group.required if group else action.required):
            text = f"[{text}]"
        elif len(together) > 1:
            text = f"({text})"
        words.append(text)
    return _in_lines(words)


def _in_lines(words: list[str]) -> str:
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) > WIDTH:
            lines.append(" " * len(words[0]))
        lines[-1] += f" {word}"
    return "\n".join(lines)


def _typed(action: argparse.Action) -> str:
    value = _value(action)
    option = action.option_strings[-1] if action.option_strings else ""
    more = " ..." if action.nargs in ("+", "*") else ""
    return " ".join(filter(None, (option, value))) + more


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.metavar:
        return str(action.metavar)
    if action.choices:
        return f"{{{','.join(map(str, action.choices))}}}"
    return action.dest.upper()


def spelled(action: argparse.Action) -> str:
    """An argument as it is typed: `--stack NAME`."""
    names = [*action.option_strings[:-1], _typed(action)]
    return ", ".join(code(name) for name in names)


def meaning(action: argparse.Action, parser: argparse.ArgumentParser) -> str:
    """What the parser's help says of an argument, with its values filled in."""
    return (action.help or "") % {**vars(action), "prog": parser.prog} if action.help else ""
