"""Which entries of the base, of people's file and of the export are the same."""

from __future__ import annotations

from typing import Any

import pytest

from mapping.reconcile.alignment import align


def column(name: str, element: str = "") -> dict[str, Any]:
    """An entry; with the element that it came from, if that is known."""
    return {"name": name, **({"source": {"name": element}} if element else {})}


@pytest.mark.parametrize(
    ("base", "theirs", "ours", "rows"),
    [
        ([], [], [column("a")], [(None, None, 0)]),
        ([column("a")], [column("a")], [column("a")], [(0, 0, 0)]),
        ([column("a")], [], [column("a")], [(0, None, 0)]),
        ([column("a")], [column("a")], [], [(0, 0, None)]),
        ([column("a")], [], [], [(0, None, None)]),
        ([], [column("own")], [column("a")], [(None, None, 0), (None, 0, None)]),
        # renamed by people: the element is the same
        ([column("a", "A")], [column("mine", "A")], [column("a", "A")], [(0, 0, 0)]),
        # people took the element's name out: the base has it
        ([column("a", "A")], [column("a")], [column("b", "A")], [(0, 0, 0)]),
        # two entries of one name: each is used once
        ([], [column("a"), column("a")], [column("a")], [(None, 0, 0), (None, 1, None)]),
        # what people wrote that is no entry stays by itself
        ([], [5, {"name": ["x"]}], [column("a")], [(None, None, 0), (None, 0, None), (None, 1, None)]),
    ],
)
def test_entries_are_the_same_by_element_and_else_by_name(
    base: list[Any], theirs: list[Any], ours: list[Any], rows: list[Any]
) -> None:
    assert align(base, theirs, ours) == rows
