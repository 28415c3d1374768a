"""SearchTables: tables of all databases by text, by properties and in an order.

API reference, "SearchTables": a filter's string is compared with the tokens of a property, which ends at
punctuation; only times are compared by a comparator; a text in quotes has to be all of a value. Which
properties the text is searched in is not documented: here names, descriptions, parameters and columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from operator import eq, ge, gt, le, lt
from types import MappingProxyType
from typing import Any

from catalog.local.emulator import Json, Table
from catalog.local.rules.refusals import invalid_input

from .databases import Catalog
from .paging import page
from .tables import describe_table

PAGE = 100
_TOKENS = re.compile(r"[^-:#./,;\s]+")
_QUOTED = re.compile(r'"(.*)"', re.DOTALL)
_TIMES = ("CreateTime", "UpdateTime")
_TEXTS = ("Name", "DatabaseName", "Description", "Owner", "TableType")
_COMPARATORS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {"EQUALS": eq, "GREATER_THAN": gt, "LESS_THAN": lt, "GREATER_THAN_EQUALS": ge, "LESS_THAN_EQUALS": le}
)

Test = Callable[[Json], bool]


def search_tables(catalog: Catalog, request: Json) -> Json:
    """SearchTables, in pages of 100 or MaxResults; there are no tables of other accounts (FOREIGN)."""
    tests = [_filter(one) for one in request.get("Filters") or []]
    if text := request.get("SearchText"):
        tests.append(_text(text))
    tables = _tables(catalog) if request.get("ResourceShareType") in (None, "ALL") else ()
    found = [table for table in map(describe_table, tables) if all(test(table) for test in tests)]
    key, descending = _order((request.get("SortCriteria") or [{}])[0])
    shown, more = page(found, key, request, PAGE, descending=descending)
    return {"TableList": shown, **more}


def _tables(catalog: Catalog) -> Iterator[Table]:
    return (table for database in catalog.backend.databases.values() for table in database.tables.values())


def _filter(given: Json) -> Test:
    """The test that a property's filter makes; a key that names none is that of a parameter."""
    name, value = given.get("Key"), given.get("Value")
    if name is None or value is None:
        raise invalid_input("Filters: a Key and a Value are expected")
    if name in _TIMES:
        compare, wanted = _COMPARATORS[given.get("Comparator") or "EQUALS"], _time(name, value)
        return lambda table: compare(_seconds(table[name]), wanted)
    return lambda table: value.lower() in _TOKENS.findall(str(_property(table, name)).lower())


def _text(text: str) -> Test:
    """The test that a text makes: all of its words, or what is in quotes as a whole value."""
    if quoted := _QUOTED.fullmatch(text.strip()):
        whole = quoted[1].lower()
        return lambda table: any(value.lower() == whole for value in _values(table))
    words = text.lower().split()
    return lambda table: all(any(word in value.lower() for value in _values(table)) for word in words)


def _values(table: Json) -> Iterator[str]:
    yield from (table[name] for name in _TEXTS if table.get(name))
    for name, value in (table.get("Parameters") or {}).items():
        yield from (name, value)
    columns = (table.get("StorageDescriptor") or {}).get("Columns") or []
    for column in _both(columns, table.get("PartitionKeys")):
        yield column["Name"]
        yield column.get("Comment") or ""


def _both(columns: Iterable[Json], keys: Iterable[Json] | None) -> Iterator[Json]:
    yield from columns
    yield from keys or ()


def _property(table: Json, name: str) -> Any:
    value = table.get(name) if name in _TEXTS else (table.get("Parameters") or {}).get(name)
    return "" if value is None else value


def _order(criterion: Json) -> tuple[Callable[[Json], Any], bool]:
    """The key of a sort criterion, by database and name where it has none, and whether it is descending."""
    name = criterion.get("FieldName") or "DatabaseName"
    place = ("DatabaseName", "Name")
    if name in _TIMES:
        return lambda table: [_seconds(table[name]), *(table[part] for part in place)], _descends(criterion)
    return lambda table: [str(_property(table, name)), *(table[part] for part in place)], _descends(criterion)


def _descends(criterion: Json) -> bool:
    return criterion.get("Sort") == "DESC"


def _seconds(time: datetime) -> float:
    return round(time.replace(tzinfo=UTC).timestamp(), 3)


def _time(name: str, value: str) -> float:
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        try:
            return float(value)
        except ValueError as error:
            raise invalid_input(
                f"Filters: {name}: {value[:100]!r} found; seconds since 1970 or a time as in "
                "2026-01-31T09:39:06Z expected"
            ) from error
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
