"""Suggestions name only what can be written."""

from __future__ import annotations

import pytest

from catalog.language.glue.names import nearest


@pytest.mark.parametrize("blank", ["sales.", ".orders", "sales.  ", ".", " ", ""])
def test_the_blank_name_of_a_broken_spec_is_never_suggested(blank: str) -> None:
    assert nearest("sales.o", [blank]) == ""
    assert nearest("sales.ordrs", [blank, "sales.orders"]) == " (did you mean 'sales.orders'?)"
