"""Templates of names and locations: which pieces they have, and what they give."""

from __future__ import annotations

import pytest

from mapping.rules.templates import fill, missing, pieces_in, unfolded


def test_variables_of_the_stack_are_no_pieces() -> None:
    assert pieces_in("s3://${lake}/{layer}/{object}/") == ["layer", "object"]


def test_only_layer_and_domain_are_needed_where_a_template_has_them() -> None:
    assert missing("{space}_{layer}_{version}", {"space": "S"}) == ["layer"]
    assert missing("{layer}_{domain}", {"layer": "raw", "domain": ""}) == ["domain"]
    assert missing("{space}", {}) == []


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{space}_{layer}", "sales_eu_raw"),
        ("{version}_{space}", "sales_eu"),  # at the start the underscore after it goes
        ("{space}_{version}", "sales_eu"),
        ("{space}_{version}_{layer}", "sales_eu_raw"),
        ("lake/{version}/{layer}", "lake//raw"),  # only an underscore goes with an empty piece
        ("{environment}_{space}", "dev_sales_eu"),
        ("fixed", "fixed"),
    ],
)
def test_pieces_are_folded_and_an_empty_one_goes_with_its_underscore(template: str, filled: str) -> None:
    assert fill(template, {"space": "Sales EU", "layer": "Raw", "version": ""}, "dev") == filled


def test_without_an_environment_its_piece_is_left_out() -> None:
    assert fill("{space}_{environment}", {"space": "S"}) == "s"


def test_unfolded_keeps_pieces_as_they_are() -> None:
    assert unfolded("{space}/{layer}/{version}", {"space": "Sales EU", "layer": "Raw"}) == "Sales EU/Raw/"
