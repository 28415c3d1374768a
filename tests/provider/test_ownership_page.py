"""docs/ownership.md is what the shapes say, and names every member that Glue takes."""

from __future__ import annotations

import pytest
from botocore.session import Session

from catalog.provider import ownership_page
from tests.support.project import ROOT

STRUCTURES = (
    *("DatabaseInput", "TableInput", "PartitionInput"),
    *("StorageDescriptor", "Column", "SerDeInfo", "SkewedInfo"),
)


def test_the_page_is_what_the_shapes_say() -> None:
    written = (ROOT / ownership_page.PAGE).read_text(encoding="utf-8")
    assert written == ownership_page.page(), "run make docs"


@pytest.mark.parametrize("structure", STRUCTURES)
def test_every_member_that_glue_takes_is_on_it(structure: str) -> None:
    model = Session().get_service_model("glue").shape_for(structure)
    page = ownership_page.page()
    assert [member for member in model.members if member not in page] == []  # type: ignore[attr-defined]
