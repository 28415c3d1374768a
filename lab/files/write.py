"""Writes the old files of every trial, each in a folder of its own: all rows, and those that fit alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from lab.files.arrow import write_orc, write_parquet
from lab.files.places import ALL, FITTING, folder, rows_of
from lab.files.text import write_csv, write_json
from lab.trials.every import trials
from lab.trials.model import Columns, Row

Writer = Callable[[Path, Columns, tuple[Row, ...]], None]
WRITERS: Mapping[str, Writer] = {
    "parquet": write_parquet,
    "orc": write_orc,
    "csv": write_csv,
    "json": write_json,
}


def write_files(root: Path) -> None:
    """Write what is not there yet, but what Spark writes."""
    for trial in trials():
        if trial.by_spark:
            continue
        for part in (ALL, FITTING):
            place, rows = folder(root, trial, part), rows_of(trial, part)
            if rows and not place.is_dir():
                place.mkdir(parents=True)
                WRITERS[trial.format](place / f"old.{trial.format}", trial.columns, rows)
