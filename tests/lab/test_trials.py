"""The trials: one name each, rows of the columns' length, and values that Arrow takes as their type."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.parquet
import pytest

from lab.files.arrow import table, write_parquet
from lab.files.places import ALL, FITTING, folder
from lab.files.text import write_csv, write_json
from lab.files.write import write_files
from lab.trials.every import MODES, PARTITIONED, trials, trials_of

TRIALS = tuple(trials())


def test_each_trial_of_a_mode_has_a_name_of_its_own() -> None:
    names = Counter((each.mode, each.name) for each in TRIALS)
    assert [name for name, count in names.items() if count > 1] == []
    assert len(TRIALS) > 400


def test_what_is_tried_with_partitions_is_tried_without_as_well() -> None:
    assert {each.change for each in TRIALS if not each.partitioned} >= PARTITIONED


@pytest.mark.parametrize("each", TRIALS, ids=lambda each: f"{each.mode} {each.name}")
def test_rows_are_of_their_columns(each: object) -> None:
    trial = next(one for one in TRIALS if one is each)
    assert {len(row) for row in trial.rows} == {len(trial.columns)}
    assert {len(row) for row in trial.expected} == {len(trial.new)}
    assert len(trial.rows) == len(trial.expected)
    assert table(trial.columns, trial.rows).num_rows == len(trial.rows)
    assert table(trial.new, ()).num_columns == len(trial.new)


@pytest.mark.parametrize("reader", MODES)
def test_readers_without_tables_get_no_trial_that_needs_one(reader: str) -> None:
    tried = [*trials_of(reader)]
    assert {each.mode for each in tried} == {*MODES[reader]}
    needs = [each for each in tried if each.partitioned or each.options or each.by_spark]
    assert bool(needs) == reader.startswith("spark")


def test_old_files_are_there_for_every_trial_but_what_spark_writes(tmp_path: Path) -> None:
    write_files(tmp_path)
    for each in TRIALS:
        assert any(folder(tmp_path, each, ALL).glob("old.*")) != each.by_spark
        if not each.by_spark:
            assert folder(tmp_path, each, FITTING).is_dir() == bool(each.fitting)


def test_trials_of_the_same_values_have_files_of_the_same_rows_and_no_others(tmp_path: Path) -> None:
    wide, narrow = (
        next(one for one in TRIALS if one.mode == "PN" and one.change == name)
        for name in ("int -> string", "int -> smallint")
    )
    write_files(tmp_path)
    assert wide.rows == narrow.rows
    assert folder(tmp_path, wide, ALL) == folder(tmp_path, narrow, ALL)
    rows = [
        pyarrow.parquet.read_table(folder(tmp_path, each, FITTING) / "old.parquet")["v"].to_pylist()
        for each in (wide, narrow)
    ]
    assert rows == [[1, 70000], [1]]


def test_files_hold_what_was_written(tmp_path: Path) -> None:
    columns = (("id", "int"), ("m", "decimal(10,2)"), ("t", "timestamp"), ("n", "string"))
    each = next(one for one in TRIALS if one.change == "timestamp -> bigint")
    moment = each.rows[0][1]
    rows = ((1, None, moment, None),)
    write_parquet(tmp_path / "a.parquet", columns, rows)
    kinds = pyarrow.parquet.ParquetFile(tmp_path / "a.parquet").schema
    assert [kinds.column(at).physical_type for at in range(4)] == ["INT32", "INT64", "INT96", "BYTE_ARRAY"]
    write_csv(tmp_path / "a.csv", columns, rows)
    assert (tmp_path / "a.csv").read_text() == "1,\\N,2024-03-01 10:00:00,\\N\n"
    write_json(tmp_path / "a.json", columns, rows)
    assert (tmp_path / "a.json").read_text() == (
        '{"id": 1, "m": null, "t": "2024-03-01 10:00:00", "n": null}\n'
    )
