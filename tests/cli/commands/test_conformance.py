"""`catalog conformance`: deviations of contributors and the query over them, for people and programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.cli.main import main
from tests.support.specs import table, write_project

COLUMNS = [{"name": "order_id", "type": "string"}, {"name": "amount", "type": "bigint"}]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A canonical table and two contributors, one of which lacks a column."""
    made = {"partitions": None}
    conforms = {"conforms_to": {"table": "sales.orders", "columns": {"order_id": "nr"}}}
    one = [{"name": "nr", "type": "string"}, {"name": "amount", "type": "int"}]
    tables = {
        "orders": table(columns=COLUMNS, **made),
        "one": table(name="one", columns=one, storage={"location": "s3://l/one/"}, **made, **conforms),
        "two": table(name="two", columns=one[:1], storage={"location": "s3://l/two/"}, **made, **conforms),
    }
    monkeypatch.chdir(write_project(tmp_path, tables))
    return tmp_path


def test_each_contributor_is_shown_with_its_deviations(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "sales.orders: 2 columns; the canonical query works over 1 of 2 contributors"
    assert [line.split() for line in lines[3:]] == [
        ["sales.one", "works", "amount", "int", "bigint", "cast"],
        ["sales.two", "fails", "amount", "bigint", "missing"],
    ]


def test_the_query_is_printed_for_athena(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "sales.orders", "--sql"]) == 0
    out = capsys.readouterr().out
    assert "-- sales.two is left out: amount (missing)" in out
    assert '"nr" AS "order_id",\n  CAST("amount" AS bigint) AS "amount"\nFROM "sales_dev"."one";' in out


def test_programs_get_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "sales.two", "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["tables"]
    assert (found["table"], found["works"]) == ("sales.orders", False)
    (contributor,) = found["contributors"]
    assert (contributor["table"], contributor["query"]) == ("sales.two", "fails")
    assert contributor["deviations"][0]["kind"] == "missing"


def test_pages_get_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "--format", "markdown"]) == 0
    assert "| sales.one | works | amount | int | bigint | cast |" in capsys.readouterr().out


def test_a_name_that_is_neither_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "sales.order"]) == 2
    assert "no table conforms to 'sales.order'" in capsys.readouterr().err


def test_a_query_is_no_table_of_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "--sql", "--format", "markdown"]) == 2
    assert "leave one of them out" in capsys.readouterr().err


def test_where_no_table_conforms_the_key_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        (project / "catalog_specs" / "sales" / f"{name}.yaml").unlink()
    assert main(["conformance"]) == 0
    assert "no table has conforms_to" in capsys.readouterr().out


def test_errors_in_the_specs_are_told_and_count(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "catalog_specs" / "sales" / "one.yaml").write_text("kind: Table\n")
    assert main(["conformance"]) == 1
    assert "in the specs" in capsys.readouterr().err
