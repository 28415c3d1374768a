"""A project of the commit before the move goes on under today's code as if nothing had happened.

Its stacks, specs and exports are kept in tests/fixtures/before_the_move; the README there says how they were
made.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from catalog.cli.main import main
from catalog.language.gate.record import OUTPUT
from catalog.language.specs.yaml_text import parse
from tests.support.engine import Engine, OwnProgram, glue, writes
from tests.support.project import ROOT

BEFORE = ROOT / "tests" / "fixtures" / "before_the_move"
OLD_IMPORT, NEW_IMPORT = "from catalog_program.partition_set", "from catalog.program.partition_set"
BUILT_IN = "::pulumi:providers:pulumi::"
FIRST = "this stack has no record of an earlier run yet"
PROVIDER, CREDENTIALS = "pulumi:providers:aws", ("accessKey", "secretKey")
STACK = "::pulumi:pulumi:Stack::"
SECRET = "4dabf18193072939515e22adb298388d"  # the engine's mark of one
A_CALL = 100  # what BatchCreatePartition takes


def read(name: str) -> str:
    """A kept file of the folder `stacks`."""
    return gzip.decompress((BEFORE / "stacks" / name).read_bytes()).decode("utf-8")


def take_over(engine: Engine, project: str, name: str) -> dict[str, dict[str, Any]]:
    """Gives the stack its kept state and Glue what the stack had made; the state's resources by URN."""
    state = read(f"{name}_state.json.gz").replace("@endpoint@", engine.endpoint)
    backend = Path(engine.env["PULUMI_BACKEND_URL"].removeprefix("file://"))
    file = backend / ".pulumi" / "stacks" / project / "local.json"
    assert file.is_file(), "the engine keeps a stack elsewhere"
    file.write_text(state, encoding="utf-8")
    fill(engine.endpoint, json.loads(read(f"{name}_glue.json.gz")))
    return by_urn(json.loads(state)["checkpoint"]["latest"]["resources"])


def fill(endpoint: str, databases: Iterable[Mapping[str, Any]]) -> None:
    """Makes databases, tables, indexes and partitions in an empty catalog."""
    client = glue(endpoint)
    for database in databases:
        client.create_database(DatabaseInput=database["DatabaseInput"])
        name = database["DatabaseInput"]["Name"]
        for table in database["Tables"]:
            indexes = {"PartitionIndexes": table["PartitionIndexes"]} if table["PartitionIndexes"] else {}
            client.create_table(DatabaseName=name, TableInput=table["TableInput"], **indexes)
            for some in batches(table["PartitionInputs"]):
                answer = client.batch_create_partition(
                    DatabaseName=name, TableName=table["TableInput"]["Name"], PartitionInputList=some
                )
                assert not answer["Errors"]


def batches(partitions: list[Any]) -> Iterator[list[Any]]:
    """As many at a time as a call takes."""
    for start in range(0, len(partitions), A_CALL):
        yield partitions[start : start + A_CALL]


def by_urn(resources: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Of each resource what the program declares and the provider answers."""
    return {r["urn"]: {key: r.get(key) for key in ("id", "inputs", "outputs")} for r in resources}


def kinds(resources: Iterable[str]) -> set[str]:
    """CatalogTable of `urn:...::aws:glue/catalogTable:CatalogTable::sales.orders`, and so of each URN."""
    return {urn.split("::")[2].rpartition(":")[2] for urn in resources}


def goes_on(engine: Engine, before: Mapping[str, Any]) -> None:
    """No preview has a change, and an update neither writes to Glue nor changes the state, but for the gate's
    record, which is new: that is told once.
    """
    calls = writes(engine.endpoint)
    has_gate = not isinstance(engine, OwnProgram)
    is_new = has_gate and not any(OUTPUT in (r.get("outputs") or {}) for r in engine.state())
    assert (FIRST in engine.preview("--expect-no-changes")) == is_new
    engine.preview("--refresh", "--expect-no-changes")
    engine.up("--expect-no-changes")
    assert FIRST not in engine.preview("--expect-no-changes")
    after = by_urn(engine.state())
    assert has_gate == any(OUTPUT in (r["outputs"] or {}) for r in after.values())
    assert without_credentials(after) == without_credentials(before)
    assert all(is_secret(value) for value in credentials(after))
    assert writes(engine.endpoint) == calls


def without_credentials(resources: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The resources; of providers without the keys, which the version before kept in clear. The engine's own
    provider, whose function the gate calls, is no resource of the program.
    """
    return {
        urn: {part: kept(urn, values) if part != "id" else values for part, values in resource.items()}
        for urn, resource in resources.items()
        if BUILT_IN not in urn
    }


def kept(urn: str, values: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a resource declares or answers, without a provider's keys, the gate's record and the output
    `tables` of the stack, which had their names once and has their number now.
    """
    left_out = CREDENTIALS if PROVIDER in urn else ("tables", OUTPUT) if STACK in urn else ()
    return {key: value for key, value in (values or {}).items() if key not in left_out}


def credentials(resources: Mapping[str, dict[str, Any]]) -> list[Any]:
    """The keys of all providers, as the state has them."""
    found = (
        r[part] or {} for urn, r in resources.items() if PROVIDER in urn for part in ("inputs", "outputs")
    )
    return [values[key] for values in found for key in CREDENTIALS if key in values]


def is_secret(value: Any) -> bool:
    """Whether the state holds the value encrypted."""
    return isinstance(value, dict) and SECRET in value and "ciphertext" in value


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the kept project that a test may work on."""
    return Path(shutil.copytree(BEFORE, tmp_path / "kept"))


def test_a_stack_made_of_specs_has_no_change(tmp_path: Path, endpoint: str, project: Path) -> None:
    engine = Engine(tmp_path, project / "specs", endpoint)
    before = take_over(engine, "datasphere-glue-catalog", "specs")
    assert {"CatalogDatabase", "CatalogTable", "PartitionIndex", "PartitionSet"} <= kinds(before)
    goes_on(engine, before)


def test_a_stack_of_a_program_has_no_change_once_its_import_line_is_today_s(
    tmp_path: Path, endpoint: str, project: Path
) -> None:
    engine = OwnProgram(tmp_path, endpoint)
    before = take_over(engine, "shop", "program")
    text = (project / "program.txt").read_text("utf-8")
    assert text.count(OLD_IMPORT) == 1
    assert {"CatalogDatabase", "CatalogTable", "Partition", "PartitionIndex", "PartitionSet"} <= kinds(before)
    engine.write(text.replace(OLD_IMPORT, NEW_IMPORT))
    goes_on(engine, before)


def test_an_import_of_the_same_exports_adds_formulas_and_nothing_else(project: Path) -> None:
    specs = project / "specs"
    before = {file: file.read_text("utf-8") for file in specs.rglob("*.yaml")}
    rules = str(project / "rules.yaml")
    words = ["import", str(project / "exports"), "--specs", str(specs), "--rules", rules]
    assert main(words) == 0
    after = {file: file.read_text("utf-8") for file in specs.rglob("*.yaml")}
    assert {f for f in after if after[f] != before[f]} == {
        specs / name
        for name in (
            "bnpl_curated/orders.yaml",
            "bnpl_risk/delinquency.yaml",
            "types/demo_sales_orderfacts_v2.yaml",
            "types/demo_sales_orders_v2.yaml",
        )
    }
    assert {f: without_formulas(text) for f, text in after.items()} == {
        f: without_formulas(text) for f, text in before.items()
    }
    everything = {file: file.read_bytes() for file in specs.rglob("*") if file.is_file()}
    assert main(words) == 0
    assert {file: file.read_bytes() for file in specs.rglob("*") if file.is_file()} == everything


def without_formulas(text: str) -> dict[str, Any]:
    """A spec without what its columns are calculated by, which the version before had as JSON or not."""
    spec: dict[str, Any] = parse(text, "a spec")
    for column in spec.get("columns", ()):
        for key in ("formula", "expression"):
            column.get("source", {}).pop(key, None)
    return spec


def test_the_specs_have_no_finding(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--specs", str(project / "specs"), "--stack", "local"]) == 0
    assert "checked for stack local: no findings" in capsys.readouterr().out
