"""Hypothesis strategies for columns, parameters and tables in pulumi-aws's spelling."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = ["a", "b", "c", "d", "e", "f", "net_amount", "order_id"]
TYPES = ["int", "bigint", "string", "decimal(10,2)", "array<string>", "struct<a:int,b:map<string,date>>"]
KEYS = [
    "catalog.stack",
    "business.label",
    "source.object",
    "classification",
    "spark.sql.x",
    'odd "key"',
    "a b",
    "k1",
]

parameters = st.dictionaries(st.sampled_from(KEYS), st.text('xyz{}" é', max_size=4), max_size=5)


@st.composite
def column(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """One column, with or without its optional members."""
    made: dict[str, Any] = {"name": name, "type": draw(st.sampled_from(TYPES))}
    comment = draw(st.sampled_from(["", "Key", "Net amount"]))
    if comment or draw(st.booleans()):
        made["comment"] = comment
    if draw(st.booleans()):
        made["parameters"] = draw(
            st.dictionaries(st.sampled_from(["catalog.column", "k1"]), st.sampled_from(["x", "y"]))
        )
    return made


@st.composite
def columns(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Columns with different names in any order."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=len(NAMES)))
    return [draw(column(name)) for name in names]


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """A table's inputs."""
    storage: dict[str, Any] = {
        "columns": draw(columns()),
        "location": draw(st.sampled_from(["", "s3://a/", "s3://b/"])),
    }
    if draw(st.booleans()):
        storage["serDeInfo"] = {"serializationLibrary": "lib", "parameters": draw(parameters)}
    if draw(st.booleans()):
        storage["bucketColumns"] = draw(st.lists(st.sampled_from(NAMES), max_size=2))
    made: dict[str, Any] = {
        "databaseName": "sales",
        "name": "orders",
        "storageDescriptor": storage,
        "parameters": draw(parameters),
    }
    optional: dict[str, list[Any]] = {
        "description": ["", "x"],
        "tableType": ["EXTERNAL_TABLE"],
        "retention": [0, 3],
    }
    for key, values in optional.items():
        if draw(st.booleans()):
            made[key] = draw(st.sampled_from(values))
    if draw(st.booleans()):
        made["partitionKeys"] = [draw(column(f"p{i}")) for i in range(draw(st.integers(0, 2)))]
    return made


@st.composite
def respelled(draw: st.DrawFn, value: Any) -> Any:
    """The same table in another spelling: types with blanks and capitals, empties left out or written."""
    if isinstance(value, list):
        return [draw(respelled(v)) for v in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, member in value.items():
        if member in ("", 0, [], {}) and draw(st.booleans()):
            continue
        if key == "type" and isinstance(member, str) and draw(st.booleans()):
            found[key] = member.upper().replace(",", " , ")
        else:
            found[key] = member if key == "parameters" else draw(respelled(member))
    if "type" in found and "comment" not in found and draw(st.booleans()):
        found["comment"] = ""
    return found
