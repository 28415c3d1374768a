"""`catalog show`: what Glue holds, read with the stack's own endpoints, keys and guard of accounts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from catalog.cli.main import main
from tests.support.engine import catalog, glue
from tests.support.specs import write_yaml


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A local catalog with one table, partitioned."""
    with catalog() as url:
        client = glue(url)
        client.create_database(DatabaseInput={"Name": "sales"})
        columns: list[Any] = [{"Name": "id", "Type": "int", "Comment": "Number"}]
        table: Any = {
            "Name": "orders",
            "StorageDescriptor": {"Columns": columns},
            "PartitionKeys": [{"Name": "dt", "Type": "date"}],
        }
        client.create_table(DatabaseName="sales", TableInput=table)
        client.create_partition(DatabaseName="sales", TableName="orders", PartitionInput={"Values": ["x"]})
        yield url


@pytest.fixture
def project(tmp_path: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose stack `local` is at that catalog; the shell's endpoints lead nowhere."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    stack(tmp_path, endpoint)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    return tmp_path


def stack(root: Path, endpoint: str, **more: Any) -> None:
    config = {
        "aws:region": "ap-southeast-5",
        "aws:accessKey": "test",
        "aws:secretKey": "test",
        "aws:endpoints": [{"glue": endpoint, "sts": endpoint}],
    }
    write_yaml(root / "Pulumi.local.yaml", {"config": {**config, **{f"aws:{k}": v for k, v in more.items()}}})


def test_tables_are_listed_with_their_counts(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split() == ["sales", "orders", "2", "1", "0"]
    assert lines[3] == "1 table in 1 database"


def test_one_table_is_shown_with_its_columns(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "sales.orders"]) == 0
    output = capsys.readouterr().out
    assert "dt      date  partition" in output
    assert "id      int" in output


HOSTILE = "a\x1b[2J\u202e\x9b1A\n::error::b"


@pytest.fixture
def hostile(endpoint: str) -> Iterator[None]:
    """A table whose texts are a stranger's, beside the other."""
    client = glue(endpoint)
    client.create_database(DatabaseInput={"Name": "wild"})
    nested = "[" * 100_000
    business = {"business.label": HOSTILE, "business.steward": "x" * 100_000, "business.role": nested}
    column = {
        "Name": "id",
        "Type": "int",
        "Parameters": {"catalog.column": nested, "catalog.column.1": HOSTILE},
    }
    table: Any = {
        "Name": "t",
        "Parameters": {**business, "business.\u202e\x9b2J": HOSTILE, "catalog.relationships": nested},
        "StorageDescriptor": {"Columns": [column, {"Name": "b", "Type": "struct<a\u202e\x9b2J:int>"}]},
    }
    client.create_table(DatabaseName="wild", TableInput=table)
    yield
    client.delete_database(Name="wild")


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("words", [[], ["wild"], ["wild.t"], ["wild.\x1b[2J"], [HOSTILE]], ids=repr)
def test_what_others_wrote_into_glue_does_nothing_to_the_terminal_and_ends(
    project: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["show", *words])
    out, err = capsys.readouterr()
    lines = (out + err).splitlines()
    assert all(line.isprintable() and not line.startswith("::") for line in lines)
    assert max(map(len, lines)) < 2500
    assert "Traceback" not in err
    assert "please report" not in err


def test_an_account_that_the_stack_does_not_allow_is_refused(
    project: Path, endpoint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    stack(project, endpoint, allowedAccountIds=["999999999999"])
    assert main(["show"]) == 2
    refusal = "stack local: the credentials belong to account 123456789012, but aws:allowedAccountIds allows"
    assert refusal in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "catalog show: no database 'nowhere' in Glue\n"),
        (["--stack", "prod"], "catalog show: no stack 'prod': Pulumi.prod.yaml does not exist"),
        (["sales.nothing"], "catalog show: no table 'sales.nothing' in Glue\n"),
    ],
)
def test_what_is_not_there_is_named(
    project: Path, words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", *words]) == 2
    assert capsys.readouterr().err.startswith(message)
