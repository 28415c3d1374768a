"""`catalog explain`: what a code means, in words, in Markdown and as data."""

from __future__ import annotations

import json

import pytest

from catalog.cli.main import main
from mapping.docs.all_codes import ALL
from mapping.docs.codes_page import TARGET


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["explain", *words]) == 0
    return capsys.readouterr().out


def test_a_code_is_explained_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "spec012")
    first, second, *rest = text.splitlines()
    assert first == "SPEC012 error: a text is no Glue type, or no type for this place."
    assert second.startswith("Write a Glue type: string, int,")
    assert "before, in catalog_specs/sales/orders.yaml:" in rest
    assert "      - {name: placed_at, type: datetime}" in rest
    assert rest.index("after, in catalog_specs/sales/orders.yaml:") < rest.index(
        "      - {name: placed_at, type: timestamp}"
    )


def test_several_codes_are_explained_in_the_order_asked_for_and_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = said(capsys, "MAP002", "csn001", "map002")
    assert text.startswith("MAP002 warning: ")
    assert text.count("\n\nCSN001 error: ") == 1
    assert text.count("MAP002 ") == 1


def test_without_a_code_all_have_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys).splitlines()[2:]
    assert [line.split()[:2] for line in lines] == [[name, one.code.severity] for name, one in ALL.items()]


def test_an_unknown_code_is_wrong_usage_and_a_near_one_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "STACK0O9"]) == 2
    assert capsys.readouterr().err == (
        "catalog explain: no code 'STACK0O9' (did you mean 'STACK009'?); catalog explain lists all\n"
    )
    assert main(["explain", "everything"]) == 2
    assert "did you mean" not in capsys.readouterr().err


def test_as_data_it_has_the_whole_example(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = json.loads(said(capsys, "IMP010", "--json"))["codes"]
    assert (code["code"], code["severity"]) == ("IMP010", "error")
    assert code["example"]["after"][-1] == {
        "file": "shell",
        "text": "catalog import exports --specs catalog_specs --conflicts keep",
    }
    assert code["example"]["first"][0]["file"] == "exports/SALES/orders.json"


def test_in_markdown_it_says_what_the_page_of_all_codes_says(capsys: pytest.CaptureFixture[str]) -> None:
    page = TARGET.read_text("utf-8")
    for name in ("SPEC013", "IMP010", "STACK009"):
        assert said(capsys, name, "--format", "markdown").rstrip() in page


def test_a_screen_that_is_narrow_has_every_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.cli.terminal.console.width", lambda: 60)
    lines = said(capsys).splitlines()
    assert max(map(len, lines)) <= 60
    assert len(lines) == len(ALL) + 2


def test_a_code_of_a_change_says_what_it_means_in_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    first, remedy, whom, verdict, *rest = said(capsys, "chg104").splitlines()
    assert first.startswith("CHG104 error, or less where it breaks nobody")
    assert remedy == "Move it to the end."
    assert whom == "To Athena, Spark 3.5 and Redshift Spectrum, of a table without partitions:"
    assert verdict.startswith("- a column added before others: breaking in Parquet by position, ORC, CSV;")
    assert "applied, in catalog_specs/sales/orders.yaml:" in rest
    assert any("code: CHG104, column: currency, to: string" in line for line in rest)
    (code,) = json.loads(said(capsys, "CHG413", "--json"))["codes"]
    assert (code["severity"], code["verdicts"]) == ("info", ["projection widened: additive in every format"])
    assert [each["file"] for each in code["example"]["applied"]] == ["catalog_specs/sales/orders.yaml"]
