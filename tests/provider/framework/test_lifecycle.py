"""What an object without parameters is taken for: it can bear no stamp of its own."""

from __future__ import annotations

import pytest
from mypy_boto3_glue import GlueClient

from catalog.aws.calls.objects import TABLES
from catalog.aws.shapes.fields import Field, Shape
from catalog.language.glue.kinds import CATALOG_TABLE
from catalog.provider.framework.lifecycle import GlueObject
from tests.support.provider import examples
from tests.support.provider.harness import DATABASE, TABLE, Plugin, Refused

NAMED = (Field("name", required=True, replaces=True), Field("description"))


class Stampless(GlueObject):
    """A kind as Glue's functions are: named in a database, without parameters."""

    kind = CATALOG_TABLE
    shape = Shape("", *NAMED, Field("databaseName", required=True, replaces=True))
    structure = Shape("TableInput", *NAMED)
    calls = TABLES
    named_by = ("databaseName", "name")


@pytest.fixture
def stampless(plugin: Plugin, monkeypatch: pytest.MonkeyPatch) -> Plugin:
    resources = plugin.servicer._resources
    monkeypatch.setattr(plugin.servicer, "_resources", {**resources, TABLE: Stampless()})
    return plugin


def declared(name: str) -> dict[str, str]:
    return {"databaseName": name, "name": "orders", "description": "Orders"}


def test_what_a_killed_run_made_in_our_database_is_adopted(
    stampless: Plugin, glue: GlueClient, name: str
) -> None:
    stampless.create(DATABASE, examples.database(name))
    glue.create_table(DatabaseName=name, TableInput={"Name": "orders", "Description": "Orders"})
    stampless.create(TABLE, declared(name))
    assert stampless.log.holds("took up existing table")


def test_another_object_in_our_database_is_somebody_elses(
    stampless: Plugin, glue: GlueClient, name: str
) -> None:
    stampless.create(DATABASE, examples.database(name))
    glue.create_table(DatabaseName=name, TableInput={"Name": "orders", "Description": "Returns"})
    with pytest.raises(Refused, match="exists already and is not this stack's"):
        stampless.create(TABLE, declared(name))
    assert glue.get_table(DatabaseName=name, Name="orders")["Table"]["Description"] == "Returns"


def test_an_equal_object_in_anothers_database_is_somebody_elses(
    stampless: Plugin, glue: GlueClient, database: str
) -> None:
    glue.create_table(DatabaseName=database, TableInput={"Name": "orders", "Description": "Orders"})
    with pytest.raises(Refused, match="exists already and is not this stack's"):
        stampless.create(TABLE, declared(database))
