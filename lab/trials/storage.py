"""Changes of how a table says that its files are read: format, SerDe library, SerDe properties."""

from __future__ import annotations

from collections.abc import Iterator

from .column_changes import OLD, ROWS
from .model import FORMATS, Trial

LAZY, OPEN_CSV = "lazy", "opencsv"  # the two SerDe libraries of CSV
MODE = {"parquet": "PN", "orc": "ON", "csv": "TX", "json": "JS", "avro": "AV"}
_TEXT = (("id", "int"), ("name", "string"), ("born", "date"), ("seen", "timestamp"))


def trials() -> Iterator[Trial]:
    """Each format read as each other one, and CSV under other properties and libraries."""
    for old in MODE:
        for new, mode in MODE.items():
            if old not in (new, FORMATS["AV"]):
                yield Trial(f"{old} -> {new}", mode, OLD, ROWS, OLD, ROWS, written=old)
    yield Trial("field.delim , -> ;", "TX", OLD, ROWS, OLD, ROWS, options={"field.delim": ";"})
    yield Trial(
        "serialization.null.format \\N -> NULL",
        "TX",
        OLD,
        ((1, None, "bonn", 1.5),),
        OLD,
        ((1, None, "bonn", 1.5),),
        options={"serialization.null.format": "NULL"},
    )
    yield Trial(
        "skip.header.line.count -> 1", "TX", OLD, ROWS, OLD, ROWS, options={"skip.header.line.count": "1"}
    )
    yield _open_csv("LazySimpleSerDe -> OpenCSVSerde")


def _open_csv(change: str) -> Trial:
    from .type_changes import DAY, MOMENT

    row = (1, "ann", DAY, MOMENT)
    return Trial(change, "TX", _TEXT, (row,), _TEXT, (row,), serde=OPEN_CSV)
