"""Each room has a file for every kind of Glue object, or a table here says why it has none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalog.language.glue.kinds import KINDS
from catalog.provider.resources.registry import RESOURCES
from tests.support.project import ROOT

ROOMS = {
    "catalog/aws/shapes": "{name}.py",
    "catalog/provider/resources": "{name}.py",
    "catalog/language/declarations": "{name}.py",
    "catalog/local/operations": "{name}s.py",
    "tests/provider/resources": "test_{name}.py",
    "tests/local/operations": "test_{name}s.py",
}
# room and kind: where it is instead
ELSEWHERE = {
    ("catalog/aws/shapes", "PartitionSet"): "partition.py: a set is made of partitions",
    ("catalog/provider/resources", "PartitionSet"): "partition_set/: it needs eight modules",
    ("tests/provider/resources", "PartitionSet"): "partition_set/: as its modules",
    ("catalog/language/declarations", "Partition"): "partition_set.py: a program declares sets alone",
    ("catalog/local/operations", "PartitionIndex"): "partition_indexes.py: its plural",
    ("tests/local/operations", "PartitionIndex"): "test_partition_indexes.py: its plural",
    ("catalog/local/operations", "PartitionSet"): "partitions.py: Glue knows single partitions alone",
    ("tests/local/operations", "PartitionSet"): "test_partitions.py: Glue knows single partitions alone",
}


def file_name(kind: str) -> str:
    """`PartitionIndex` as `partition_index`, `CatalogTable` as `table`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.removeprefix("Catalog")).lower()


def file_of(room: str, kind: str) -> Path:
    """The file of a kind in a room; the one that ELSEWHERE names first, if any."""
    place = ELSEWHERE.get((room, kind), "").partition(":")[0]
    return ROOT / room / (place or ROOMS[room].format(name=file_name(kind)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("room", ROOMS)
def test_each_room_has_every_kind_or_says_where_it_is(room: str, kind: str) -> None:
    assert file_of(room, kind).exists()


@pytest.mark.parametrize(("room", "kind"), ELSEWHERE)
def test_no_exception_is_left_that_is_not_needed(room: str, kind: str) -> None:
    assert not (ROOT / room / ROOMS[room].format(name=file_name(kind))).exists()


def test_the_registry_serves_every_kind_by_its_token() -> None:
    assert {kind.token for kind in KINDS.values()} == RESOURCES.keys()


def test_a_token_is_written_in_the_table_of_kinds_alone() -> None:
    tokens = re.compile("|".join(kind.token for kind in KINDS.values()))
    rooms = (ROOT / "catalog" / room for room in ("aws", "provider", "program"))
    found = [
        (file.relative_to(ROOT).as_posix(), line)
        for room in rooms
        for file in room.rglob("*.py")
        for line in file.read_text("utf-8").splitlines()
        if tokens.search(line) and not line.strip().startswith('"""`aws:glue/')
    ]
    assert found == []
