"""Specs to Glue properties: exactly what the engine is sent."""

from pathlib import Path
from typing import Any

import pytest

from catalog.language.compiler import compile_specs
from catalog.language.declarations.database import database_declaration
from catalog.language.declarations.partition_index import index_declarations
from catalog.language.declarations.partition_set import partition_set_declarations
from catalog.language.declarations.table import table_declaration
from catalog.language.glue import parameters as glue_parameters
from catalog.language.glue.kinds import CATALOG_DATABASE, CATALOG_TABLE, PARTITION_SET
from catalog.language.glue.storage_formats import FORMATS
from catalog.language.specs.resolver import TableSpec
from catalog.language.stacks.settings import read_settings
from tests.support.specs import DATABASE, TABLE, context, table, write_project

STAMP = "shop/dev"


def spec(tmp_path: Path, **changed: Any) -> TableSpec:
    root = write_project(tmp_path, {"orders": table(**changed)})
    catalog, findings = compile_specs(root, read_settings(root, "dev"))
    assert findings == []
    return catalog.tables[0]


def test_a_table_is_declared_with_all_that_its_spec_says(tmp_path: Path) -> None:
    found = table_declaration(spec(tmp_path), STAMP)
    assert (found.token, found.name) == (CATALOG_TABLE.token, "sales.orders")
    assert found.properties == {
        "databaseName": "sales_dev",
        "name": "orders",
        "tableType": "EXTERNAL_TABLE",
        "parameters": {
            "EXTERNAL": "TRUE",
            "business.steward": "data@example.com",
            "catalog.managed": '["EXTERNAL","classification"]',
            "catalog.stack": STAMP,
            "classification": "parquet",
        },
        "partitionKeys": [{"name": "dt", "type": "date"}, {"name": "contributor", "type": "string"}],
        "storageDescriptor": {
            "columns": [
                {
                    "name": "order_id",
                    "type": "string",
                    "comment": "Order",
                    "parameters": {"catalog.column": '{"key":true,"nullable":false}'},
                },
                {
                    "name": "amount",
                    "type": "decimal(15,2)",
                    "parameters": {"catalog.column": '{"measure":{"aggregation":"sum"}}'},
                },
            ],
            "location": "s3://my-lake/sales/orders/",
            "inputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
            "outputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
            "serDeInfo": {
                "serializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
                "parameters": {"serialization.format": "1"},
            },
        },
    }


def test_a_database_is_declared_under_its_physical_name(tmp_path: Path) -> None:
    found = database_declaration(spec(tmp_path).database, STAMP)
    assert (found.token, found.name) == (CATALOG_DATABASE.token, "sales")
    assert found.properties == {
        "name": "sales_dev",
        "description": "Sales",
        "parameters": {"catalog.stack": STAMP},
    }


def declared_database(tmp_path: Path, **members: Any) -> dict[str, Any]:
    root = write_project(tmp_path, database={**DATABASE, **members})
    catalog, findings = compile_specs(root, read_settings(root, "dev"))
    assert findings == []
    return database_declaration(catalog.databases[0], STAMP).properties


ALL_TO_IAM = [
    {"permissions": ["ALL"], "principal": {"dataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}}
]


@pytest.mark.parametrize(("word", "granted"), [("lake_formation", []), ("iam", ALL_TO_IAM)])
def test_who_may_use_new_tables_is_declared_even_where_it_is_nobody(
    word: str, granted: list[Any], tmp_path: Path
) -> None:
    found = declared_database(tmp_path, permissions=word)
    assert found["createTableDefaultPermissions"] == granted


def test_without_permissions_aws_decides(tmp_path: Path) -> None:
    assert "createTableDefaultPermissions" not in declared_database(tmp_path)


def test_an_empty_description_of_a_database_is_declared(tmp_path: Path) -> None:
    assert declared_database(tmp_path, description="")["description"] == ""


def test_an_empty_description_and_an_empty_comment_are_declared_and_no_others(tmp_path: Path) -> None:
    columns = [
        {"name": "a", "type": "int", "comment": ""},
        {"name": "b", "type": "int", "label": ""},
        {"name": "c", "type": "int"},
    ]
    keys = {"keys": [{"name": "dt", "type": "date", "comment": ""}]}
    found = table_declaration(
        spec(tmp_path, description="", columns=columns, partitions=keys), STAMP
    ).properties
    assert found["description"] == ""
    assert [c.get("comment") for c in found["storageDescriptor"]["columns"]] == ["", None, None]
    assert found["partitionKeys"][0]["comment"] == ""


def test_of_a_table_of_others_only_the_context_is_declared(tmp_path: Path) -> None:
    columns = [
        {"name": "amount", "type": "int", "label": "Amount", "unit": "kg"},
        {"name": "dt", "comment": ""},
    ]
    data = context(
        description="Orders", business={"label": "Orders"}, parameters={"note": 1}, columns=columns,
        relationships=[{"name": "r", "to": "sales.orders"}],
    )  # fmt: skip
    root = write_project(tmp_path, {"orders": data})
    catalog, findings = compile_specs(root, read_settings(root, "dev"))
    assert findings == []
    found = table_declaration(catalog.tables[0], STAMP)
    assert (found.token, found.name) == (CATALOG_TABLE.token, "sales.orders")
    assert found.properties == {
        "databaseName": "sales_dev",
        "name": "orders",
        "description": "Orders",
        "manage": "context",
        "parameters": {
            "business.label": "Orders",
            "business.steward": "data@example.com",
            "catalog.context": STAMP,
            "catalog.managed": '["note"]',
            "catalog.relationships": '[{"name":"r","to":"sales.orders"}]',
            "note": "1",
        },
        "storageDescriptor": {
            "columns": [
                {"name": "amount", "comment": "Amount", "parameters": {"catalog.column": '{"unit":"kg"}'}},
                {"name": "dt", "comment": "", "parameters": {"catalog.column": '{"label":null}'}},
            ]
        },
    }
    assert [
        *index_declarations(catalog.tables[0]),
        *partition_set_declarations(catalog.tables[0], STAMP),
    ] == []


def test_a_table_of_others_without_columns_has_no_descriptor(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"orders": context()}, {**DATABASE, "manage": "context"})
    catalog, _ = compile_specs(root, read_settings(root, "dev"))
    stamp = {"catalog.context": STAMP}
    assert table_declaration(catalog.tables[0], STAMP).properties == {
        "databaseName": "sales_dev",
        "name": "orders",
        "manage": "context",
        "parameters": {"business.steward": "data@example.com", **stamp},
    }
    assert database_declaration(catalog.databases[0], STAMP).properties == {
        "name": "sales_dev",
        "description": "Sales",
        "manage": "context",
        "parameters": stamp,
    }


def test_the_context_of_a_table_comes_back_from_what_is_declared(tmp_path: Path) -> None:
    context = {
        "source": {"system": "SAP Datasphere", "space": "SALES", "object": "Sales.Orders"},
        "business": {
            "label": "Orders",
            "role": "fact",
            "tags": {"domain": "sales"},
            "steward": "s@example.com",
        },
        "relationships": [{"name": "r", "to": "sales.orders", "on": {"order_id": "order_id"}}],
        "hierarchies": [{"name": "h", "parent": "order_id", "child": "amount"}],
        "changes": {"breaking": "warn"},
    }
    found = table_declaration(spec(tmp_path, **context), STAMP)
    assert glue_parameters.decode_context(found.properties["parameters"]) == context
    columns = found.properties["storageDescriptor"]["columns"]
    assert [glue_parameters.decode_column(c) for c in columns] == TABLE["columns"]


def test_context_longer_than_a_parameter_is_declared_in_parts_and_comes_back(tmp_path: Path) -> None:
    columns = [{"name": "a", "type": "int", "description": "ü" * 600_000}]
    source = {"sql": "SELECT 1 -- " + "😀" * 300_000}
    found = table_declaration(spec(tmp_path, source=source, columns=columns), STAMP).properties
    (column,) = found["storageDescriptor"]["columns"]
    texts = [*found["parameters"].values(), *column["parameters"].values()]
    assert max(len(text.encode("utf-16-le")) for text in texts) == 2 * glue_parameters.VALUE_LIMIT
    assert glue_parameters.decode_context(found["parameters"])["source"] == source
    assert glue_parameters.decode_column(column) == columns[0]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_each_format_names_its_classes(name: str, tmp_path: Path) -> None:
    storage = {"format": name, "location": "s3://l/x/"}
    found = table_declaration(spec(tmp_path, storage=storage), STAMP)
    descriptor = found.properties["storageDescriptor"]
    assert descriptor["inputFormat"] == FORMATS[name].input_format
    assert descriptor["outputFormat"] == FORMATS[name].output_format
    assert descriptor["serDeInfo"]["serializationLibrary"] == FORMATS[name].serde
    assert found.properties["parameters"]["classification"] == name


CSV = [
    ({}, "lazy.LazySimpleSerDe", {"field.delim": ",", "serialization.format": ","}),
    ({"delimiter": ";"}, "lazy.LazySimpleSerDe", {"field.delim": ";", "serialization.format": ";"}),
    ({"quote": '"'}, "OpenCSVSerde", {"escapeChar": "\\", "quoteChar": '"', "separatorChar": ","}),
]


@pytest.mark.parametrize(("options", "serde", "parameters"), CSV)
def test_csv_options_choose_the_serde(
    options: dict[str, str], serde: str, parameters: dict[str, str], tmp_path: Path
) -> None:
    storage = {"format": "csv", "location": "s3://l/x/", "options": {**options, "header": True}}
    found = table_declaration(spec(tmp_path, storage=storage), STAMP)
    info = found.properties["storageDescriptor"]["serDeInfo"]
    assert info["serializationLibrary"].endswith(serde)
    assert info["parameters"] == parameters
    assert found.properties["parameters"]["skip.header.line.count"] == "1"


@pytest.mark.parametrize(
    ("name", "compression", "key", "value"),
    [
        ("parquet", "snappy", "parquet.compression", "SNAPPY"),
        ("orc", "zlib", "orc.compress", "ZLIB"),
        ("json", "gzip", "compressionType", "gzip"),
    ],
)
def test_compression_is_declared_as_its_format_requires(
    name: str, compression: str, key: str, value: str, tmp_path: Path
) -> None:
    storage = {"format": name, "location": "s3://l/x/", "compression": compression}
    found = table_declaration(spec(tmp_path, storage=storage), STAMP)
    assert found.properties["parameters"][key] == value


def test_indexes_and_partitions_are_resources_of_their_own(tmp_path: Path) -> None:
    block = {
        **TABLE["partitions"],
        "indexes": [["dt"], {"name": "by_contributor", "keys": ["contributor", "dt"]}],
        "values": {"dt": ["2026-01-01"], "contributor": ["c1", "a/b"]},
    }
    found = spec(tmp_path, partitions=block)
    indexes = list(index_declarations(found))
    assert [i.name for i in indexes] == ["sales.orders.idx_dt", "sales.orders.idx_contributor_dt"]
    assert indexes[1].properties["partitionIndex"] == {
        "indexName": "by_contributor",
        "keys": ["contributor", "dt"],
    }


def test_partitions_are_one_set_as_compact_as_the_spec(tmp_path: Path) -> None:
    days = {"from": "2026-01-01", "to": "2026-12-31"}
    block = {
        **TABLE["partitions"],
        "values": {"dt": days, "contributor": ["c1", "a/b"]},
        "except": {"dt": "2026-02-01"},
        "location": "{contributor}/{dt}",
        "overrides": [{"where": {"contributor": "c1"}, "storage": {"format": "orc"}, "parameters": {"n": 1}}],
        "ownership": "exclusive",
        "cascade": True,
    }
    (found,) = partition_set_declarations(spec(tmp_path, partitions=block), STAMP)
    given = found.properties
    assert (found.token, found.name) == (PARTITION_SET.token, "sales.orders")
    assert (given["values"], given["except"]) == (block["values"], block["except"])
    assert given["location"] == "s3://my-lake/sales/orders/"
    assert given["locationTemplate"] == "{contributor}/{dt}"
    assert [sorted(c) for c in given["storageDescriptor"]["columns"]] == [["name", "type"]] * 2
    assert given["parameters"] == {glue_parameters.STAMP: STAMP}
    (override,) = given["overrides"]
    assert override["parameters"] == {"n": "1"}
    assert override["storageDescriptor"]["inputFormat"] == FORMATS["orc"].input_format
    assert (given["ownership"], given["cascade"]) == ("exclusive", True)


def test_null_and_numbers_among_partition_values_are_declared_as_glue_has_them(tmp_path: Path) -> None:
    keys = [{"name": "dt", "type": "date"}, {"name": "line", "type": "bigint"}]
    block = {
        "keys": keys,
        "values": [{"dt": {"from": "2026-01-01", "to": "2026-01-02"}, "line": [9007199254740993, None]}],
        "except": [["2026-01-02", None]],
        "overrides": [{"where": {"line": [None]}, "location": "unknown/{dt}/{line}"}],
    }
    (found,) = partition_set_declarations(spec(tmp_path, partitions=block), STAMP)
    null = "__HIVE_DEFAULT_PARTITION__"
    days = {"from": "2026-01-01", "to": "2026-01-02"}
    assert found.properties["values"] == [{"dt": days, "line": ["9007199254740993", null]}]
    assert found.properties["except"] == [["2026-01-02", null]]
    assert found.properties["overrides"][0]["where"] == {"line": [null]}


def test_a_table_without_values_has_no_set(tmp_path: Path) -> None:
    assert list(partition_set_declarations(spec(tmp_path), STAMP)) == []


def test_rows_of_a_csv_file_are_declared(tmp_path: Path) -> None:
    block = {**TABLE["partitions"], "values": "orders.csv"}
    root = write_project(tmp_path, {"orders": table(partitions=block)})
    (root / "catalog_specs" / "sales" / "orders.csv").write_text("contributor,dt\nc1,2026-01-01\n")
    catalog, findings = compile_specs(root, read_settings(root, "dev"))
    assert findings == []
    (found,) = partition_set_declarations(catalog.tables[0], STAMP)
    assert found.properties["values"] == [["2026-01-01", "c1"]]


@pytest.mark.parametrize(
    ("text", "more"),
    [("contributor,dt\n", {}), ("contributor,dt\nc1,2026-01-01\n", {"except": {"contributor": "c1"}})],
)
def test_a_csv_file_without_a_row_that_stays_is_a_set_of_none(
    text: str, more: dict[str, Any], tmp_path: Path
) -> None:
    root = write_project(
        tmp_path, {"orders": table(partitions={**TABLE["partitions"], "values": "orders.csv", **more})}
    )
    (root / "catalog_specs" / "sales" / "orders.csv").write_text(text)
    catalog, findings = compile_specs(root, read_settings(root, "dev"))
    assert findings == []
    (found,) = partition_set_declarations(catalog.tables[0], STAMP)
    assert found.properties["values"] == []


def test_projection_is_table_parameters(tmp_path: Path) -> None:
    keys = {
        "dt": {"type": "date", "range": ["2026-01-01", "NOW"], "format": "yyyy-MM-dd", "unit": "DAYS"},
        "contributor": {"type": "enum", "values": ["c01", "c02"]},
    }
    block = {**TABLE["partitions"], "projection": {"keys": keys, "location": "{contributor}/{dt}"}}
    found = table_declaration(spec(tmp_path, partitions=block), STAMP).properties["parameters"]
    assert {k: v for k, v in found.items() if k.startswith(("projection", "storage"))} == {
        "projection.enabled": "true",
        "projection.dt.type": "date",
        "projection.dt.range": "2026-01-01,NOW",
        "projection.dt.format": "yyyy-MM-dd",
        "projection.dt.interval.unit": "DAYS",
        "projection.contributor.type": "enum",
        "projection.contributor.values": "c01,c02",
        "storage.location.template": "s3://my-lake/sales/orders/${contributor}/${dt}/",
    }


def folder(parent: Path, name: str) -> Path:
    """A folder for one more project."""
    (parent / name).mkdir()
    return parent / name


def test_what_is_said_of_changes_alone_is_declared_nowhere(tmp_path: Path) -> None:
    values = {"dt": ["2026-01-01"], "contributor": ["c1"]}
    usual = {"changes": {"breaking": "error"}, "partitions": {**TABLE["partitions"], "values": values}}
    entry = {"code": "CHG102", "from": "id", "to": "order_id", "reason": "Agreed", "until": "2999-01-31"}
    said = {
        "changes": {"breaking": "error", "accept": [entry]},
        "readers": ["athena"],
        "renamed_from": "sales.order",
        "columns": [{**column, "renamed_from": f"old_{column['name']}"} for column in TABLE["columns"]],
    }
    with_it, without = (
        spec(folder(tmp_path, name), **usual | more) for name, more in (("with", said), ("without", {}))
    )
    assert table_declaration(with_it, STAMP) == table_declaration(without, STAMP)
    assert [*partition_set_declarations(with_it, STAMP)] == [*partition_set_declarations(without, STAMP)]


def test_a_deprecation_is_declared_for_tables_and_columns_also_of_others(tmp_path: Path) -> None:
    block = {"since": "2026-01-01", "reason": "Too coarse"}
    columns = [{"name": "a", "deprecated": block}]
    for name, members in (
        ("own", table(partitions=None, deprecated=block, columns=[{**columns[0], "type": "int"}])),
        ("others", context(deprecated=block, columns=columns)),
    ):
        root = write_project(folder(tmp_path, name), {"orders": members})
        found = table_declaration(
            compile_specs(root, read_settings(root, "dev"))[0].tables[0], STAMP
        ).properties
        assert glue_parameters.decode_context(found["parameters"]) == {
            **({"business": DATABASE["defaults"]["business"]}),
            "deprecated": block,
        }
        (column,) = found["storageDescriptor"]["columns"]
        assert glue_parameters.decode_column(column)["deprecated"] == block


def test_what_goes_is_no_property_of_the_database(tmp_path: Path) -> None:
    removed = [{"table": "sales.old", "reason": "Nobody reads it", "until": "2999-01-31"}]
    assert declared_database(folder(tmp_path, "a"), removed=removed) == declared_database(
        folder(tmp_path, "b")
    )
