"""Associations as CSN states them: target, condition, foreign keys, cardinality, and wrong shapes."""

from __future__ import annotations

from typing import Any

import pytest

from mapping.cds.members import Members
from mapping.csn.associations import read_association
from mapping.diagnostics.collector import Diagnostics
from mapping.model import Association, ObjectKey, Scope

PATH = ("definitions", "T", "elements", "_to")


def read(**member: Any) -> tuple[Association | None, list[str]]:
    """The association of a member, and the messages about it."""
    diagnostics = Diagnostics()
    scope = Scope("SALES", {"SHARED": "COMMON"})
    found = read_association(member, PATH, scope, Members("f.json", {}, diagnostics))
    return found, [each.message for each in diagnostics.all()]


def association(**member: Any) -> Association:
    """The association of a member without faults."""
    found, messages = read(**{"target": "CUSTOMERS", **member})
    assert messages == []
    assert found is not None
    return found


@pytest.mark.parametrize("target", [None, 5, ["CUSTOMERS"]])
def test_an_association_without_the_name_of_a_target_is_a_finding(target: Any) -> None:
    found, messages = read(target=target)
    assert found is None
    assert "the name of a definition was expected" in messages[0]


def test_a_target_in_the_context_of_another_space_is_that_spaces_object() -> None:
    assert association(target="SHARED.PLANT").target == ObjectKey("COMMON", "PLANT")
    assert association(target="CUSTOMERS").target == ObjectKey("SALES", "CUSTOMERS")


@pytest.mark.parametrize(
    ("cardinality", "many"),
    [({}, False), ({"max": 1}, False), ({"max": "*"}, True), ({"max": 7}, True), ({"max": True}, False)],
)
def test_an_association_is_to_many_by_its_maximum(cardinality: dict[str, Any], many: bool) -> None:
    found, _ = read(target="CUSTOMERS", cardinality=cardinality)
    assert found is not None
    assert found.many is many


def test_the_source_side_is_known_only_where_it_is_stated() -> None:
    assert association().source_many is None
    assert association(cardinality={"src": 1}).source_many is False
    assert association(cardinality={"src": "*"}).source_many is True


def test_numbers_are_kept_only_where_a_word_for_the_cardinality_says_less() -> None:
    assert association(cardinality={"min": 0, "max": "*"}).numbers == {}
    assert association(cardinality={"min": 1, "max": 5}).numbers == {"min": 1, "max": 5}


def test_a_member_of_the_cardinality_that_is_no_number_is_a_finding() -> None:
    found, messages = read(target="CUSTOMERS", cardinality={"max": 2, "note": "x"})
    assert found is not None
    assert found.numbers == {"max": 2}
    assert "src, srcmin, min or max with a number or '*' was expected" in messages[0]


def test_a_foreign_key_has_its_alias_or_the_last_step_of_its_path() -> None:
    keys = [{"ref": ["ID"]}, {"ref": ["address", "zip"]}, {"ref": ["ID"], "as": "customer"}]
    assert association(keys=keys).keys == (
        (("ID",), "ID"),
        (("address", "zip"), "zip"),
        (("ID",), "customer"),
    )


@pytest.mark.parametrize("key", ["ID", {"ref": []}, {"ref": [1]}, {}])
def test_a_foreign_key_of_another_shape_is_a_finding(key: Any) -> None:
    found, messages = read(target="CUSTOMERS", keys=[key])
    assert found is not None
    assert found.keys == ()
    assert "{ref: [...]} was expected" in messages[0]


def test_a_composition_is_one_by_its_type() -> None:
    assert association(type="cds.Composition").composition
    assert not association(type="cds.Association").composition
