"""The rules about a database, each with its code and place."""

from pathlib import Path
from typing import Any

import pytest

from catalog.language.compiler import compile_specs
from catalog.language.findings import Finding
from catalog.language.stacks.settings import read_settings
from tests.support.specs import DATABASE, write_project


def findings_of(root: Path) -> list[Finding]:
    return compile_specs(root, read_settings(root, "dev"))[1]


@pytest.mark.parametrize(
    ("changed", "code", "message"),
    [
        ({"name": "finance"}, "SPEC005", "name: 'finance' found in the folder 'sales'"),
        (
            {"physical_name": "Sales-${environment}"},
            "SPEC018",
            "physical_name: 'Sales-dev' found, 1 to 255 of a-z",
        ),
        ({"location": "s3:///sales/"}, "SPEC019", "location: 's3:///sales/' found, s3://<bucket>/<folder>/"),
        (
            {"manage": "context", "location": "s3://lake/sales/"},
            "SPEC028",
            "location: found beside manage: context, which manages only what the database means",
        ),
        ({"manage": "context", "permissions": "iam"}, "SPEC028", "permissions: found beside manage: context"),
        (
            {"permissions": "open"},
            "SPEC002",
            "permissions: 'open' found, one of lake_formation, iam expected",
        ),
        ({"manage": "none"}, "SPEC002", "manage: 'none' found, one of all, context expected"),
        ({"description": "x" * 2049}, "SPEC018", "description: 2,049 characters"),
        ({"parameters": {"source.a": "1"}}, "SPEC023", "parameters.source.a: the parameter 'source.a'"),
    ],
)
def test_a_broken_rule_is_an_error_in_the_databases_file(
    changed: dict[str, Any], code: str, message: str, tmp_path: Path
) -> None:
    root = write_project(tmp_path, {}, {**DATABASE, **changed})
    (found,) = findings_of(root)
    assert (found.code, Path(found.file).name) == (code, "database.yaml")
    assert found.message.startswith(message)


def test_a_database_that_keeps_the_rules_has_no_finding(tmp_path: Path) -> None:
    assert findings_of(write_project(tmp_path, {}, {**DATABASE, "location": "s3://${lake}/sales/"})) == []


def test_a_name_with_a_variable_without_a_value_is_reported_once(tmp_path: Path) -> None:
    root = write_project(tmp_path, {}, {**DATABASE, "physical_name": "Sales_${nobody}"})
    assert [f.code for f in findings_of(root)] == ["SPEC013"]
