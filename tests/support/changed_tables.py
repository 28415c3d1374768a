"""Tables written in a line, in every format: `a:int b:string; keys dt:date; location s3://b/x/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.changes.model import Table
from catalog.language.glue.storage_formats import storage_of
from catalog.language.partitions.tuple_sets import TupleSet

HCATALOG = "org.apache.hive.hcatalog.data.JsonSerDe"
SCHEMA = '{"type":"record","name":"r","fields":[{"name":"a","type":"int"}]}'
WAYS: Mapping[str, tuple[str, dict[str, str], dict[str, str]]] = {
    # a format, SerDe parameters, table parameters; the letters are those of access.MODES where there is one
    "PN": ("parquet", {}, {}),
    "PI": ("parquet", {"parquet.column.index.access": "true"}, {}),
    "OI": ("orc", {}, {}),
    "ON": ("orc", {"orc.column.index.access": "false"}, {}),
    "TX": ("csv", {}, {}),
    "TQ": ("quoted csv", {}, {}),
    "JS": ("Hive's json", {}, {}),
    "JX": ("json", {}, {}),
    "AV": ("avro", {}, {}),
    "AL": ("avro", {"avro.schema.literal": SCHEMA}, {}),
    "IC": ("parquet", {}, {"table_type": "ICEBERG"}),
}
SPECS: Mapping[str, dict[str, Any]] = {
    "quoted csv": {"format": "csv", "options": {"quote": '"'}},
    "Hive's json": {"format": "json"},
}


def table(text: str, way: str = "PN") -> Table:
    """A table of a way of WAYS, which the parts of the text add to or change."""
    columns, *parts = (part.strip() for part in text.split(";"))
    format_, serde_parameters, parameters = WAYS[way]
    said: dict[str, Any] = {"SerDe": dict(serde_parameters), "parameter": dict(parameters), "storage": {}}
    fields: dict[str, Any] = {"databaseName": "d", "name": "t", "tableType": "EXTERNAL_TABLE"}
    keys: list[dict[str, str]] = []
    rows = None
    for part in parts:
        word, _, rest = part.partition(" ")
        if word == "keys":
            keys = _columns(rest)
        elif word == "format":
            format_ = rest
        elif word == "rows":
            rows = TupleSet.of((), [tuple(row.split("/")) for row in rest.split()])
        elif word == "table":
            name, _, value = rest.partition("=")
            fields[name] = value
        else:
            name, _, value = rest.partition("=")
            said[word][name] = value
    storage = storage_of(SPECS.get(format_, {"format": format_}))
    library = HCATALOG if format_ == "Hive's json" else storage.serde
    properties = {
        **fields,
        "partitionKeys": keys,
        "parameters": {**storage.parameters, **{k: v for k, v in said["parameter"].items() if v != "-"}},
        "storageDescriptor": {
            "location": "s3://b/t/",
            "inputFormat": storage.input_format,
            "outputFormat": storage.output_format,
            **said["storage"],
            "columns": _columns(columns),
            "serDeInfo": {
                "serializationLibrary": library,
                "parameters": {**storage.serde_parameters, **said["SerDe"]},
            },
        },
    }
    return Table.of(properties, partitions=rows)


def _columns(text: str) -> list[dict[str, Any]]:
    """`a:int b:string!` with ! for not null, * for a key."""
    found = []
    for word in text.split():
        name, _, type_ = word.partition(":")
        context = "".join(
            f',"{key}":{value}'
            for mark, key, value in (("!", "nullable", "false"), ("*", "key", "true"))
            if mark in type_
        )
        column: dict[str, Any] = {"name": name, "type": type_.rstrip("!*")}
        if context:
            column["parameters"] = {"catalog.column": "{" + context[1:] + "}"}
        found.append(column)
    return found
