"""Locators of remote tables: parts in the spec, and no control character."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.exports import entity, imported


def source_of(locator: str) -> dict[str, Any]:
    """What a spec's source says of the remote entity."""
    definition = entity(**{"@DataWarehouse.remote.connection": "C", "@DataWarehouse.remote.entity": locator})
    found = imported({"T": definition})
    assert found.findings == []
    return {key: value for key, value in found.table["source"].items() if key.startswith("remote")}


@pytest.mark.parametrize(
    ("locator", "parts"),
    [
        ("<NULL>\x7fpublic\x7fclients", ["public", "clients"]),
        ("<NULL>\x7f<NULL>\x7fclients", ["clients"]),
        ("db\x7fdbo\x7fclients", ["db", "dbo", "clients"]),
        ("dbo\x7fa.b", ["dbo", "a.b"]),
        ('"SHOP"."/BIC/GOODS"', ["SHOP", "/BIC/GOODS"]),
        ('"a.b"."say ""hi"""', ["a.b", 'say "hi"']),
        ('SHOP."Goods"', ["SHOP", "Goods"]),
        ('"Goods"', ["Goods"]),
        ('"DB"."S"."T"', ["DB", "S", "T"]),
    ],
)
def test_both_spellings_give_parts_alone(locator: str, parts: list[str]) -> None:
    assert source_of(locator) == {"remote_entity": parts}


@pytest.mark.parametrize("locator", ["CLIENTS", "S.CLIENTS", "/BIC/GOODS", 'a"b', '"open', '"a""', "x y"])
def test_another_text_stays_as_it_is(locator: str) -> None:
    assert source_of(locator) == {"remote_entity": locator}


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        ("a\x7f<NULL>\x7fb", {"remote_entity": ["a", "b"], "remote_locator": "a\\x7f<NULL>\\x7fb"}),
        ("a\x01\x7fb", {"remote_entity": ["a\\x01", "b"], "remote_locator": "a\\x01\\x7fb"}),
        ("<NULL>\x7f<NULL>", {"remote_entity": "<NULL>\\x7f<NULL>"}),
        ("a\x1bb", {"remote_entity": "a\\x1bb"}),
    ],
)
def test_the_text_itself_is_kept_where_the_parts_do_not_say_it_and_its_controls_are_seen(
    locator: str, expected: dict[str, Any]
) -> None:
    assert source_of(locator) == expected
