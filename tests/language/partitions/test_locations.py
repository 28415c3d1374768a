"""Where partitions lie: what templates tell is what the locations themselves would tell."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.compiler import compile_specs
from catalog.language.findings import Finding, Severity
from catalog.language.partitions import locations as partition_locations
from catalog.language.partitions import overlaps as partition_overlaps
from catalog.language.partitions.boxes import Tuple
from catalog.language.partitions.hive import escape
from catalog.language.partitions.locations import Region
from catalog.language.partitions.overlaps import overlaps, partitions_around, partitions_inside
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.language.stacks.settings import read_settings
from tests.support.specs import TABLE, table, write_project

KEYS = ("a", "b")
ROOT = "s3://lake/t/"
VALUES = ["1", "11", "/", "x-1"]
some = st.frozensets(st.sampled_from(VALUES), min_size=1)
templates = st.sampled_from(
    [None, "{a}/{b}", "{a}{b}", "{a}-{b}", "{a}", "{b}", "1/{b}", "x", "a={a}/b={b}/{a}", "s3://lake/t/1/{a}{b}",
     "s3://other/{b}"]
)  # fmt: skip
wheres = st.fixed_dictionaries({}, optional={"a": some, "b": some})


def location(template: str | None, row: Tuple) -> str:
    """The rule by itself: the text with the values put in, under the table unless it is a URI."""
    text = "a={a}/b={b}" if template is None else template
    for key, value in zip(KEYS, row, strict=True):
        text = text.replace("{" + key + "}", value.replace("/", "%2F"))
    return (text if text.startswith("s3://") else ROOT + text) + "/"


def naive(template: str | None, overrides: Sequence[Any], rows: set[Tuple]) -> dict[Tuple, str]:
    found = {}
    for row in rows:
        fitting = [
            own
            for where, own in overrides
            if own and all(row[KEYS.index(key)] in side for key, side in where.items())
        ]
        found[row] = location(fitting[-1] if fitting else template, row)
    return found


pairs = st.tuples(some, some)
singles = st.tuples(st.sampled_from(VALUES), st.sampled_from(VALUES))


@given(templates, st.lists(pairs, max_size=2), st.lists(singles, max_size=3), st.lists(singles, max_size=3))
def test_the_longest_location_is_that_of_all_locations(
    template: str | None, products: list[Any], listed: list[Tuple], less: list[Tuple]
) -> None:
    rows = TupleSet.of(products, listed, (), less)
    region = Region(
        partition_locations.absolute_template(ROOT, template or partition_locations.hive_template(KEYS)), rows
    )
    found = partition_locations.row_with_longest_location(region, KEYS)
    lengths = {len(location(template, row)) for row in rows}
    assert (found in rows and len(location(template, found))) == max(lengths) if found else not lengths


@given(
    templates,
    st.lists(st.tuples(wheres, templates), max_size=2),
    st.lists(st.tuples(some, some), max_size=2),
    st.lists(st.tuples(st.sampled_from(VALUES), st.sampled_from(VALUES)), max_size=3),
)
def test_overlaps_are_those_of_the_locations(
    template: str | None,
    overrides: list[tuple[dict[str, frozenset[str]], str | None]],
    boxes: list[tuple[frozenset[str], frozenset[str]]],
    listed: list[Tuple],
) -> None:
    rows = {row for box in boxes for row in product(*box)} | set(listed)
    regions = partition_locations.regions(ROOT, template, overrides, KEYS, TupleSet.of(boxes, listed))
    places = naive(template, overrides, rows)
    found = {
        r: partition_locations.locator(region.template, KEYS)(r) for region in regions for r in region.rows
    }
    assert found == places
    same = len(places) - len(set(places.values()))
    inside = sum(any(p != q and p.startswith(q) for q in places.values()) for p in places.values())
    shared = list(overlaps(regions, KEYS))
    assert sum(o.count for o in shared if not o.inside) == same
    assert sum(o.count for o in shared if o.inside) == inside
    for overlap in shared:
        assert overlap.example is not None
        outer, inner = overlap.example
        assert places[inner].startswith(places[outer])
        assert inner != outer


def sides(prefix: str, count: int) -> frozenset[str]:
    return frozenset(f"{prefix}{n}" for n in range(count))


LARGE = TupleSet.of([(sides("a", 4000), sides("b", 4000))], [])


@pytest.mark.parametrize(
    ("template", "overrides"),
    [
        (None, []),
        ("{b}/{a}", []),
        ("x/{a}:{b}", []),
        (None, [({"a": frozenset(["a1"])}, "legacy/{b}")]),
        (None, [({"a": frozenset(["a1"])}, "s3://old/{a}/{b}")]),
    ],
)
def test_sixteen_million_folders_are_proved_distinct_without_writing_them_down(
    template: str | None, overrides: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    escaped = 0

    def counted(value: str) -> str:
        nonlocal escaped
        escaped += 1
        return escape(value)

    for module in (partition_locations, partition_overlaps):
        monkeypatch.setattr(module, "escape", counted)
    regions = partition_locations.regions(ROOT, template, overrides, KEYS, LARGE)
    assert list(overlaps(regions, KEYS)) == []
    assert escaped < 10 * (4000 + 4000)  # each value a few times, not once for each of its partitions


def test_a_template_without_a_key_collides_and_the_collisions_are_counted() -> None:
    (region,) = partition_locations.regions(ROOT, "{b}", [], KEYS, LARGE)
    (found,) = overlaps([region], KEYS)
    assert (found.count, found.example) == (4000 * 3999, (("a0", "b0"), ("a1", "b0")))


def test_collisions_that_a_template_of_a_large_set_does_not_prove_are_not_counted() -> None:
    (region,) = partition_locations.regions(ROOT, "{a}{b}", [], KEYS, LARGE)
    (found,) = overlaps([region], KEYS)
    assert (found.count, found.example) == (0, None)


def test_a_folder_above_or_below_partitions_is_found() -> None:
    region = Region("s3://lake/x/{a}/{b}", TupleSet.of([(sides("a", 3), sides("b", 3))], []))
    assert partitions_inside(region, "s3://lake/x/a1/", KEYS) == (3, ("a1", "b0"))
    assert partitions_inside(region, "s3://lake/x/", KEYS)[0] == 9
    assert partitions_inside(region, "s3://lake/y/", KEYS) == (0, None)
    assert partitions_around(region, "s3://lake/x/a1/b2/deep/", KEYS) == (1, ("a1", "b2"))
    assert partitions_around(region, "s3://lake/x/a1/", KEYS) == (0, None)


def findings(tmp_path: Path, **locations: str) -> list[Finding]:
    tables = {
        name: table(name=name, partitions=None, storage={"location": location})
        for name, location in locations.items()
    }
    root = write_project(tmp_path, tables)
    return compile_specs(root, read_settings(root, "dev"))[1]


def test_tables_in_one_another_are_a_warning(tmp_path: Path) -> None:
    found = findings(tmp_path, a="s3://lake/a/", b="s3://lake/a", c="s3://lake/a/c/", d="s3://lake/ab/")
    assert [(f.code, f.severity, f.line > 1) for f in found] == [("SPEC036", Severity.WARNING, True)] * 2
    assert "s3://lake/a is the location of sales.a, too" in found[0].message
    assert "s3://lake/a/c/ lies in the location of sales.a, sales.b" in found[1].message


def test_partitions_in_another_tables_folder_are_a_warning(tmp_path: Path) -> None:
    keys = TABLE["partitions"]["keys"]
    values = {"dt": {"from": "2026-01-01", "to": "2026-01-31"}, "contributor": ["c1", "c2"]}
    overrides = [{"where": {"contributor": "c1"}, "location": "s3://my-lake/old/{dt}"}]
    block = {"keys": keys, "values": values, "overrides": overrides}
    old = table(name="old", partitions=None, storage={"location": "s3://${lake}/old/"})
    root = write_project(tmp_path, {"orders": table(partitions=block), "old": old})
    (found,) = compile_specs(root, read_settings(root, "dev"))[1]
    assert (found.code, found.severity) == ("SPEC036", Severity.WARNING)
    assert (
        "partitions.overrides[0].location: 31 of 31 partitions, such as dt=2026-01-01/contributor=c1, "
        "lie in the location of sales.old" in found.message
    )


def test_a_single_partition_at_the_tables_own_location_is_a_warning(tmp_path: Path) -> None:
    block = {**TABLE["partitions"], "values": [["2026-01-01", "c"]], "location": "s3://my-lake/sales/orders/"}
    root = write_project(tmp_path, {"orders": table(partitions=block)})
    (found,) = compile_specs(root, read_settings(root, "dev"))[1]
    assert "partition dt=2026-01-01/contributor=c lies at the table's own location" in found.message
    assert found.severity is Severity.WARNING


def test_a_large_set_whose_template_proves_nothing_is_a_warning(tmp_path: Path) -> None:
    keys = [{"name": "a", "type": "int"}, {"name": "b", "type": "int"}]
    values = {name: {"from": 1, "to": 1000} for name in ("a", "b")}
    block = {"keys": keys, "values": values, "location": "{a}{b}", "warn_above": 2_000_000}
    root = write_project(tmp_path, {"orders": table(partitions=block)})
    (found,) = compile_specs(root, read_settings(root, "dev"))[1]
    assert (found.code, found.severity) == ("SPEC036", Severity.WARNING)
    assert found.message == (
        "partitions.location: whether two of 1,000,000 partitions lie in one folder "
        "can't be decided by the template"
    )
    assert found.remedy == "Separate the keys by a / in the template"


HUGE = Region("s3://lake/x/{a}/{b}", LARGE)


def test_partitions_of_a_large_set_in_another_folder_are_not_counted() -> None:
    count, example = partitions_inside(HUGE, "s3://lake/x/a1/", KEYS)
    assert (count, example in LARGE) == (0, True)
    count, example = partitions_around(HUGE, "s3://lake/x/a1/b2/deep/", KEYS)
    assert (count, example in LARGE) == (0, True)


def test_two_templates_of_a_large_set_that_may_meet_are_reported_at_the_one_that_is_written() -> None:
    own = Region(
        "s3://lake/x/{b}/{a}", TupleSet.of([(sides("b", 4000), sides("a", 4000))], []), ("location",)
    )
    (found,) = overlaps([HUGE, own], KEYS)
    assert (found.region, found.inside, found.count) == (own, True, 0)


def test_folders_of_more_names_than_can_be_compared_may_be_any() -> None:
    crossed = Region("s3://lake/x/{a}-{b}", LARGE)
    count, example = partitions_inside(crossed, "s3://lake/x/no-such-folder/", KEYS)
    assert (count, example in LARGE) == (0, True)
