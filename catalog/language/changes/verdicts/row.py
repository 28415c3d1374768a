"""The form of the verdict table: a row says what one case means to one or several readers.

Rows of a case are asked in their order, and the first that fits counts: special ones stand before general
ones. `modes`, `readers` and `partitions` are words with blanks between, or * for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .access import MODES, Access
from .readers import READERS
from .verdict import PartitionSchema, Verdict

ALL = "*"
MARKS = {
    "D": "documented",  # by who makes the reader
    "S": "read",  # in the reader's source
    "T": "tried",  # here: `make lab` tries it again
    "I": "inferred",
}
VERDICTS = {"A": Verdict.ADDITIVE, "C": Verdict.COMPATIBLE, "B": Verdict.BREAKING}


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `because` goes on after the readers' names: `fail on files written before`.

    `source` has keys of `cases.sources.SOURCES`; `trait` is one of a SerDe (`access.OPENCSV`, ...) that the
    row needs; `outcome` is what a reader of old data gets, a word of `OUTCOMES`.
    """

    modes: str
    readers: str
    partitions: str
    verdict: Verdict
    because: str
    source: str
    mark: str
    trait: str = ""
    outcome: str = ""
    remedy: str = ""

    def fits(self, access: Access, reader: str, schema: PartitionSchema) -> bool:
        """Whether the row is about this way of reading."""
        return (
            _has(self.modes, access.mode)
            and _has(self.readers, reader)
            and _has(self.partitions, schema.name)
            and (not self.trait or self.trait in access.traits)
        )


OUTCOMES = {
    "same": "the same value",
    "null": "NULL",
    "error": "an error",
    "other": "another value, without an error",
}


def _has(words: str, word: str) -> bool:
    return words == ALL or word in words.split()


def row(
    modes: str,
    readers: str,
    partitions: str,
    verdict: str,
    because: str,
    basis: str,
    trait: str = "",
    outcome: str = "",
    remedy: str = "",
) -> Row:
    """A row as the tables write it: `basis` is its sources and its mark (`A1 X3 T`)."""
    source, _, mark = basis.rpartition(" ")
    return Row(
        modes, readers, partitions, VERDICTS[verdict], because, source, MARKS[mark], trait, outcome, remedy
    )


@dataclass(frozen=True, slots=True)
class Case:
    """What can happen to a table, with its rows: several cases may have one code."""

    code: str
    title: str
    rows: tuple[Row, ...]

    def row(self, access: Access, reader: str, schema: PartitionSchema) -> Row:
        """The row that counts for a reader; every case has one for each."""
        return next(each for each in self.rows if each.fits(access, reader, schema))


def case(code: str, title: str, *rows: Row) -> Case:
    """A case of the table."""
    return Case(code, title, tuple(part for each in rows for part in _by_maker(each)))


def everywhere(code: str, title: str, verdict: str, because: str, basis: str) -> Case:
    """A case that means the same to every reader of every format."""
    return case(code, title, row(ALL, ALL, ALL, verdict, because, basis))


TRIED = "spark-3.5"  # the reader that trials were made with where none is named
_MAKERS = {"A": "athena", "R": "redshift"}  # whose pages sources are, by their key's letters


def _by_maker(given: Row) -> Iterator[Row]:
    """A row for all readers is documented for those whose makers wrote the pages, and tried with one; for
    others it is inferred.
    """
    if given.readers == ALL and given.mark == MARKS["T"]:
        yield replace(given, readers=TRIED)
        yield replace(given, mark=MARKS["I"])
        return
    keys = {key.rstrip("0123456789") for key in given.source.split()}
    if given.readers != ALL or given.mark != MARKS["D"] or not keys <= {*_MAKERS, "IC", "DL"}:
        yield given
        return
    if keys & {"IC", "DL"}:
        yield replace(given, modes="IC")
        if given.modes == "IC":
            return
    makers = [name for key, name in _MAKERS.items() if key in keys]
    if makers:
        yield replace(given, readers=" ".join(makers))
    yield replace(given, mark=MARKS["I"])


def ways(traits: Sequence[str]) -> Iterator[tuple[Access, str, PartitionSchema]]:
    """Every way of reading: a mode with at most one trait, a reader, and a partition schema."""
    for mode in MODES:
        for given in (frozenset[str](), *(frozenset((trait,)) for trait in traits)):
            for reader in READERS:
                for schema in PartitionSchema:
                    yield Access(mode, given), reader, schema
