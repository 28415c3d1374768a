"""Stacks with the catalogs that their files select, read and checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from catalog.cli.terminal.findings import BrokenStacks
from catalog.language.compiler import compile_specs
from catalog.language.findings import DataError, Finding, errors
from catalog.language.stacks.settings import read_settings
from catalog.language.stacks.shards import Shard


def shard_of(root: Path, stack: str) -> Shard:
    """A stack with its catalog. Raises DataError with the errors of its file and of its specs."""
    settings = read_settings(root, stack)
    catalog, findings = compile_specs(root, settings)
    if errors(findings):
        raise DataError(*errors(findings))
    return Shard(settings, catalog)


def shards_of(root: Path, stacks: Iterable[str]) -> list[Shard]:
    """The stacks with their catalogs. Raises BrokenStacks with the errors of all of them."""
    shards: list[Shard] = []
    broken: dict[str, Sequence[Finding]] = {}
    for name in stacks:
        try:
            shards.append(shard_of(root, name))
        except DataError as e:
            broken[name] = e.findings
    if broken:
        raise BrokenStacks(broken)
    return shards
