"""What the verdicts say would accept a break is an entry that the checks take, and the tables agree."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from catalog.language.changes.comparison import table_changes
from catalog.language.changes.verdicts.cases.codes import CODES
from catalog.language.changes.verdicts.judge import judge
from catalog.language.changes.verdicts.readers import DEFAULT_READERS, READERS
from catalog.language.changes.verdicts.table import CASES
from catalog.language.changes.verdicts.verdict import Circumstances, PartitionSchema, Verdict
from catalog.language.evolution.acceptance import acceptances
from catalog.language.evolution.entries import ELSEWHERE, FORMS, HARMLESS
from catalog.language.specs.schema import check_document, schema_text
from tests.support.changed_tables import WAYS, table
from tests.support.project import ROOT
from tests.support.specs import TABLE

GOLDEN = ROOT / "tests" / "golden" / "changes.tsv"
USUAL = {"reason": "Agreed", "until": "2999-01-31"}
BREAKING = {case.code for case in CASES.values() if any(r.verdict is Verdict.BREAKING for r in case.rows)}


def breaks() -> dict[str, dict[str, Any]]:
    """The entries of all breaks in the golden table, once each."""
    found: dict[str, dict[str, Any]] = {}
    pairs = dict.fromkeys(tuple(line.split("\t")[:5]) for line in GOLDEN.read_text("utf-8").splitlines()[1:])
    for old, new, renames, readers, partitions in pairs:
        given = tuple(readers.split()) if readers != "-" else DEFAULT_READERS
        named = dict([renames.split("=")]) if renames != "-" else {}
        for way in WAYS:
            before, after = table(old, way), table(new, way)
            circumstances = Circumstances(given, PartitionSchema(partitions))
            for each in judge(table_changes(before, after, named), before, after, circumstances):
                if each.verdict is Verdict.BREAKING:
                    entry = json.loads(json.dumps({**each.entry, **USUAL}, default=list))
                    found.setdefault(json.dumps(entry, sort_keys=True), entry)
    return found


def test_what_would_accept_a_break_passes_the_checks() -> None:
    entries = [*breaks().values()]
    assert {entry["code"] for entry in entries} >= {"CHG101", "CHG201", "CHG303", "CHG403", "CHG501"}
    wrong = [*acceptances({"accept": entries}, frozenset(), date(2026, 1, 1))]
    assert [(v.code, entries[int(v.path[2])], v.message) for v in wrong] == []
    assert check_document({**TABLE, "changes": {"accept": entries}}, "Table") == []


def test_each_code_is_accepted_by_an_entry_or_elsewhere_or_breaks_nobody() -> None:
    assert {*CODES} == {*FORMS} | HARMLESS | {*ELSEWHERE}
    assert BREAKING - {*FORMS} - {*ELSEWHERE} == set()
    assert set() == BREAKING & HARMLESS


def test_the_readers_of_specs_are_those_with_verdicts() -> None:
    readers = json.loads(schema_text("Table"))["properties"]["readers"]
    assert readers["items"]["enum"] == [*READERS]
    assert readers["default"] == [*DEFAULT_READERS]
