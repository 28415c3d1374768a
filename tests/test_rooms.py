"""The rooms import only what ARCHITECTURE.md allows them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    "catalog.language": set[str](),
    "catalog.aws": {"catalog.language"},
    "catalog.program": {"catalog.language"},
    "catalog.provider": {"catalog.language", "catalog.aws"},
    "catalog.engine": {"catalog.language"},
    "catalog.local": set[str](),
    "catalog.cli": {"catalog.language", "catalog.aws", "catalog.engine", "catalog.local", "mapping"},
    "mapping": {"catalog.language"},
    "tools": {"catalog.engine"},
    "bench": {"catalog.engine", "catalog.cli"},
}
PURE = {"pulumi", "pulumi_aws", "boto3", "botocore"}
FORBIDDEN = {
    "catalog.language": PURE,
    "mapping": PURE,
    "catalog.program": {"boto3", "botocore"},
}


def room_of(module: str) -> str:
    """The room that a module of the project is in; of others the top-level package."""
    inside = [room for room in ALLOWED if f"{module}.".startswith(f"{room}.")]
    return inside[0] if inside else module.partition(".")[0]


def imported(room: str) -> dict[str, set[str]]:
    """The rooms and packages that each module of a room imports, however late."""
    found: dict[str, set[str]] = {}
    for file in sorted((ROOT / room.replace(".", "/")).rglob("*.py")):
        names: set[str] = set()
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {room_of(alias.name) for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(room_of(node.module))
        found[str(file.relative_to(ROOT))] = names
    return found


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_knows_only_its_neighbours(room: str) -> None:
    modules = imported(room)
    assert modules
    strangers = {*ALLOWED, "catalog"} - ALLOWED[room] - {room} | FORBIDDEN.get(room, set())
    assert {file: names & strangers for file, names in modules.items() if names & strangers} == {}
