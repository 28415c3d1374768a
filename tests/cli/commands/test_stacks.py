"""`catalog stacks`: shards of an environment, what is in none or two, what a change touches."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from catalog.cli.main import main
from tests.support.specs import DATABASE, table, write_yaml

IDENTITY = ["-c", "user.name=a", "-c", "user.email=a@example.com"]


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", *IDENTITY, *words], cwd=root, check=True, capture_output=True)


def stack(root: Path, name: str, environment: str, **more: Any) -> None:
    config = {"catalog:environment": environment, "catalog:variables": {"lake": "my-lake"}, **more}
    write_yaml(root / f"Pulumi.{name}.yaml", {"config": config})


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with databases sales and risk; dev is two stacks, prod one. All is committed."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    for name in ("sales", "risk"):
        folder = tmp_path / "catalog_specs" / name
        write_yaml(
            folder / "database.yaml", {**DATABASE, "name": name, "physical_name": f"{name}_${{environment}}"}
        )
        write_yaml(folder / "orders.yaml", table(database=name))
    stack(tmp_path, "dev-sales", "dev", **{"catalog:select": ["sales"]})
    stack(tmp_path, "dev-risk", "dev", **{"catalog:select": ["risk"]})
    stack(tmp_path, "prod", "prod")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> list[str]:
    capsys.readouterr()
    assert main(["stacks", *words]) == status
    return capsys.readouterr().out.splitlines()


def test_each_stack_is_listed_with_what_it_holds(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line.split() for line in said(capsys)]
    assert lines[2:] == [
        ["dev-risk", "dev", "1", "1", "0"],
        ["dev-sales", "dev", "1", "1", "0"],
        ["prod", "prod", "2", "2", "0"],
    ]


def test_a_database_in_two_stacks_or_in_none_is_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stack(root, "dev-risk", "dev", **{"catalog:select": ["sales"]})
    assert said(capsys, status=1)[-2:] == [
        "environment dev: risk is in no stack; see catalog:select",
        "environment dev: sales is in 2 stacks: dev-risk, dev-sales; see catalog:select",
    ]


def changed(capsys: pytest.CaptureFixture[str], revision: str = "HEAD") -> list[str]:
    return said(capsys, "--changed-since", revision)


def test_nothing_changed_touches_no_stack(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = root / "catalog_specs" / "sales" / "orders.yaml"
    spec.write_text(f"# a comment\n{spec.read_text()}")
    assert changed(capsys) == []


def test_a_changed_table_touches_the_stacks_that_hold_it(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_yaml(root / "catalog_specs" / "sales" / "orders.yaml", table(description="changed"))
    assert changed(capsys) == ["dev-sales: sales.orders", "prod: sales.orders"]
    git(root, "commit", "-qam", "second")
    assert changed(capsys) == []
    assert changed(capsys, "HEAD~1") == ["dev-sales: sales.orders", "prod: sales.orders"]


def test_a_default_touches_what_it_is_for(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_yaml(
        root / "catalog_specs" / "catalog.yaml", {"kind": "Catalog", "defaults": {"parameters": {"a": 1}}}
    )
    assert [line.partition(":")[0] for line in changed(capsys)] == ["dev-risk", "dev-sales", "prod"]


def test_a_variable_touches_its_own_stack(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stack(root, "prod", "prod", **{"catalog:variables": {"lake": "other"}})
    assert changed(capsys) == ["prod: risk.orders, sales.orders"]


def test_objects_that_moved_to_another_stack_touch_both(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stack(root, "dev-risk", "dev", **{"catalog:select": ["risk", "sales"]})
    stack(root, "dev-sales", "dev", **{"catalog:select": ["risk"]})
    assert [line.partition(":")[0] for line in changed(capsys)] == ["dev-risk", "dev-sales"]


def test_a_new_file_counts_before_git_knows_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_yaml(root / "catalog_specs" / "sales" / "returns.yaml", table(name="returns"))
    assert changed(capsys) == ["dev-sales: sales.returns", "prod: sales.returns"]


def test_rows_of_a_csv_file_count_as_the_spec_does(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = root / "catalog_specs" / "sales" / "days.csv"
    rows.write_text("dt\n2026-01-01\n")
    spec = table(partitions={"keys": [{"name": "dt", "type": "date"}], "values": "days.csv"})
    write_yaml(root / "catalog_specs" / "sales" / "orders.yaml", spec)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "second")
    rows.write_text("dt\n2026-01-01\n2026-01-02\n")
    assert changed(capsys) == ["dev-sales: sales.orders", "prod: sales.orders"]


def test_a_database_default_touches_the_tables_of_its_folder(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = {**DATABASE, "physical_name": "sales_${environment}", "defaults": {"parameters": {"a": 1}}}
    write_yaml(root / "catalog_specs" / "sales" / "database.yaml", document)
    assert changed(capsys) == ["dev-sales: sales.orders", "prod: sales.orders"]


def test_a_setting_that_shows_in_no_object_is_named_itself(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stack(root, "prod", "prod", **{"catalog:protect": True, "aws:region": "ap-southeast-5"})
    assert changed(capsys) == ["prod: aws:region, catalog:protect"]


REFERS = {"to": "sales.orders", "on": {"id": "id"}}


@pytest.mark.parametrize(
    ("columns", "touched"),
    [
        ([{"name": "number", "type": "string"}], True),
        ([{"name": "id", "type": "bigint"}], True),
        ([{"name": "id", "type": "string", "label": "Number"}], False),
        ([{"name": "id", "type": "string"}, {"name": "more", "type": "string"}], False),
    ],
)
def test_a_table_is_touched_by_what_its_relationships_name(
    root: Path, capsys: pytest.CaptureFixture[str], columns: list[dict[str, str]], touched: bool
) -> None:
    key = [{"name": "id", "type": "string"}]
    write_yaml(root / "catalog_specs" / "sales" / "orders.yaml", table(columns=key))
    spec = table(database="risk", columns=key, relationships=[{"name": "r", **REFERS}])
    write_yaml(root / "catalog_specs" / "risk" / "orders.yaml", spec)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "second")
    write_yaml(root / "catalog_specs" / "sales" / "orders.yaml", table(columns=columns))
    assert ("dev-risk: risk.orders" in changed(capsys)) is touched
    assert "dev-sales: sales.orders" in changed(capsys)


def test_a_table_that_goes_touches_those_that_refer_to_it(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = table(database="risk", relationships=[{"name": "r", "to": "sales.orders"}])
    write_yaml(root / "catalog_specs" / "risk" / "orders.yaml", spec)
    git(root, "commit", "-qam", "second")
    (root / "catalog_specs" / "sales" / "orders.yaml").unlink()
    assert "dev-risk: risk.orders" in changed(capsys)


def test_a_project_may_lie_in_a_folder_of_its_repository(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = root / "lake" / "catalog"
    inner.mkdir(parents=True)
    for name in ("Pulumi.yaml", *(p.name for p in root.glob("Pulumi.*.yaml"))):
        git(root, "mv", name, f"lake/catalog/{name}")
    git(root, "mv", "catalog_specs", "lake/specs")
    monkeypatch.chdir(inner)
    stack(inner, "prod", "prod", **{"catalog:specs": "../specs"})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "second")
    write_yaml(root / "lake" / "specs" / "sales" / "orders.yaml", table(description="changed"))
    assert said(capsys, "--stack", "prod", "--changed-since", "HEAD") == ["prod: sales.orders"]


def test_a_spec_that_is_broken_now_is_told_with_its_place(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_yaml(root / "catalog_specs" / "sales" / "orders.yaml", table(unknown=1))
    assert main(["stacks", "--changed-since", "HEAD"]) == 1
    captured = capsys.readouterr()
    assert "orders.yaml" in captured.out + captured.err
    assert "SPEC003" in captured.out + captured.err


SALES, RISK = "catalog_specs/sales/orders.yaml", "catalog_specs/risk/orders.yaml"
EVERY = ["--all", "--environment", "dev"]


@pytest.mark.parametrize(
    ("words", "broken", "end"),
    [
        (["apply", *EVERY, "-y"], [SALES], "catalog apply: errors in stack dev-sales; nothing was applied"),
        (["apply", *EVERY, "--preview"], [SALES], "errors in stack dev-sales; nothing was previewed"),
        (["apply", *EVERY, "-y"], [SALES, RISK], "errors in stacks dev-risk, dev-sales; nothing was applied"),
        (["apply", "--stack", "prod", "--stack", "dev-sales", "-y"], [SALES], "in stacks prod, dev-sales;"),
        (["apply", "--changed-since", "HEAD", *EVERY[1:], "-y"], [SALES], "in stack dev-sales; nothing"),
        (["move", "--environment", "dev"], [SALES], "catalog move: errors in stack dev-sales; nothing was"),
    ],
)  # fmt: skip
def test_errors_in_specs_are_told_with_their_stacks_before_anything_is_done(
    root: Path, capsys: pytest.CaptureFixture[str], words: list[str], broken: list[str], end: str
) -> None:
    for file in broken:
        write_yaml(root / file, table(database=file.split("/")[1], unknown=1))
    assert main(words) == 1
    *findings, last = capsys.readouterr().err.splitlines()
    assert end in last
    assert [file for file in broken if "\n".join(findings).count(f"{file}:") != 1] == []  # each error once


def test_a_stack_file_that_is_broken_is_told_and_nothing_is_applied(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stack(root, "dev-risk", "dev", **{"catalog:protect": "maybe"})
    assert main(["apply", *EVERY, "--yes"]) == 1
    assert [line.partition(": ")[2] for line in capsys.readouterr().err.splitlines()] == [
        "STACK003 error: catalog:protect: 'maybe' found. Write true or false.",
        "nothing was applied",
    ]


def test_a_spec_that_was_broken_then_counts_as_new(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = root / "catalog_specs" / "sales" / "orders.yaml"
    sound = spec.read_text()
    spec.write_text("kind: [")
    git(root, "commit", "-qam", "broken")
    spec.write_text(sound)
    assert changed(capsys) == ["dev-sales: sales.orders", "prod: sales.orders"]


def test_what_is_no_revision_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stacks", "--changed-since", "nowhere"]) == 2
    assert "'nowhere' is no revision" in capsys.readouterr().err
