"""Explicit partition values and the folders Hive gives them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import partitions

KEYS = ["dt", "contributor"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (None, []),
        ([["d1", "c1"], ["d2", "c2"]], [("d1", "c1"), ("d2", "c2")]),
        ({"dt": ["d1", "d2"], "contributor": ["c1"]}, [("d1", "c1"), ("d2", "c1")]),
        ({"contributor": [1, True], "dt": ["d"]}, [("d", "1"), ("d", "true")]),
    ],
)
def test_values_expand_in_the_order_of_the_keys(values: Any, expected: list[tuple[str, ...]]) -> None:
    assert partitions.expand(values, KEYS) == expected


def test_a_single_key_takes_plain_values() -> None:
    assert partitions.expand(["a", 2026], ["k"]) == [("a",), ("2026",)]


@pytest.mark.parametrize("values", ["values.csv", {"dt": {"from": "a", "to": "b"}, "contributor": ["c"]}])
def test_ranges_and_files_are_not_there_yet(values: Any) -> None:
    with pytest.raises(partitions.NotYet, match="not supported yet"):
        partitions.expand(values, KEYS)


@pytest.mark.parametrize("values", [[["d"]], [["d", "c", "x"]], {"dt": ["d"]}, {"dt": ["d"], "x": ["y"]}])
def test_values_that_do_not_fit_the_keys_are_refused(values: Any) -> None:
    with pytest.raises(ValueError, match="key"):
        partitions.expand(values, KEYS)


@pytest.mark.parametrize(
    ("value", "folder"),
    [
        ("2026-01-01", "dt=2026-01-01/"),
        ("a/b", "dt=a%2Fb/"),
        ("10:30", "dt=10%3A30/"),
        ("a=b%", "dt=a%3Db%25/"),
        ("a b", "dt=a b/"),
        ("", "dt=__HIVE_DEFAULT_PARTITION__/"),
        ("ü#", "dt=ü%23/"),
    ],
)
def test_a_folder_is_escaped_as_hive_does(value: str, folder: str) -> None:
    assert partitions.folder(["dt"], [value]) == folder


@given(st.text(min_size=1))
def test_a_value_never_makes_a_further_folder(value: str) -> None:
    assert partitions.folder(["k"], [value]).count("/") == 1
