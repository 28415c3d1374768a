"""The `partitions` block as a set: forms of values, exclusions, violations, words."""

import json
from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.partitions.compact import compact, restored
from catalog.language.partitions.keys import NULL, Key
from catalog.language.partitions.ranges import RangeError
from catalog.language.partitions.today import with_today
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.language.partitions.values import Partitions, in_text, read, side_of
from catalog.language.partitions.wording import set_text

KEYS = [{"name": "dt", "type": "date"}, {"name": "contributor", "type": "string"}]
DAYS = ["2026-01-01", "2026-01-02", "2026-01-03"]


def no_rows(name: str) -> Sequence[tuple[int, Sequence[str]]]:
    raise RangeError(f"{name}: no such file")


def declared(values: Any, less: Any = None, keys: Any = KEYS) -> Partitions:
    block = {"keys": keys, "values": values} | ({"except": less} if less is not None else {})
    return read(block, no_rows)


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
    found = declared(values)
    assert found.violations == ()
    assert set(found.values) == set(expected)
    assert found.repeated == 0


def test_a_single_key_takes_plain_values() -> None:
    assert set(declared(["a", 2026], keys=KEYS[1:]).values) == {("a",), ("2026",)}


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
    found = declared({"dt": {"from": DAYS[0], "to": DAYS[2]}, "contributor": ["a", "b"]}, less)
    assert set(found.values) == left
    assert found.violations == ()


@pytest.mark.parametrize(
    ("values", "place", "message"),
    [
        ([["d"]], ("values", 0), "1 value"),
        ({"dt": ["d"]}, ("values",), "no values for the partition key contributor"),
        ({"dt": ["d"], "x": ["y"], "contributor": "c"}, ("values", "x"), "no partition key"),
        ({"dt": {"from": "b", "to": "a"}, "contributor": "c"}, ("values", "dt"), "'b' found"),
        ([{"dt": [{"from": 1}], "contributor": "c"}], ("values", 0, "dt", 0), "from and to"),
        ({"dt": {"from": DAYS[0], "to": "today"}, "contributor": "c"}, ("values", "dt"), "in specs alone"),
        ("rows.csv", ("values",), "no such file"),
        ({"dt": ["today"], "contributor": "c"}, ("values", "dt", 0), "'today' found, which is no date"),
        ({"dt": DAYS[0], "contributor": "today-7d"}, ("values", "contributor"), "'today-7d' found"),
        ([["today", "c"]], ("values", 0), "'today' found, which is no date"),
        ({"dt": None, "contributor": "c"}, ("values", "dt"), "no value found for the partition key dt"),
        ({"dt": DAYS[0], "contributor": []}, ("values", "contributor"), "no value found"),
        ({"dt": DAYS[0], "contributor": [1.1]}, ("values", "contributor", 0), "1.1 found for contributor: a"),
        ({"dt": DAYS[0], "contributor": 0.0000001}, ("values", "contributor"), "0.0000001 found"),
        ([[DAYS[0], 1.5]], ("values", 0), "loses its last zeros"),
    ],
)
def test_what_is_wrong_is_reported_with_its_place(values: Any, place: tuple[Any, ...], message: str) -> None:
    (violation,) = declared(values).violations
    assert violation.path == place
    assert message in violation.message


@pytest.mark.parametrize(("less", "place"), [({}, ("except",)), ([{"dt": DAYS[0]}, {}], ("except", 1))])
def test_an_empty_product_is_refused(less: Any, place: tuple[Any, ...]) -> None:
    found = declared({"dt": DAYS, "contributor": "c"}, less)
    assert [(c.path, c.message) for c in found.violations] == [
        (place, "an empty product found, which stands for everything")
    ]


@pytest.mark.parametrize("written", [None, []])
def test_a_key_left_empty_is_refused_where_overrides_look_for_it(written: Any) -> None:
    with pytest.raises(RangeError, match="contributor: no value found"):
        side_of(written, Key("contributor", "string"))
    assert side_of([None], Key("c", "string")) == {NULL}


def test_tuples_that_are_named_twice_are_counted() -> None:
    assert declared([{"dt": "d", "contributor": ["a", "b"]}, ["d", "a"], ["e", "a"]]).repeated == 1


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
    found = declared({"k": given}, keys=[{"name": "k", "type": written}])
    assert sorted(found.values) == [(value,) for value in expected]
    assert found.violations == ()


def test_a_csv_file_gives_tuples() -> None:
    found = read({"keys": KEYS, "values": "x.csv"}, lambda name: [(2, [name, "c"]), (3, ["d", "c"])])
    assert set(found.values) == {("x.csv", "c"), ("d", "c")}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([["d", "c"], ["d", "c"]], "partition d/c appears twice (see values[0])"),
        ([["d", "c"], ["d", "c"], ["d", "c"]],
         "2 partitions appear again: d/c (values[1], see values[0]), d/c (values[2], see values[0])"),
        ([["d", str(n % 600)] for n in range(1200)],
         "600 partitions appear again: d/0 (values[600], see values[0]), d/1 (values[601], see values[1]), "
         "d/2 (values[602], see values[2]) and 597 more"),
        ("x.csv", "3 partitions appear again: x.csv:5 (see x.csv:2), x.csv:6 (see x.csv:3), "
         "x.csv:7 (see x.csv:4)"),
        ("y.csv", "partition y.csv:3 appears twice (see y.csv:2)"),
    ],
)  # fmt: skip
def test_tuples_that_are_listed_again_are_one_violation(values: Any, message: str) -> None:
    rows = {
        "x.csv": [(n + 2, ["d", str(n % 3)]) for n in range(6)],
        "y.csv": [(2, ["d", "0"]), (3, ["d", "0"])],
    }
    found = read({"keys": KEYS, "values": values}, rows.__getitem__)
    (violation,) = found.violations
    assert violation.message == message
    assert violation.path[0] == "values"
    assert found.repeated == 0


def test_an_open_end_is_closed_by_a_date() -> None:
    block = {"keys": KEYS, "values": {"dt": {"from": "today-1d", "to": "today"}, "contributor": ["today"]}}
    closed = with_today(block, date(2026, 1, 2))
    assert set(read(closed, no_rows).values) == {(d, DAYS[1]) for d in DAYS[:2]}


TODAY = date(2026, 1, 2)
MANY = [{"name": t, "type": t} for t in ("DATE", "timestamp", "varchar(10)", "int")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["today", "today-1d", "today+1m", "today"],
         ["2026-01-02", "2026-01-01 00:00:00", "2026-02-02", "today"]),
        (["2026-01-01", 1, None, {"a": 1}], ["2026-01-01", 1, None, {"a": 1}]),
        (["today"], ["2026-01-02"]),
        (["today"] * 5, ["2026-01-02", "2026-01-02 00:00:00", "2026-01-02", "today", "today"]),
        ({"DATE": ["today", {"from": "today", "to": "x", "by": "today"}], "x": "today", "timestamp": "today"},
         {"DATE": ["2026-01-02", {"from": "2026-01-02", "to": "x", "by": "today"}], "x": "today",
          "timestamp": "2026-01-02 00:00:00"}),
        ({"DATE": "today+9999y"}, {"DATE": "today+9999y"}),
    ],
)  # fmt: skip
def test_today_is_a_day_wherever_values_of_partitions_are_written(written: Any, expected: Any) -> None:
    block = {
        "keys": MANY,
        "values": [written],
        "except": [written],
        "overrides": [{"where": {"DATE": "today"}}],
    }
    assert with_today(block, TODAY) == {
        "keys": MANY, "values": [expected], "except": [expected],
        "overrides": [{"where": {"DATE": "2026-01-02"}}],
    }  # fmt: skip
    if isinstance(written, dict):
        assert with_today({"keys": MANY, "values": written}, TODAY)["values"] == expected


def test_the_only_key_takes_today_as_a_plain_value() -> None:
    block = {"keys": KEYS[:1], "values": ["today", "today-1d"]}
    assert set(read(with_today(block, TODAY)).values) == {
        ("2026-01-02",),
        ("2026-01-01",),
    }


def test_the_values_of_a_file_are_not_interpreted() -> None:
    assert with_today({"keys": KEYS, "values": "today.csv"}, TODAY)["values"] == "today.csv"
    (violation,) = read({"keys": KEYS, "values": "x.csv"}, lambda _: [(2, ["today", "c"])]).violations
    assert "Write the day itself" in violation.remedy


@pytest.mark.parametrize(
    ("less", "idle"),
    [
        ({"dt": DAYS[1]}, []),
        ({"dt": "2027-01-01"}, [("except",)]),
        ([{"contributor": "a"}, {"contributor": "x"}, [DAYS[0], "a"], [DAYS[0], "x"], ["z", "z"]],
         [("except", 1), ("except", 3)]),
        ([{"dt": "z"}, {"dt": "z", "contributor": "y"}], [("except", 1)]),
    ],
)  # fmt: skip
def test_exceptions_that_leave_out_nothing_are_known(less: Any, idle: list[Any]) -> None:
    values = [{"dt": {"from": DAYS[0], "to": DAYS[2]}, "contributor": ["a", "b"]}, ["z", "z"]]
    assert list(declared(values, less).idle) == idle


@pytest.mark.parametrize(
    ("key_type", "value", "expected"),
    [
        ("double", 0.0000001, "0.0000001"),
        ("decimal(4,2)", 1.1, "1.1"),
        ("double", 1e22, "10000000000000000000000"),
        ("float", -2.5, "-2.5"),
    ],
)
def test_a_number_is_written_with_all_its_digits(key_type: str, value: float, expected: str) -> None:
    found = declared([value], keys=[{"name": "k", "type": key_type}])
    assert (set(found.values), found.violations) == ({(expected,)}, ())
    assert in_text([value]) == [expected]


some = st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True)
products = st.fixed_dictionaries({"dt": some, "contributor": some})
rows = st.tuples(st.sampled_from("abc"), st.sampled_from("abc")).map(list)
parts = st.fixed_dictionaries({}, optional={"dt": some, "contributor": some}).filter(bool)


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

    found = declared(values, less)
    assert set(found.values) == naive(values) - naive(less)
    idle = [("except", i) for i, e in enumerate(less) if e not in less[:i] and not naive([e]) & naive(values)]
    assert set(idle) <= set(found.idle)
    assert not any(naive([less[i]]) & naive(values) for _, i in found.idle)


def test_a_set_is_described_in_words() -> None:
    contributors = ["asia", "eu", "us"]
    found = declared(
        [{"dt": {"from": DAYS[0], "to": DAYS[2]}, "contributor": contributors}, ["2027-05-05", "c"]]
    )
    names = [k["name"] for k in KEYS]
    assert set_text(names, found.values) == [
        "dt=2026-01-01..2026-01-03 x 3 contributors",
        "dt=2027-05-05/contributor=c",
    ]
    assert set_text(names, found.values, 1)[-1] == "1 more"


@pytest.mark.parametrize(
    ("key", "text"),
    [("contributor", "5 contributors"), ("c", "5 values of c"), ("dt", "5 values of dt"),
     ("b1", "5 values of b1"), ("shard7", "5 values of shard7"), ("status", "5 values of status"),
     ("DAYS", "5 values of DAYS"), ("day", "5 days")],
)  # fmt: skip
def test_many_values_of_a_key_are_described_readably(key: str, text: str) -> None:
    assert set_text([key], TupleSet(((frozenset("acegi"),),))) == [text]


single = st.booleans() | st.integers() | st.floats(0, 9) | st.text("ab", min_size=1)
scalars = st.none() | single
span = st.fixed_dictionaries({"from": st.integers(0, 3), "to": st.integers(3, 6)})
sides = single | st.lists(scalars | span, min_size=1, max_size=3)
written = st.fixed_dictionaries({"dt": single, "contributor": sides})


@given(st.lists(written | st.lists(scalars, min_size=2, max_size=2), max_size=4))
def test_values_as_text_are_the_same_set(values: Any) -> None:
    assert set(declared(in_text(values)).values) == set(declared(values).values)


@given(st.lists(products | rows, max_size=4), st.lists(parts | rows, max_size=3))
def test_the_compact_form_is_the_same_set(values: Any, less: Any) -> None:
    found = declared(values, less).values
    assert set(restored(compact(found))) == set(found)


def test_the_compact_form_of_many_partitions_is_small() -> None:
    contributors = [f"c{n:02d}" for n in range(35)]
    found = declared({"dt": {"from": "2019-01-01", "to": "2026-10-28"}, "contributor": contributors}).values
    assert len(found) == 100_030
    assert len(json.dumps(compact(found))) < 1000


def test_a_state_of_many_single_tuples_is_a_list_of_them() -> None:
    rows = [(f"d{n}", f"c{n * 7 % 1000}") for n in range(1000)]
    found = restored(compact(TupleSet(listed=frozenset(rows))))
    assert found == TupleSet(listed=frozenset(rows))


def test_a_restored_set_of_a_few_boxes_is_described_as_boxes() -> None:
    days = frozenset(DAYS)
    whole = TupleSet.of(
        [(days, frozenset("ab")), (days, frozenset("c")), (frozenset(DAYS[:1]), frozenset("d"))], []
    )
    found = restored(compact(whole))
    assert set_text(["dt", "contributor"], found) == [
        "dt=2026-01-01..2026-01-03 x contributor=a,b",
        "dt=2026-01-01..2026-01-03 x contributor=c",
        "dt=2026-01-01/contributor=d",
    ]
