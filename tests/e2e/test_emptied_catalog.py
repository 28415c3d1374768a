"""An emptied folder of specs deletes nothing: the engine is told of no object, by preview and by up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.engine import Engine, glue, tables, writes


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["preview"], marks=pytest.mark.soak),
        pytest.param(["up", "--yes"], marks=pytest.mark.soak),
        ["up", "--yes", "--skip-preview", "--refresh"],
    ],
)
def test_an_emptied_folder_stops_the_engine_before_anything_is_registered(
    command: list[str], engine: Engine
) -> None:
    engine.up()
    held, written = engine.state(), writes(engine.endpoint)
    for file in (engine.specs / "sales").iterdir():
        file.unlink()
    done = engine.run(*command)
    assert done.status != 0
    assert "SPEC000 error: no spec in the folder. pulumi up would delete all there is." in done.output
    assert "Traceback" not in done.output
    assert "- delete" not in done.output
    assert writes(engine.endpoint) == written
    assert _urns(engine.state()) == _urns(held)
    engine.destroy()
    assert tables(glue(engine.endpoint)) == {}


def test_what_is_shown_of_hostile_specs_and_of_glues_answers_does_nothing_to_the_terminal(
    engine: Engine,
) -> None:
    file = engine.specs / "sales" / "orders.yaml"
    good = file.read_text()
    file.write_text(good.replace("type: string", 'type: "a\\e[2J\\e]0;t\\a\\u202e\\n::error::b"', 1))
    done = engine.run("preview")
    assert done.status != 0
    assert r"a\x1b[2J\x1b]0;t\x07\u202e" in done.output
    assert all(line.isprintable() and not line.strip().startswith("::") for line in done.output.splitlines())


def _urns(state: list[dict[str, Any]]) -> list[str]:
    """Of all but the engine's own provider, which serves the gate's question and is made anew by each run."""
    return [each["urn"] for each in state if "pulumi:providers:pulumi" not in each["urn"]]
