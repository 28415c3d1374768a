"""Conditions of relationships that change in the export, or in the spec."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.support.exports import STRING, entity, to_one
from tests.support.reimport import (
    codes,
    import_into,
    rewrite,
)

REFERS = {"id": STRING, "plan": STRING, "_p": to_one("P", ("plan", "id"), name="_p")}


PLANS = entity({"id": STRING, "kind": STRING})


def narrowed(value: str) -> dict[str, Any]:
    """REFERS with a condition on a value beside the join."""
    join = REFERS["_p"]
    more = ["and", {"ref": ["_p", "kind"]}, "=", {"val": value}]
    return {"T": entity({**REFERS, "_p": {**join, "on": [*join["on"], *more]}}), "P": PLANS}


def relationship(specs: Path) -> dict[str, Any]:
    (found,) = yaml.safe_load((specs / "sales" / "t.yaml").read_text())["relationships"]
    return dict(found)


def test_a_condition_that_the_export_adds_or_changes_lands_in_the_spec(specs: Path) -> None:
    import_into(specs, {"T": entity(REFERS), "P": PLANS})
    assert "where" not in relationship(specs)
    for value in ("A", "B"):
        assert "IMP011" in codes(import_into(specs, narrowed(value)))
        assert relationship(specs)["where"] == [{"column": "kind", "of": "target", "value": value}]
        assert import_into(specs, narrowed(value)).plan.changes == []


def test_a_condition_that_people_edited_stays_and_conflicts_with_another_one(specs: Path) -> None:
    import_into(specs, narrowed("A"))
    rewrite(specs / "sales" / "t.yaml", ("value: A", "value: X"))
    assert import_into(specs, narrowed("A")).plan.changes == []
    assert "IMP010" in codes(import_into(specs, narrowed("B")))
    assert relationship(specs)["where"][0]["value"] == "X"
