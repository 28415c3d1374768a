"""Types of other languages: what to write for them, and never a type of another meaning."""

from __future__ import annotations

import pytest

from catalog.language.glue.other_types import remedy_for
from catalog.language.glue.types import ALIASES, NAMES, NESTED, GlueTypeError, parse


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("datetime", "Write timestamp"), ("DATETIME", "Write timestamp"), ("nvarchar(20)", "Write string"),
        ("text", "Write string"), ("bool", "Write boolean"), ("int64", "Write bigint"),
        ("long", "Write bigint"), ("string(20)", "Write string"),
        ("timestamptz", "Write timestamp, with the moment in UTC"),
        ("number(10,2)", "Write decimal(15,2), with your digits in all and behind the point"),
        ("time", "Write string: Glue has no type for a time of day"), ("varbinary(16)", "Write binary"),
        ("array<datetime>", "Write timestamp"), ("varchar", "Write varchar(20), say, or string"),
        ("decimal", "Write decimal(15,2), say: 15 digits, 2 of them behind the point"),
    ],
)  # fmt: skip
def test_a_type_that_people_know_from_elsewhere_has_a_remedy_and_no_guess(text: str, remedy: str) -> None:
    with pytest.raises(GlueTypeError) as caught:
        parse(text)
    assert caught.value.remedy == remedy
    assert "did you mean" not in str(caught.value)


def test_no_type_of_glue_has_such_a_remedy() -> None:
    assert [name for name in (*NAMES, *ALIASES, *NESTED) if remedy_for(name)] == []


def test_what_is_to_be_written_instead_is_a_type_of_glue() -> None:
    for name in ("datetime", "text", "bool", "long", "short", "byte", "bytes", "date32", "float64", "uint64"):
        parse(remedy_for(name).removeprefix("Write ").partition(":")[0])


def test_a_misspelt_type_of_glue_is_seen() -> None:
    with pytest.raises(GlueTypeError, match=r"'bigin' is no Glue type .did you mean 'bigint'"):
        parse("bigin")
