"""What has the wrong shape or is nested too deeply is told by the names of its object and element."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.language.findings import Path
from mapping.cds.members import named
from tests.support.exports import entity, imported


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("definitions", "T", "elements", "A", "length"), "length of element 'A' of 'T'"),
        (("definitions", "T", "elements", "A", "keys", 0), "keys[0] of element 'A' of 'T'"),
        (("definitions", "T", "elements", "A"), "element 'A' of 'T'"),
        (("definitions", "T", "params", "P", "type"), "type of parameter 'P' of 'T'"),
        (("definitions", "T", "elements"), "elements of 'T'"),
        (("definitions", "T"), "'T'"),
        (("definitions", "T" * 500), f"'{'T' * 120}...' and 380 more characters"),
        (("i18n",), "i18n"),
        (("extensions", 0), "extensions[0]"),
        (("businessLayerDefinitions", "M", "measures"), "measures of businessLayerDefinitions 'M'"),
        ((), ""),
    ],
)
def test_a_path_is_named_in_words(path: Path, words: str) -> None:
    assert named(path) == words


def test_a_wrong_facet_names_its_element_and_object() -> None:
    found = imported({"T": entity({"A": {"type": "cds.String", "length": "abc"}})})
    assert found.messages("CSN008") == [
        "length of element 'A' of 'T': a number of 0 or more was expected, a text found"
    ]


def test_structures_nested_too_deeply_name_their_column_and_count_as_unresolved() -> None:
    deep: dict[str, Any] = {"type": "cds.String"}
    for _ in range(45):
        deep = {"elements": {"f": deep}}
    found = imported({"T": entity({"A": deep})})
    assert found.messages("MAP008") == [
        "column 'A' of 'T': structures nested more than 40 deep: string from there on"
    ]
    figures = found.specs.tables[0].figures
    assert (figures.mapped, figures.lossy, figures.unresolved) == (0, 0, 1)
