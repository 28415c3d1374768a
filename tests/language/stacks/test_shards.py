"""Which stack holds what, and which objects a change of the specs touches."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog.language.compiler import read_specs
from catalog.language.specs.resolver import Catalog
from catalog.language.stacks.settings import Settings, read_settings
from catalog.language.stacks.shards import Misplaced, Shard, lost, misplaced, referring, touched
from tests.support.specs import TABLE, table, write_project

CUSTOMERS = table(
    name="customers",
    partitions=None,
    columns=[{"name": "id", "type": "int"}, {"name": "city", "type": "string"}],
)
ORDERS = table(
    relationships=[
        {
            "to": "sales.customers",
            "on": {"order_id": "id"},
            "where": [{"of": "target", "column": "city", "equals": "Bonn"}],
        }
    ]
)
Write = Callable[..., Catalog]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A catalog of these tables, each call in a project of its own; `rows.csv` lies beside them."""
    count = 0

    def written(*tables: dict[str, Any], rows: str = "dt,contributor\n") -> Catalog:
        nonlocal count
        count += 1
        folder = tmp_path / str(count)
        folder.mkdir()
        root = write_project(folder, {t["name"]: t for t in tables})
        (root / "catalog_specs" / "sales" / "rows.csv").write_text(rows)
        return read_specs(root, read_settings(root, "dev"))[0]

    return written


def stack(name: str, environment: str, catalog: Catalog) -> Shard:
    return Shard(Settings(name, environment=environment), catalog)


def test_a_stack_counts_its_databases_tables_and_partitions(write: Write) -> None:
    values = {"dt": {"from": "2026-01-01", "to": "2026-01-31"}, "contributor": ["a", "b"]}
    catalog = write(table(partitions={**TABLE["partitions"], "values": values}), CUSTOMERS)
    assert stack("dev", "", catalog).counts() == (1, 2, 62)


def test_a_database_belongs_in_one_stack_of_each_environment(write: Write) -> None:
    catalog = write(CUSTOMERS)
    shards = [stack("prod-a", "prod", catalog), stack("prod-b", "prod", catalog), stack("dev", "", catalog)]
    assert list(misplaced(shards, ["risk", "sales"])) == [
        Misplaced("prod", "risk", ()),
        Misplaced("prod", "sales", ("prod-a", "prod-b")),
        Misplaced("dev", "risk", ()),
    ]


def test_everything_is_touched_where_there_was_nothing(write: Write) -> None:
    assert touched(None, write(CUSTOMERS)) == {"sales", "sales.customers"}


def test_only_tables_that_are_declared_differently_are_touched(write: Write) -> None:
    before, now = write(CUSTOMERS, ORDERS), write({**CUSTOMERS, "description": "Who buys"}, ORDERS)
    assert touched(before, now) == {"sales.customers"}
    assert touched(now, write({**CUSTOMERS, "description": "Who buys"})) == {"sales.orders"}


def test_a_table_is_touched_by_another_row_in_its_csv_file(write: Write) -> None:
    listed = table(partitions={**TABLE["partitions"], "values": "rows.csv"})
    before = write(listed, rows="dt,contributor\n2026-01-01,a\n")
    assert touched(before, write(listed, rows="contributor,dt\na,2026-01-01\n")) == set()
    assert touched(before, write(listed, rows="dt,contributor\n2026-01-01,b\n")) == {"sales.orders"}


def test_a_column_is_lost_by_its_removal_and_by_another_type(write: Write) -> None:
    columns = [{"name": "id", "type": "bigint"}]
    before, now = write(CUSTOMERS, ORDERS), write({**CUSTOMERS, "columns": columns})
    orders = {("sales.orders", name) for name in ("", "order_id", "amount", "dt", "contributor")}
    assert lost(before, now) == {("sales.customers", "id"), ("sales.customers", "city"), *orders}
    assert lost(None, now) == set()


@pytest.mark.parametrize("column", ["", "id", "city"])
def test_a_relationship_refers_to_its_table_and_to_each_column_that_it_names(
    column: str, write: Write
) -> None:
    catalog = write(CUSTOMERS, ORDERS)
    assert referring(catalog, {("sales.customers", column)}) == {"sales.orders"}
    assert referring(catalog, {("sales.orders", column)}) == set()
