"""The `partitions` block as a set: forms of values, exclusions, complaints, words."""

import json
from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import partition_values
from catalog.partition_values import Partitions
from catalog.ranges import RangeError

KEYS = [{"name": "dt", "type": "date"}, {"name": "contributor", "type": "string"}]
DAYS = ["2026-01-01", "2026-01-02", "2026-01-03"]


def no_rows(name: str) -> Sequence[Sequence[str]]:
    raise RangeError(f"{name}: no such file")


def read(values: Any, less: Any = None, keys: Any = KEYS) -> Partitions:
    block = {"keys": keys, "values": values} | ({"except": less} if less is not None else {})
    return partition_values.read(block, no_rows)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (None, []),
        ([["d1", "c1"], ["d2", "c2"]], [("d1", "c1"), ("d2", "c2")]),
        ({"dt": ["d1", "d2"], "contributor": "c1"}, [("d1", "c1"), ("d2", "c1")]),
        ({"contributor": [1, True, None], "dt": "d"},
         [("d", "1"), ("d", "true"), ("d", "__HIVE_DEFAULT_PARTITION__")]),
        ({"dt": {"from": DAYS[0], "to": DAYS[2]}, "contributor": ["c"]}, [(d, "c") for d in DAYS]),
        ({"dt": DAYS[0], "contributor": ["x", {"from": 1, "to": 2, "format": "c%02d"}]},
         [(DAYS[0], "x"), (DAYS[0], "c01"), (DAYS[0], "c02")]),
        ([{"dt": DAYS[0], "contributor": "a"}, {"dt": DAYS[1], "contributor": "b"}, [DAYS[2], "c"]],
         [(DAYS[0], "a"), (DAYS[1], "b"), (DAYS[2], "c")]),
    ],
)  # fmt: skip
def test_every_form_of_values_is_read(values: Any, expected: list[tuple[str, ...]]) -> None:
    found = read(values)
    assert found.complaints == ()
    assert set(found.values) == set(expected)
    assert found.repeated == 0


def test_a_single_key_takes_plain_values() -> None:
    assert set(read(["a", 2026], keys=KEYS[1:]).values) == {("a",), ("2026",)}


@pytest.mark.parametrize(
    ("less", "left"),
    [
        ({"dt": DAYS[1]}, {(d, c) for d in (DAYS[0], DAYS[2]) for c in "ab"}),
        ([{"dt": DAYS[1], "contributor": "a"}], {(d, c) for d in DAYS for c in "ab"} - {(DAYS[1], "a")}),
        ([[DAYS[0], "b"], {"contributor": ["a"]}], {(DAYS[1], "b"), (DAYS[2], "b")}),
        ({"dt": {"from": DAYS[1], "to": "2026-12-31"}}, {(DAYS[0], "a"), (DAYS[0], "b")}),
    ],
)
def test_exclusions_name_only_the_keys_that_they_are_about(less: Any, left: set[tuple[str, ...]]) -> None:
    found = read({"dt": {"from": DAYS[0], "to": DAYS[2]}, "contributor": ["a", "b"]}, less)
    assert set(found.values) == left
    assert found.complaints == ()


@pytest.mark.parametrize(
    ("values", "place", "message"),
    [
        ([["d"]], ("values", 0), "1 value"),
        ({"dt": ["d"]}, ("values",), "no values for the partition key contributor"),
        ({"dt": ["d"], "x": ["y"], "contributor": "c"}, ("values", "x"), "no partition key"),
        ({"dt": {"from": "b", "to": "a"}, "contributor": "c"}, ("values", "dt"), "'b' found"),
        ([{"dt": [{"from": 1}], "contributor": "c"}], ("values", 0, "dt", 0), "from and to"),
        ({"dt": {"from": DAYS[0], "to": "today"}, "contributor": "c"}, ("values", "dt"), "catalog:date"),
        ("rows.csv", ("values",), "no such file"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(values: Any, place: tuple[Any, ...], message: str) -> None:
    (complaint,) = read(values).complaints
    assert complaint.place == place
    assert message in complaint.message


def test_tuples_that_are_named_twice_are_counted() -> None:
    assert read([{"dt": "d", "contributor": ["a", "b"]}, ["d", "a"], ["e", "a"]]).repeated == 1


@pytest.mark.parametrize(
    ("written", "given", "expected"),
    [
        ("INTEGER", {"from": "2025-12", "to": "2026-01"}, ["202512", "202601"]),
        ("DATE", {"from": "2026-01-01T00", "to": "2026-01-01"}, ["2026-01-01"]),
        ("Timestamp", {"from": "2026-01-01", "to": "2026-01-01"}, ["2026-01-01 00:00:00"]),
        ("no type", {"from": "2026-01", "to": "2026-01"}, ["2026-01"]),
    ],
)
def test_a_type_may_be_spelled_as_glue_takes_it(written: str, given: Any, expected: list[str]) -> None:
    found = read({"k": given}, keys=[{"name": "k", "type": written}])
    assert sorted(found.values) == [(value,) for value in expected]
    assert found.complaints == ()


def test_a_csv_file_gives_tuples() -> None:
    found = partition_values.read({"keys": KEYS, "values": "x.csv"}, lambda name: [[name, "c"], ["d", "c"]])
    assert set(found.values) == {("x.csv", "c"), ("d", "c")}


def test_an_open_end_is_closed_by_a_date() -> None:
    block = {"keys": KEYS, "values": {"dt": {"from": "today-1d", "to": "today"}, "contributor": ["today"]}}
    closed = partition_values.closed(block, date(2026, 1, 2))
    assert set(partition_values.read(closed, no_rows).values) == {(d, "today") for d in DAYS[:2]}


some = st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True)
products = st.fixed_dictionaries({"dt": some, "contributor": some})
rows = st.tuples(st.sampled_from("abc"), st.sampled_from("abc")).map(list)
parts = st.fixed_dictionaries({}, optional={"dt": some, "contributor": some})


@given(st.lists(products | rows, max_size=4), st.lists(parts | rows, max_size=3))
def test_values_less_exceptions_are_the_set_theoretic_result(values: Any, less: Any) -> None:
    def naive(entries: Any) -> set[tuple[str, ...]]:
        return {
            row
            for e in entries
            for row in (
                product(e.get("dt", "abc"), e.get("contributor", "abc"))
                if isinstance(e, dict)
                else [tuple(e)]
            )
        }

    assert set(read(values, less).values) == naive(values) - naive(less)


def test_a_set_is_told_in_words() -> None:
    contributors = ["asia", "eu", "us"]
    found = read([{"dt": {"from": DAYS[0], "to": DAYS[2]}, "contributor": contributors}, ["2027-05-05", "c"]])
    names = [k["name"] for k in KEYS]
    assert partition_values.words(names, found.values) == [
        "dt=2026-01-01..2026-01-03 x 3 contributors",
        "dt=2027-05-05/contributor=c",
    ]
    assert partition_values.words(names, found.values, 1)[-1] == "and 1 more"


scalars = st.none() | st.booleans() | st.integers() | st.floats(0, 9) | st.text("ab", min_size=1)
span = st.fixed_dictionaries({"from": st.integers(0, 3), "to": st.integers(3, 6)})
sides = scalars | st.lists(scalars | span, min_size=1, max_size=3)
written = st.fixed_dictionaries({"dt": scalars, "contributor": sides})


@given(st.lists(written | st.lists(scalars, min_size=2, max_size=2), max_size=4))
def test_values_as_text_are_the_same_set(values: Any) -> None:
    assert set(read(partition_values.in_text(values)).values) == set(read(values).values)


@given(st.lists(products | rows, max_size=4), st.lists(parts | rows, max_size=3))
def test_the_compact_form_is_the_same_set(values: Any, less: Any) -> None:
    found = read(values, less).values
    assert set(partition_values.restored(partition_values.compact(found))) == set(found)


def test_the_compact_form_of_many_partitions_is_small() -> None:
    contributors = [f"c{n:02d}" for n in range(35)]
    found = read({"dt": {"from": "2019-01-01", "to": "2026-10-28"}, "contributor": contributors}).values
    assert len(found) == 100_030
    assert len(json.dumps(partition_values.compact(found))) < 1000
