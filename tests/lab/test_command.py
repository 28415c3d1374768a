"""`make lab` as a command: what it prints and its exit status, with readers in place of the real ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import lab.__main__ as command
from catalog.engine.jobs import SetupError
from lab import java, page, record, runs
from lab.record import Results

SAME = {"PN": {"int -> bigint": {"word": "same", "told": ""}}}


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """Readers that give SAME, in environments that are there, on a machine with Java and Maven."""
    given: dict[str, Any] = {"outcomes": SAME, "asked": []}

    def run(names: Sequence[str], jars: Sequence[Path], env: Mapping[str, str]) -> dict[str, Any]:
        given["asked"] = [*names]
        return {name: {"version": "1.0", "outcomes": given["outcomes"]} for name in names}

    monkeypatch.setattr(runs, "run", run)
    monkeypatch.setattr(command, "plan", lambda *_: None)
    monkeypatch.setattr(java, "missing", lambda env: "")
    monkeypatch.setattr(java, "json_serde", lambda folder, env: tmp_path / java.JAR)
    kept = Results("2026-01-01", {"duckdb": "1.0"}, {"duckdb": SAME})
    monkeypatch.setattr(record, "read", lambda: kept)
    monkeypatch.setattr(record, "FILE", tmp_path / "results.json")
    monkeypatch.setattr(page, "PAGE", tmp_path / "lab.md")
    return given


def test_what_is_as_recorded_exits_with_0(
    readers: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--reader", "duckdb"]) == 0
    assert capsys.readouterr().out == (
        "DuckDB 1.0: 1 trials: 1 same, 0 null, 0 error, 0 other\nlab: all as recorded\n"
    )


def test_what_differs_exits_with_1_and_is_named(
    readers: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    readers["outcomes"] = {"PN": {"int -> bigint": {"word": "other", "told": "1 -> 2"}}}
    assert command.main(["--reader", "duckdb"]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  duckdb, PN, int -> bigint: other (1 -> 2); recorded: same",
        "lab: 1 differ from the record or the verdict table",
    ]


def test_without_java_the_rest_runs_and_the_exit_status_tells(
    readers: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(java, "missing", lambda env: "Spark is left out: no java")
    assert command.main([]) == 2
    assert readers["asked"] == ["duckdb", "pyarrow"]
    assert capsys.readouterr().err == "lab: Spark is left out: no java\n"


def test_a_part_is_not_recorded(readers: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--reader", "duckdb", "--record"]) == 2
    assert not record.FILE.exists()
    assert "not recorded: a record is of all readers" in capsys.readouterr().err


def test_what_fails_is_one_line(
    readers: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise SetupError("duckdb: reading failed (status 1)")

    monkeypatch.setattr(runs, "run", fail)
    assert command.main(["--reader", "duckdb"]) == 2
    assert capsys.readouterr().err == "lab: duckdb: reading failed (status 1)\n"
