"""Tables in the object store: their format is in the spec, and that Glue reads files otherwise is told."""

from __future__ import annotations

import pytest

from catalog.language.findings import Severity
from tests.support.exports import entity, imported

FORMAT = "@DataWarehouse.persistence.hdlf.tableFormat"
CAPTURE = "@DataWarehouse.delta.changeDataCapture"
VECTORS = "@DataWarehouse.persistence.hdlf.enableDeletionVectors"


@pytest.mark.parametrize(("symbol", "word"), [("DELTA_LAKE", "delta-lake"), ("ICEBERG", "iceberg")])
def test_a_table_format_is_kept_and_warned_of(symbol: str, word: str) -> None:
    found = imported({"EVENTS": entity(**{FORMAT: {"#": symbol}})})
    assert found.table["source"]["table_format"] == word
    (finding,) = [f for f in found.findings if f.code == "CSN028"]
    assert finding.severity is Severity.WARNING
    assert "'EVENTS'" in finding.message
    assert word in finding.message


@pytest.mark.parametrize("symbol", ["PARQUET", "NONE"])
def test_plain_files_are_no_warning(symbol: str) -> None:
    found = imported({"EVENTS": entity(**{FORMAT: {"#": symbol}})})
    assert found.table["source"]["table_format"] == symbol.lower()
    assert found.codes() == []


def test_how_changes_are_kept_is_in_the_spec() -> None:
    found = imported({"T": entity(**{CAPTURE: {"#": "DELTA"}, VECTORS: False})})
    assert found.table["source"]["change_data_capture"] == "delta"
    assert found.table["source"]["deletion_vectors"] is False
    assert found.codes() == []


@pytest.mark.parametrize("value", [3, "DELTA_LAKE", [], {"=": "x"}, {"#": 7}, True])
def test_a_format_of_another_shape_is_told_or_says_nothing(value: object) -> None:
    found = imported({"T": entity(**{FORMAT: value})})
    assert (
        "table_format" not in found.table["source"] or found.table["source"]["table_format"] == "delta-lake"
    )
    assert value == [] or found.codes() != []
