"""Secrets through the plugin: marked when they come, marked when they go, in no message and no log line."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.aws.errors import Secrets
from catalog.provider.framework.errors import InitFailed
from catalog.provider.framework.targets import GLUE
from catalog.provider.protocol import configuration, secret_values, wire
from catalog.provider.protocol.messages import provider_pb2, status_pb2
from catalog.provider.protocol.servicer import STATUS_KEY
from catalog.provider.protocol.wire import OUTPUT, SECRET, SIGNATURE, UNKNOWN_TEXT
from tests.support.provider import examples
from tests.support.provider.harness import DATABASE, TABLE, HalfMade, Plugin, Refused, RpcContext, urn

HUSH = "hush-hush-4711"


def secret(value: Any) -> dict[str, Any]:
    return {SIGNATURE: SECRET, "value": value}


def plain(struct: Any) -> Any:
    """A Struct as plain Python, its marks left as they are."""
    from google.protobuf.json_format import MessageToDict

    return MessageToDict(struct)


def marked(answer: Any, like: Any, *texts: str) -> Any:
    struct = wire.encode(answer)
    secret_values.mark(struct, wire.encode(like), Secrets(*texts))
    return plain(struct)


@pytest.mark.parametrize(
    ("answer", "like", "expected"),
    [
        ({"a": "x", "b": "y"}, {"a": secret("x")}, {"a": secret("x"), "b": "y"}),
        ({"m": {"a": "x", "b": "y"}}, {"m": {"a": secret("old")}}, {"m": {"a": secret("x"), "b": "y"}}),
        ({"m": {"a": "x"}}, {"m": secret({"a": "x"})}, {"m": secret({"a": "x"})}),
        ({"l": ["x", "y"]}, {"l": [secret("x"), "y"]}, {"l": secret(["x", "y"])}),
        ({"l": [{"c": "x"}]}, {"l": [{"c": secret("x")}]}, {"l": secret([{"c": "x"}])}),
        ({"a": "x"}, {"a": {SIGNATURE: OUTPUT, "secret": True, "value": "x"}}, {"a": secret("x")}),
        ({"a": "x"}, {"a": {SIGNATURE: OUTPUT, "value": "x"}}, {"a": "x"}),
        ({"a": 5.0, "b": True}, {"a": secret(5), "b": secret(True)}, {"a": secret(5.0), "b": secret(True)}),
        ({"gone": "x"}, {"other": secret("x")}, {"gone": "x"}),
    ],
)
def test_what_is_secret_in_the_request_is_in_the_answer(answer: Any, like: Any, expected: Any) -> None:
    assert marked(answer, like) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"arn": f"arn:aws:glue::{HUSH}"}, {"arn": secret(f"arn:aws:glue::{HUSH}")}),
        ({"l": ["x", HUSH], "m": {"a": HUSH}}, {"l": ["x", secret(HUSH)], "m": {"a": secret(HUSH)}}),
        ({"m": {HUSH: "x"}, "n": {"y": "z"}}, {"m": secret({HUSH: "x"}), "n": {"y": "z"}}),
    ],
)
def test_what_repeats_a_secret_is_one(answer: Any, expected: Any) -> None:
    assert marked(answer, {}, HUSH) == expected


def test_a_short_secret_is_no_part_of_other_words() -> None:
    assert marked({"a": "latest", "b": "a test"}, {}, "test") == {"a": "latest", "b": secret("a test")}


# --- the provider's own configuration

KEYS = {"accessKey": "AKIDKEYKEY", "secretKey": HUSH, "token": "to/ken+1234", "region": "us-east-1"}
ROLES = '[{"roleArn":"arn:aws:iam::123456789012:role/x","externalId":"external-1"}]'


def test_the_configurations_secrets_go_back_marked() -> None:
    inputs, problems = configuration.checked(
        wire.encode({**KEYS, "assumeRoles": ROLES, "httpProxy": "http://me:pass@127.0.0.1:1", "version": "7"})
    )
    assert problems == []
    assert plain(inputs) == {
        "accessKey": secret("AKIDKEYKEY"),
        "secretKey": secret(HUSH),
        "token": secret("to/ken+1234"),
        "region": "us-east-1",
        "assumeRoles": secret(ROLES),
        "httpProxy": secret("http://me:pass@127.0.0.1:1"),
        "version": "7",
    }
    again, _ = configuration.checked(inputs)
    assert again == inputs


def test_a_role_without_an_external_id_is_no_secret() -> None:
    roles = '[{"roleArn":"arn:aws:iam::123456789012:role/x"}]'
    inputs, _ = configuration.checked(wire.encode({"region": "x", "assumeRoles": roles}))
    assert plain(inputs) == {"region": "x", "assumeRoles": roles}


@pytest.mark.parametrize("key", ["allowedAccountIds", "forbiddenAccountIds"])
def test_a_list_of_accounts_that_is_null_is_an_error(key: str) -> None:
    news = wire.encode({"region": "x"})
    news.fields[key].null_value = 0  # type: ignore[assignment]  # the enum's only member
    _, problems = configuration.checked(news)
    assert problems == [f'aws:{key} is a list of account IDs, such as ["123456789012"], not null']


def test_a_misspelt_key_is_found_also_where_a_value_is_not_known_yet() -> None:
    _, problems = configuration.checked(wire.encode({"allowedAccountsIds": UNKNOWN_TEXT}))
    assert "did you mean 'allowedAccountIds'" in problems[0]


# --- resources


class Marks:
    """RPCs whose answers are looked at with their marks."""

    def __init__(self, plugin: Plugin) -> None:
        self.plugin, self.servicer = plugin, plugin.servicer

    def check(self, token: str, news: Any) -> Any:
        request = provider_pb2.CheckRequest(urn=urn(token), type=token, news=wire.encode(news))
        answer = self.servicer.Check(request, RpcContext())
        assert [f.reason for f in answer.failures] == []
        return plain(answer.inputs)

    def create(self, token: str, news: Any, *, preview: bool = False) -> Any:
        request = provider_pb2.CreateRequest(
            urn=urn(token), type=token, properties=wire.encode(news), preview=preview
        )
        return self.servicer.Create(request, RpcContext(token))

    def update(self, token: str, id: str, olds: Any, old_inputs: Any, news: Any) -> Any:
        request = provider_pb2.UpdateRequest(
            id=id, urn=urn(token), type=token, olds=wire.encode(olds), old_inputs=wire.encode(old_inputs),
            news=wire.encode(news),
        )  # fmt: skip
        return plain(self.servicer.Update(request, RpcContext(token)).properties)

    def diff(self, token: str, id: str, olds: Any, old_inputs: Any, news: Any) -> Any:
        request = provider_pb2.DiffRequest(
            id=id, urn=urn(token), type=token, olds=wire.encode(olds), old_inputs=wire.encode(old_inputs),
            news=wire.encode(news),
        )  # fmt: skip
        return self.servicer.Diff(request, RpcContext(token))

    def read(self, token: str, id: str, outputs: Any, inputs: Any) -> Any:
        request = provider_pb2.ReadRequest(
            id=id, urn=urn(token), type=token, properties=wire.encode(outputs), inputs=wire.encode(inputs)
        )
        return self.servicer.Read(request, RpcContext(token))


def with_parameter(database: str, value: Any) -> dict[str, Any]:
    table = examples.table(database)
    return {**table, "parameters": {**table["parameters"], "connection": value}}


def test_a_secret_parameter_stays_secret_through_its_life(plugin: Plugin, database: str, glue: Any) -> None:
    marks = Marks(plugin)
    inputs = with_parameter(database, secret(HUSH))
    assert marks.check(TABLE, inputs)["parameters"]["connection"] == secret(HUSH)
    preview = marks.create(TABLE, inputs, preview=True)
    assert plain(preview.properties)["parameters"]["connection"] == secret(HUSH)
    made = marks.create(TABLE, inputs)
    outputs = plain(made.properties)
    assert outputs["parameters"]["connection"] == secret(HUSH)
    assert str(outputs).count(HUSH) == 1
    stored = glue.get_table(DatabaseName=database, Name="orders")["Table"]["Parameters"]
    assert stored["connection"] == HUSH
    same = marks.diff(TABLE, made.id, outputs, inputs, inputs)
    assert same.changes == provider_pb2.DiffResponse.DIFF_NONE
    found = marks.read(TABLE, made.id, outputs, inputs)
    assert (plain(found.inputs), plain(found.properties)) == (inputs, outputs)
    stored_elsewhere = {**outputs, "description": "other"}  # so that the answer is written anew
    found = marks.read(TABLE, made.id, stored_elsewhere, {**inputs, "description": "other"})
    assert plain(found.inputs)["parameters"]["connection"] == secret(HUSH)
    assert plain(found.properties)["parameters"]["connection"] == secret(HUSH)
    changed = with_parameter(database, secret("another-secret"))
    plugin.log.take()
    assert marks.diff(TABLE, made.id, outputs, inputs, changed).changes == provider_pb2.DiffResponse.DIFF_SOME
    said = plugin.log.take()
    assert any("connection" in line for line in said), said
    assert not any(HUSH in line or "another-secret" in line for line in said), said
    after = marks.update(TABLE, made.id, outputs, inputs, changed)
    assert after["parameters"]["connection"] == secret("another-secret")


def test_a_secret_tag_is_secret_in_all_tags(plugin: Plugin, name: str) -> None:
    made = Marks(plugin).create(DATABASE, {**examples.database(name), "tags": {"owner": secret(HUSH)}})
    outputs = plain(made.properties)
    assert outputs["tags"]["owner"] == secret(HUSH)
    assert outputs["tagsAll"]["owner"] == secret(HUSH)
    assert str(outputs).count(HUSH) == 2


def test_an_error_about_a_secret_does_not_quote_it(plugin: Plugin, database: str) -> None:
    inputs = {**examples.table(database), "name": secret(HUSH), "databaseName": f"{HUSH}-gone"}
    with pytest.raises(Refused) as refused:
        Marks(plugin).create(TABLE, inputs)
    assert HUSH not in str(refused.value)
    assert "[secret]" in str(refused.value)


def test_a_request_leaves_nothing_for_the_next_one_of_its_thread(plugin: Plugin, database: str) -> None:
    marks = Marks(plugin)
    marks.create(TABLE, with_parameter(database, secret(HUSH)))
    again = marks.create(TABLE, {**examples.table(database, "open"), "description": HUSH})
    assert plain(again.properties)["description"] == HUSH


def test_what_was_half_made_is_marked_too(plugin: Plugin, monkeypatch: pytest.MonkeyPatch) -> None:
    like, context = wire.encode({"description": secret(HUSH)}), RpcContext(TABLE)

    def half_made(*_: Any) -> Any:
        raise InitFailed(f"no {HUSH}", id="x", outputs={"description": HUSH}, inputs={"description": HUSH})

    monkeypatch.setattr(GLUE, "create", half_made)
    request = provider_pb2.CreateRequest(urn=urn(TABLE), type=TABLE, properties=like)
    with pytest.raises(HalfMade) as caught:
        plugin.servicer.Create(request, context)
    assert caught.value.reasons == ["no [secret]"]
    status = status_pb2.Status.FromString(context.metadata[STATUS_KEY])
    detail = provider_pb2.ErrorResourceInitFailed()
    status.details[0].Unpack(detail)
    assert plain(detail.properties) == plain(detail.inputs) == {"description": secret(HUSH)}
