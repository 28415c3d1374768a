"""Entries that accept a break, in the text of a spec: put in, found again, renewed, taken away."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalog.language.editing.acceptance import (
    CHANGES,
    REMOVED,
    Outcome,
    entries_at,
    with_entries,
    without_removed,
)
from catalog.language.findings import DataError
from catalog.language.specs.yaml_text import parse

TODAY = date(2026, 3, 1)
TERMS = {"reason": "agreed", "until": "2026-06-01"}
ENTRY = {"code": "CHG101", "column": "email", "from": "string", **TERMS}
LINE = '{code: CHG101, column: email, from: string, reason: agreed, until: "2026-06-01"}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("kind: Table\n# end\n", f"kind: Table\nchanges:\n  accept:\n    - {LINE}\n# end\n"),
        (
            "changes: {breaking: error}  # strict\nkind: Table\n",
            f"changes:  # strict\n  breaking: error\n  accept:\n    - {LINE}\nkind: Table\n",
        ),
        (
            "changes:\n  breaking: error # strict\nkind: Table\n",
            f"changes:\n  breaking: error # strict\n  accept:\n    - {LINE}\nkind: Table\n",
        ),
        (
            "changes:\n  accept:\n  # of May\n  - {code: CHG1, until: '2026-05-01'}\nkind: Table\n",
            "changes:\n  accept:\n  # of May\n  - {code: CHG1, until: '2026-05-01'}\n"
            f"  - {LINE}\nkind: Table\n",
        ),
        (
            "changes:\n  accept: [{code: CHG1}]\nkind: Table\n",
            f"changes:\n  accept:\n    - {{code: CHG1}}\n    - {LINE}\nkind: Table\n",
        ),
        (
            "changes:\n  accept: []\nkind: Table\n",
            f"changes:\n  accept:\n    - {LINE}\nkind: Table\n",
        ),
        ("kind: Table\r\n", f"kind: Table\r\nchanges:\r\n  accept:\r\n    - {LINE}\r\n"),
    ],
)
def test_an_entry_comes_in_and_all_else_stays(before: str, after: str) -> None:
    written = with_entries(before, CHANGES, [ENTRY], TODAY)
    assert parse(written.text, "") == parse(after, "")
    assert written.text == after
    assert written.outcomes == (Outcome.ADDED,)


def test_what_is_there_is_not_written_twice_and_what_is_over_is_renewed() -> None:
    old: dict[str, Any] = {"code": "CHG101", "column": "fax", "from": "string", "reason": "x"}
    text = with_entries("kind: Table\n", CHANGES, [ENTRY, {**old, "until": "2026-02-28"}], TODAY).text
    again = [{**ENTRY, "reason": "another", "until": "2026-09-01"}, {**old, **TERMS}, {**old, **TERMS}]
    written = with_entries(text, CHANGES, again, TODAY)
    assert written.outcomes == (Outcome.THERE, Outcome.RENEWED, Outcome.RENEWED)
    assert entries_at(parse(written.text, ""), CHANGES) == [ENTRY, {**old, **TERMS}]


def test_the_same_twice_in_one_go_is_one_entry() -> None:
    written = with_entries("kind: Table\n", CHANGES, [ENTRY, ENTRY], TODAY)
    assert written.outcomes == (Outcome.ADDED, Outcome.THERE)
    assert len(entries_at(parse(written.text, ""), CHANGES)) == 1


def test_on_its_last_day_an_entry_counts() -> None:
    text = with_entries("kind: Table\n", CHANGES, [ENTRY], TODAY).text
    assert with_entries(text, CHANGES, [ENTRY], date(2026, 6, 1)).outcomes == (Outcome.THERE,)
    assert with_entries(text, CHANGES, [ENTRY], date(2026, 6, 2)).outcomes == (Outcome.RENEWED,)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("kind: Database\nremoved:\n  - {table: a.b}  # why\n  - {table: a.c}\n",
         "kind: Database\nremoved:\n  - {table: a.c}\n"),
        ("kind: Database\nremoved:\n  - {table: a.b}\nname: a # x\n", "kind: Database\nname: a # x\n"),
        ("kind: Database\nremoved:\n  - {table: a.c}\n", "kind: Database\nremoved:\n  - {table: a.c}\n"),
        ("kind: Database\n", "kind: Database\n"),
    ],
)  # fmt: skip
def test_what_comes_back_is_removed_no_more(before: str, after: str) -> None:
    assert without_removed(before, "table", "a.b") == after


def test_a_removal_is_written_below_removed() -> None:
    written = with_entries("kind: Database\nname: a\n", REMOVED, [{"table": "a.b", **TERMS}], TODAY)
    line = '  - {table: a.b, reason: agreed, until: "2026-06-01"}\n'
    assert written.text == f"kind: Database\nname: a\nremoved:\n{line}"


def test_a_file_that_is_no_yaml_is_refused() -> None:
    with pytest.raises(DataError):
        with_entries("a: [1", CHANGES, [ENTRY], TODAY)
