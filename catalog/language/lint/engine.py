"""Holds the objects of a catalog against their rules: what is broken, by its place in the object's spec."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from catalog.language.findings import Path, Violation
from catalog.language.specs.management import only_context
from catalog.language.specs.recovery import has, lies_in
from catalog.language.specs.resolver import Catalog, DatabaseSpec, TableSpec, line_at
from catalog.language.visible import cell

from .checks import Check
from .fields import COLUMNS, DATABASES, OF_KEYS, TABLES
from .layers import EMPTY, STANDARD_ORIGIN, Block, block_of
from .rules import Rule, RuleSet, rule_set, violations
from .selection import ALL, Selection

MOST_PLACES = 100  # of one check in one spec that are told one by one
# keys of an object that another tool makes, which are not the spec's to change
OTHERS = frozenset(
    (
        "name",
        "physical_name",
        "location",
        "permissions",
        "storage",
        "partitions",
        "columns",
        "type",
        "nullable",
    )
)
_NOTHING: Mapping[str, Any] = {}
Objects = Sequence[tuple[Path, Mapping[str, Any]]]  # each with its place in the spec


class Lint:
    """The rules of a catalog's layers; each set is made once, for all objects that have it."""

    def __init__(self, catalog: Catalog) -> None:
        self._above = block_of(catalog.document)
        self._of_databases: dict[int, tuple[list[Block], RuleSet]] = {}
        self._lines: dict[tuple[str, str], str] = {}

    def of_catalog(self) -> Iterator[Violation]:
        """What can't be used of the block in catalog.yaml; places are that file's."""
        if self._above is not EMPTY:
            yield from violations([self._above])

    def of_database(self, database: DatabaseSpec) -> Iterator[Violation]:
        """What a database breaks, and what can't be used of its own block."""
        blocks, rules = self._layers(database)
        if blocks[-1] is not EMPTY:
            yield from violations(blocks)
        data = {**database.data, "physical_name": database.physical_name}
        for rule, check, _ in _for(rules.rules[DATABASES], _given(DATABASES, data, _NOTHING)):
            if _is_managed(check.path, database.data) and check.path not in database.missing:
                yield from self._broken(rule, check, [((), data)], _NOTHING)

    def of_table(self, table: TableSpec) -> Iterator[Violation]:
        """What a table and its columns break, and what can't be used of its own block."""
        rules, own = self._layers(table.database)[1], block_of(table.documents[0])
        if own is not EMPTY:
            blocks = [*self._layers(table.database)[0], own]
            yield from violations(blocks)
            rules = rule_set(blocks)
        if not rules.is_empty:
            unread = _unread_defaults(table)
            found = chain(self._table(table, rules.rules[TABLES]), self._columns(table, rules.rules[COLUMNS]))
            yield from (v for v in found if v.path not in table.missing and not lies_in(v.path, unread))

    def _layers(self, database: DatabaseSpec) -> tuple[list[Block], RuleSet]:
        known = self._of_databases.get(id(database))
        if known is None:
            blocks = [self._above, block_of(database.documents[0])]
            known = self._of_databases[id(database)] = blocks, rule_set(blocks)
        return known

    def _table(self, table: TableSpec, rules: Sequence[Rule]) -> Iterator[Violation]:
        above = table.database.data
        for rule, check, _ in _for(rules, _given_table(table)):
            if _is_managed(check.path, table.data):
                yield from self._broken(rule, check, [((), table.data)], above)

    def _columns(self, table: TableSpec, rules: Sequence[Rule]) -> Iterator[Violation]:
        with_path: dict[Path, Objects] = {}
        for rule, check, selection in _for(rules, _given_table(table)):
            if _is_managed(check.path, table.data):
                if check.path not in with_path:
                    with_path[check.path] = list(_columns_with(table, check.path))
                yield from self._broken(rule, check, with_path[check.path], _NOTHING, selection)

    def _broken(
        self,
        rule: Rule,
        check: Check,
        objects: Objects,
        above: Mapping[str, Any],
        selection: Selection = ALL,
    ) -> Iterator[Violation]:
        """A violation for each object that breaks the check; of a great many, how many more there are.

        `selection` is what is left to be asked of columns: few break a check, so it is asked after that.
        """
        find = check.find
        found = [
            (path, broken)
            for path, data in objects
            if (broken := find(data, above)) and selection.given(COLUMNS, data, _NOTHING) is not None
        ]
        for path, broken in found[:MOST_PLACES]:
            message = f"{broken.message} ({self._named(rule)})"
            yield Violation(
                check.code, (*path, *check.path), message, rule.message or broken.remedy, rule.severity
            )
        if more := found[MOST_PLACES:]:
            message = f"{len(more):,} more of these in this file ({self._named(rule)})"
            yield Violation(check.code, more[0][0], message, rule.message, rule.severity)

    def _named(self, rule: Rule) -> str:
        """`rule table-steward, catalog_specs/catalog.yaml:12`: its name, and where to change it."""
        key = (rule.origin, rule.name)
        if key not in self._lines:
            place = "the standard set"
            if rule.origin != STANDARD_ORIGIN:
                place = f"{rule.origin}:{line_at(rule.origin, ('lint', 'rules', rule.name))}"
            self._lines[key] = f"rule {cell(rule.name)}, {place}"
        return self._lines[key]


Narrow = Callable[[Selection], Selection | None]


def _for(rules: Sequence[Rule], narrow: Narrow) -> Iterator[tuple[Rule, Check, Selection]]:
    """Each check of the rules that are for an object, with what is left of their selection."""
    for rule in rules:
        left = narrow(rule.selection)
        if left is not None:
            yield from ((rule, check, left) for check in rule.checks)


def _given(kind: str, data: Mapping[str, Any], above: Mapping[str, Any]) -> Narrow:
    return lambda selection: selection.given(kind, data, above)


def _given_table(table: TableSpec) -> Narrow:
    above = {**table.database.data, "physical_name": table.database.physical_name}

    def narrow(selection: Selection) -> Selection | None:
        left = selection.given(DATABASES, above, _NOTHING)
        return None if left is None else left.given(TABLES, table.data, above)

    return narrow


def _columns_with(table: TableSpec, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The columns that can say what stands at `path`; of partition keys and overrides not all can."""
    columns = table.data["columns"]
    yield from ((("columns", i), column) for i, column in enumerate(columns))
    partitions = table.data.get("partitions") or _NOTHING
    if path[0] in OF_KEYS:
        yield from ((("partitions", "keys", i), key) for i, key in enumerate(partitions.get("keys", ())))
    if path == ("type",):
        by_name = {column["name"]: column for column in columns}
        for i, override in enumerate(partitions.get("overrides", ())):
            for j, column in enumerate(override.get("columns", ())):
                whole = {**by_name.get(column["name"], _NOTHING), **column}
                yield ("partitions", "overrides", i, "columns", j), whole


def _is_managed(path: Path, data: Mapping[str, Any]) -> bool:
    return not only_context(data) or path[0] not in OTHERS


def _unread_defaults(table: TableSpec) -> frozenset[Path]:
    """What the table may have of defaults that could not be read, and does not say itself."""
    holes = (hole for d in table.documents[1:] for hole in d.holes if hole[:1] in ((), ("defaults",)))
    return frozenset(hole[1:] for hole in holes if not hole[1:] or not has(table.documents[0].data, hole[1:]))
