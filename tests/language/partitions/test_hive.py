"""Single partitions: the folders Hive gives them, and values that fit a key's type."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.language.partitions import hive
from catalog.language.partitions.keys import NULL
from catalog.language.partitions.values import in_text
from tests.support import hive as real_hive


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
    assert hive.folder(["dt"], [value]) == folder


@given(st.text(min_size=1))
def test_a_value_never_makes_a_further_folder(value: str) -> None:
    assert hive.folder(["k"], [value]).count("/") == 1


@given(st.text(min_size=1))
def test_a_folder_is_read_as_it_was_written(value: str) -> None:
    assert hive.unescape(hive.escape(value)) == value


@given(st.text(st.sampled_from("a/:=% ü漢\U0001f600\x00\x1f\x7f{}[]^\"#'*?\\0F") | st.characters()))
@example("")
@example("/ : = % space")
@example("100%")
@example("%2F")
@example(hive.DEFAULT_PARTITION)
def test_folders_are_hives(value: str) -> None:
    folder = hive.escape(value)
    assert folder == real_hive.escape_path_name(value)
    if value:
        assert hive.unescape(folder) == real_hive.unescape_path_name(folder + "/")[:-1] == value


def test_null_has_hives_folder_and_comes_back_as_hives_word() -> None:
    assert hive.escape("") == real_hive.escape_path_name(None) == NULL
    assert hive.unescape(NULL) == NULL
    assert in_text({"dt": [None, 1], "c": "x"}) == {
        "dt": [NULL, "1"],
        "c": "x",
    }


@pytest.mark.parametrize(
    ("value", "key_type", "problem"),
    [
        ("7", "int", ""),
        ("1_0", "int", "no whole number"),
        ("-128", "tinyint", ""),
        ("128", "tinyint", "does not fit 8 bits"),
        ("7.0", "bigint", "no whole number"),
        ("2026-02-28", "date", ""),
        ("2026-02-30", "date", "no date"),
        ("20260228", "date", "no date"),
        ("2026-01-01 10:30:00", "timestamp", ""),
        ("2026-01-01 10:30:00.123", "timestamp", ""),
        ("2026-W01-1", "date", "no date"),
        ("２０２６-01-01", "date", "no date"),
        ("2026-01-01", "timestamp", "no time"),
        ("2026-1-1 1:1:1", "timestamp", "no time"),
        ("2026-01-01 10:30:00.x", "timestamp", "no time"),
        ("2026-01-01 10:30:00.", "timestamp", "no time"),
        ("2026-01-01 10:24:00", "timestamp", ""),
        ("2026-01-01 24:00:00", "timestamp", "no time"),
        ("2026-02-30 10:30:00", "timestamp", "no time"),
        ("true", "boolean", ""),
        ("yes", "boolean", "neither"),
        ("12.50", "decimal(4,2)", ""),
        ("123.5", "decimal(4,2)", "more digits"),
        ("1.234", "decimal(4,2)", "more digits"),
        ("NaN", "decimal(4,2)", "no decimal"),
        ("1_0", "decimal(4,2)", "no decimal"),
        ("0", "decimal(2,2)", ""),
        ("-.5", "decimal(2,2)", ""),
        ("1e1", "decimal(4,2)", ""),
        ("1e2", "decimal(4,2)", "more digits"),
        ("1e3", "double", ""),
        ("NaN", "double", ""),
        ("-Infinity", "float", ""),
        ("inf", "float", "no number"),
        ("1_000", "double", "no number"),
        (" 1", "double", "no number"),
        ("one", "float", "no number"),
        ("abc", "varchar(3)", ""),
        ("abcd", "char(3)", "4 characters"),
        ("anything", "string", ""),
    ],
)
def test_a_value_is_one_of_its_keys_type(value: str, key_type: str, problem: str) -> None:
    found = hive.value_problem(value, key_type)
    assert found.startswith(problem)
    assert bool(found) == bool(problem)


@given(st.datetimes())
def test_times_of_the_calendar_are_values(moment: datetime) -> None:
    assert hive.value_problem(f"{moment:%Y-%m-%d}".zfill(10), "date") == ""
    assert hive.value_problem(moment.isoformat(" ", "microseconds"), "timestamp") == ""


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**6), max_value=10**6))
def test_a_decimal_that_fits_is_a_value(number: Decimal) -> None:
    assert hive.value_problem(str(number), "double") == ""
    fits = hive.value_problem(f"{number:f}", "decimal(7,3)") == ""
    assert fits == (abs(number) < 10_000)
