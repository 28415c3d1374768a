"""Databases against the local catalog: the guard on delete, tags, adoption, others' parameters."""

from __future__ import annotations

from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from catalog.aws.calls.objects import ObjectCalls
from tests.support.provider import examples
from tests.support.provider.harness import (
    ACCOUNT,
    DATABASE,
    STAMP,
    TABLE,
    HalfMade,
    Plugin,
    Refused,
    State,
    kinds,
    refuse,
    repeated,
)


def operations(plugin: Plugin) -> list[str]:
    return [operation for operation, _ in plugin.take_calls()]


def foreign(glue: GlueClient, database: str, *names: str, stamp: str = "") -> None:
    parameters = {"catalog.stack": stamp} if stamp else {}
    for name in names:
        glue.create_table(DatabaseName=database, TableInput={"Name": name, "Parameters": parameters})


def test_a_database_with_tables_of_others_is_not_deleted_and_they_are_named(
    plugin: Plugin, glue: GlueClient, name: str
) -> None:
    state = plugin.create(DATABASE, examples.database(name))
    plugin.create(TABLE, examples.table(name, "ours"))
    foreign(glue, name, "crawled")
    foreign(glue, name, "of_another_stack", stamp="shop/prod")
    with pytest.raises(
        Refused, match=r"is not deleted: .*'shop/test'.* with it: crawled, of_another_stack\. "
    ):
        plugin.delete(state)
    assert glue.get_database(Name=name)


def test_of_many_tables_ten_are_named_and_the_rest_counted(
    plugin: Plugin, glue: GlueClient, name: str
) -> None:
    state = plugin.create(DATABASE, examples.database(name))
    foreign(glue, name, *(f"t{i:03}" for i in range(123)))
    plugin.take_calls()
    with pytest.raises(Refused, match=r"t000, t001, .*, t009 and 113 more\."):
        plugin.delete(state)
    assert 1 <= operations(plugin).count("GetTables") <= 2


def test_tables_of_this_stack_do_not_hinder(plugin: Plugin, glue: GlueClient, name: str) -> None:
    state = plugin.create(DATABASE, examples.database(name))
    plugin.create(TABLE, examples.table(name))
    plugin.delete(state)
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_database(Name=name)


def test_a_database_without_a_stamp_is_deleted_only_when_empty(
    plugin: Plugin, glue: GlueClient, name: str
) -> None:
    state = plugin.create(DATABASE, {"name": name})
    foreign(glue, name, "any")
    with pytest.raises(Refused, match="it holds tables that this stack does not manage"):
        plugin.delete(state)
    glue.delete_table(DatabaseName=name, Name="any")
    plugin.delete(state)
    plugin.delete(state)


def test_an_update_keeps_parameters_of_others(plugin: Plugin, glue: GlueClient, name: str) -> None:
    first = examples.database(name)
    state = plugin.create(DATABASE, first)
    glue.update_database(
        Name=name, DatabaseInput={"Name": name, "Parameters": {"catalog.stack": STAMP, "theirs": "1"}}
    )
    plugin.update(state, {**first, "description": "new"})
    live = glue.get_database(Name=name)["Database"]
    assert (live["Description"], live["Parameters"]) == ("new", {"catalog.stack": STAMP, "theirs": "1"})


def test_the_default_permissions_that_aws_filled_in_stay(plugin: Plugin, glue: GlueClient, name: str) -> None:
    first = examples.database(name)
    state = plugin.create(DATABASE, first)
    before = glue.get_database(Name=name)["Database"]["CreateTableDefaultPermissions"]
    assert before
    plugin.update(state, {**first, "description": "new"})
    assert glue.get_database(Name=name)["Database"]["CreateTableDefaultPermissions"] == before


def test_a_database_of_an_earlier_run_is_adopted(plugin: Plugin, glue: GlueClient, name: str) -> None:
    plugin.create(DATABASE, examples.database(name))
    plugin.create(DATABASE, examples.database(name, description="new"))
    assert glue.get_database(Name=name)["Database"]["Description"] == "new"
    assert plugin.log.text == [
        f"took up existing database {name} (made by an earlier run of this stack)",
        "~ description: 'Sales' -> 'new'",
    ]


def test_a_database_of_others_is_refused(plugin: Plugin, database: str) -> None:
    with pytest.raises(
        Refused, match=rf"pulumi import {DATABASE} it {ACCOUNT}:{database} --generate-code=false"
    ):
        plugin.create(DATABASE, examples.database(database))


def test_an_import_shows_what_is_there_and_the_stamp_follows(
    plugin: Plugin, glue: GlueClient, name: str
) -> None:
    glue.create_database(DatabaseInput={"Name": name, "Description": "x", "Parameters": {"theirs": "1"}})
    seen = plugin.import_(DATABASE, f"{ACCOUNT}:{name}")
    assert seen.inputs["description"] == "x"
    assert "parameters" not in seen.inputs
    news = {"name": name, "description": "x", "parameters": {"catalog.stack": STAMP}}
    assert kinds(plugin.diff(seen, news)) == {"parameters": "ADD"}
    plugin.update(seen, news)
    assert glue.get_database(Name=name)["Database"]["Parameters"] == {"catalog.stack": STAMP, "theirs": "1"}


def test_tags_are_read_only_where_some_are_declared(plugin: Plugin, name: str) -> None:
    inputs = plugin.check(DATABASE, examples.database(name))
    state = plugin.create(DATABASE, inputs)
    plugin.take_calls()
    plugin.read(state)
    assert operations(plugin) == ["GetDatabase"]
    tagged = plugin.check(DATABASE, examples.database(name, tags={"team": "data"}), inputs)
    updated = plugin.update(state, tagged)
    plugin.take_calls()
    seen = plugin.read(updated)
    assert operations(plugin) == ["GetDatabase", "GetTags"]
    assert (seen.inputs["tags"], seen.inputs["tagsAll"], seen.outputs["tagsAll"]) == ({"team": "data"},) * 3


def test_tags_alone_do_not_update_the_database(plugin: Plugin, name: str) -> None:
    first = plugin.check(DATABASE, examples.database(name, tags={"a": "1", "b": "2"}))
    state = plugin.create(DATABASE, first)
    second = plugin.check(DATABASE, examples.database(name, tags={"a": "3"}), first)
    plugin.take_calls()
    plugin.update(state, second)
    arn = f"arn:aws:glue:us-east-1:{ACCOUNT}:database/{name}"
    assert plugin.take_calls() == [
        ("GetDatabase", {"Name": name, "CatalogId": ACCOUNT}),
        ("UntagResource", {"ResourceArn": arn, "TagsToRemove": ["b"]}),
        ("TagResource", {"ResourceArn": arn, "TagsToAdd": {"a": "3"}}),
    ]


def test_default_tags_are_added_and_ignored_tags_are_not_seen(settings: dict[str, Any], name: str) -> None:
    plugin = Plugin()
    plugin.configure(
        **settings,
        defaultTags={"tags": {"team": "data", "env": "test"}},
        ignoreTags='{"keyPrefixes": ["cost-"]}',
    )
    inputs = plugin.check(DATABASE, examples.database(name, tags={"env": "mine", "cost-center": "7"}))
    assert inputs["tagsAll"] == {"team": "data", "env": "mine"}
    state = plugin.create(DATABASE, inputs)
    assert state.outputs["tagsAll"] == {"team": "data", "env": "mine"}
    seen = plugin.read(state)
    assert not plugin.diff(seen, {**inputs, "tags": {"env": "mine"}}).detailedDiff
    changed = Plugin()
    changed.configure(**settings, defaultTags={"tags": {"team": "risk"}})
    news = changed.check(DATABASE, examples.database(name), inputs)
    assert news["tagsAll"] == {"team": "risk"}


def test_an_update_whose_tags_fail_keeps_what_was_done(plugin: Plugin, name: str) -> None:
    first = plugin.check(DATABASE, examples.database(name, tags={"a": "1"}))
    state = plugin.create(DATABASE, first)
    second = plugin.check(DATABASE, examples.database(name, tags={"a": "2"}, description="x" * 10), first)
    plugin.servicer._session.glue().meta.events.register("after-call.glue.TagResource", refuse)
    with pytest.raises(HalfMade) as half:
        plugin.update(state, second)
    assert half.value.id == state.id
    assert half.value.inputs == {**first, "description": "x" * 10}
    assert (half.value.outputs["description"], half.value.outputs["tags"]) == ("x" * 10, {"a": "1"})
    assert "cannot change the tags of database" in half.value.reasons[0]


def test_a_refused_update_changes_no_tag(plugin: Plugin, glue: GlueClient, name: str) -> None:
    state = plugin.create(DATABASE, plugin.check(DATABASE, examples.database(name, tags={"a": "1"})))
    live = glue.get_database(Name=name)["Database"]
    theirs: Any = {"Name": name, "Description": "theirs", "Parameters": live["Parameters"]}
    glue.update_database(Name=name, DatabaseInput=theirs)
    changed = plugin.check(
        DATABASE, examples.database(name, tags={"a": "2"}, description="ours"), state.inputs
    )
    with pytest.raises(Refused, match="'Sales' at the last run, 'theirs' in Glue, 'ours' in the program"):
        plugin.update(state, changed)
    arn = f"arn:aws:glue:us-east-1:{ACCOUNT}:database/{name}"
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {"a": "1"}


def test_tags_of_others_are_no_drift_and_stay(plugin: Plugin, glue: GlueClient, name: str) -> None:
    state = plugin.create(DATABASE, plugin.check(DATABASE, examples.database(name, tags={"a": "1"})))
    arn = f"arn:aws:glue:us-east-1:{ACCOUNT}:database/{name}"
    glue.tag_resource(ResourceArn=arn, TagsToAdd={"theirs": "x"})
    seen = plugin.read(state)
    assert seen.inputs == state.inputs
    plugin.update(seen, plugin.check(DATABASE, examples.database(name, tags={"b": "2"}), seen.inputs))
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {"b": "2", "theirs": "x"}


def test_a_name_that_the_program_does_not_give_is_made_once_and_kept(plugin: Plugin) -> None:
    first = plugin.check(DATABASE, {"description": "x"}, name="Sales")
    assert first["name"].startswith("sales_")
    assert len(first["name"]) == len("sales_") + 8
    assert first["__defaults"] == ["name"]
    second = plugin.check(DATABASE, {"description": "y"}, first, name="Sales")
    assert second["name"] == first["name"]
    diff = plugin.diff(State(DATABASE, "1:x", first, {}), {**second, "name": "other"})
    assert diff.replaces
    assert not diff.deleteBeforeReplace  # the new one has another name: make it first


def test_adopting_a_database_brings_its_tags(plugin: Plugin, name: str) -> None:
    plugin.create(DATABASE, plugin.check(DATABASE, examples.database(name, tags={"a": "1", "theirs": "x"})))
    inputs = plugin.check(DATABASE, examples.database(name, tags={"a": "2", "b": "3"}))
    state = plugin.create(DATABASE, inputs)
    assert plugin.read(state).outputs["tags"] == {"a": "2", "b": "3", "theirs": "x"}


def test_a_repeated_create_that_meets_anothers_database_is_refused(
    plugin: Plugin, glue: GlueClient, name: str
) -> None:
    glue.create_database(DatabaseInput={"Name": name, "LocationUri": "s3://theirs/"})
    with repeated(plugin, "CreateDatabase"), pytest.raises(Refused, match="is not this stack's"):
        plugin.create(DATABASE, {"name": name})


def test_a_database_that_no_read_shows_yet_is_made(
    plugin: Plugin, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ObjectCalls, "get", lambda calls, client, address: None)
    assert plugin.create(DATABASE, examples.database(name)).id == f"{ACCOUNT}:{name}"
