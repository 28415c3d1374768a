"""Codes of changes as `catalog explain` and docs/changes.md show them, with their verdicts by format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalog.language.code_table import Code, Codes
from catalog.language.findings import Severity

from .access import Access
from .cases.codes import CODES as OF_CHANGES
from .readers import DEFAULT_READERS, shown
from .row import Case
from .table import CASES
from .verdict import PartitionSchema, Verdict

FORMATS: Mapping[str, str] = {  # a mode by what Athena does, and the word for it; IC last
    "PN": "Parquet",
    "PI": "Parquet by position",
    "OI": "ORC",
    "ON": "ORC by name",
    "TX": "CSV",
    "JS": "JSON",
    "AV": "Avro",
    "IC": "Iceberg and Delta",
}
_OF_OTHERS = {"PI": "PN", "OI": "ON"}  # how Spark and Redshift read what Athena reads by position
INSIDE = "CHG304"  # of a type in a structure: by the cases of types
INSIDE_LINE = "As CHG201 to CHG208, by the types inside"
FOR_WHOM = f"To {shown(DEFAULT_READERS)}, of a table without partitions:"
WORDS = {Verdict.ADDITIVE: "additive", Verdict.COMPATIBLE: "compatible", Verdict.BREAKING: "breaking"}


def cases_of(code: str) -> list[Case]:
    """The cases that have a code."""
    return [case for case in CASES.values() if case.code == code]


def verdict_of(case: Case, mode: str) -> Verdict:
    """The verdict for the readers that count where none are named, of a table without partitions."""
    return max(
        case.row(
            Access(mode if reader == "athena" else _OF_OTHERS.get(mode, mode)), reader, PartitionSchema.NONE
        ).verdict
        for reader in DEFAULT_READERS
    )


def lines(code: str) -> Iterator[str]:
    """A line a case: `int widened to bigint: breaking in Parquet, ORC; compatible in CSV, JSON, Avro`."""
    if code == INSIDE:
        yield INSIDE_LINE
    for case in cases_of(code):
        by_verdict: dict[Verdict, list[str]] = {}
        for mode, word in FORMATS.items():
            by_verdict.setdefault(verdict_of(case, mode), []).append(word)
        if len(by_verdict) == 1:
            yield f"{case.title}: {WORDS[next(iter(by_verdict))]} in every format"
        else:
            said = (
                f"{WORDS[each]} in {', '.join(of)}" for each, of in sorted(by_verdict.items(), reverse=True)
            )
            yield f"{case.title}: {'; '.join(said)}"


def _severity(code: str) -> Severity:
    rows = [row for case in cases_of(code) for row in case.rows]
    breaks = code == INSIDE or any(row.verdict is Verdict.BREAKING for row in rows)
    return Severity.ERROR if breaks else Severity.INFO


CODES: Codes = {
    code: Code(_severity(code), row.meaning, row.remedy, of_gate=_severity(code) is Severity.ERROR)
    for code, row in OF_CHANGES.items()
}
