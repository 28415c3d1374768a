"""Whatever happens to a table's columns: after the update Athena reads each partition, if it can be read.

A small model of Athena's documented rules, apart from the code: Parquet is paired by name, ORC too with
orc.column.index.access=false, all others by index; a partition's type is read and cast (Athena user guide,
"Update tables with partitions", "Change a column data type"; the casts beyond it are Trino's). Spec of the
partition: what the plugin writes where `cascade` says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.language.partition_schemas.column_access import ColumnAccess, columns_for
from tests.support.sizes import example_count

LAW = settings(max_examples=example_count(150), deadline=None)

WIDER = {
    "string": "tinyint smallint int bigint timestamp",
    "tinyint": "smallint int bigint string",
    "smallint": "int bigint string",
    "int": "bigint string",
    "bigint": "string",
    "float": "double decimal(10,2) decimal(20,4)",
    "double": "float decimal(10,2) decimal(20,4)",
    "decimal(10,2)": "decimal(20,4) float double string",
    "decimal(20,4)": "decimal(10,2) float double string",
    "timestamp": "string",
    "date": "",
    "boolean": "",
}
TYPES = [*WIDER]
ACCESSES = {
    "parquet": ColumnAccess.of("org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe", {}),
    "parquet by index": ColumnAccess.of(
        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        {"parquet.column.index.access": "true"},
    ),
    "orc": ColumnAccess.of("org.apache.hadoop.hive.ql.io.orc.OrcSerde", {}),
    "orc by name": ColumnAccess.of(
        "org.apache.hadoop.hive.ql.io.orc.OrcSerde", {"orc.column.index.access": "false"}
    ),
    "avro": ColumnAccess.of("org.apache.hadoop.hive.serde2.avro.AvroSerDe", {}),
    "csv": ColumnAccess.of("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", {}),
    "json": ColumnAccess.of("org.openx.data.jsonserde.JsonSerDe", {}),
}
BY_NAME = {"parquet", "orc by name"}
OF_TEXT = {"csv", "json"}  # files hold no types: they are read as any

Columns = list[tuple[str, str]]


def casts(own: str, table: str) -> bool:
    return own == table or table in WIDER.get(own, "").split()


def readable(own: str, table: str) -> bool:
    """A column of a partition under the table's, nested structs (here of one level) by place and name."""
    if own.startswith("struct<") and table.startswith("struct<"):
        pairs = zip(fields(own), fields(table), strict=False)
        return all(a[0] == b[0] and casts(a[1], b[1]) for a, b in pairs)
    return casts(own, table)


def fields(struct: str) -> Columns:
    found, depth, start = [], 0, 0
    inside = struct.removeprefix("struct<").removesuffix(">") + ","
    for at, sign in enumerate(inside):
        depth += (sign in "(<") - (sign in ")>")
        if sign == "," and not depth:
            name, _, kind = inside[start:at].partition(":")
            found.append((name, kind))
            start = at + 1
    return found


@dataclass
class Step:
    """What becomes of a table's columns: each a name, and the type of before with another now."""

    kind: str
    at: int
    type: str


STEPS = st.builds(
    Step,
    st.sampled_from(["add", "drop", "rename", "move", "retype", "add field"]),
    st.integers(0, 5),
    st.sampled_from(TYPES),
)


def after(step: Step, columns: Columns, fresh: str) -> Columns:
    found, at = [*columns], step.at % len(columns)
    name, kind = columns[at]
    if step.kind == "add":
        found.insert(step.at % (len(columns) + 1), (fresh, step.type))
    elif step.kind == "drop" and len(columns) > 1:
        del found[at]
    elif step.kind == "rename":
        found[at] = (fresh, kind)
    elif step.kind == "move":
        found.append(found.pop(at))
    elif step.kind == "retype" and not kind.startswith("struct<"):
        found[at] = (name, step.type)
    elif step.kind == "add field" and kind.startswith("struct<"):
        inner = fields(kind)
        inner.insert(step.at % (len(inner) + 1), (fresh, step.type))
        found[at] = (name, f"struct<{','.join(f'{n}:{t}' for n, t in inner)}>")
    return found


def is_read(mode: str, own: Columns, table: Columns, name: str) -> bool:
    """Whether Athena finds the table's column in the partition, and can read it."""
    kind = dict(table)[name]
    if mode in BY_NAME:
        return name in dict(own) and readable(dict(own)[name], kind)
    at = [n for n, _ in table].index(name)
    return at < len(own) and own[at][0] == name and readable(own[at][1], kind)


START: Columns = [("a", "int"), ("b", "string"), ("s", "struct<x:int,y:date>"), ("c", "decimal(10,2)")]


@LAW
@given(st.sampled_from([*ACCESSES]), st.lists(STEPS, max_size=8))
def test_every_column_that_can_be_read_is_read(mode: str, steps: list[Step]) -> None:
    table, own = START, START
    for number, step in enumerate(steps):
        now = after(step, table, f"n{number}")
        before, own = own, columns_for(ACCESSES[mode], own, now)
        for name, kind in now:
            was = dict(before).get(name, kind)
            can = readable(was, kind) or was.startswith("struct<")
            if can or mode == "csv":
                assert is_read(mode, own, now, name), (name, own, now)
        table = now


@LAW
@given(st.sampled_from([*ACCESSES]), st.lists(STEPS, max_size=8))
def test_a_partition_in_line_with_the_table_is_not_written(mode: str, steps: list[Step]) -> None:
    own = START
    for number, step in enumerate(steps):
        table = after(step, own, f"n{number}")
        own = columns_for(ACCESSES[mode], own, table)
        assert columns_for(ACCESSES[mode], own, table) == own
        assert columns_for(ACCESSES[mode], own, own) == own


@LAW
@given(st.sampled_from(["parquet", "orc", "avro", "orc by name"]), st.sampled_from(TYPES))
def test_a_type_that_files_hold_is_kept_where_the_cast_saves_it(mode: str, kind: str) -> None:
    for other in TYPES:
        ((_, found),) = columns_for(ACCESSES[mode], [("a", kind)], [("a", other)])
        if casts(kind, other):
            assert found == kind


@LAW
@given(st.sampled_from([*ACCESSES]), st.lists(STEPS, max_size=6))
def test_by_index_names_and_places_are_the_tables(mode: str, steps: list[Step]) -> None:
    table, own = START, START
    for number, step in enumerate(steps):
        table = after(step, table, f"n{number}")
        own = columns_for(ACCESSES[mode], own, table)
    if mode not in BY_NAME:
        assert [name for name, _ in own] == [name for name, _ in table]
    else:
        assert {name for name, _ in table} <= {name for name, _ in own}
