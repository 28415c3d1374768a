"""Which objects count as renamed: same kind, label and nearly the same columns, one gone and one new."""

from __future__ import annotations

from typing import Any

from mapping.renames.matching import Pairs
from mapping.renames.objects import COMPARED, renamed_objects


def spec(label: str, *columns: str, kind: str = "view") -> dict[str, Any]:
    found: dict[str, Any] = {
        "source": {"kind": kind},
        "columns": [{"name": c, "type": "int"} for c in columns],
    }
    return found | ({"business": {"label": label}} if label else {})


def pairs(gone: dict[str, Any], new: dict[str, Any], **named: str) -> Pairs[str]:
    return renamed_objects(
        {name: lambda each=each: each for name, each in gone.items()},
        {name: lambda each=each: each for name, each in new.items()},
        named,
        found_too=True,
    )


FIVE = "abcde"


def test_the_same_label_and_columns_are_a_rename() -> None:
    assert pairs({"O": spec("Orders", *FIVE)}, {"N": spec("Orders", *FIVE)}).sure == {"O": "N"}


def test_nearly_the_same_columns_will_do() -> None:
    assert pairs({"O": spec("Orders", *FIVE)}, {"N": spec("Orders", *"abcd")}).sure == {"O": "N"}
    assert not pairs({"O": spec("Orders", *FIVE)}, {"N": spec("Orders", *"abc")})


def test_another_label_or_kind_is_none() -> None:
    assert not pairs({"O": spec("Orders", *FIVE)}, {"N": spec("Offers", *FIVE)})
    assert not pairs({"O": spec("Orders", *FIVE)}, {"N": spec("Orders", *FIVE, kind="local-table")})
    assert not pairs({"O": spec("Orders", *FIVE)}, {"N": spec("", *FIVE)})


def test_one_column_without_a_label_says_too_little() -> None:
    assert not pairs({"O": spec("", "id")}, {"N": spec("", "id")})
    assert pairs({"O": spec("", "id", "x")}, {"N": spec("", "id", "x")}).sure == {"O": "N"}
    assert pairs({"O": spec("Ids", "id")}, {"N": spec("Ids", "id")}).sure == {"O": "N"}


def test_of_two_the_one_with_all_columns_is_meant() -> None:
    new = {"N": spec("Orders", *FIVE), "M": spec("Orders", *"abcd")}
    assert pairs({"O": spec("Orders", *FIVE)}, new).sure == {"O": "N"}


def test_two_that_fit_alike_are_not_sure_until_one_is_named() -> None:
    gone, new = {"O": spec("Orders", *FIVE)}, {"N": spec("Orders", *FIVE), "M": spec("Orders", *FIVE)}
    assert pairs(gone, new).unsure == {"O": ["N", "M"]}
    assert pairs(gone, new, O="M").named == {"O": "M"}


def test_of_very_many_only_those_with_all_columns_alike_are_compared() -> None:
    many = int(COMPARED**0.5) + 1
    gone = {f"O{i}": spec("L", "id", f"c{i}") for i in range(many)}
    new = {f"N{i}": spec("L", "id", f"c{i}") for i in range(many)}
    assert pairs(gone, new).sure == {f"O{i}": f"N{i}" for i in range(many)}
