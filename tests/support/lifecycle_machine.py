"""A resource's whole life, run without an engine in the engine's order.

A `LifeCycle` is a value: the resource, its first inputs, and steps with the inputs and what becomes of
it. `run` goes through check, preview of create, create, read, and for each step check, diff and
preview, update or replace, read; then delete. It stops where any RPC contradicts another: outputs known
in preview, a refresh right after a change that finds a change, an object that survives its delete.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from catalog.aws.shapes.properties import UNKNOWN
from catalog.provider.protocol.messages import provider_pb2
from tests.support.provider.harness import Plugin, Properties

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


@dataclass
class State:
    """What the engine would have in its state."""

    id: str
    inputs: Properties
    outputs: Properties


def run(plugin: Plugin, life: LifeCycle) -> None:
    """Runs the life cycle; raises AssertionError where it breaks a promise."""
    state = _create(plugin, life.token, life.inputs)
    for step in life.updates:
        state = _step(plugin, life.token, state, step)
    plugin.delete(life.token, state.id, state.outputs, state.inputs)
    assert plugin.read(life.token, state.id, state.outputs, state.inputs)[0] == "", "there after its delete"
    plugin.delete(life.token, state.id, state.outputs, state.inputs)


def _create(plugin: Plugin, token: str, inputs: Mapping[str, Any]) -> State:
    checked = plugin.check(token, inputs)
    plugin.take_calls()
    _, foreseen = plugin.create(token, checked, preview=True)
    assert plugin.take_calls() == [], "a preview called AWS"
    id, outputs = plugin.create(token, checked)
    _foreseen(foreseen, outputs)
    state = State(id, checked, outputs)
    _unchanged(plugin, token, state)
    return state


def _step(plugin: Plugin, token: str, state: State, step: Step) -> State:
    checked = plugin.check(token, step.inputs, state.inputs)
    diff = plugin.diff(token, state.id, state.outputs, state.inputs, checked)
    assert _outcome(diff) == step.expect, (diff, step)
    if step.expect == "replace":
        return _replace(plugin, token, state, diff, checked)
    if step.expect == "same":
        return State(state.id, checked, state.outputs)
    foreseen = plugin.update(token, state.id, state.outputs, state.inputs, checked, preview=True)
    outputs = plugin.update(token, state.id, state.outputs, state.inputs, checked)
    _foreseen(foreseen, outputs)
    updated = State(state.id, checked, outputs)
    _unchanged(plugin, token, updated)
    return updated


def _replace(plugin: Plugin, token: str, state: State, diff: Any, checked: Properties) -> State:
    assert diff.deleteBeforeReplace, "an explicit name has to be free before it is taken again"
    plugin.delete(token, state.id, state.outputs, state.inputs)
    return _create(plugin, token, checked)


def _outcome(diff: Any) -> Outcome:
    assert diff.hasDetailedDiff
    if diff.changes == Diff.DIFF_NONE:
        assert not [*diff.detailedDiff, *diff.diffs, *diff.replaces]
        return "same"
    assert diff.changes == Diff.DIFF_SOME
    assert {d.partition(".")[0].partition("[")[0] for d in diff.detailedDiff} == set(diff.diffs)
    return "replace" if diff.replaces else "update"


def _unchanged(plugin: Plugin, token: str, state: State) -> None:
    """A refresh right after a change finds nothing: not in the inputs, not in the ID."""
    id, outputs, inputs = plugin.read(token, state.id, state.outputs, state.inputs)
    assert id == state.id
    diff = plugin.diff(token, id, outputs, inputs, state.inputs)
    assert _outcome(diff) == "same", diff
    again = plugin.diff(token, id, outputs, state.inputs, inputs)
    assert _outcome(again) == "same", again


def _foreseen(preview: Properties, real: Properties) -> None:
    """What a preview says of an output is what the output becomes."""
    for key, value in preview.items():
        if value is not UNKNOWN and not key.startswith("__"):
            assert _known_part(value, real.get(key)), (key, value, real.get(key))


def _known_part(foreseen: Any, real: Any) -> bool:
    """True if `real` is `foreseen`, perhaps with zeros and AWS's additions beside it."""
    if isinstance(foreseen, dict) and isinstance(real, dict):
        return all(_known_part(v, real.get(k)) for k, v in foreseen.items())
    if isinstance(foreseen, list) and isinstance(real, list):
        return len(foreseen) == len(real) and all(map(_known_part, foreseen, real))
    return bool(foreseen == real) or foreseen is UNKNOWN or not (foreseen or real)
