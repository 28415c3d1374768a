"""pyiceberg makes tables in a declared database and commits to them, between one `up` and the next."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyiceberg.catalog.glue import GlueCatalog
from pyiceberg.table import Table
from pyiceberg.types import DoubleType, IntegerType, LongType, StringType

from tests.support.clients.connect import iceberg
from tests.support.clients.object_store import ObjectStore
from tests.support.clients.seen import changed, drift, members
from tests.support.engine import Engine, OwnProgram, glue, tables
from tests.support.sizes import ROUNDS, SEED
from tests.support.specs import write_yaml

SCHEMA = pa.schema([("id", pa.int32()), ("name", pa.string()), ("amount", pa.float64())])
Rows = list[tuple[Any, ...]]
OURS = re.compile(r"CatalogTable events: (description|storageDescriptor\.columns\[\d+\]\.comment)")
OF_CONTEXT = re.compile(r"\.(catalog|business)\.")
PROGRAM = """
import pulumi_aws as aws

aws.glue.CatalogDatabase("sales", name="sales")
"""
DECLARED = """
aws.glue.CatalogTable(
    "events",
    name="events",
    database_name="sales",
    description="{description}",
    parameters={{"team": "shop"}},
    storage_descriptor={{
        "location": "{location}",
        "columns": [
            {{"name": "id", "type": "int", "comment": "Event number"}},
            {{"name": "name", "type": "string", "comment": "What happened"}},
            {{"name": "amount", "type": "double"}},
        ],
    }},
)
"""
COMMENTS = {
    "StorageDescriptor.Columns.id.Comment": "Event number",
    "StorageDescriptor.Columns.name.Comment": "What happened",
}


def append(table: Table) -> None:
    rows = [{"id": 1, "name": "made", "amount": 9.5}, {"id": 2, "name": "paid", "amount": 19.5}]
    table.append(pa.Table.from_pylist(rows, schema=SCHEMA))


def add_columns(table: Table) -> None:
    with table.update_schema() as update:
        update.add_column("channel", StringType(), doc="Sales channel")
        update.add_column("rate", DoubleType())


def rename_a_column(table: Table) -> None:
    with table.update_schema() as update:
        update.rename_column("name", "label")


def widen_a_type(table: Table) -> None:
    with table.update_schema() as update:
        update.update_column("id", LongType())


def drop_a_column_and_a_row(table: Table) -> None:
    with table.update_schema() as update:
        update.delete_column("amount")
    table.delete("id = 2")


# What an engine does to a table, and the rows that it has then.
COMMITS = [
    (append, [(1, "made", 9.5), (2, "paid", 19.5)]),
    (add_columns, [(1, "made", 9.5, None, None), (2, "paid", 19.5, None, None)]),
    (rename_a_column, [(1, "made", 9.5, None, None), (2, "paid", 19.5, None, None)]),
    (widen_a_type, [(1, "made", 9.5, None, None), (2, "paid", 19.5, None, None)]),
    (drop_a_column_and_a_row, [(1, "made", None, None)]),
]
COLUMNS = {
    "id": "bigint",
    "label": "string",
    "channel": "string",
    "rate": "double",
    "name": "string",  # those that are gone stay, marked so
    "amount": "double",
}


@pytest.fixture
def catalog(store: ObjectStore, endpoint: str) -> GlueCatalog:
    return iceberg(store, endpoint)


@pytest.fixture
def program(tmp_path: Path, endpoint: str) -> OwnProgram:
    """One that has declared the database so far."""
    program = OwnProgram(tmp_path, endpoint)
    program.write(PROGRAM)
    program.up()
    return program


def scanned(catalog: GlueCatalog, name: str) -> Rows:
    """The table's rows as a reader that comes now finds them, by `id`."""
    found = catalog.load_table(name).scan().to_arrow()
    return sorted(zip(*found.to_pydict().values(), strict=True), key=lambda row: row[0])


def take_up(program: OwnProgram, location: str) -> None:
    """The table `events`, imported and then declared."""
    words = ("--generate-code=false", "--yes", "--skip-preview", "--protect=false")
    token = "aws:glue/catalogTable:CatalogTable"
    program.run("import", token, "events", "123456789012:sales:events", *words, check=True)
    declare(program, location, "Events")
    program.up()


def declare(program: OwnProgram, location: str, description: str) -> None:
    """The table `events` with this description."""
    program.write(PROGRAM + DECLARED.format(description=description, location=location))


def live(endpoint: str, name: str) -> dict[str, Any]:
    return tables(glue(endpoint))[name]


def drift_of_others(program: OwnProgram) -> set[str]:
    """What a refresh would change beside what a commit wipes of ours: description and comments."""
    found = {f"{name}: {path}" for name, paths in drift(program).items() for path in paths}
    return {path for path in found if not OURS.fullmatch(path)}


def test_what_it_commits_between_our_runs_stays_in_tables_of_ours_and_of_others(
    program: OwnProgram, endpoint: str, catalog: GlueCatalog, bucket: str
) -> None:
    """Each commit writes the whole definition, without a description and comments that it didn't make."""
    ours, others, location = "sales.events", "sales.visits", f"s3://{bucket}/events"
    catalog.create_table(ours, SCHEMA, location)
    catalog.create_table(others, SCHEMA, f"s3://{bucket}/visits")
    written = live(endpoint, ours)
    take_up(program, location)
    assert changed(written, live(endpoint, ours)) == {
        "Description": "Events",
        "Parameters.team": "shop",
        **COMMENTS,
    }
    for number, (commit, rows) in enumerate(COMMITS):
        commit(catalog.load_table(ours))
        commit(catalog.load_table(others))
        written, foreign = live(endpoint, ours), live(endpoint, others)
        assert drift_of_others(program) == set()
        description = f"Events, {number}"
        declare(program, location, description)
        program.up()
        assert changed(written, live(endpoint, ours)) == {"Description": description, **COMMENTS}
        assert live(endpoint, others) == foreign
        assert scanned(catalog, ours) == scanned(catalog, others) == rows
    assert drift(program) == {}
    columns = live(endpoint, ours)["StorageDescriptor"]["Columns"]
    assert {column["Name"]: column["Type"] for column in columns} == COLUMNS


def label(engine: Engine, description: str) -> None:
    """A spec that says what the table `events` means, and nothing of what it holds."""
    columns = [{"name": "id", "label": "Event number"}, {"name": "name", "label": "What happened"}]
    spec = {"kind": "Table", "manage": "context", "database": "sales", "name": "events", "columns": columns}
    business = {"steward": "events@example.com"}
    write_yaml(
        engine.specs / "sales" / "events.yaml", {**spec, "description": description, "business": business}
    )


@pytest.mark.soak
def test_a_table_that_a_spec_only_labels_stays_its_engines_and_outlives_the_spec(
    engine: Engine, catalog: GlueCatalog, bucket: str
) -> None:
    engine.up()
    name, endpoint = "sales_local.events", engine.endpoint
    catalog.create_table(name, SCHEMA, f"s3://{bucket}/events")
    append(catalog.load_table(name))
    label(engine, "Events")
    engine.up()
    rename_a_column(catalog.load_table(name))
    drop_a_column_and_a_row(catalog.load_table(name))
    written = live(endpoint, name)
    label(engine, "Events of all shops")
    engine.up()
    labelled = live(endpoint, name)
    assert drift(engine) == {}
    assert labelled["Description"] == "Events of all shops"
    assert labelled["Parameters"]["business.steward"] == "events@example.com"
    shown = {c["Name"]: c.get("Comment") or None for c in labelled["StorageDescriptor"]["Columns"]}
    assert shown == {"id": "Event number", "label": None, "name": "What happened", "amount": None}
    paths = changed(written, labelled)
    assert paths.keys() <= {"Description", *COMMENTS} | {path for path in paths if ".catalog." in path}
    (engine.specs / "sales" / "events.yaml").unlink()
    engine.up()
    left = live(endpoint, name)
    assert not [path for path in members(left) if ".catalog." in path or ".business." in path]
    assert set(changed(left, written)) <= {path for path in members(written) if OF_CONTEXT.search(path)}
    assert scanned(catalog, name) == [(1, "made")]


def add_one(table: Table, number: int) -> None:
    with table.update_schema() as update:
        update.add_column(f"extra_{number}", IntegerType())


def rename_one(table: Table, number: int) -> None:
    with table.update_schema() as update:
        update.rename_column(table.schema().column_names[-1], f"renamed_{number}")


def drop_one(table: Table, number: int) -> None:
    if len(table.schema().column_names) > 2:
        with table.update_schema() as update:
            update.delete_column(table.schema().column_names[number % 2 + 1])


def widen_all(table: Table, number: int) -> None:
    with table.update_schema() as update:
        for field in table.schema().fields:
            if field.field_type == IntegerType():
                update.update_column(field.name, LongType())


def append_one(table: Table, number: int) -> None:
    schema = table.schema().as_arrow()
    empty = dict.fromkeys(schema.names)
    table.append(pa.Table.from_pylist([{**empty, "id": number}], schema=schema))


@pytest.mark.soak
def test_commits_in_any_order_stay(
    program: OwnProgram, endpoint: str, catalog: GlueCatalog, bucket: str
) -> None:
    name, location, order = "sales.events", f"s3://{bucket}/events", random.Random(SEED)
    catalog.create_table(name, SCHEMA, location)
    take_up(program, location)
    ids: list[int] = []
    for number in range(ROUNDS * 10):
        commits = order.choices([add_one, rename_one, drop_one, widen_all, append_one], k=3)
        for step, commit in enumerate(commits, 3 * number):
            commit(catalog.load_table(name), step)
            ids += [step] * (commit is append_one)
        done = [commit.__name__ for commit in commits]
        written, rows = live(endpoint, name), scanned(catalog, name)
        assert drift_of_others(program) == set(), done
        declare(program, location, f"Events, {number}")
        program.up()
        assert changed(written, live(endpoint, name)).keys() <= {"Description", *COMMENTS}, done
        assert scanned(catalog, name) == rows, done
    assert [row[0] for row in scanned(catalog, name)] == ids
