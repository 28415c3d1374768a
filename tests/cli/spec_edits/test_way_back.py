"""After a rollback the gate has nothing to ask for, over what was applied before it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from catalog.cli.main import main
from catalog.language.gate.declared import Declared
from catalog.language.specs.loader import load
from catalog.language.specs.resolver import resolve
from tests.language.gate.stacks import DAY, STAMP, codes, judged
from tests.support.specs import write_project

TEXT = """\
kind: Table
database: sales
name: orders
storage: {format: parquet, location: "s3://${lake}/sales/orders/"}
columns:
  - {name: order_id, type: string, key: true}
  - {name: amount, type: int, label: Amount, source: {name: AMOUNT}}
  - {name: address, type: "struct<zip:string,city:string>"}
  - {name: email, type: string}
partitions:
  keys: [{name: dt, type: date}]
  values: {dt: {from: 2026-01-01, to: 2026-01-31}}
"""
EMAIL, VALUES = "  - {name: email, type: string}\n", "values: {dt: {from: 2026-01-01, to: 2026-01-31}}"
PROJECTION = 'projection: {keys: {dt: {type: date, range: ["2026-01-01", NOW], format: yyyy-MM-dd}}}'
# what the hotfix that has to go did to the spec
HOTFIXES: dict[str, Sequence[tuple[str, str]]] = {
    "another type": [("type: int,", "type: bigint,")],
    "a rename by source": [("{name: amount,", "{name: total, renamed_from: amount,")],
    "another column in its place": [("{name: email", "{name: mail")],
    "a column less": [(EMAIL, "")],
    "a column moved": [(EMAIL, ""), ("columns:\n", f"columns:\n{EMAIL}")],
    "a field renamed": [("city:string", "town:string")],
    "a field more": [("city:string", "city:string,country:string")],
    "a field's type, and one more": [("zip:string,city:string", "zip:int,city:string,country:string")],
    "another format": [("format: parquet", "format: orc")],
    "another family of formats": [("format: parquet", "format: csv")],
    "another location": [("/sales/orders/", "/sales/new/")],
    "more partitions": [("01-31", "02-28")],
    "a partition key's type": [("{name: dt, type: date}", "{name: dt, type: string}")],
    "a partition key more": [
        ("type: date}]", "type: date}, {name: r, type: string}]"),
        ("31}}", "31}, r: [a]}"),
    ],
    "projection": [(VALUES, PROJECTION)],
}


def git(*words: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *words], check=True, capture_output=True)


def declared(root: Path) -> Declared:
    found = resolve(load(root / "catalog_specs"), {"environment": "dev", "lake": "lake"}, DAY)
    return Declared.of(found, STAMP, True, DAY)


@pytest.mark.parametrize("reverted", [False, True], ids=["by the command", "after a git revert"])
@pytest.mark.parametrize("hotfix", HOTFIXES)
def test_the_gate_lets_the_way_back_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hotfix: str, reverted: bool
) -> None:
    (tmp_path / "now").mkdir()
    monkeypatch.chdir(write_project(tmp_path / "now", {"orders": TEXT}))
    monkeypatch.setenv("CATALOG_DATE", str(DAY))
    orders = Path("catalog_specs/sales/orders.yaml")
    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    git("tag", "first")
    text = TEXT
    for old, new in HOTFIXES[hotfix]:
        assert old in text
        text = text.replace(old, new)
    orders.write_text(text)
    git("commit", "-q", "-a", "-m", "hotfix")
    shutil.copytree(tmp_path / "now", tmp_path / "applied")
    if reverted:
        git("revert", "--no-edit", "HEAD")
    assert main(["rollback", "sales.orders", "--to", "first", "--yes"]) == 0
    assert orders.read_text().startswith(TEXT)
    assert codes(judged(declared(tmp_path / "applied"), declared(tmp_path / "now"))) == []
