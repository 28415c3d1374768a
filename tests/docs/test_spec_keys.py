"""The page of spec keys tells of each key what it is and shows one."""

from __future__ import annotations

import pytest

from tools.pages.examples import at, example_of
from tools.pages.spec_keys import Section, default_of, found_sections, takes

SECTIONS = found_sections()


@pytest.mark.parametrize("section", [pytest.param(s, id=s.title) for s in SECTIONS.values()])
def test_every_key_has_words_and_an_example(section: Section) -> None:
    keys = {key: value for key, value in section.schema["properties"].items() if value}
    assert [key for key, value in keys.items() if not value.get("description") and key != "kind"] == []
    assert [key for key in keys if example_of(section.places, key) is None] == []


def test_sections_are_told_apart_by_their_anchors() -> None:
    assert len({section.anchor for section in SECTIONS.values()}) == len(SECTIONS)


def test_a_part_that_stands_in_several_places_is_one_section() -> None:
    (storage,) = [s for s in SECTIONS.values() if s.title == "storage"]
    assert storage.places == ["Table storage", "Database defaults.storage", "Catalog defaults.storage"]


@pytest.mark.parametrize(
    ("schema", "default"),
    [
        ({"default": True}, "true"),
        ({"description": "Which one. Default: all."}, "all"),
        ({"description": "How many (default 10000)."}, "10000"),
        ({"description": "exclusive: gone; declared (default): they stay."}, "declared"),
        ({"description": "The default value."}, ""),
    ],
)
def test_the_default_is_what_the_schema_says(schema: dict[str, object], default: str) -> None:
    assert default_of(schema) == default


def test_what_a_key_takes_is_said_in_words() -> None:
    number = {"type": ["integer", "null"]}
    assert takes({"type": "array", "items": {"type": "string"}}, {}, {}) == "list of texts"
    assert takes({"anyOf": [{"enum": ["a"]}, number]}, {}, {}) == "`a` or whole number or `null`"
    assert takes({"description": "The default value."}, {}, {}) == "any value"
    assert takes({"type": "string", "format": "date"}, {}, {}) == "day"
    assert takes({"$ref": "#/$defs/n"}, {}, {"$defs": {"n": number}}) == "whole number or `null`"


def test_examples_are_found_below_lists_and_names() -> None:
    spec = {"keys": [{"day": {"type": "date"}}], "own": {"a": {"x": 1}, "b": {"x": 2}}}
    assert [*at(spec, "keys[].day")] == [{"type": "date"}]
    assert [*at(spec, "own.NAME")] == [{"x": 1}, {"x": 2}]
    assert [*at(spec, "missing[].x")] == []
