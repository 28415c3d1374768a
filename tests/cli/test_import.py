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
