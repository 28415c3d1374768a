"""What a run would do, as people read it: what loses most first, all of that by name, the rest grouped."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from catalog.cli.review.lines import SHOWN_LINES, View, review
from catalog.engine.run_log import ObjectChange
from catalog.language.changes.forms import OVERWRITTEN
from tests.support.project import ROOT

GOLDEN = ROOT / "tests" / "golden" / "review"
STEWARD = "~ parameter business.steward: 'x@example.com' -> 'y@example.com'"
TABLE, DATABASE, SET, INDEX = "CatalogTable", "CatalogDatabase", "PartitionSet", "PartitionIndex"


def shown(*changes: ObjectChange, only_lossy: bool = False, **view: object) -> list[str]:
    found = review({"dev": changes}, View(**view), only_lossy)  # type: ignore[arg-type]
    return [line.text for line in found]


def updated(name: str, *lines: str, kind: str = TABLE) -> ObjectChange:
    return ObjectChange(kind, name, "update", lines)


def deleted(name: str, kind: str = TABLE, partitions: int = 0, stays: bool = False) -> ObjectChange:
    return ObjectChange(kind, name, "delete", (), partitions, stays)


MANY: Sequence[ObjectChange] = (
    updated("big_0", STEWARD, kind=DATABASE),
    *(updated(f"big_0.t{n}", STEWARD) for n in range(500) if n not in (98, 99)),
    updated("big_0.t98", STEWARD, "- column c7: string"),
    deleted("big_0.t99"),
)


@pytest.mark.parametrize("width", [60, 80, 120, None])
def test_499_equal_changes_hide_neither_a_deletion_nor_a_dropped_column(width: int | None) -> None:
    lines = shown(*MANY, width=width)
    golden = GOLDEN / f"many.{width or 'pipe'}.txt"
    assert "\n".join(lines) + "\n" == golden.read_text()
    assert len(lines) + 4 <= 25  # a blank line and the summary's three stand below
    assert any("table big_0.t99" in line for line in lines)
    assert any("- column c7: string in table big_0.t98" in line for line in lines)


def test_what_loses_most_comes_first() -> None:
    lines = shown(
        updated("a.changed", "~ description: 'x' -> 'y'"),
        ObjectChange(TABLE, "a.new", "create"),
        updated("a.narrow", "~ column a: int -> tinyint (may lose values)"),
        updated("a.drop", "- column b: string"),
        updated("a.met", OVERWRITTEN.text("owner", "'a' at the last run, 'b' in Glue, 'a' in the program")),
        deleted("a.gone"),
        ObjectChange(TABLE, "a.again", "replace", ("~ name: 'x' -> 'y'",)),
    )  # fmt: skip
    headings = [line for line in lines if not line.startswith(" ")]
    assert headings == [
        "to be replaced: deleted in Glue, then made anew (1):",
        "to be deleted in Glue (1):",
        "columns to be dropped (1):",
        "types to become narrower (1):",
        "to be written over what others changed (1):",
        "to be changed (1):",
        "to be created (1):",
    ]
    assert lines[:3] == [headings[0], "  +- table a.again", "      ~ name: 'x' -> 'y'"]


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("width", [20, 80, None])
def test_however_many_are_lost_each_is_named(width: int | None, verbose: bool) -> None:
    many = range(700)
    lines = shown(
        *(deleted(f"a.t{n}") for n in many),
        *(updated(f"b.t{n}", "- column c: int") for n in many),
        *(updated(f"c.t{n}", "~ column c: int -> tinyint (may lose values)") for n in many),
        *(ObjectChange(TABLE, f"d.t{n}", "replace") for n in many),
        width=width,
        verbose=verbose,
    )
    words = {word for line in lines for word in line.replace(",", " ").split()}
    assert {f"{database}.t{n}" for database in "abcd" for n in many} <= words


def test_a_wrapped_line_fits_and_breaks_between_names() -> None:
    lines = shown(*(updated(f"sales.orders_{n}", "- column c: int") for n in range(30)), width=60)
    assert max(map(len, lines)) <= 60
    assert all(line.endswith(",") for line in lines[1:-1])


def test_databases_go_before_their_tables_and_partitions_are_counted() -> None:
    lines = shown(
        deleted("a.t.idx", INDEX),
        deleted("a.t", SET, partitions=3185),
        deleted("a.t"),
        deleted("a", DATABASE),
        updated(
            "a.u", "+ 1 partition dt=2026-02-01, - 31 partitions dt=2026-01-01..2026-01-31, ~ 0", kind=SET
        ),
    )
    assert lines == [
        "to be deleted in Glue (5):",
        "  - database a",
        "  - table a.t",
        "  - 3,185 partitions of table a.t",
        "  - 31 partitions dt=2026-01-01..2026-01-31 of table a.u",
        "  - index a.t.idx",
        "to be changed (1):",
        "  ~ partitions a.u",
        "      + 1 partition dt=2026-02-01",
    ]


def test_partitions_that_the_sum_does_not_name_are_named_below_it() -> None:
    set_line = "+ 0, - 5 partitions dt=1 and dt=3 and dt=5 and 2 more, ~ 0"
    lines = shown(updated("a.t", set_line, *(f"- dt={n}" for n in (1, 3, 5, 7, 9)), kind=SET))
    assert lines[1:] == [
        "  - 5 partitions dt=1 and dt=3 and dt=5 and 2 more of table a.t",
        *(f"      - dt={n}" for n in (1, 3, 5, 7, 9)),
    ]


def test_what_stays_in_glue_is_no_deletion() -> None:
    kept = ObjectChange(TABLE, "a.renamed", "delete", ("kept in Glue: it is a.orders now",))
    lines = shown(deleted("a.context", stays=True), kept)
    assert lines == [
        "also (2):",
        "  taken out of the stack's state, stays in Glue in 2 tables: a.context, a.renamed",
    ]


def test_new_objects_are_counted() -> None:
    made = [ObjectChange(TABLE, f"d{n % 3}.t{n}", "create") for n in range(1000)]
    made += [ObjectChange(DATABASE, f"d{n}", "create") for n in range(3)]
    made += [ObjectChange(SET, "d0.t0", "create", ("+ 31 partitions dt=01..31, - 0, ~ 0",))]
    assert shown(*made, width=80) == [
        "to be created (1,004):",
        "  + 3 databases: d0, d1, d2",
        "  + 1,000 tables in 3 databases: d0.t0, d0.t3, d0.t6, ...",
        "  + partitions d0.t0",
        "      + 31 partitions dt=01..31",
    ]


def test_one_thing_with_many_values_is_one_line() -> None:
    some = [updated(f"a.t{n}", f"~ parameter business.label: 'x{n}' -> 'y{n}'") for n in range(300)]
    assert shown(*some) == [
        "to be changed (300):",
        "  ~ parameter business.label (each another) in 300 tables: a.t0, a.t1, a.t2, ...",
    ]
    assert len(shown(*some, verbose=True)) == 601


def test_where_nothing_is_lost_a_long_section_says_what_shows_the_rest() -> None:
    some = [updated(f"a.t{n}", f"+ column c{n}: int (at 1)") for n in range(50)]
    lines = shown(*some)
    assert len(lines) == SHOWN_LINES + 2
    assert lines[-1] == "  ... and 60 more lines: --preview --verbose shows all"


def test_objects_of_several_stacks_bear_their_names() -> None:
    changes = {stack: [updated("a.t", "~ description: 'x' -> 'y'")] for stack in ("dev", "prod")}
    lines = [each.text for each in review(changes, View(several=True))]
    assert lines[1:] == ["  ~ description: 'x' -> 'y' in 2 tables: a.t (dev), a.t (prod)"]


def test_after_a_run_what_was_lost_is_named_alone() -> None:
    assert shown(*MANY, only_lossy=True, applied=True) == [
        "deleted in Glue (1):",
        "  - table big_0.t99",
        "columns dropped (1):",
        "  - column c7: string in table big_0.t98",
    ]


def test_an_unknown_line_of_a_plugin_is_shown_as_it_is() -> None:
    assert shown(updated("a.t", "brand new words")) == [
        "to be changed (1):", "  ~ table a.t", "      brand new words",
    ]  # fmt: skip


def test_an_update_without_a_word_is_shown_all_the_same() -> None:
    assert shown(updated("a.t.p", kind="Partition"))[1:] == ["  ~ partition a.t.p", "      ~ changed"]


def test_nothing_that_a_stranger_wrote_acts_on_the_terminal() -> None:
    hostile = "x\x1b[2J\n::error::\u202e"
    changes = {hostile: [updated(f"a.{hostile}", f"- column {hostile}: int"), deleted(hostile)]}
    assert all(line.text.isprintable() for line in review(changes, View(several=True)))
