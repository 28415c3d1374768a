"""`catalog list`: the tables of specs, which of them, and in which shapes; with --live what is in Glue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from catalog.cli.main import main
from tests.support.engine import catalog, glue
from tests.support.project import ROOT
from tests.support.specs import DATABASE, STACK, TABLE, table, write_project, write_yaml

CUSTOMERS = table(
    name="customers",
    description="People who bought something",
    storage={"location": "s3://${lake}/sales/customers/"},
    business={
        **{"label": "Kundinnen", "role": "dimension", "classification": "restricted"},
        **{"steward": "crm@example.com", "tags": {"pii": True}},
    },
    source={"object": "ZCUST"},
    columns=[
        {"name": "id", "type": "string", "key": True, "label": "Customer"},
        {"name": "home", "type": "struct<geo:array<double>>", "business": {"tags": {"gdpr": "art-9"}}},
    ],
    partitions=None,
)
ORDERS = table(
    partitions={**TABLE["partitions"], "values": {"dt": "2026-01-01", "contributor": {"from": 1, "to": 3}}}
)
SALES = {**DATABASE, "business": {"tags": {"domain": "shop", "layer": "raw"}}}
RISK = {"kind": "Database", "name": "risk"}
SCORES = table(database="risk", name="scores", storage={"location": "s3://b/risk/scores/"}, partitions=None)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two databases, three tables, a stack that selects one of them."""
    write_project(tmp_path, {"orders": ORDERS, "customers": CUSTOMERS}, SALES)
    write_yaml(tmp_path / "catalog_specs" / "risk" / "database.yaml", RISK)
    write_yaml(tmp_path / "catalog_specs" / "risk" / "scores.yaml", SCORES)
    (tmp_path / "Pulumi.prod.yaml").write_text(f"{STACK}  catalog:select: [sales]\n".replace("dev", "prod"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def document(words: list[str], capsys: pytest.CaptureFixture[str], status: int = 0) -> dict[str, Any]:
    """The JSON that a command prints; it keeps its schema."""
    assert main([*words, "--json"]) == status
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    name = found["format"].removeprefix("catalog.")
    schema = json.loads((ROOT / "catalog" / "schemas" / "output" / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(found)
    return found


def names(words: list[str], capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [one["table"] for one in document(["list", *words], capsys)["tables"]]


def test_tables_are_listed_with_what_they_inherit(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == [
        *("database", "table", "columns", "partitions", "indexes"),
        *("role", "label", "steward", "classification"),
    ]
    assert [line.split() for line in lines[2:]] == [
        ["risk", "scores", "2", "0", "0"],
        ["sales", "customers", "2", "0", "0", "dimension", "Kundinnen", "crm@example.com", "restricted"],
        ["sales", "orders", "4", "3", "0", "data@example.com"],
        ["3", "tables", "in", "2", "databases"],
    ]


FILTERS = [
    ([], ["scores", "customers", "orders"]),
    (["sales"], ["customers", "orders"]),
    (["sales_dev"], ["customers", "orders"]),  # its name in Glue
    (["--database", "r*", "--database", "x"], ["scores"]),
    (["--steward", "*@EXAMPLE.com"], ["customers", "orders"]),
    (["--steward", "data@example.com"], ["orders"]),
    (["--steward", "data"], []),
    (["--tag", "pii"], ["customers"]),
    (["--tag", "pii=true"], ["customers"]),
    (["--tag", "pii=false"], []),
    (["--tag", "domain=sh?p"], ["customers", "orders"]),  # of the database
    (["--tag", "gdpr=art-*"], ["customers"]),  # of a column
    (["--tag", "domain", "--tag", "pii"], ["customers"]),
    (["--type", "decimal"], ["scores", "orders"]),
    (["--type", "decimal(15,3)"], []),
    (["--type", "double"], ["customers"]),  # inside of a struct
    (["--type", "DATE"], ["orders"]),  # a partition key
    (["--text", "kundin"], ["customers"]),
    (["--text", "BOUGHT"], ["customers"]),
    (["--text", "zcust"], ["customers"]),
    (["--text", "order_id"], ["scores", "orders"]),
    (["--text", "dev"], ["customers", "orders"]),
    (["risk", "--type", "decimal", "--text", "Order"], ["scores"]),
    (["--stack", "prod"], ["customers", "orders"]),
]


@pytest.mark.parametrize(
    ("words", "expected"), FILTERS, ids=[" ".join(words) or "all" for words, _ in FILTERS]
)
def test_only_what_fits_is_listed(
    project: Path, words: list[str], expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert names(words, capsys) == expected


def test_no_table_that_fits_is_a_line_and_no_failure(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["list", "--text", "no such word"]) == 0
    assert capsys.readouterr().out == "no table fits, of 3\n"


def test_names_are_those_of_the_stack_with_wide(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "sales", "--stack", "prod", "--wide"]) == 0
    heading, _, first, *_ = capsys.readouterr().out.splitlines()
    assert heading.split()[-5:] == ["glue", "database", "layer", "domain", "description"]
    assert first.split()[9:12] == ["sales_prod", "raw", "shop"]


def test_one_table_is_shown_with_its_columns(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "sales.customers"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "sales.customers  in Glue sales_dev.customers (stack dev)"
    assert "  business.steward: crm@example.com" in lines
    assert "  description: People who bought something" in lines
    assert lines[-2].split() == ["id", "string", "key", "Customer"]
    found = document(["list", "sales_dev.orders"], capsys)
    assert [(c["name"], c["partition_key"]) for c in found["columns"]] == [
        *(("order_id", False), ("amount", False)),
        *(("dt", True), ("contributor", True)),
    ]


def test_a_table_on_its_way_out_says_so(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    block = {"until": "2999-01-31", "reason": "Too coarse"}
    write_yaml(project / "catalog_specs" / "sales" / "orders.yaml", {**ORDERS, "deprecated": block})
    assert main(["list", "sales.orders"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {"  deprecated.until: 2999-01-31", "  deprecated.reason: Too coarse"} <= {*lines}
    assert document(["list", "sales.orders"], capsys)["context"]["deprecated"] == block


def test_a_table_whose_rows_datasphere_restricts_says_by_what(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    access = {"controls": [{"name": "DAC_REGION"}]}
    write_yaml(project / "catalog_specs" / "sales" / "orders.yaml", {**ORDERS, "access": access})
    assert main(["list", "sales.orders"]) == 0
    assert '  access.controls: [{"name":"DAC_REGION"}]' in capsys.readouterr().out.splitlines()
    assert document(["list", "sales.orders"], capsys)["context"]["access"] == access


def test_markdown_is_a_table(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "risk", "--format", "markdown"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("| database | table |")
    assert lines[2].startswith("| risk | scores | 2 |")
    assert main(["list", "risk.scores", "--format", "markdown"]) == 0
    assert "| order_id | string | key | Order |" in capsys.readouterr().out.replace('{"nullable":false}', "")


WRONG = [
    (["sale"], "no database 'sale' in the specs (did you mean 'sales'?)"),
    (["something_else"], "no database 'something_else' in the specs\n"),
    (["sales.order"], "no table 'sales.order' in the specs (did you mean 'sales.orders'?)"),
    (
        ["--type", "decmal"],
        "--type 'decmal': 'decmal' is no Glue type (did you mean 'decimal'?)",
    ),
    (["--stack", "prd"], "no stack 'prd'"),
    (["--specs", "nowhere"], "--specs nowhere: no such folder"),
    (["sales.orders", "--text", "x"], "one table is printed whole: leave --text out"),
    (["--live", "--specs", "catalog_specs"], "--live reads Glue, --specs names a folder"),
    (["--steward", "x" * 2000], "is no pattern: a pattern has at most 1,000 characters"),
]


@pytest.mark.parametrize(("words", "message"), WRONG, ids=[message[:40] for _, message in WRONG])
def test_wrong_words_are_usage(
    project: Path, words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["list", *words]) == 2
    assert message in capsys.readouterr().err


def test_what_can_be_read_is_listed_beside_what_can_t(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_yaml(project / "catalog_specs" / "risk" / "scores.yaml", "kind: [")
    assert main(["list"]) == 1
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == "2 tables in 1 database"
    assert printed.err == "1 error in the specs: what they break may be missing here; run catalog check\n"


def test_without_any_stack_the_specs_are_listed_all_the_same(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for stack in ("dev", "prod"):
        (project / f"Pulumi.{stack}.yaml").unlink()
    assert names([], capsys) == ["scores", "customers", "orders"]


HOSTILE = "a\x1b[2J\u202e\x9b1A\n::error::b"


@pytest.mark.parametrize(
    "words", [[], ["sales.orders"], ["--wide"], ["--format", "markdown"], [HOSTILE]], ids=repr
)
def test_what_specs_say_does_nothing_to_the_terminal(
    project: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = table(
        description=HOSTILE, business={"label": HOSTILE, "steward": HOSTILE, "tags": {"domain": HOSTILE}}
    )
    write_yaml(project / "catalog_specs" / "sales" / "orders.yaml", json.dumps(hostile))
    main(["list", *words])
    out, err = capsys.readouterr()
    lines = (out + err).splitlines()
    assert all(line.isprintable() and not line.startswith("::") for line in lines)
    assert "please report" not in err


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A local catalog with a table of the program's and one of somebody else's."""
    with catalog() as url:
        client = glue(url)
        client.create_database(DatabaseInput={"Name": "sales"})
        parameters = {"business.steward": "crm@example.com", "business.tags": '{"pii":"yes"}'}
        columns: list[Any] = [{"Name": "id", "Type": "decimal(3,1)", "Comment": "Number"}]
        ours: Any = {"Name": "ours", "Parameters": parameters, "StorageDescriptor": {"Columns": columns}}
        theirs: Any = {"Name": "theirs", "PartitionKeys": [{"Name": "dt", "Type": "date"}]}
        client.create_table(DatabaseName="sales", TableInput=ours)
        client.create_table(DatabaseName="sales", TableInput=theirs)
        client.create_partition(DatabaseName="sales", TableName="theirs", PartitionInput={"Values": ["x"]})
        yield url


LIVE = [
    (["list", "--live"], ["ours", "theirs"]),
    (["list", "--live", "--steward", "crm@*"], ["ours"]),
    (["show", "--tag", "pii=yes", "--type", "decimal"], ["ours"]),
    (["show", "sales", "--type", "date"], ["theirs"]),
]


@pytest.mark.parametrize(("words", "expected"), LIVE, ids=[" ".join(words) for words, _ in LIVE])
def test_live_tables_are_filtered_as_specs_are(
    project: Path, endpoint: str, words: list[str], expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    keys = {"aws:region": "ap-southeast-5", "aws:accessKey": "test", "aws:secretKey": "test"}
    endpoints = {"aws:endpoints": [{"glue": endpoint, "sts": endpoint}]}
    write_yaml(project / "Pulumi.local.yaml", {"config": {**keys, **endpoints}})
    found = document(words, capsys)
    assert (found["live"], found["stack"]) == (True, "local")
    assert [one["table"] for one in found["tables"]] == expected
    assert [one["partitions"] for one in found["tables"]] == [int(one == "theirs") for one in expected]
    live = document(["show", "sales.ours"], capsys)
    assert live["context"]["business"] == {"steward": "crm@example.com", "tags": {"pii": "yes"}}
