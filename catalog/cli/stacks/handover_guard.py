"""Refuses an apply that would delete a database which only changes its stack, or was left out by mistake."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from pathlib import Path

from catalog.cli.project import UsageError
from catalog.language.stacks.settings import stack_names
from catalog.language.stacks.shards import Shard

from .handover import (
    HeldDatabase,
    databases_held,
    declared_by,
    has_specs,
    refusal_of_moved,
    refusal_of_unselected,
    undeclared,
)
from .selection import environments, refuse_two_holders
from .shards import shards_of

Holds = Mapping[str, Mapping[str, HeldDatabase]]


def refuse_handover(root: Path, shards: Sequence[Shard], holds: Holds, parallel: int) -> None:
    """Raises UsageError if a stack would delete a database that another one declares now, or nobody does
    although its specs are there; or if one would make what another holds.
    """
    from catalog.engine.fleet import engines_of, states

    for environment in dict.fromkeys(shard.environment for shard in shards):
        known = {s.settings.stack: s for s in shards if s.environment == environment}
        mine = {name: declared_by(shard) for name, shard in known.items()}
        held_here = {name: holds[name] for name in known}
        leaving = any(one for name in known for one in undeclared(name, held_here[name], mine))
        new = {physical for name in known for physical in mine[name] if physical not in holds[name]}
        if not leaving and not new:
            continue
        others = environments(root, _others(root, known)).get(environment, [])
        if new and others:
            elsewhere = states(engines_of(root, others), parallel)
            held_here |= {name: databases_held(resources or ()) for name, resources in elsewhere.items()}
        if leaving or any(not new.isdisjoint(held_here.get(name, ())) for name in others):
            all_of_it = known | {s.settings.stack: s for s in shards_of(root, others)}
            _refuse_leaving(root, environment, all_of_it, held_here, chosen=known)


def _refuse_leaving(
    root: Path, environment: str, shards: Mapping[str, Shard], holds: Holds, chosen: Container[str]
) -> None:
    refuse_two_holders(list(shards.values()))
    theirs = {name: declared_by(shard) for name, shard in shards.items()}
    leaving = [one for name, databases in holds.items() for one in undeclared(name, databases, theirs)]
    moved = [one for one in leaving if one.target and (one.source in chosen or one.target in chosen)]
    if moved:
        raise UsageError(refusal_of_moved(moved, environment))
    named = {name for some in theirs.values() for name in some.values()}
    mine = [one for one in leaving if one.source in chosen and one.held.name not in named]
    lost = [one for one in mine if has_specs(root, shards[one.source], one)]
    if lost:
        raise UsageError(refusal_of_unselected(lost, environment))


def _others(root: Path, known: Mapping[str, Shard]) -> list[str]:
    return [name for name in stack_names(root) if name not in known]
