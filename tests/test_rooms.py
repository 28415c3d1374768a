"""The rooms import only what ARCHITECTURE.md allows them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("catalog", "mapping", "catalog_program", "provider", "local", "cli", "tools", "bench")
ALLOWED = {
    "catalog": set[str](),
    "mapping": {"catalog"},
    "catalog_program": {"catalog"},
    "provider": {"catalog"},
    "local": set[str](),
    "cli": {"catalog", "mapping", "local", "tools"},
    "tools": {"catalog"},  # catalog.engine, which needs no package either
    "bench": {"cli"},
}
FORBIDDEN = {
    "catalog": {"pulumi", "pulumi_aws", "boto3", "botocore"},
    "mapping": {"pulumi", "pulumi_aws", "boto3", "botocore"},
    "catalog_program": {"boto3", "botocore"},
}


def imported(room: str) -> dict[str, set[str]]:
    """The top-level packages that each module of a room imports, however late."""
    found: dict[str, set[str]] = {}
    for file in sorted((ROOT / room).rglob("*.py")):
        names: set[str] = set()
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
        found[str(file.relative_to(ROOT))] = names
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_knows_only_its_neighbours(room: str) -> None:
    modules = imported(room)
    assert modules
    strangers = set(ROOMS) - ALLOWED[room] - {room} | FORBIDDEN.get(room, set())
    assert {file: names & strangers for file, names in modules.items() if names & strangers} == {}
