"""docs/mapping.md is what the code's tables say."""

from __future__ import annotations

from mapping.docs import codes_page, page
from mapping.docs.all_codes import ALL
from mapping.docs.examples import OF_COLUMNS, OF_OBJECTS
from mapping.semantics import column_annotations, object_annotations


def test_the_document_is_up_to_date() -> None:
    assert page.TARGET.read_text("utf-8") == page.document(), "run `make docs`"


def test_the_page_of_codes_is_up_to_date_and_has_a_heading_for_each() -> None:
    text = codes_page.TARGET.read_text("utf-8")
    assert text == codes_page.page(), "run `make docs`"
    assert [line[4:] for line in text.splitlines() if line.startswith("### ")] == [
        name for prefix in codes_page.GROUPS for name in ALL if name.rstrip("0123456789") == prefix
    ]
    assert {name.rstrip("0123456789") for name in ALL} == {*codes_page.GROUPS}


def test_every_annotation_has_an_example() -> None:
    assert column_annotations.HANDLERS.keys() <= OF_COLUMNS.keys()
    assert object_annotations.HANDLERS.keys() == OF_OBJECTS.keys()


def test_an_example_says_something_unless_it_is_read_elsewhere() -> None:
    silent = {line.split("`")[1] for line in page.document().splitlines() if "(nothing of its own)" in line}
    of_cap = {"@cds.persistence.exists", "@cds.persistence.skip", "@cds.external"}  # of whole services
    assert silent == {"@Core.Computed", *of_cap}
