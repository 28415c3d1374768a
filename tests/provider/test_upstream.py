"""The same inputs give the same requests and outputs as upstream's, but for the listed differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.local_catalog import running
from tests.support.provider import upstream
from tests.support.provider.fixtures import SETTINGS
from tests.support.provider.harness import Call, Plugin, Properties, State, another_run
from tests.support.provider.upstream import CASES, RECORDINGS, UpstreamStep


@pytest.fixture
def fresh() -> Iterator[Plugin]:
    """A plugin on a catalog of its own: the cases share names."""
    with running(index_delay=0) as url:
        yield another_run({**SETTINGS, "endpoints": [{"glue": url, "sts": url}]})


@pytest.mark.parametrize("case", CASES)
def test_sends_what_upstream_sends(fresh: Plugin, case: str) -> None:
    play(fresh, CASES[case])


def _recordings() -> list[Path]:
    return sorted(RECORDINGS.glob("*.json"))


@pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason="the recordings lie beside the project, and here they do not"
)
@pytest.mark.parametrize("path", _recordings() or [RECORDINGS], ids=lambda p: p.stem)
def test_sends_what_was_recorded_of_upstream(fresh: Plugin, path: Path) -> None:
    play(fresh, upstream.recorded(path))


def test_each_difference_is_used_by_a_case() -> None:
    steps = [step.calls for case in CASES.values() for step in case]
    steps += [[("UpdatePartition", {"CatalogId": "1", "PartitionValueList": ["a"]})]]
    steps += [[("UpdateDatabase", {"CatalogId": "1", "Name": "a", "DatabaseInput": {}})]]
    for difference in upstream.DIFFERENCES:
        assert any(difference.rewrite(calls) != calls for calls in steps), difference.reason


def play(plugin: Plugin, steps: list[UpstreamStep]) -> None:
    """Brings the catalog from step to step as the engine would, comparing calls and outputs."""
    live: dict[str, State] = {}
    for number, step in enumerate(steps):
        plugin.take_calls()
        _delete_the_rest(plugin, step, live)
        for name, (token, inputs) in step.declared.items():
            live[name] = _bring(plugin, token, inputs, live.get(name))
        _compare(number, upstream.ours(step.calls), plugin.take_calls())
        for name, expected in step.state.items():
            _compare_outputs(expected, live[name])


def _delete_the_rest(plugin: Plugin, step: UpstreamStep, live: dict[str, State]) -> None:
    for name in [n for n in reversed(live) if n not in step.declared]:
        plugin.delete(live.pop(name))


def _bring(plugin: Plugin, token: str, inputs: Properties, old: State | None) -> State:
    if old is None:
        return plugin.create(token, plugin.check(token, inputs))
    checked = plugin.check(token, inputs, old.inputs)
    diff = plugin.diff(old, checked)
    if not diff.detailedDiff:
        return replace(old, inputs=checked)
    assert not diff.replaces
    return plugin.update(old, checked)


def _compare(number: int, expected: list[Call], found: list[Call]) -> None:
    expected, found = _in_one_order(expected), _in_one_order(found)
    assert [c[0] for c in found] == [c[0] for c in expected], f"step {number}"
    for want, have in zip(expected, found, strict=True):
        assert upstream.matches(want, have), f"step {number}: {want} expected, {have} sent"


def _in_one_order(calls: list[Call]) -> list[Call]:
    """Tags and the rest of a database are changed by separate calls, in whichever order."""
    return sorted(calls, key=lambda call: call[0] not in ("TagResource", "UntagResource"))


def _compare_outputs(expected: Mapping[str, Any], state: State) -> None:
    outputs = {"id": state.id, **state.outputs}
    for key, value in expected.items():
        if key in UNLIKE:
            continue
        assert _plain(outputs.get(key)) == _plain(value), key


# outputs that can't be the same: what Moto does not know, and what AWS fills in
UNLIKE = frozenset({"catalogId", "creationTime", "createTableDefaultPermissions"})


def _plain(value: Any) -> Any:
    """Empty lists, maps and nothing are one: upstream's own state holds now this, now that."""
    if isinstance(value, dict):
        return {k: p for k, v in value.items() if (p := _plain(v)) is not None} or None
    if isinstance(value, list):
        return [_plain(v) for v in value] or None
    return value
