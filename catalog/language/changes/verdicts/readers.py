"""The engines that read tables, by the names that `readers:` of a spec takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalog.language.findings import listed

READERS: Mapping[str, str] = {  # every one has rows; with the name that people read
    "athena": "Athena",
    "spark-3.5": "Spark 3.5",  # that of Glue 5.0 and 5.1
    "spark-4.0": "Spark 4.0",
    "redshift": "Redshift Spectrum",
    "trino": "Trino",
    "hive": "Hive",
}
DEFAULT_READERS = ("athena", "spark-3.5", "redshift")
_MANY = len(READERS)


def shown(readers: Iterable[str]) -> str:
    """`Athena and Spark 3.5`, in the table's order."""
    given = {*readers}
    names = [word for name, word in READERS.items() if name in given]
    if len(names) < 2:
        return "".join(names)
    return f"{listed(names[:-1], _MANY)} and {names[-1]}"
