"""pyarrow: a data set of the old file under the new columns as its schema."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.dataset

from lab.files.arrow import schema
from lab.files.places import folder
from lab.readers.rounds import ReadError
from lab.trials.model import Row, Trial

VERSION = str(pa.__version__)


def reader(files: Path) -> Callable[[Trial, str], Sequence[Row]]:
    """Reads the files of a trial."""

    def read(trial: Trial, part: str) -> Sequence[Row]:
        wanted = schema(trial.new)
        file = folder(files, trial, part) / f"old.{trial.format}"
        try:
            found = pyarrow.dataset.dataset(file, schema=wanted, format=_format(trial, wanted)).to_table()
        except (pa.ArrowException, NotImplementedError) as error:
            raise ReadError(f"{type(error).__name__}: {error}") from None
        columns = [[_plain(value, each.type) for value in found[each.name].to_pylist()] for each in wanted]
        return [*zip(*columns, strict=True)]

    return read


def _plain(value: Any, kind: Any) -> Any:
    return dict(value) if pa.types.is_map(kind) and value is not None else value


def _format(trial: Trial, wanted: Any) -> Any:
    if trial.format != "csv":
        return trial.format
    names = [name for name, _ in trial.new]
    return pyarrow.dataset.CsvFileFormat(
        read_options=pyarrow.csv.ReadOptions(column_names=names),
        convert_options=pyarrow.csv.ConvertOptions(null_values=["\\N"], strings_can_be_null=True),
    )
