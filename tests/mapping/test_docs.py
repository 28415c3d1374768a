"""docs/mapping.md is what the code's tables say."""

from __future__ import annotations

from mapping import business, docs, semantics
from mapping.docexamples import OF_COLUMNS, OF_OBJECTS


def test_the_document_is_up_to_date() -> None:
    assert docs.TARGET.read_text("utf-8") == docs.document(), "run `make docs`"


def test_every_annotation_has_an_example() -> None:
    assert semantics.HANDLERS.keys() <= OF_COLUMNS.keys()
    assert business.HANDLERS.keys() == OF_OBJECTS.keys()


def test_an_example_says_something_unless_it_is_read_elsewhere() -> None:
    silent = {line.split("`")[1] for line in docs.document().splitlines() if "(nothing of its own)" in line}
    assert silent == {"@Core.Computed", "@cds.persistence.exists"}
