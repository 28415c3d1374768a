"""The verdict table of types: rows made of what each reader makes of old files under a new type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..readers import READERS
from ..row import ALL, Case, Row, case, row
from .type_changes import KINDS, TypeChange

MEANINGS = {
    "ok": "values of old files are converted",
    "null": "values of old files that don't fit are NULL, or an error",
    "error": "the column can't be read in files written before",
    "wrong": "old files give other values, without an error",
    "loss": "old values lose digits or characters",
    "?": "no documentation says that old files can be read so",
}
_OUTCOME = {"ok": "same", "null": "null", "error": "error", "wrong": "other", "loss": "other", "?": ""}
_EVEN_SO = "old files are read, but values that don't fit the type are cut, lost, or kept against it"
_SPARK35_ERROR = "Parquet files written before fail (SchemaColumnConvertNotSupportedException)"
_COLUMNAR_SPECTRUM = "the type must be the file's own in Parquet and ORC: incompatible Parquet schema"
_FORMATS = {"P": "PN PI", "O": "OI ON", "AV": "AV", "TX": "TX", "JS": "JS", "IC": "IC"}
_COLUMNAR = ("P", "O")
# by format the partition schemas in which partitions keep a type that is not cast: AUTO gives text and JSON
# the type of the table, since their files have none of their own (partition_schemas.column_access)
_KEPT = (("TX JS", "OLD"), ("AV", "OLD AUTO"))
_LEFT_OUT = "each partition keeps its own type, and its values are cast"


def _rows(kind: TypeChange) -> Iterator[Row]:
    yield row("XX", ALL, ALL, "B", "how this SerDe reads types is not known here", "A2 I")
    yield from _athena(kind)
    yield row(
        "PN PI ON OI",
        "redshift",
        ALL,
        "C" if kind.code == "CHG207" else "B",
        MEANINGS["ok"] if kind.code == "CHG207" else _COLUMNAR_SPECTRUM,
        "R2 R3 D",
    )
    for form, modes in _FORMATS.items():
        cells = {
            place.partition(" ")[2]: cell for place, cell in kind.cells.items() if place.startswith(form)
        }
        told = {"redshift"} if form in _COLUMNAR else set[str]()
        told |= {"athena"} if form in _COLUMNAR and kind.promised else set()
        for reader, cell in _by_reader(form, cells):
            if reader not in told and not (reader == ALL and told >= {*READERS}):
                told.add(reader)
                outcome, _, basis = cell.partition(" ")
                yield _cell(kind, modes, reader, outcome, basis)


def _by_reader(form: str, cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each reader's cell, named ones first: only what was tried with a reader is tried for it.

    Hive's SerDes were tried through Spark, not in Hive. Beside Parquet, Spark 4.0 reads as 3.5.
    """
    named = {reader: cell for reader, cell in cells.items() if reader != ALL}
    if "hive" in named:
        named["hive"] = _untried(named["hive"])
    if form != "P" and "spark-3.5" in named:
        named.setdefault("spark-4.0", _untried(named["spark-3.5"]))
    yield from named.items()
    rest = cells.get(ALL, "")
    if rest.endswith(" T"):
        yield "spark-3.5", rest
        if "X7" in rest:
            yield "spark-4.0", rest
    yield ALL, _untried(rest)


def _untried(cell: str) -> str:
    return f"{cell[:-1]}I" if cell.endswith(" T") else cell


def _athena(kind: TypeChange) -> Iterator[Row]:
    """What Athena does by the schema of partitions, before what it does to a file."""
    if kind.promised:
        yield row("PN PI OI ON", "athena", "OLD AUTO", "C", _LEFT_OUT, "A2 A3 D")
        yield row(
            "PN PI OI ON",
            "athena",
            "NONE",
            "B",
            "in Parquet and ORC it is supported for partitioned tables alone",
            "A2 D",
        )
        yield row(
            "PN PI OI ON",
            "athena",
            "NEW PROJECTED",
            "B",
            "no type of a partition's own is cast any more, and old files may not be read",
            "A2 A3 TR11 I",
            remedy="Remove partitions.cascade, so that each partition keeps its own type, or rewrite "
            "the files first",
        )
    elif kind.coerced:
        unread = (form for form in _COLUMNAR if not _athena_reads(kind, form))
        yield from (_cast(_FORMATS[form]) for form in unread)
    else:
        for modes, schemas in _KEPT:
            yield row(
                modes,
                "athena trino",
                schemas,
                "B",
                "it is not cast from the type that partitions keep: HIVE_PARTITION_SCHEMA_MISMATCH",
                "A3 A4 TR10 D",
                remedy="Write partitions.cascade: true, where the spec declares the partitions, so that they "
                "get the new type",
            )


def _cast(modes: str) -> Row:
    return row(
        modes,
        "athena",
        "OLD AUTO",
        "B",
        "each partition keeps its own type, and values that can't be cast fail or are NULL",
        "A3 TR9 TR10 I",
    )


def _athena_reads(kind: TypeChange, form: str) -> bool:
    """Whether Athena reads old files by the new type itself."""
    cell = kind.cells.get(f"{form} athena", kind.cells.get(f"{form} {ALL}", ""))
    return cell.partition(" ")[0] == "ok"


def _cell(kind: TypeChange, modes: str, reader: str, outcome: str, basis: str) -> Row:
    fits = outcome == "ok"
    because = _EVEN_SO if fits and kind.always else MEANINGS[outcome]
    if reader == "spark-3.5" and modes == "PN PI" and outcome == "error":
        because = _SPARK35_ERROR
    verdict = "C" if fits and not kind.always else "B"
    return row(modes, reader, ALL, verdict, because, basis, outcome=_OUTCOME[outcome])


CASES: Mapping[str, Case] = {
    name: case(kind.code, kind.title, *_rows(kind)) for name, kind in KINDS.items()
} | {
    "unknown type": case(
        "CHG209",
        "a type that is not known here",
        row("IC", ALL, ALL, "B", "the type may not be known", "IC1 I"),
        row(
            ALL,
            "athena trino",
            ALL,
            "B",
            "a table with such a type is left out of listings: HIVE_INVALID_METADATA",
            "G1 TR15 S",
        ),
        row(ALL, ALL, ALL, "B", "the type may not be known", "G1 I"),
    ),
}
