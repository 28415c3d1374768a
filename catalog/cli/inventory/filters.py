"""Which tables are wanted: by steward, database, tag, type of a column, and text; all of it must fit."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from catalog.cli.project import UsageError
from catalog.language.findings import short
from catalog.language.glue.type_parts import holder_of, parsed
from catalog.language.glue.types import GlueTypeError
from catalog.language.lint.regex import glob
from catalog.language.lint.syntax import PatternError

from .entry import Entry, Json, mapping

Test = Callable[[Entry], bool]
NAMES = ("database", "steward", "tag", "type", "text")


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Adds the filters' arguments; each may be repeated."""
    several: dict[str, Any] = {"action": "append", "default": []}
    parser.add_argument(
        "--database", metavar="PATTERN", help="only these databases: names, with * and ?", **several
    )
    parser.add_argument(
        "--steward", metavar="PATTERN", help="only tables of these stewards, with * and ?", **several
    )
    parser.add_argument(
        "--tag",
        metavar="KEY[=VALUE]",
        help="only tables with this tag; the database's and the columns' tags count, too",
        **several,
    )
    parser.add_argument(
        "--type",
        metavar="TYPE",
        help="only tables with a column of this type, or one that holds it",
        **several,
    )
    parser.add_argument(
        "--text", metavar="TEXT", help="only tables with this text in a name, label or description", **several
    )


def given(args: argparse.Namespace) -> list[str]:
    """The filters that the command line has, as they are typed."""
    return [f"--{name}" for name in NAMES if getattr(args, name)]


def tests_of(args: argparse.Namespace) -> list[Test]:
    """What a table has to pass. Raises UsageError for a type that is none, and for an endless pattern."""
    tests = [_any_of(args.database, lambda e: (e.database, e.glue_database))] if args.database else []
    tests += [_any_of(args.steward, lambda e: (e.said("steward"),))] if args.steward else []
    tests += map(_tagged, args.tag)
    tests += map(_typed, args.type)
    tests += map(_speaking, args.text)
    return tests


def kept(entries: Iterable[Entry], tests: Sequence[Test]) -> Iterator[Entry]:
    """The entries that pass all tests."""
    return (entry for entry in entries if all(test(entry) for test in tests))


def _any_of(patterns: Sequence[str], names: Callable[[Entry], Sequence[str]]) -> Test:
    fitting = [_glob(pattern) for pattern in patterns]
    return lambda entry: any(fits(name) for name in names(entry) for fits in fitting)


def _glob(pattern: str) -> Callable[[str], bool]:
    try:
        automaton = glob(pattern.casefold())
    except PatternError as error:
        raise UsageError(f"{short(pattern)} is no pattern: {error}") from error
    return lambda text: automaton.fits(text.casefold())


def _tagged(wanted: str) -> Test:
    key, sign, value = wanted.partition("=")
    fits = _glob(value) if sign else None

    def has_it(tags: Json) -> bool:
        return key in tags and (fits is None or fits(_text(tags[key])))

    def test(entry: Entry) -> bool:
        return has_it(entry.tags) or any(
            has_it(mapping(mapping(column.get("business")).get("tags"))) for column in entry.columns
        )

    return test


def _typed(wanted: str) -> Test:
    try:
        holds = holder_of(wanted)
    except GlueTypeError as error:
        raise UsageError(f"--type {short(wanted)}: {error}") from error

    def test(entry: Entry) -> bool:
        types = (parsed(column.get("type")) for column in (*entry.columns, *entry.keys))
        return any(holds(glue_type) for glue_type in types if glue_type is not None)

    return test


def _speaking(wanted: str) -> Test:
    text = wanted.casefold()
    return lambda entry: any(text in said.casefold() for said in _texts(entry))


def _texts(entry: Entry) -> Iterator[str]:
    """Names, labels and descriptions of a table and its columns, those in Datasphere included."""
    yield from (entry.full_name, entry.glue_database, entry.description)
    yield from (entry.said("label"), entry.said("description"), _text(entry.source.get("object")))
    for column in (*entry.columns, *entry.keys):
        yield from (_text(column.get(key)) for key in ("name", "label", "description", "comment"))
        yield _text(mapping(column.get("source")).get("name"))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
