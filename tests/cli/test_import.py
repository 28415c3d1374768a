"""`catalog import` as people type it: what it prints, what it writes, how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.main import main
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
    assert "SALES.T  sales/t         2       1      1           0" in out
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


def test_strict_makes_a_warning_stop_the_import(export: Path, tmp_path: Path) -> None:
    assert main(["import", str(export), "--specs", str(tmp_path / "s"), "--space", "A", "--strict"]) == 1
    assert not (tmp_path / "s").exists()


def test_wrong_usage_ends_with_2(export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path / "gone.json"), "--specs", str(tmp_path / "s")]) == 2
    assert "does not exist" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert main(["import", str(export), "--specs", str(tmp_path / "file")]) == 2
    with pytest.raises(SystemExit) as ended:
        main(["import", str(export)])
    assert ended.value.code == 2


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
    assert f"{broken}:1: SPEC002 error: kind: 'Nothing' found" in err
    assert "nothing was written" in out
    assert not (tmp_path / "s").exists()
    gone = ["import", str(tmp_path / "x"), "--specs", str(tmp_path / "s"), option, str(tmp_path / "gone")]
    assert main(gone) == 2
    assert "does not exist" in capsys.readouterr().err
