"""Eight pull requests as their reviewer sees them: what `pulumi preview` of a protected stack says of each.

Only the rename and the revert ask for anything, and say what to type.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.rules.rules import Rules
from mapping.store.writer import perform
from tests.support.engine import catalog, writes
from tests.support.exports import STRING, entity, rules_of, write_export
from tests.support.project import ROOT
from tests.support.sharded import Sharded
from tests.support.specs import DATABASE, write_yaml

GOLDEN = ROOT / "tests" / "golden" / "pull_requests"
DAY, NEXT_DAY = "2026-06-30", "2026-07-01"
MANY = 500
UNTIL = "2027-01-31"
SALES = {**DATABASE, "source": {"system": "SAP Datasphere", "space": "SALES"}}
RULES = "tables: [{objects: '*/*', storage: {format: csv}}]"
ACCEPTED = {"reason": "the readers were moved to the view", "until": UNTIL}


def _table(name: str, columns: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    storage = {"format": "parquet", "location": f"s3://${{lake}}/sales/{name}/"}
    return {
        "kind": "Table", "database": "sales", "name": name, "storage": storage, "columns": columns, **more,
    }  # fmt: skip


ID = {"name": "id", "type": "string", "label": "Number"}
AMOUNT = {"name": "amount", "type": "decimal(15,2)"}
DEPRECATED = {"since": "2026-01-01", "until": DAY, "replaced_by": "amount", "reason": "net is gross"}
PARTITIONS = {
    "keys": [{"name": "dt", "type": "date"}],
    "values": {"dt": {"from": "2026-06-01", "to": "today"}},
}
TABLES = {
    "orders": _table("orders", [ID, AMOUNT]),
    "visits": _table("visits", [ID], partitions=PARTITIONS),
    "returns": _table("returns", [ID, AMOUNT, {"name": "net", "type": "double", "deprecated": DEPRECATED}]),
    "points": _table("points", [ID, {"name": "points", "type": "int"}]),
    "stock": _table("stock", [ID, {"name": "pieces", "type": "bigint"}]),
}
EXPORT: dict[str, Any] = {"Refunds": entity({"a": STRING, "c": STRING})}


class Review:
    """A protected stack with everything applied, its specs, and previews of edits that leave no trace."""

    def __init__(self, folder: Path, endpoint: str) -> None:
        self.project = Sharded(folder, endpoint, {})
        self.project.stack("local", ["sales"], **{"catalog:protect": True})
        self.specs = self.project.specs
        write_yaml(self.specs / "sales" / "database.yaml", SALES)
        for name, data in TABLES.items():
            self.write(name, data)
        for number in range(MANY):
            self.write(f"t{number:03}", _table(f"t{number:03}", [ID]))
        self.export = folder / "export.json"
        self.import_(EXPORT)
        self.on(DAY)
        self.project.catalog("apply", "--stack", "local", "--yes")
        self.before = {file: file.read_text("utf-8") for file in self.specs.rglob("*.yaml")}

    def on(self, day: str) -> None:
        """What `today` is from now on."""
        self.project.env["CATALOG_DATE"] = day

    def write(self, name: str, data: Mapping[str, Any]) -> None:
        """Writes a table's spec."""
        write_yaml(self.specs / "sales" / f"{name}.yaml", data)

    def import_(self, definitions: Mapping[str, Any]) -> None:
        """Imports an export of these definitions, whose tables are CSV."""
        write_export(self.export, dict(definitions))
        rules: Rules = rules_of(RULES)
        perform(run_import(inputs_of([self.export], "SALES"), self.specs, rules=rules).plan.changes)

    def preview(self) -> str:
        """What `catalog apply --preview` prints, with its status, without what differs from run to run."""
        before = writes(self.project.endpoint)
        process = self.project.popen("apply", "--stack", "local", "--preview")
        output = process.communicate()[0]
        assert writes(self.project.endpoint) == before
        return f"{_plain(output)}exit status {process.returncode}\n"

    def reset(self) -> None:
        """The specs and the day as they were applied."""
        for file in self.specs.rglob("*.yaml"):
            if file not in self.before:
                file.unlink()
        for file, text in self.before.items():
            file.write_text(text, "utf-8")
        self.on(DAY)


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Review]:
    with catalog() as endpoint:
        yield Review(tmp_path_factory.mktemp("review"), endpoint)


@pytest.fixture
def review(applied: Review) -> Iterator[Review]:
    yield applied
    applied.reset()


def _column_at_the_end(review: Review) -> None:
    review.write("orders", _changed("orders", columns=[ID, AMOUNT, {"name": "note", "type": "string"}]))


def _column_by_import(review: Review) -> None:
    review.import_({"Refunds": entity({"a": STRING, "b": STRING, "c": STRING})})


def _rename(review: Review) -> None:
    column = {**AMOUNT, "name": "amount_total", "renamed_from": "amount"}
    review.write("orders", _changed("orders", columns=[ID, column]))


def _new_days(review: Review) -> None:
    earlier = {"dt": {"from": "2026-05-25", "to": "today"}}
    review.write("visits", _changed("visits", partitions={**PARTITIONS, "values": earlier}))
    review.on(NEXT_DAY)


def _steward_and_parameter(review: Review) -> None:
    defaults = {"business": {"steward": "orders@example.com"}, "parameters": {"cost_center": "4711"}}
    write_yaml(review.specs / "sales" / "database.yaml", {**SALES, "defaults": defaults})


def _drop_after_deprecation(review: Review) -> None:
    review.on(NEXT_DAY)
    review.write("returns", _changed("returns", columns=[ID, AMOUNT]))


def _two_steps_at_once(review: Review) -> None:
    steps = [
        {"code": "CHG201", "column": "points", "from": "int", "to": "bigint", **ACCEPTED},
        {"code": "CHG208", "column": "points", "from": "bigint", "to": "decimal(20,0)", **ACCEPTED},
    ]
    columns = [ID, {"name": "points", "type": "decimal(20,0)"}]
    review.write("points", _changed("points", columns=columns, changes={"accept": steps}))


def _revert(review: Review) -> None:
    review.write("stock", _changed("stock", columns=[ID, {"name": "pieces", "type": "int"}]))


REQUESTS: dict[str, Callable[[Review], None]] = {
    "1-column-at-the-end": _column_at_the_end,
    "2-column-by-import-of-csv": _column_by_import,
    "3-rename": _rename,
    "4-new-partition-days": _new_days,
    "5-steward-and-parameter-of-500-tables": _steward_and_parameter,
    "6-drop-after-deprecation": _drop_after_deprecation,
    "7-two-steps-at-once": _two_steps_at_once,
    "8-revert": _revert,
}
ASKS = ("3-rename", "8-revert")


@pytest.mark.parametrize("name", REQUESTS)
def test_a_pull_request_reads_as_reviewed(review: Review, name: str) -> None:
    REQUESTS[name](review)
    seen = review.preview()
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(seen, "utf-8")
    assert seen == golden.read_text("utf-8"), "run with UPDATE_GOLDEN=1, then read what changed"
    assert seen.endswith("exit status 0\n") == (name not in ASKS)
    assert ("catalog accept" in seen) == (name in ASKS)
    assert ("catalog rollback" in seen) == (name == "8-revert")


def _changed(name: str, **changed: Any) -> dict[str, Any]:
    return {**deepcopy(TABLES[name]), **changed}


def _plain(output: str) -> str:
    """Without times and how far it is, which differ."""
    output = re.sub(r"(?m)^local: (?!preview begins|done|failed|warns).*\n", "", output)
    text = re.sub(r"after \d+\.\d s", "after 1.0 s", output)
    return re.sub(r"(?m)(?<=  )\d+\.\d$", "1.0", text)
