"""The plugin's lines, read again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.changes import forms
from catalog.language.changes.column_changes import ChangeColumnType, DropColumn
from catalog.language.changes.comparison import table_changes
from catalog.language.changes.forms import Impact, impact_of, of_a_set
from catalog.language.changes.model import Table
from catalog.language.glue.narrowing import narrows

LINES = [
    ("- column email: string", Impact.DROP),
    ("- column first name: string", Impact.DROP),
    ("- column a parameter b: string", Impact.DROP),
    ("- partition key dt: date", Impact.DROP),
    ("- column email parameter catalog.column: '{}'", Impact.CHANGE),
    ("- column email parameter theirs", Impact.CHANGE),
    ("~ column a: int -> tinyint (may lose values)", Impact.NARROW),
    ("~ partition key dt: string -> date (may lose values)", Impact.NARROW),
    ("~ column a comment: 'x' -> 'y (may lose values)'", Impact.CHANGE),
    ("~ column a: int -> bigint", Impact.CHANGE),
    ("- parameter business.x: '- column b: int'", Impact.CHANGE),
    ("~ parameter theirs changed", Impact.CHANGE),
    ("~ view text: 'a' -> 'b'", Impact.CHANGE),
    ("+ 31 partitions dt=2026-01-01..2026-01-31, - 0, ~ 0", Impact.CHANGE),
    ("+ 0, - 2 partitions dt=2026-01-01,2026-01-03, ~ 0", Impact.DELETE),
    ("- dt=2026-01-01", Impact.DETAIL),
    ("another writer changed owner: 'a' at the last run, 'b' in Glue, 'a' in the program; the program's is "
     "written", Impact.OVERWRITE),
    ("kept in Glue: it is sales.orders now", Impact.KEPT),
    ("waiting for partition index x of a.b since 30 s, at most 600 s", Impact.PROGRESS),
    ("something else", None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "impact"), LINES, ids=[line[:40] for line, _ in LINES])
def test_a_line_is_known_for_what_it_does(line: str, impact: Impact | None) -> None:
    assert impact_of(line) == impact


@pytest.mark.parametrize("form", forms.FORMS, ids=[form.words[:40] for form in forms.FORMS])
def test_each_form_is_known_with_its_values(form: forms.Form) -> None:
    assert impact_of(form.text(*["x"] * form.words.count("{}"))) == form.impact


def test_every_form_of_the_module_is_in_its_table() -> None:
    named = [value for value in vars(forms).values() if isinstance(value, forms.Form)]
    assert {*named, *forms.PARTITIONS_SEEN.values()} == set(forms.FORMS)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (
            "+ 0, - 31 partitions dt=2026-01-01..2026-01-31, ~ 0",
            ("- 31 partitions dt=2026-01-01..2026-01-31", ""),
        ),
        (
            "+ 1 partition dt=2026-02-01, - 1 partition dt=2026-01-01, ~ 12 locations, ~ 3 formats",
            ("- 1 partition dt=2026-01-01", "+ 1 partition dt=2026-02-01, ~ 12 locations, ~ 3 formats"),
        ),
        ("+ 1,000 partitions a=1 x 3 bs, - 0, ~ 0", ("", "+ 1,000 partitions a=1 x 3 bs")),
        ("+ dt=2026-02-01", ("", "+ dt=2026-02-01")),
    ],
)
def test_what_a_set_removes_stands_apart(line: str, parts: tuple[str, str]) -> None:
    assert of_a_set(line) == parts


names = st.text(min_size=1, max_size=12).filter(lambda name: name.isprintable())
columns = st.lists(
    st.tuples(names, st.sampled_from(["int", "tinyint", "string", "struct<a:int>", "other"])), max_size=4
)


def _table(found: list[tuple[str, str]], parameters: dict[str, str]) -> dict[str, Any]:
    listed = [{"name": n, "type": t, "parameters": parameters} for n, t in found]
    return {
        "storageDescriptor": {"columns": listed},
        "parameters": parameters,
        "description": "x" * len(found),
    }


@given(columns, columns, st.dictionaries(names, names, max_size=2), st.dictionaries(names, names, max_size=2))
def test_no_name_hides_a_dropped_column_or_a_narrower_type(
    old: list[tuple[str, str]],
    new: list[tuple[str, str]],
    before: dict[str, str],
    after: dict[str, str],
) -> None:
    for change in table_changes(Table.of(_table(old, before)), Table.of(_table(new, after))):
        found = [impact_of(line) for line in change.lines()]
        assert found
        assert None not in found
        assert not isinstance(change, DropColumn) or found == [Impact.DROP]
        if isinstance(change, ChangeColumnType) and narrows(change.old, change.new):
            assert found == [Impact.NARROW]
