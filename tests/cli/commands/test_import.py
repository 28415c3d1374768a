"""`catalog import` as people type it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.cli.commands.import_ import DIFF_LINES
from catalog.cli.main import main
from tests.support.exports import STRING, entity, write_export


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write_export(
        tmp_path / "x" / "SALES" / "t.json", {"T": entity({"id": STRING, "at": {"type": "cds.Time"}})}
    )


def test_an_import_prints_findings_a_table_and_what_it_wrote(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(tmp_path / "x"), "--specs", str(tmp_path / "s")]) == 0
    out, err = capsys.readouterr()
    assert f"{export}:10: MAP004 warning: " in err
    assert "SALES.T  sales/t        2       1      1           0" in out
    assert out.endswith("wrote 2, unchanged 0; 1 warning\n")
    assert (tmp_path / "s" / "sales" / "t.yaml").is_file()
    main(["import", str(tmp_path / "x"), "--specs", str(tmp_path / "s")])
    assert capsys.readouterr().out.endswith("wrote 0, unchanged 2; 1 warning\n")


def test_a_dry_run_says_what_it_would_write(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(export), "--specs", str(tmp_path / "s"), "--space", "MY", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert f"+ {tmp_path / 's' / 'my' / 't.yaml'}" in out
    assert "    +name: my\n" in out
    assert ".import.json" not in out
    assert "would write 2, unchanged 0" in out
    assert not (tmp_path / "s").exists()


def test_errors_end_with_1_and_nothing_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "b.json"
    broken.write_text('{"definitions": {\n"T": {')
    assert main(["import", str(broken), "--specs", str(tmp_path / "s")]) == 1
    out, err = capsys.readouterr()
    assert err.startswith(f"{broken}:2: CSN002 error: ")
    assert "nothing was written" in out
    assert not (tmp_path / "s").exists()


def test_an_object_that_is_refused_is_marked_and_its_elements_are_not_counted_as_carried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_export(tmp_path / "a.json", {"Order": entity(), "ORDER": entity(), "U": entity()})
    assert main(["import", str(path), "--specs", str(tmp_path / "s"), "--space", "A"]) == 1
    lines = capsys.readouterr().out.splitlines()
    refused = [line for line in lines if "(refused: MAP022)" in line]
    assert len(refused) == 1
    assert any(line.split()[:2] == ["A.U", "a/u"] for line in lines)
    assert "coverage 100 %: of 3 elements 2 are in specs, 1 in findings" in lines


def test_strict_makes_a_warning_stop_the_import(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(export), "--specs", str(tmp_path / "s"), "--space", "A", "--strict"]) == 1
    said = capsys.readouterr().out.splitlines()[-1]
    assert said.startswith("nothing was written: with --strict warnings count as errors; 1 warning")
    assert not (tmp_path / "s").exists()


def test_wrong_usage_ends_with_2(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["import", str(tmp_path / "gone.json"), "--specs", str(tmp_path / "s")]) == 2
    assert "does not exist" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert main(["import", str(export), "--specs", str(tmp_path / "file")]) == 2
    assert main(["import", str(export), "--specs", str(tmp_path / "s"), "--space", ""]) == 2
    assert "--space '' names no space" in capsys.readouterr().err
    monkeypatch.chdir(tmp_path)
    assert main(["import", str(export)]) == 2


def test_a_word_that_names_no_rename_is_refused_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["import", "nothing.json", "--specs", str(tmp_path / "specs"), "--rename", "Amount=Net"]
    assert main(words) == 2
    assert "--rename 'Amount=Net' names no rename: write SPACE.OBJECT=NEW_OBJECT" in capsys.readouterr().err


def test_the_diff_of_a_file_is_bounded_and_the_rest_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wide = write_export(tmp_path / "w.json", {"W": entity({f"c{i}": STRING for i in range(500)})})
    main(["import", str(wide), "--specs", str(tmp_path / "s"), "--space", "A", "--dry-run"])
    out = capsys.readouterr().out
    shown = [line for line in out.splitlines() if line.startswith("    ")]
    (rest,) = (line for line in shown if line.startswith("    ... and"))
    specs = tmp_path / "t"
    main(["import", str(wide), "--specs", str(specs), "--space", "A"])
    lines = len((specs / "a" / "w.yaml").read_text().splitlines())
    assert rest == f"    ... and {lines + 1 - DIFF_LINES} more lines"


def test_a_json_report_has_all_of_it(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "r.json"
    specs = tmp_path / "s"
    words = ["import", str(tmp_path / "x"), "--specs", str(specs), "--report", str(report)]
    assert main(words) == 0
    found = json.loads(report.read_text())
    assert found["result"] == "wrote 2, unchanged 0; 1 warning"
    assert found["coverage"] == {"elements": 2, "carried": 2, "told": 0, "percent": 100.0, "missing": []}
    figures = {"columns": 2, "mapped": 1, "lossy": 1, "unresolved": 0}
    assert found["totals"] == {"tables": 1, **figures}
    assert found["objects"] == [{"object": "SALES.T", "spec": "sales/t", **figures}]
    assert [(f["file"], f["what"]) for f in found["files"]] == [
        (str(specs / "sales" / "database.yaml"), "new"),
        (str(specs / "sales" / "t.yaml"), "new"),
    ]
    (finding,) = found["findings"]
    assert (finding["code"], finding["line"]) == ("MAP004", 10)
    assert finding["path"] == ["definitions", "T", "elements", "at"]
    write_export(export, {"T": entity({"id": STRING, "at": {"type": "cds.Date"}})})
    main([*words, "--dry-run"])
    found = json.loads(report.read_text())
    assert found["result"] == "would write 1, unchanged 1; 1 warning, 1 info"
    assert {
        "what": "taken",
        "place": "columns[1].type",
        "base": "string",
        "spec": "string",
        "export": "date",
    } in [{k: v for k, v in change.items() if k != "file"} for change in found["changes"]]


def test_a_report_is_written_of_a_refused_import_too(tmp_path: Path) -> None:
    broken = tmp_path / "b.json"
    broken.write_text('{"definitions": {\n"T": {')
    report = tmp_path / "r.JSON"
    assert main(["import", str(broken), "--specs", str(tmp_path / "s"), "--report", str(report)]) == 1
    assert [f["code"] for f in json.loads(report.read_text())["findings"]] == ["CSN002"]


def test_a_markdown_report_is_read_by_people(tmp_path: Path) -> None:
    label = {**STRING, "@EndUserText.label": "a|b <script>"}
    first = write_export(tmp_path / "S" / "t.json", {"T": entity({"id": label})})
    words = ["import", str(tmp_path / "S"), "--space", "S", "--specs", str(tmp_path / "s")]
    main(words)
    write_export(first, {"T": entity({"id": {**label, "@EndUserText.label": "c"}})})
    assert main([*words, "--report", str(tmp_path / "r.md")]) == 0
    text = (tmp_path / "r.md").read_text()
    assert text.startswith(
        "# Import\n\nwrote 1, unchanged 1; 1 info.\n\n"
        "Coverage: 100 % of 1 elements: 1 in specs, 0 in findings, 0 in neither.\n"
    )
    assert "| S.T | s/t | 1 | 1 | 0 | 0 |" in text
    assert "| `columns[0].label` | `a\\|b <script>` | `a\\|b <script>` | c |" in text
    assert "| info | IMP011 |" in text


def test_a_report_has_each_place_of_what_is_printed_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = {name: {**STRING, "@My.own": 1} for name in ("a", "b", "c")}
    export = write_export(tmp_path / "x" / "S" / "x.json", {"T": entity(columns)})
    words = ["import", str(export.parent.parent), "--specs", str(tmp_path / "s"), "--report"]
    assert main([*words, str(tmp_path / "r.json")]) == 0
    assert "annotation @My.own has no place in a column's spec: 3 places: " in capsys.readouterr().err
    found = [f for f in json.loads((tmp_path / "r.json").read_text())["findings"] if f["code"] == "MAP030"]
    assert {f["message"] for f in found} == {"annotation @My.own has no place in a column's spec"}
    assert [f["path"] for f in found] == [["definitions", "T", "elements", n, "@My.own"] for n in columns]
    lines = export.read_text().splitlines()
    assert all("@My.own" in lines[f["line"] - 1] for f in found)
    assert len({f["line"] for f in found}) == 3
    assert main([*words, str(tmp_path / "r.md")]) == 0
    text = (tmp_path / "r.md").read_text()
    assert all(f"definitions.T.elements.{name}.@My.own" in text for name in columns)


def test_verbose_prints_each_place_of_what_is_one_line_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elements = {f"c{i}": {**STRING, "@title": f"{{i18n>C{i}}}"} for i in range(12)}
    path = write_export(tmp_path / "t.json", {"T": entity(elements)})
    command = ["import", str(path), "--specs", str(tmp_path / "s"), "--space", "MY", "--dry-run"]
    assert main(command) == 0
    out, err = capsys.readouterr()
    assert [line.startswith("CSN014 info: ") for line in err.splitlines()] == [True]
    assert "12 times, first in " in err
    assert "12 infos" not in out
    assert main([*command, "--verbose"]) == 0
    out, err = capsys.readouterr()
    assert [f"'{{i18n>C{i}}}'" in line for i, line in enumerate(err.splitlines())] == [True] * 12
    assert "; 1 info" in out


@pytest.mark.parametrize("name", ["r.txt", "r", "no/such/r.json", "folder.md"])
def test_a_report_that_cannot_be_written_stops_before_anything_else(
    name: str, export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.md").mkdir()
    words = ["import", str(export), "--specs", str(tmp_path / "s"), "--report", str(tmp_path / name)]
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "--report" in err
    assert not (tmp_path / "s").exists()
    missing = ["import", str(tmp_path / "gone.json"), "--specs", str(tmp_path / "s")]
    main([*missing, "--report", str(tmp_path / "r.json")])
    assert not (tmp_path / "r.json").exists()


RULES = "kind: Rules\nnames: {table: 'dsp_{object}'}\n"
CONTEXT = "kind: Context\nentries: [{objects: '*', steward: a@example.com}]\n"


def test_rules_and_context_are_read_from_the_files_named(export: Path, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(RULES)
    (tmp_path / "c.yaml").write_text(CONTEXT)
    files = ["--rules", str(tmp_path / "r.yaml"), "--context", str(tmp_path / "c.yaml")]
    assert main(["import", str(tmp_path / "x"), "--specs", str(tmp_path / "s"), *files]) == 0
    assert "steward: a@example.com" in (tmp_path / "s" / "sales" / "dsp_t.yaml").read_text()


def test_the_projects_own_files_lie_beside_the_specs(export: Path, tmp_path: Path) -> None:
    (tmp_path / "catalog_rules.yaml").write_text(RULES)
    (tmp_path / "catalog_context.yaml").write_text(CONTEXT)
    assert main(["import", str(tmp_path / "x"), "--specs", str(tmp_path / "s")]) == 0
    assert "steward: a@example.com" in (tmp_path / "s" / "sales" / "dsp_t.yaml").read_text()


@pytest.mark.parametrize("option", ["--rules", "--context"])
def test_a_broken_settings_file_ends_with_1_and_nothing_written(
    option: str, export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "b.yaml"
    broken.write_text("kind: Nothing\nobjcts: {}\n")
    assert main(["import", str(tmp_path / "x"), "--specs", str(tmp_path / "s"), option, str(broken)]) == 1
    out, err = capsys.readouterr()
    assert f"{broken}:1: MAP048 error: no `kind: {option[2:].capitalize()}` found" in err
    assert "nothing was written" in out
    assert not (tmp_path / "s").exists()
    gone = ["import", str(tmp_path / "x"), "--specs", str(tmp_path / "s"), option, str(tmp_path / "gone")]
    assert main(gone) == 2
    assert "does not exist" in capsys.readouterr().err


def test_two_files_that_contradict_each_other_are_settled_by_prefer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, label in (("old", "Fees"), ("new", "Fares")):
        write_export(tmp_path / "x" / "S" / name / "t.json", {"T": entity(**{"@EndUserText.label": label})})
    command = ["import", str(tmp_path / "x"), "--specs", str(tmp_path / "s")]
    assert main(command) == 1
    new, old = (tmp_path / "x" / "S" / name / "t.json" for name in ("new", "old"))
    err = capsys.readouterr().err
    assert f'{new}:3: CSN011 error: S.T is defined otherwise in {old}:3: label: "Fares" here' in err
    assert not (tmp_path / "s").exists()
    assert main([*command, "--prefer", "missing.json"]) == 2
    assert "--prefer 'missing.json' is no file of this import" in capsys.readouterr().err
    for preference, label in (("old", "Fees"), (str(new), "Fares")):
        assert main([*command, "--prefer", preference, "--conflicts", "take"]) == 0
        assert f"label: {label}" in (tmp_path / "s" / "s" / "t.yaml").read_text()
