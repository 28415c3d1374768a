"""DuckDB: Parquet as a list of files of which the first has the new columns, text by the columns given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import duckdb

from catalog.language.glue.types import Array, Char, Decimal, GlueType, Map, Primitive, Struct, Varchar, parse
from lab.files.arrow import write_parquet
from lab.files.places import folder
from lab.readers.rounds import ReadError
from lab.trials.model import Columns, Row, Trial

VERSION = duckdb.__version__
_PRIMITIVES = {"string": "VARCHAR", "binary": "BLOB", "float": "FLOAT", "int": "INTEGER"}


def sql_type(kind: GlueType) -> str:
    """The DuckDB type of a Glue type."""
    match kind:
        case Primitive():
            return _PRIMITIVES.get(kind.name, kind.name.upper())
        case Decimal():
            return f"DECIMAL({kind.precision},{kind.scale})"
        case Char() | Varchar():
            return "VARCHAR"
        case Array():
            return f"{sql_type(kind.element)}[]"
        case Map():
            return f"MAP({sql_type(kind.key)}, {sql_type(kind.value)})"
        case Struct():
            return f"STRUCT({', '.join(f'{name} {sql_type(each)}' for name, each in kind.fields)})"
    raise ValueError(f"{kind}: no trial has such a type")


def _columns(columns: Columns) -> str:
    return "{" + ", ".join(f"'{name}': '{sql_type(parse(kind))}'" for name, kind in columns) + "}"


def _parquet(trial: Trial, file: Path) -> str:
    first = file.parent.parent / "first.parquet"  # of each trial anew
    write_parquet(first, trial.new, ())
    return f"read_parquet(['{first}', '{file}'])"


def _csv(trial: Trial, file: Path) -> str:
    return (
        f"read_csv('{file}', header = false, delim = ',', nullstr = '\\N', auto_detect = false,"
        f" columns = {_columns(trial.new)})"
    )


def _json(trial: Trial, file: Path) -> str:
    return f"read_json('{file}', format = 'newline_delimited', columns = {_columns(trial.new)})"


_SCANS: Mapping[str, Callable[[Trial, Path], str]] = {"parquet": _parquet, "csv": _csv, "json": _json}


def reader(files: Path) -> Callable[[Trial, str], Sequence[Row]]:
    """Reads the files of a trial."""
    connection = duckdb.connect()

    def read(trial: Trial, part: str) -> Sequence[Row]:
        scan = _SCANS[trial.format](trial, folder(files, trial, part) / f"old.{trial.format}")
        names = ", ".join(f'"{name}"' for name, _ in trial.new)
        try:
            rows: Sequence[Row] = connection.execute(f"SELECT {names} FROM {scan}").fetchall()
        except duckdb.Error as error:
            raise ReadError(str(error)) from None
        return rows

    return read
