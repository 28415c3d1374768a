"""The PartitionSet of people's own programs: the same inputs as a spec's, in the engine's spelling."""

from collections.abc import Iterator
from typing import Any

import pulumi
import pytest

from catalog.language.glue.kinds import PARTITION_SET
from catalog.program.partition_set import PartitionSet, numbers, span

Registered = dict[str, Any]


class Engine(pulumi.runtime.Mocks):
    """Keeps what is registered."""

    def __init__(self) -> None:
        self.resources: list[pulumi.runtime.MockResourceArgs] = []

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        self.resources.append(args)
        return "it", {**args.inputs, "count": 3}

    def call(self, args: pulumi.runtime.MockCallArgs) -> dict[Any, Any]:
        raise AssertionError(f"{args.token} is called")


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine()
    pulumi.runtime.set_mocks(engine, preview=False)
    yield engine
    pulumi.runtime.settings.reset_options()


def declared(engine: Engine, **given: Any) -> tuple[str, Registered]:
    """The token and inputs of one PartitionSet as the engine gets them."""

    @pulumi.runtime.test
    def run() -> None:
        keys = [{"name": "dt", "type": "date"}, {"name": "n", "type": "int"}]
        usual: dict[str, Any] = {"values": {"dt": "2026-01-01", "n": 1}, "keys": keys} | given
        PartitionSet("orders", database_name="sales", table_name="orders", location="s3://l/", **usual)

    run()
    (resource,) = engine.resources
    return resource.typ, resource.inputs


def test_a_set_is_registered_under_the_plugins_token(engine: Engine) -> None:
    token, inputs = declared(engine)
    assert token == PARTITION_SET.token
    assert inputs["databaseName"] == "sales"
    assert inputs["keys"] == [{"name": "dt", "type": "date"}, {"name": "n", "type": "int"}]


def test_single_values_are_sent_as_the_text_that_glue_holds(engine: Engine) -> None:
    _, inputs = declared(engine, values=[("2026-01-01", 7), ("2026-01-02", None)], exclude={"n": [1.5, True]})
    assert inputs["values"] == [["2026-01-01", "7"], ["2026-01-02", "__HIVE_DEFAULT_PARTITION__"]]
    assert inputs["except"] == {"n": ["1.5", "true"]}


def test_ranges_are_sent_as_they_are(engine: Engine) -> None:
    values = {"dt": span("2026-01", "2026-02", by="day"), "n": numbers(1, 9, "c%02d", step=2)}
    _, inputs = declared(engine, values=values)
    assert inputs["values"] == {
        "dt": {"from": "2026-01", "to": "2026-02", "by": "day"},
        "n": {"from": 1, "to": 9, "by": 2, "format": "c%02d"},
    }


def test_members_get_the_plugins_spelling_and_parameters_keep_their_keys(engine: Engine) -> None:
    _, inputs = declared(
        engine,
        storage_descriptor={"ser_de_info": {"serialization_library": "x"}},
        parameters={"my_key": "1"},
        overrides=[{"where": {"n": 1}, "location_template": "old/{dt}", "parameters": {"a_b": "2"}}],
    )
    assert inputs["storageDescriptor"] == {"serDeInfo": {"serializationLibrary": "x"}}
    assert inputs["parameters"] == {"my_key": "1"}
    assert inputs["overrides"] == [
        {"where": {"n": "1"}, "locationTemplate": "old/{dt}", "parameters": {"a_b": "2"}}
    ]


def test_inputs_that_are_left_out_are_not_sent(engine: Engine) -> None:
    _, inputs = declared(engine)
    assert {*inputs} == {"databaseName", "tableName", "keys", "values", "location"}
