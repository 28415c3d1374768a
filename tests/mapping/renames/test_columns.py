"""Which columns count as renamed: same place, type and label, one gone and one new."""

from __future__ import annotations

from typing import Any

import pytest

from mapping.renames.columns import renamed_columns


def column(name: str, label: str = "", kind: str = "cds.String(10)", **members: Any) -> dict[str, Any]:
    found = {"name": name.lower(), "type": "string", "source": {"name": name, "type": kind}, **members}
    return found | ({"label": label} if label else {})


def spec(*columns: dict[str, Any]) -> dict[str, Any]:
    return {"columns": list(columns)}


A, B, C = column("A", "Alpha"), column("B", "Beta"), column("C", "Gamma")


def test_a_new_name_in_the_same_place_with_the_same_type_and_label_is_a_rename() -> None:
    found = renamed_columns(spec(A, B, C), spec(A, column("Z", "Beta"), C), {})
    assert (found.sure, found.unsure, found.named) == ({1: 1}, {}, {})


@pytest.mark.parametrize(
    "new",
    [
        column("Z", "Beta", "cds.String(11)"),
        column("Z", "Beta", type="int"),
        column("Z", "Zeta"),
        column("Z"),
        column("Z", "Beta", key=True),
    ],
)
def test_another_type_label_or_key_is_none(new: dict[str, Any]) -> None:
    assert not renamed_columns(spec(A, B, C), spec(A, new, C), {})


def test_another_place_is_none() -> None:
    assert not renamed_columns(spec(A, B, C, column("D")), spec(column("Z", "Beta"), A, C, column("D")), {})


def test_columns_that_come_beside_it_do_not_change_its_place() -> None:
    new = spec(A, column("X", "New"), column("Z", "Beta"), column("Y", "Newer"), C)
    assert renamed_columns(spec(A, B, C), new, {}).sure == {1: 2}


@pytest.mark.parametrize("labels", [("", ""), ("Beta Two", "Zeta"), ("BETA_TWO", "")])
def test_no_label_and_one_that_repeats_the_name_say_nothing(labels: tuple[str, str]) -> None:
    old, new = column("BetaTwo", labels[0]), column("Zeta", labels[1])
    assert renamed_columns(spec(A, old, C), spec(A, new, C), {}).sure == {1: 1}


def test_the_only_column_of_a_table_has_a_place() -> None:
    assert renamed_columns(spec(B), spec(column("Z", "Beta")), {}).sure == {0: 0}


def test_neighbours_that_are_renamed_at_once_are_told_apart_by_their_labels() -> None:
    new = spec(column("Y", "Alpha"), column("Z", "Beta"), C)
    assert renamed_columns(spec(A, B, C), new, {}).sure == {0: 0, 1: 1}


def test_what_fits_several_is_not_sure() -> None:
    plain = [column(name) for name in ("A", "B")]
    found = renamed_columns(spec(*plain, C), spec(column("Y"), column("Z"), C), {})
    assert (found.sure, found.unsure) == ({}, {0: [0, 1], 1: [0, 1]})


def test_people_choose_any_pair_and_the_rest_may_become_sure() -> None:
    plain = [column(name) for name in ("A", "B")]
    found = renamed_columns(spec(*plain, C), spec(column("Y"), column("Z"), C), {"A": "Z"})
    assert (found.named, found.sure, found.unsure) == ({0: 1}, {1: 0}, {})


def test_one_name_in_glue_is_the_same_column() -> None:
    assert not renamed_columns(spec(A, B), spec(A, column("b", "Beta")), {})
