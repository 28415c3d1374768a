"""References to tables and databases that people renamed."""

from __future__ import annotations

from mapping.reconcile.references import renamer

RENAMES = {"sales.orders": "sales.mine", "raw": "shop"}


def test_without_renames_a_value_is_the_very_same() -> None:
    value = {"to": "sales.orders"}
    assert renamer({})(value) is value


def test_a_renamed_table_and_a_renamed_database_are_followed() -> None:
    spec = {"relationships": [{"to": "sales.orders"}, {"to": "raw.items"}, {"to": "other.t"}]}
    found = renamer(RENAMES)(spec)
    assert [each["to"] for each in found["relationships"]] == ["sales.mine", "shop.items", "other.t"]


def test_what_is_no_reference_stays() -> None:
    assert renamer(RENAMES)({"name": "sales.orders", "to": 5, "on": ["sales.orders"]}) == {
        "name": "sales.orders",
        "to": 5,
        "on": ["sales.orders"],
    }
