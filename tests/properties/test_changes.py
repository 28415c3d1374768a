"""The algebra of changes: what differs between two tables leads from one to the other, and back."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from catalog.language.changes.application import apply, apply_database, reversed_changes
from catalog.language.changes.comparison import database_changes, table_changes
from catalog.language.changes.model import Column, Database, Index, Table
from catalog.language.changes.type_changes import parts
from catalog.language.partitions.tuple_sets import TupleSet

NAMES = st.sampled_from(["a", "b", "c", "d", "e", "f"])
TYPES = st.sampled_from(
    ["int", "bigint", "string", "decimal(10,2)", "decimal(10, 2)", "struct<a:int,b:string>", "array<int>"]
)
KEYS = st.sampled_from(["x", "source.y", "business.steward", "projection.dt.range", "classification"])
VALUES = st.sampled_from(["", "1", "2"])
PARAMETERS = st.dictionaries(KEYS, VALUES, max_size=3)
CONTEXT = st.sampled_from(["", '{"key":true}', '{"nullable":false}', '{"key":true,"unit":"kg"}', "spoiled"])


@st.composite
def columns(draw: st.DrawFn, most: int = 5) -> tuple[Column, ...]:
    """Columns with types, comments and parameters."""
    found = []
    for name in draw(st.lists(NAMES, unique=True, max_size=most)):
        context = draw(CONTEXT)
        parameters = draw(st.dictionaries(st.just("theirs"), VALUES)) | (
            {"catalog.column": context} if context else {}
        )
        found.append(Column(name, draw(TYPES), draw(st.sampled_from(["", "x", "y"])), parameters))
    return tuple(found)


def some(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of the named values."""
    return st.fixed_dictionaries({}, optional=dict(values.items()))


TEXT = st.sampled_from(["one", "two"])
ROWS = st.frozensets(st.tuples(st.sampled_from("123")), max_size=3)
PARTITIONED = st.tuples(columns(most=1), ROWS).map(
    lambda found: {"keys": found[0], "partitions": TupleSet(listed=found[1]) if found[0] else None}
)
TABLES = st.builds(
    lambda partitioned, **values: Table(**partitioned, **values),
    partitioned=PARTITIONED | columns(most=2).map(lambda keys: {"keys": keys}),
    fields=some(description=TEXT, owner=TEXT, tableType=TEXT, retention=st.integers(1, 3)),
    columns=columns(),
    storage=some(
        location=TEXT, inputFormat=TEXT, outputFormat=TEXT, numberOfBuckets=st.integers(1, 2), bucketColumns=
        st.lists(NAMES, min_size=1, max_size=2),
    ),
    serde=some(serializationLibrary=TEXT, name=TEXT),
    serde_parameters=PARAMETERS,
    storage_parameters=PARAMETERS,
    parameters=PARAMETERS,
    indexes=st.frozensets(st.builds(Index, TEXT, st.just(("x",))), max_size=2),
    set_fields=some(cascade=st.just(True), locationTemplate=TEXT),
)  # fmt: skip
RENAMES = st.dictionaries(NAMES, NAMES, max_size=3)


@given(TABLES)
def test_a_table_does_not_differ_from_itself(table: Table) -> None:
    assert table_changes(table, table) == ()


@given(TABLES, TABLES, RENAMES)
def test_changes_lead_from_the_one_to_the_other(old: Table, new: Table, renames: dict[str, str]) -> None:
    assert _form(apply(table_changes(old, new, renames), old)) == _form(new)


@given(TABLES, TABLES, RENAMES)
def test_reversed_changes_lead_back(old: Table, new: Table, renames: dict[str, str]) -> None:
    back = reversed_changes(table_changes(old, new, renames))
    assert _form(apply(back, new)) == _form(old)


@given(TABLES, TABLES, TABLES)
def test_one_after_the_other_is_what_leads_there_at_once(one: Table, two: Table, three: Table) -> None:
    twice = apply(table_changes(two, three), apply(table_changes(one, two), one))
    assert _form(twice) == _form(apply(table_changes(one, three), one))


@given(TABLES, TABLES)
def test_every_change_says_what_it_is_and_is_its_own_reverse_twice(old: Table, new: Table) -> None:
    for change in table_changes(old, new):
        assert change.lines()
        assert all(line[:2] in ("+ ", "- ", "~ ") for line in change.lines())
        assert change.reverse().reverse() == change


@given(TABLES)
def test_a_table_is_what_its_properties_say(table: Table) -> None:
    again = Table.of(table.properties(), table.set_fields, table.partitions, table.indexes)
    assert _form(again) == _form(table)


@given(PARAMETERS, PARAMETERS, TEXT, st.none() | TEXT)
def test_the_same_holds_for_databases(
    before: dict[str, str], after: dict[str, str], name: str, location: str | None
) -> None:
    old = Database({"name": name}, before)
    new = Database({"name": name} | ({"locationUri": location} if location else {}), after)
    changes = database_changes(old, new)
    assert apply_database(changes, old) == new
    assert apply_database(reversed_changes(changes), new) == old
    assert database_changes(new, new) == ()


@st.composite
def structs(draw: st.DrawFn) -> str:
    """Types with structures in structures."""
    plain = st.sampled_from(["int", "bigint", "string"])
    if not draw(st.booleans()):
        return draw(plain)
    fields = draw(st.lists(NAMES, unique=True, min_size=1, max_size=3))
    inside = [
        draw(st.one_of(plain, plain.map("array<{}>".format), plain.map("struct<z:{}>".format)))
        for _ in fields
    ]
    return f"struct<{','.join(f'{n}:{t}' for n, t in zip(fields, inside, strict=True))}>"


@given(structs(), structs())
def test_parts_of_a_type_are_none_only_where_the_types_are_equal(old: str, new: str) -> None:
    assert bool(parts(old, new)) == (old != new)
    assert len(parts(old, new)) >= bool(parts(new, old))


def _form(table: Table) -> Table:
    """With its partitions listed: a set may be written in boxes or not."""
    rows = None if table.partitions is None else TupleSet(listed=frozenset(table.partitions))
    return Table(
        table.fields, table.columns, table.keys, table.storage, table.serde, table.serde_parameters,
        table.storage_parameters, table.parameters, rows, table.set_fields, table.indexes,
    )  # fmt: skip
