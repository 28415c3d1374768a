"""Pairs of tables with the verdict of each change in every format: tests/golden/changes.tsv.

A column a way of reading (`tests.support.changed_tables.WAYS`), with the letter of a verdict: A additive, C
compatible, B breaking, - where the change is none in that format. `UPDATE_GOLDEN=1` writes the letters anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest
from jsonschema import Draft202012Validator

from catalog.language.changes.comparison import table_changes
from catalog.language.changes.verdicts.judge import judge
from catalog.language.changes.verdicts.readers import DEFAULT_READERS
from catalog.language.changes.verdicts.verdict import Circumstances, Judgement, PartitionSchema, Verdict
from catalog.language.evolution.acceptance import acceptances
from tests.support.changed_tables import WAYS, table
from tests.support.project import ROOT

GOLDEN = ROOT / "tests" / "golden" / "changes.tsv"
INPUTS = ("old", "new", "renames", "readers", "partitions")
NONE = "-"
Row = tuple[str, ...]


def recorded() -> dict[Row, list[Row]]:
    """What the file says: code, path and letters of each change, by the five inputs."""
    header, *lines = GOLDEN.read_text("utf-8").splitlines()
    assert header.split("\t") == [*INPUTS, "code", "path", *WAYS]
    found: dict[Row, list[Row]] = {}
    for line in lines:
        cells = tuple(line.split("\t"))
        found.setdefault(cells[: len(INPUTS)], []).append(cells[len(INPUTS) :])
    return found


def judged(old: str, new: str, renames: str, readers: str, partitions: str) -> list[Row]:
    """The same, as the table of verdicts has it."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    given = tuple(readers.split()) if readers != NONE else DEFAULT_READERS
    circumstances = Circumstances(given, PartitionSchema(partitions))
    for way in WAYS:
        before, after = table(old, way), table(new, way)
        named = dict([renames.split("=")]) if renames != NONE else {}
        for each in judge(table_changes(before, after, named), before, after, circumstances):
            found.setdefault((each.code, each.path or NONE), {})[way] = "ACB"[each.verdict]
    return [(*of, *(letters.get(way, NONE) for way in WAYS)) for of, letters in found.items()]


CASES = recorded()


@pytest.mark.parametrize("case", CASES, ids=lambda case: " -> ".join(case[:2])[:70])
def test_a_change_has_the_verdicts_of_the_golden_table(case: Row) -> None:
    if not os.environ.get("UPDATE_GOLDEN"):
        assert judged(*case) == CASES[case]


def test_the_golden_table_has_many_pairs_in_every_format() -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text("\n".join(lines()) + "\n", "utf-8")
    assert len({case[:2] for case in CASES}) >= 120
    letters = {(way, row[2 + at]) for rows in CASES.values() for row in rows for at, way in enumerate(WAYS)}
    assert letters >= {(way, letter) for way in WAYS for letter in "ACB"}


def lines() -> Iterator[str]:
    """The file anew."""
    yield "\t".join((*INPUTS, "code", "path", *WAYS))
    for case in CASES:
        yield from ("\t".join((*case, *row)) for row in judged(*case))


def breaks() -> Iterator[Judgement]:
    """Every break of the golden table, in every format."""
    for old, new, renames, readers, partitions in CASES:
        given = tuple(readers.split()) if readers != NONE else DEFAULT_READERS
        for way in WAYS:
            tables = table(old, way), table(new, way)
            changes = table_changes(*tables, dict([renames.split("=")]) if renames != NONE else {})
            judgements = judge(changes, *tables, Circumstances(given, PartitionSchema(partitions)))
            yield from (each for each in judgements if each.verdict is Verdict.BREAKING)


def test_what_a_break_says_to_write_is_an_entry_that_a_spec_takes() -> None:
    schema = json.loads((ROOT / "catalog" / "schemas" / "table.schema.json").read_text("utf-8"))
    accept = schema["properties"]["changes"]["properties"]["accept"]
    validator = Draft202012Validator({**accept, "$defs": schema["$defs"]})
    entries = {json.dumps(each.entry, sort_keys=True): each.entry for each in breaks()}
    assert len(entries) > 120
    for entry in entries.values():
        written = {**entry, "reason": "its readers agreed", "until": "2027-01-31"}
        assert [*validator.iter_errors([written])] == []
        assert [*acceptances({"accept": [written]}, frozenset(), None)] == []


@pytest.mark.parametrize(
    ("pair", "formats"),
    [  # what must not move, whatever is written into the file
        (("a:int b:string", "a:int"), dict.fromkeys(WAYS, "B")),
        (("a:int", "a:int b:string"), {way: "B" if way == "AL" else "A" for way in WAYS}),
        (
            ("a:int b:int", "a:bigint b:int"),
            {**dict.fromkeys(("PN", "PI", "OI", "ON"), "B"), "TX": "C", "IC": "C"},
        ),
        (("a:int b:int", "c:int a:int b:int"), {"PN": "A", "OI": "B", "TX": "B", "JS": "A", "IC": "A"}),
        (("a:bigint b:int", "a:int b:int"), dict.fromkeys(WAYS, "B")),
        (("a:date b:int", "a:int b:int"), dict.fromkeys(WAYS, "B")),
        (("a:int", "a:int; parameter business.steward=x; table description=y"), dict.fromkeys(WAYS, "C")),
    ],
)
def test_the_rules_of_the_reference_hold(pair: tuple[str, str], formats: dict[str, str]) -> None:
    rows = judged(*pair, NONE, NONE, "none")
    worst = {way: max((row[2 + at] for row in rows), key="-ACB".index) for at, way in enumerate(WAYS)}
    assert {way: worst[way] for way in formats} == formats
