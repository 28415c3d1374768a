"""docs/mapping.md is what the code's tables say."""

from __future__ import annotations

from mapping.docs import page
from mapping.docs.examples import OF_COLUMNS, OF_OBJECTS
from mapping.semantics import column_annotations, object_annotations


def test_the_document_is_up_to_date() -> None:
    assert page.TARGET.read_text("utf-8") == page.document(), "run `make docs`"


def test_every_annotation_has_an_example() -> None:
    assert column_annotations.HANDLERS.keys() <= OF_COLUMNS.keys()
    assert object_annotations.HANDLERS.keys() == OF_OBJECTS.keys()


def test_an_example_says_something_unless_it_is_read_elsewhere() -> None:
    silent = {line.split("`")[1] for line in page.document().splitlines() if "(nothing of its own)" in line}
    assert silent == {"@Core.Computed", "@cds.persistence.exists"}
