"""What every kind of the registry promises, from check to delete, each with its example of support/kinds."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest

from catalog.aws.shapes.properties import UNKNOWN
from catalog.provider.resources.registry import RESOURCES
from tests.support.lifecycle_machine import LifeCycle, Step, outcome, run
from tests.support.provider.harness import (
    ACCOUNT,
    CheckFailed,
    Plugin,
    Refused,
    State,
    another_run,
    ask_fault,
)
from tests.support.provider.kinds import EXAMPLES, KIND_OF, OTHERS

each_kind = pytest.mark.parametrize("token", RESOURCES, ids=lambda token: token.rpartition(":")[2])


def made(plugin: Plugin, token: str, name: str) -> State:
    """The example's object, with all that it stands on."""
    example = EXAMPLES[token]
    example.parents(plugin, name, {})
    return plugin.create(token, plugin.check(token, example.inputs(name)))


def test_every_kind_has_an_example_and_no_other() -> None:
    assert RESOURCES.keys() == EXAMPLES.keys()
    assert all((example.update is None) == bool(example.no_update) for example in EXAMPLES.values())
    assert all((example.foreign is None) == bool(example.no_foreign) for example in EXAMPLES.values())


@each_kind
def test_check_takes_the_example_as_it_is(plugin: Plugin, token: str, name: str) -> None:
    inputs = EXAMPLES[token].inputs(name)
    assert plugin.check(token, inputs) == inputs
    assert plugin.take_calls() == []


@each_kind
def test_check_refuses_what_is_missing_and_what_there_is_not(plugin: Plugin, token: str, name: str) -> None:
    inputs = EXAMPLES[token].inputs(name)
    for field in (f for f in RESOURCES[token].shape.fields if f.required):
        with pytest.raises(CheckFailed, match=f"{field.name}: is required and was not given"):
            plugin.check(token, {k: v for k, v in inputs.items() if k != field.name})
    with pytest.raises(CheckFailed, match="nothingLikeIt: there is no such property"):
        plugin.check(token, {**inputs, "nothingLikeIt": "x"})


@each_kind
def test_a_whole_life_keeps_what_each_step_says(plugin: Plugin, token: str, name: str) -> None:
    """Preview of create, create, read, the same again, update, replacement, delete, and delete once more."""
    example = EXAMPLES[token]
    example.parents(plugin, name, {})
    first = example.inputs(name)
    updates = () if example.update is None else (Step({**first, **example.update}, "update"),)
    steps = (Step(first, "same"), *updates, Step(first, "update" if updates else "same"))
    run(plugin, LifeCycle(token, first, steps, example.unrepeated, example.stays))


@each_kind
def test_the_id_has_the_form_of_its_kind(plugin: Plugin, token: str, name: str) -> None:
    state = made(plugin, token, name)
    assert state.id.startswith(f"{ACCOUNT}:{name}")
    assert state.id.count(":") == KIND_OF[token].id_form.count(":")


@each_kind
def test_a_replacing_change_deletes_first(plugin: Plugin, token: str, name: str) -> None:
    state = made(plugin, token, name)
    diff = plugin.diff(state, {**state.inputs, **EXAMPLES[token].replace})
    assert outcome(diff) == "replace"
    assert diff.deleteBeforeReplace
    assert set(diff.replaces) == set(EXAMPLES[token].replace)


@each_kind
def test_an_import_declares_what_replaces_nothing(plugin: Plugin, token: str, name: str) -> None:
    state = made(plugin, token, name)
    seen = plugin.import_(token, state.id)
    assert seen.id == state.id
    assert plugin.check(token, seen.inputs) == seen.inputs
    assert outcome(plugin.diff(seen, seen.inputs)) == "same"
    assert not plugin.diff(seen, state.inputs).replaces


@each_kind
def test_an_import_of_what_is_not_there_finds_nothing(plugin: Plugin, token: str, name: str) -> None:
    form = KIND_OF[token].id_form.replace("account", ACCOUNT).replace("database", name)
    assert plugin.import_(token, form).id == ""


@each_kind
def test_a_create_whose_answer_is_lost_is_no_error(plugin: Plugin, token: str, name: str, url: str) -> None:
    example = EXAMPLES[token]
    example.parents(plugin, name, {})
    inputs = {k: v for k, v in example.inputs(name).items() if k != "parameters"}  # no stamp to go by
    ask_fault(url, operation=KIND_OF[token].create, fault="cut-after")
    try:
        state = plugin.create(token, inputs)
    finally:
        ask_fault(url)
    assert outcome(plugin.diff(plugin.read(state), inputs)) == "same"


@each_kind
def test_an_object_of_this_stack_is_adopted_by_a_run_that_lost_its_state(
    plugin: Plugin, token: str, name: str, settings: dict[str, Any]
) -> None:
    state = made(plugin, token, name)
    again = another_run(settings).create(token, state.inputs)
    assert again == state


@pytest.mark.parametrize("token", [token for token, e in EXAMPLES.items() if e.foreign is not None])
def test_an_object_of_others_is_refused_with_the_import_that_takes_it(
    plugin: Plugin, token: str, name: str
) -> None:
    example = EXAMPLES[token]
    example.parents(plugin, name, OTHERS)
    theirs = plugin.create(token, {**example.inputs(name), **(example.foreign or {})})
    command = re.escape(f"pulumi import {token} it {shlex.quote(theirs.id)} ")
    with pytest.raises(Refused, match=rf"is not this stack's: .* {command}"):
        plugin.create(token, example.inputs(name))
    assert plugin.read(theirs) == theirs


@each_kind
def test_values_that_are_not_known_yet_are_no_error(plugin: Plugin, token: str, name: str) -> None:
    state = made(plugin, token, name)
    plugin.take_calls()
    for key in state.inputs:
        inputs = {**state.inputs, key: UNKNOWN}
        assert plugin.check(token, inputs)[key] is UNKNOWN
        preview = plugin.create(token, inputs, preview=True)
        assert preview.outputs[key] is UNKNOWN
        assert key in {path.partition("[")[0] for path in plugin.diff(state, inputs).diffs}
    assert plugin.take_calls() == []
