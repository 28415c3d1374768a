"""Whose an object is, by its stamp."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.language.glue import parameters as glue_parameters
from catalog.provider.framework import ownership
from catalog.provider.framework.urn import Urn

URN = Urn("urn:pulumi:prod::shop::my:Component$aws:glue/catalogTable:CatalogTable::orders")


@pytest.mark.parametrize(
    ("declared", "live", "ours"),
    [
        ({glue_parameters.STAMP: "a/b"}, {glue_parameters.STAMP: "a/b"}, True),
        ({glue_parameters.STAMP: "a/b"}, {glue_parameters.STAMP: "a/c"}, False),
        ({glue_parameters.STAMP: "a/b"}, {}, False),
        ({glue_parameters.STAMP: ""}, {glue_parameters.STAMP: ""}, False),
        ({}, {}, False),
        (None, None, False),
    ],
)
def test_an_object_is_ours_by_an_equal_stamp_only(declared: Any, live: Any, ours: bool) -> None:
    assert ownership.is_ours(declared, live) is ours


def test_a_urn_is_taken_apart_to_type_name_and_stamp() -> None:
    assert (URN.type, URN.name, URN.stamp) == ("aws:glue/catalogTable:CatalogTable", "orders", "shop/prod")
