"""`access` of a table: what check and the program say until somebody answers for open rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.language.compiler import check_stacks, compile_specs
from catalog.language.findings import Finding, exit_status
from catalog.language.glue.parameters import decode_context, encode_context
from catalog.language.specs.yaml_text import parse
from catalog.language.stacks.settings import read_settings
from tests.support.specs import STACK, table, write_project

DATED = STACK + '  catalog:date: "2026-11-30"\n'
PROTECTED = DATED + "  catalog:protect: true\n"
CONTROL = {"name": "DAC_COUNTRY", "columns": {"country": "COUNTRY"}}
ANSWERED = {"by": "sales@shop.example", "reason": "Only sales reads the bucket", "until": "2027-01-31"}
SAID = "DAC_COUNTRY restricts its rows in Datasphere; whoever may read it in Glue reads all of them"


def orders(*controls: dict[str, Any], **acknowledged: Any) -> dict[str, Any]:
    access: dict[str, Any] = {"controls": list(controls)}
    if acknowledged:
        access["acknowledged"] = acknowledged
    columns = [{"name": "order_id", "type": "string"}, {"name": "country", "type": "string"}]
    return {"orders": table(partitions=None, columns=columns, access=access)}


def found(root: Path, tables: dict[str, Any], stack: str = DATED) -> list[Finding]:
    root.mkdir(exist_ok=True)
    write_project(root, tables, None, stack)
    _, findings = compile_specs(root, read_settings(root, "dev"))
    return [f for f in findings if f.code.startswith("SPEC")]


@pytest.mark.parametrize(("stack", "code", "status"), [(DATED, "SPEC050", 0), (PROTECTED, "SPEC049", 1)])
def test_a_restricted_table_warns_and_is_an_error_where_the_stack_is_protected(
    stack: str, code: str, status: int, tmp_path: Path
) -> None:
    (finding,) = found(tmp_path, orders(CONTROL), stack)
    assert (finding.code, finding.message) == (code, f"access.controls: {SAID}")
    assert exit_status([finding]) == status


def test_the_same_spec_is_an_error_of_one_stack_and_a_warning_of_the_other(tmp_path: Path) -> None:
    write_project(tmp_path, orders(CONTROL), None, DATED)
    (tmp_path / "Pulumi.prod.yaml").write_text(PROTECTED)
    stacks = [read_settings(tmp_path, name) for name in ("dev", "prod")]
    said = {(f.code, f.stacks) for f in check_stacks(tmp_path, stacks) if f.code in ("SPEC049", "SPEC050")}
    assert said == {("SPEC050", ("dev",)), ("SPEC049", ("prod",))}


def test_what_the_message_says_to_write_is_what_check_then_takes(tmp_path: Path) -> None:
    other = {"name": "DAC_TEAM", "inherited_from": ["V_SALES"]}
    (finding,) = found(tmp_path / "before", orders(CONTROL, other), PROTECTED)
    proposed = parse(finding.remedy.partition("filled in: ")[2], "")["acknowledged"]
    assert proposed == {
        "by": "",
        "reason": "",
        "until": "2027-11-30",
        "controls": {"DAC_COUNTRY": ["country"], "DAC_TEAM": []},
    }
    unfilled = found(tmp_path / "unfilled", orders(CONTROL, other, **proposed), PROTECTED)
    assert [f.code for f in unfilled] == ["SPEC039", "SPEC039"]
    filled = {**proposed, "by": "Ann", "reason": "Only sales reads it"}
    assert found(tmp_path / "after", orders(CONTROL, other, **filled), PROTECTED) == []


def test_without_controls_an_acknowledgement_is_about_all_that_the_spec_has(tmp_path: Path) -> None:
    assert found(tmp_path, orders(CONTROL, {"name": "DAC_TEAM"}, **ANSWERED), PROTECTED) == []


NEW: list[tuple[str, dict[str, Any], str]] = [
    ("a new control", {"DAC_OTHER": []}, "DAC_COUNTRY restricts"),
    ("one by other columns", {"DAC_COUNTRY": ["order_id"], "DAC_OTHER": []}, "DAC_COUNTRY restricts"),
    ("two of them", {}, "DAC_COUNTRY, DAC_OTHER restrict its rows"),
]


@pytest.mark.parametrize(("controls", "message"), [pytest.param(*case[1:], id=case[0]) for case in NEW])
def test_a_control_that_is_not_the_acknowledged_one_voids_it(
    controls: dict[str, list[str]], message: str, tmp_path: Path
) -> None:
    tables = orders(CONTROL, {"name": "DAC_OTHER"}, **ANSWERED, controls=controls)
    (finding,) = found(tmp_path, tables, PROTECTED)
    assert finding.code == "SPEC049"
    assert message in finding.message
    assert "by: sales@shop.example" in finding.remedy  # who answered before is asked again


@pytest.mark.parametrize(("until", "codes"), [("2026-11-30", []), ("2026-11-29", ["SPEC049"])])
def test_an_acknowledgement_counts_on_its_last_day_and_no_longer(
    until: str, codes: list[str], tmp_path: Path
) -> None:
    findings = found(tmp_path, orders(CONTROL, **{**ANSWERED, "until": until}), PROTECTED)
    assert [f.code for f in findings] == codes
    for finding in findings:
        assert finding.message.endswith("what sales@shop.example acknowledged ended on 2026-11-29")
        assert "until: 2027-11-30" in finding.remedy.replace('"', "")


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("no day", {**ANSWERED, "until": "next year"}, "SPEC039", "is no day"),
    ("a blank reason", {**ANSWERED, "reason": "  "}, "SPEC039", "the reason is blank"),
    ("nobody", {**ANSWERED, "by": " "}, "SPEC039", "nobody is named"),
    ("no end", {"by": "Ann", "reason": "Why"}, "SPEC002", "'until' is missing"),
    ("an unknown key", {**ANSWERED, "who": "Ann"}, "SPEC003", "unknown key 'who'"),
    (
        "a gone control",
        {**ANSWERED, "controls": {"DAC_COUNTRI": []}},
        "SPEC051",
        "did you mean 'DAC_COUNTRY'",
    ),
    ("a list of names", {**ANSWERED, "controls": ["DAC_COUNTRY"]}, "SPEC002", "found"),
]


@pytest.mark.parametrize(
    ("acknowledged", "code", "message"), [pytest.param(*case[1:], id=case[0]) for case in WRONG]
)
def test_a_wrong_acknowledgement_says_what_is_wrong(
    acknowledged: dict[str, Any], code: str, message: str, tmp_path: Path
) -> None:
    said = [f.message for f in found(tmp_path, orders(CONTROL, **acknowledged)) if f.code == code]
    assert [message in text for text in said] == [True]


def test_an_acknowledgement_of_no_control_at_all_is_told(tmp_path: Path) -> None:
    assert [f.code for f in found(tmp_path, orders(**ANSWERED))] == ["SPEC051"]


def test_a_column_that_the_table_has_not_is_told(tmp_path: Path) -> None:
    control = {"name": "DAC_COUNTRY", "columns": {"county": "COUNTRY"}}
    said = [(f.code, f.message) for f in found(tmp_path, orders(control)) if f.code == "SPEC022"]
    assert [code for code, _ in said] == ["SPEC022"]
    assert "did you mean 'country'?" in said[0][1]


def test_a_table_without_access_says_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, {"orders": table(partitions=None)}, PROTECTED) == []


def test_glue_has_the_controls_and_not_what_is_acknowledged() -> None:
    access = {"controls": [CONTROL], "acknowledged": ANSWERED}
    parameters = encode_context({"access": access})
    assert parameters == {
        "catalog.access": '{"controls":[{"name":"DAC_COUNTRY","columns":{"country":"COUNTRY"}}]}'
    }
    assert decode_context(parameters) == {"access": {"controls": [CONTROL]}}
