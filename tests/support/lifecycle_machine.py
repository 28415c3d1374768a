"""A resource's whole life, run without an engine in the engine's order.

A `LifeCycle` is a value: the resource, its first inputs, and steps with the inputs and what becomes of
it. `run` goes through check, preview of create, create, read, and for each step check, diff and
preview, update or replace, read; then delete. It stops where any RPC contradicts another: outputs known
in preview, a refresh right after a change that finds a change, an object that survives its delete.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from catalog.aws.shapes.properties import UNKNOWN
from catalog.provider.protocol.messages import provider_pb2
from tests.support.provider.harness import Plugin, Properties, State

Outcome = Literal["same", "update", "replace"]
Diff = provider_pb2.DiffResponse


@dataclass(frozen=True)
class Step:
    """New inputs, and what the engine would do with them."""

    inputs: Mapping[str, Any]
    expect: Outcome


@dataclass(frozen=True)
class LifeCycle:
    """One resource from check to delete."""

    token: str
    inputs: Mapping[str, Any]
    updates: tuple[Step, ...] = field(default=())
    unrepeated: frozenset[str] = frozenset()  # inputs that previews show and outputs do not have
    stays: str = ""  # why a read finds it after its delete


def run(plugin: Plugin, life: LifeCycle) -> None:
    """Runs the life cycle; raises AssertionError where it breaks a promise."""
    state = _create(plugin, life, life.inputs)
    for step in life.updates:
        state = _step(plugin, life, state, step)
    plugin.delete(state)
    assert (plugin.read(state).id != "") == bool(life.stays), "there after its delete"
    plugin.delete(state)


def _create(plugin: Plugin, life: LifeCycle, inputs: Mapping[str, Any]) -> State:
    token, checked = life.token, plugin.check(life.token, inputs)
    plugin.take_calls()
    foreseen = plugin.create(token, checked, preview=True)
    changing = [call for call in plugin.take_calls() if not call[0].startswith(("Get", "BatchGet"))]
    assert changing == [], "a preview wrote to AWS"
    state = plugin.create(token, checked)
    _foreseen(life, foreseen, state)
    _unchanged(plugin, state)
    return state


def _step(plugin: Plugin, life: LifeCycle, state: State, step: Step) -> State:
    checked = plugin.check(state.token, step.inputs, state.inputs)
    diff = plugin.diff(state, checked)
    assert outcome(diff) == step.expect, (diff, step)
    if step.expect == "replace":
        return _replace(plugin, life, state, diff, checked)
    if step.expect == "same":
        return replace(state, inputs=checked)
    foreseen = plugin.update(state, checked, preview=True)
    updated = plugin.update(state, checked)
    _foreseen(life, foreseen, updated)
    _unchanged(plugin, updated)
    return updated


def _replace(plugin: Plugin, life: LifeCycle, state: State, diff: Any, checked: Properties) -> State:
    assert diff.deleteBeforeReplace, "an explicit name has to be free before it is taken again"
    plugin.delete(state)
    return _create(plugin, life, checked)


def outcome(diff: Any) -> Outcome:
    """What the engine does about a diff; the diff is held against itself."""
    assert diff.hasDetailedDiff
    if diff.changes == Diff.DIFF_NONE:
        assert not [*diff.detailedDiff, *diff.diffs, *diff.replaces]
        return "same"
    assert diff.changes == Diff.DIFF_SOME
    assert {d.partition(".")[0].partition("[")[0] for d in diff.detailedDiff} == set(diff.diffs)
    return "replace" if diff.replaces else "update"


def _unchanged(plugin: Plugin, state: State) -> None:
    """A refresh right after a change finds nothing: not in the inputs, not in the ID."""
    seen = plugin.read(state)
    assert seen.id == state.id
    diff = plugin.diff(seen, state.inputs)
    assert outcome(diff) == "same", diff
    again = plugin.diff(replace(seen, inputs=state.inputs), seen.inputs)
    assert outcome(again) == "same", again


def _foreseen(life: LifeCycle, preview: State, real: State) -> None:
    """What a preview says of an output is what the output becomes."""
    for key, value in preview.outputs.items():
        if value is not UNKNOWN and not key.startswith("__") and key not in life.unrepeated:
            assert _known_part(value, real.outputs.get(key)), (key, value, real.outputs.get(key))


def _known_part(foreseen: Any, real: Any) -> bool:
    """True if `real` is `foreseen`, perhaps with zeros and AWS's additions beside it."""
    if isinstance(foreseen, dict) and isinstance(real, dict):
        return all(_known_part(v, real.get(k)) for k, v in foreseen.items())
    if isinstance(foreseen, list) and isinstance(real, list):
        return len(foreseen) == len(real) and all(map(_known_part, foreseen, real))
    return bool(foreseen == real) or foreseen is UNKNOWN or not (foreseen or real)
