"""The record that one run leaves to the gate of the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.language.gate.record import decoded, encoded
from tests.support.specs import TABLE

from .stacks import declared


def test_a_record_comes_back_as_it_was_written(tmp_path: Path) -> None:
    record = declared(tmp_path / "a", {"orders": TABLE}).record()
    assert decoded(encoded(record)) == record
    assert record.tables["sales_dev.orders"].columns["amount"] == "decimal(15,2)"
    assert record.protect


@pytest.mark.parametrize("text", ["", "2:abc", "1:", "1:!", "1:eJwDAAAAAAE=", None])
def test_what_is_no_record_of_this_version_is_none(text: str | None) -> None:
    assert decoded(text) is None
