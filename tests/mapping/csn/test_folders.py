"""`_meta`: the folder of an object is kept, all else that it says is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.exports import Imported, entity, imported


def with_meta(meta: Any) -> Imported:
    """An object with this `_meta`."""
    return imported({"T": entity(_meta=meta)})


def test_the_folder_is_kept() -> None:
    found = with_meta({"dependencies": {"folderAssignment": "Folder_9Z"}})
    assert found.table["source"]["folder"] == "Folder_9Z"
    assert found.findings == []


@pytest.mark.parametrize(
    "meta",
    [{"dependencies": {"folderAssignment": None}}, {"dependencies": {}}, {}, None, {"dependencies": None}],
)
def test_none_is_the_space_itself(meta: Any) -> None:
    found = with_meta(meta)
    assert "folder" not in found.table["source"]
    assert found.findings == []


@pytest.mark.parametrize(
    ("meta", "what"),
    [
        ({"owner": "A. Person"}, "_meta.owner"),
        ({"dependencies": {"packageAssignment": "PKG"}}, "_meta.dependencies.packageAssignment"),
        ({"dependencies": ["T2"]}, "_meta.dependencies"),
    ],
)
def test_other_members_are_told(meta: Any, what: str) -> None:
    assert with_meta(meta).messages("MAP031") == [f"{what} of 'T' has no place in a spec"]


@pytest.mark.parametrize("meta", [5, ["x"], {"dependencies": {"folderAssignment": 7}}])
def test_another_shape_is_an_error(meta: Any) -> None:
    assert with_meta(meta).codes() == ["CSN008"]


def test_a_folder_of_endless_length_is_an_error() -> None:
    assert with_meta({"dependencies": {"folderAssignment": "F" * 20_000}}).codes() == ["CSN008"]
