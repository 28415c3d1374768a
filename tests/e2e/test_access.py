"""Rows that Datasphere restricts, with the real engine: a protected stack refuses until somebody answers."""

from __future__ import annotations

import json
from typing import Any

from tests.support.engine import Engine, glue, tables, writes
from tests.support.specs import table, write_yaml

CONTROLS = [{"name": "DAC_COUNTRY", "columns": {"country": "COUNTRY"}}]
ANSWERED = {"by": "sales@shop.example", "reason": "Only sales reads it", "until": "2099-01-31"}


def write(engine: Engine, **access: Any) -> None:
    columns = [{"name": "id", "type": "string"}, {"name": "country", "type": "string"}]
    spec = table(columns=columns, partitions=None, access={"controls": CONTROLS, **access})
    write_yaml(engine.specs / "sales" / "orders.yaml", spec)


def test_a_protected_stack_has_a_restricted_table_only_once_it_is_acknowledged(engine: Engine) -> None:
    engine.configure(**{"catalog:protect": "true"})
    write(engine)
    before = writes(engine.endpoint)
    for command in (["preview"], ["up", "--yes", "--skip-preview"]):
        done = engine.run(*command)
        assert done.status != 0
        assert "SPEC049 error: access.controls: DAC_COUNTRY restricts its rows" in done.output
    assert writes(engine.endpoint) == before
    write(engine, acknowledged=ANSWERED)
    engine.up()
    (found,) = tables(glue(engine.endpoint)).values()
    parameters = found["Parameters"]
    assert json.loads(parameters["catalog.access"]) == {"controls": CONTROLS}
