"""Objects whose name changed in upper and lower case only."""

from __future__ import annotations

from mapping.store.case_renames import changed_in_case
from mapping.store.import_record import Key

UPPER, LOWER, MIXED = (Key("S", name) for name in ("ORDERS", "orders", "Orders"))


def test_the_one_object_that_left_is_the_one_that_came() -> None:
    assert changed_in_case({LOWER}, {UPPER}, set()) == {LOWER: UPPER}


def test_an_object_that_is_still_in_the_export_is_no_former_name() -> None:
    assert changed_in_case({LOWER, UPPER}, {UPPER}, set()) == {}
    assert changed_in_case({LOWER}, {UPPER}, {UPPER}) == {}


def test_with_two_candidates_nobody_can_say_which() -> None:
    assert changed_in_case({LOWER}, {UPPER, MIXED}, set()) == {}
    assert changed_in_case({LOWER, MIXED}, {UPPER}, set()) == {}


def test_another_space_and_a_database_are_other_things() -> None:
    assert changed_in_case({Key("T", "orders")}, {UPPER}, set()) == {}
    assert changed_in_case({Key("S", "", "orders")}, {Key("S", "", "ORDERS")}, set()) == {}
