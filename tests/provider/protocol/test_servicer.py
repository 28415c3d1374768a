"""Each RPC that the engine uses, over gRPC."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from mypy_boto3_glue import GlueClient

from catalog.aws.shapes.properties import UNKNOWN
from catalog.provider.protocol import wire
from catalog.provider.protocol.messages import (
    engine_pb2,
    engine_pb2_grpc,
    plugin_pb2,
    provider_pb2,
    provider_pb2_grpc,
    status_pb2,
)
from catalog.provider.protocol.servicer import STATUS_KEY, VERSION, Servicer
from catalog.provider.server import start
from tests.support.provider import examples
from tests.support.provider.fixtures import SETTINGS
from tests.support.provider.harness import (
    ACCOUNT,
    DATABASE,
    INDEX,
    STAMP,
    TABLE,
    Plugin,
    Refused,
    State,
    ask_fault,
    kinds,
)

URN = f"urn:pulumi:test::shop::{TABLE}::it"
Diff = provider_pb2.DiffResponse


class Engine(engine_pb2_grpc.EngineServicer):
    """The engine's log service; keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def Log(self, request: Any, context: Any) -> Any:
        self.told.append(request)
        return Empty()


@pytest.fixture
def engine() -> Iterator[tuple[str, Engine]]:
    server = grpc.server(ThreadPoolExecutor(2))
    servicer = Engine()
    engine_pb2_grpc.add_EngineServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}", servicer
    server.stop(0)


@pytest.fixture
def stub(settings: dict[str, Any]) -> Iterator[Any]:
    """A configured plugin behind a real channel."""
    server, port = start("")
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        found = provider_pb2_grpc.ResourceProviderStub(channel)
        found.Configure(provider_pb2.ConfigureRequest(args=wire.encode(settings)))
        yield found
    server.stop(0)


def create(stub: Any, inputs: Any, token: str = TABLE, **more: Any) -> Any:
    urn = f"urn:pulumi:test::shop::{token}::it"
    return stub.Create(
        provider_pb2.CreateRequest(urn=urn, type=token, properties=wire.encode(inputs), **more)
    )


# --- the plugin itself


def test_handshake_takes_secrets_and_autonaming_and_the_engines_address(stub: Any, engine: Any) -> None:
    address, servicer = engine
    answer = stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address=address))
    assert (answer.accept_secrets, answer.accept_resources, answer.accept_outputs) == (True, False, False)
    assert answer.supports_autonaming_configuration
    _changed_comment(stub)
    assert [(r.urn, r.severity) for r in servicer.told] == [(URN, engine_pb2.INFO)]


def test_attach_takes_the_engines_address(stub: Any, engine: Any) -> None:
    address, servicer = engine
    stub.Attach(plugin_pb2.PluginAttach(address=address))
    _changed_comment(stub)
    assert servicer.told[0].message == "~ column id comment: 'Key' -> 'Order'"


def _changed_comment(stub: Any) -> Any:
    old = examples.table("d", "t", examples.column("id", "int", "Key"))
    new = examples.table("d", "t", examples.column("id", "int", "Order"))
    request = provider_pb2.DiffRequest(
        id="a:d:t",
        urn=URN,
        type=TABLE,
        olds=wire.encode(old),
        old_inputs=wire.encode(old),
        news=wire.encode(new),
    )
    stub.Diff(request)
    return stub.Diff(request)  # a line is told once


def test_plugin_info_is_the_version_of_pulumi_aws(stub: Any) -> None:
    assert stub.GetPluginInfo(Empty()).version == VERSION


def test_the_schema_is_json_of_the_package(stub: Any) -> None:
    schema = json.loads(stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)
    assert (schema["name"], schema["version"]) == ("aws", VERSION)


def test_there_are_no_mappings(stub: Any) -> None:
    assert stub.GetMapping(provider_pb2.GetMappingRequest(key="terraform")).data == b""
    assert list(stub.GetMappings(provider_pb2.GetMappingsRequest(key="terraform")).providers) == []


def test_cancel_is_answered_at_once(stub: Any) -> None:
    assert stub.Cancel(Empty(), timeout=2) == Empty()


def test_cancel_is_answered_while_many_requests_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def wait(servicer: Servicer, request: Any, context: Any) -> Any:
        release.wait(20)
        return provider_pb2.GetMappingResponse()

    monkeypatch.setattr(Servicer, "GetMapping", wait)
    server, port = start("")
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        waiting = [stub.GetMapping.future(provider_pb2.GetMappingRequest()) for _ in range(200)]
        try:
            assert stub.Cancel(Empty(), timeout=5) == Empty()
            assert not any(call.done() for call in waiting)
        finally:
            release.set()
            server.stop(5).wait()


# --- configuration


def test_check_config_returns_its_inputs_or_what_is_wrong(stub: Any) -> None:
    good = wire.encode({"region": "us-east-1", "skipCredentialsValidation": "false", "version": "7.51.1"})
    assert stub.CheckConfig(provider_pb2.CheckRequest(news=good)).inputs == good
    later = wire.encode({"region": UNKNOWN, "maxRetries": "x"})
    assert not stub.CheckConfig(provider_pb2.CheckRequest(news=later)).failures
    bad = stub.CheckConfig(provider_pb2.CheckRequest(news=wire.encode({"maxRetries": "x"})))
    assert [(f.property, f.reason) for f in bad.failures] == [("", "aws:maxRetries is a number, not 'x'")]


@pytest.mark.parametrize(
    ("old", "new", "changes", "diffs"),
    [
        ({"region": "a"}, {"region": "a"}, Diff.DIFF_NONE, []),
        ({"region": "a"}, {"region": "b", "profile": "c"}, Diff.DIFF_SOME, ["profile", "region"]),
    ],
)
def test_diff_config_never_replaces(stub: Any, old: Any, new: Any, changes: int, diffs: list[str]) -> None:
    request = provider_pb2.DiffRequest(
        old_inputs=wire.encode(old),
        olds=wire.encode(old),
        news=wire.encode(new),
    )
    answer = stub.DiffConfig(request)
    assert (answer.changes, list(answer.diffs), list(answer.replaces)) == (changes, diffs, [])


def test_configure_agrees_with_the_handshake(stub: Any) -> None:
    answer = stub.Configure(provider_pb2.ConfigureRequest(args=wire.encode(SETTINGS)))
    assert answer.supportsPreview
    assert answer.supports_autonaming_configuration
    assert (answer.acceptSecrets, answer.acceptResources, answer.acceptOutputs) == (True, False, False)


def test_configure_reads_secrets_and_the_old_form_of_variables(settings: dict[str, Any], name: str) -> None:
    plugin = Plugin()
    secret = {wire.SIGNATURE: wire.SECRET, "value": "testing"}
    plugin.servicer.Configure(
        provider_pb2.ConfigureRequest(
            variables={
                "aws:config:region": "us-east-1",
                "aws:config:endpoints": json.dumps(settings["endpoints"]),
            },
            args=wire.encode({"accessKey": secret, "secretKey": secret}),
        ),
        None,
    )
    assert plugin.create(DATABASE, examples.database(name)).id == f"{ACCOUNT}:{name}"


# --- resources


def test_check_returns_the_very_inputs_where_nothing_is_filled_in(stub: Any) -> None:
    news = wire.encode(examples.table("d"))
    assert stub.Check(provider_pb2.CheckRequest(urn=URN, type=TABLE, news=news)).inputs == news
    assert stub.Check(provider_pb2.CheckRequest(urn=URN, type=TABLE, news=news, olds=news)).inputs == news


def test_check_reports_all_failures_without_a_property(stub: Any) -> None:
    news = wire.encode({"name": "T", "nmae": "x"})
    answer = stub.Check(provider_pb2.CheckRequest(urn=URN, type=TABLE, news=news))
    assert [f.property for f in answer.failures] == [""] * 3
    assert {f.reason.split(":")[0] for f in answer.failures} == {"name", "nmae", "databaseName"}


def test_check_tells_a_type_that_engines_may_not_read_once_as_a_warning(stub: Any, engine: Any) -> None:
    address, servicer = engine
    stub.Attach(plugin_pb2.PluginAttach(address=address))
    news = wire.encode(examples.table("d", "t", examples.column("a", "geometry")))
    for _ in range(2):
        assert not stub.Check(provider_pb2.CheckRequest(urn=URN, type=TABLE, news=news)).failures
    (told,) = servicer.told
    assert (told.urn, told.severity) == (URN, engine_pb2.WARNING)
    assert told.message.startswith("storageDescriptor.columns[0].type: 'geometry' is no Glue type")


def test_check_refuses_a_type_that_no_engine_reads_unless_it_was_imported(stub: Any) -> None:
    column = examples.column("a", "struct<a:int comment 'x'>")
    olds = wire.encode(examples.table("d", "t", column))
    news = wire.encode(examples.table("d", "t", column, description="now ours"))
    (failure,) = stub.Check(provider_pb2.CheckRequest(urn=URN, type=TABLE, news=news)).failures
    assert failure.reason.startswith("storageDescriptor.columns[0].type: COMMENT in the type")
    assert not stub.Check(provider_pb2.CheckRequest(urn=URN, type=TABLE, news=news, olds=olds)).failures


def test_check_of_another_token_says_what_is_served_and_what_to_do(stub: Any) -> None:
    answer = stub.Check(
        provider_pb2.CheckRequest(urn="urn:pulumi:s::p::aws:s3/bucket:Bucket::b", type="aws:s3/bucket:Bucket")
    )
    (failure,) = answer.failures
    assert failure.property == ""
    assert failure.reason.startswith(
        "aws:s3/bucket:Bucket is not served by this project's aws plugin, which serves only"
    )
    assert "CatalogDatabase, CatalogTable, Partition, PartitionIndex" in failure.reason
    assert "remove the 'plugins:' block from Pulumi.yaml" in failure.reason


def test_diff_of_equal_inputs_is_none(stub: Any) -> None:
    inputs = wire.encode(examples.table("d"))
    request = provider_pb2.DiffRequest(
        id="1:d:t", urn=URN, type=TABLE, olds=inputs, old_inputs=inputs, news=inputs
    )
    assert stub.Diff(request) == Diff(changes=Diff.DIFF_NONE, hasDetailedDiff=True)


def test_diff_speaks_of_inputs_and_of_replacement(stub: Any) -> None:
    old, new = examples.table("d"), examples.table("d", "other", description="x")
    request = provider_pb2.DiffRequest(
        id="1:d:t",
        urn=URN,
        type=TABLE,
        olds=wire.encode(old),
        old_inputs=wire.encode(old),
        news=wire.encode(new),
    )
    answer = stub.Diff(request)
    assert kinds(answer) == {"name": "UPDATE_REPLACE", "description": "ADD"}
    assert all(d.inputDiff for d in answer.detailedDiff.values())
    assert (list(answer.replaces), sorted(answer.diffs)) == (["name"], ["description", "name"])
    assert answer.deleteBeforeReplace


def test_diff_leaves_out_what_is_to_be_ignored(plugin: Plugin) -> None:
    old, new = examples.table("d"), examples.table("d", description="x", owner="y")
    assert kinds(plugin.diff(State(TABLE, "1:d:t", old, old), new, ("description",))) == {"owner": "ADD"}


@pytest.mark.parametrize(
    ("inputs", "outputs", "news", "replaced"),
    [
        ({}, {"region": "us-east-1"}, {}, False),
        ({}, {"region": "eu-west-1"}, {}, True),
        ({}, {}, {}, False),
        ({"region": "us-east-1"}, {}, {}, False),
        ({}, {"region": "us-east-1"}, {"region": "eu-west-1"}, True),
        ({}, {"region": "us-east-1"}, {"region": "us-east-1"}, False),
    ],
)
def test_only_a_real_change_of_region_replaces(
    plugin: Plugin, inputs: Any, outputs: Any, news: Any, replaced: bool
) -> None:
    table = examples.table("d")
    diff = plugin.diff(State(TABLE, "1:d:t", {**table, **inputs}, {**table, **outputs}), {**table, **news})
    assert list(diff.replaces) == (["region"] if replaced else [])


def test_a_property_that_is_declared_as_it_was_found_is_no_change(plugin: Plugin) -> None:
    table = examples.table("d")
    outputs = {**table, "catalogId": ACCOUNT, "parameters": {**table["parameters"], "theirs": "1"}}
    news = {**table, "catalogId": ACCOUNT, "parameters": {**table["parameters"], "theirs": "1"}}
    assert not plugin.diff(State(TABLE, "1:d:t", table, outputs), news).detailedDiff


def test_a_preview_of_create_knows_the_inputs_and_not_the_rest(stub: Any) -> None:
    answer = create(stub, examples.table("d"), preview=True)
    outputs = wire.decode(answer.properties)
    assert answer.id == ""
    assert {k: outputs[k] for k in ("arn", "catalogId", "name")} == {
        "arn": UNKNOWN,
        "catalogId": UNKNOWN,
        "name": "orders",
    }


def test_create_read_update_delete_make_one_round(stub: Any, glue: GlueClient, database: str) -> None:
    first, second = examples.table(database), examples.table(database, description="new")
    made = create(stub, first)
    assert made.id == f"{ACCOUNT}:{database}:orders"
    read = stub.Read(
        provider_pb2.ReadRequest(
            id=made.id, urn=URN, type=TABLE, properties=made.properties, inputs=wire.encode(first)
        )
    )
    assert (read.id, wire.decode(read.inputs)) == (made.id, first)
    changed = provider_pb2.UpdateRequest(
        id=made.id,
        urn=URN,
        type=TABLE,
        olds=read.properties,
        old_inputs=read.inputs,
        news=wire.encode(second),
    )
    changed.preview = True
    assert wire.decode(stub.Update(changed).properties)["description"] == "new"
    assert "Description" not in glue.get_table(DatabaseName=database, Name="orders")["Table"]
    changed.preview = False
    outputs = stub.Update(changed).properties
    assert glue.get_table(DatabaseName=database, Name="orders")["Table"]["Description"] == "new"
    gone = provider_pb2.DeleteRequest(id=made.id, urn=URN, type=TABLE, properties=outputs)
    assert stub.Delete(gone) == Empty()
    assert stub.Read(provider_pb2.ReadRequest(id=made.id, urn=URN, type=TABLE)) == provider_pb2.ReadResponse()


def test_a_half_made_object_comes_as_a_detail_that_the_engine_reads(
    stub: Any, database: str, url: str
) -> None:
    create(stub, examples.table(database, partitionKeys=[examples.column("dt")]))
    ask_fault(url, operation="CreatePartitionIndex", fault="fail-build")
    with pytest.raises(grpc.RpcError) as failed:
        create(stub, examples.index(database), INDEX)
    metadata: dict[str, Any] = dict(cast(Any, failed.value.trailing_metadata()))
    status = status_pb2.Status.FromString(metadata[STATUS_KEY])
    detail = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(detail)
    assert (failed.value.code(), status.code) == (grpc.StatusCode.UNKNOWN, grpc.StatusCode.UNKNOWN.value[0])
    assert detail.id == f"{ACCOUNT}:{database}:orders:by_dt"
    assert wire.decode(detail.inputs) == examples.index(database)
    assert "failed to build" in detail.reasons[0]


# --- what is not served


@pytest.mark.parametrize("rpc", ["Create", "Read", "Update", "Delete", "Diff"])
def test_another_token_is_refused_by_name(stub: Any, rpc: str) -> None:
    request = getattr(provider_pb2, f"{rpc}Request")(urn="urn:pulumi:s::p::aws:s3/bucket:Bucket::b")
    with pytest.raises(grpc.RpcError, match=r"aws:s3/bucket:Bucket is not served"):
        getattr(stub, rpc)(request)


@pytest.mark.parametrize(
    ("rpc", "request_"),
    [
        ("Invoke", provider_pb2.InvokeRequest(tok="aws:index/getCallerIdentity:getCallerIdentity")),
        ("Call", provider_pb2.CallRequest(tok="aws:index/getCallerIdentity:getCallerIdentity")),
        ("Construct", provider_pb2.ConstructRequest(type="aws:index/getCallerIdentity:getCallerIdentity")),
    ],
)
def test_functions_methods_and_components_are_refused_by_name(stub: Any, rpc: str, request_: Any) -> None:
    with pytest.raises(grpc.RpcError, match="getCallerIdentity is not served"):
        getattr(stub, rpc)(request_)


# --- errors


def test_an_error_of_the_plugin_itself_is_a_sentence_with_its_place(plugin: Plugin) -> None:
    with pytest.raises(
        Refused, match=r"an error of the plugin itself, please report it: KeyError \(lifecycle\.py:\d+\)"
    ):
        plugin.create(TABLE, {"databaseName": "d"})


def test_no_message_holds_a_secret(settings: dict[str, Any]) -> None:
    plugin = Plugin()
    base = "http://127.0.0.1:9/very%20secret"  # what can't be reached is quoted
    unreachable = {"endpoints": [{"glue": base, "sts": base}], "maxRetries": 1}
    plugin.configure(**{**settings, "secretKey": "very secret", **unreachable})
    with pytest.raises(Refused) as refused:
        plugin.create(DATABASE, {"name": "x"})
    assert "very%20secret" not in str(refused.value)
    assert "[secret]" in str(refused.value)


def test_many_deletes_run_at_once_over_one_client(stub: Any, glue: GlueClient, database: str) -> None:
    made = [create(stub, examples.table(database, f"t{i}")) for i in range(40)]
    requests = [
        provider_pb2.DeleteRequest(id=m.id, urn=URN, type=TABLE, properties=m.properties) for m in made
    ]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(stub.Delete, requests))
    assert glue.get_tables(DatabaseName=database)["TableList"] == []


def test_the_stamp_is_only_read_never_written(plugin: Plugin, glue: GlueClient, database: str) -> None:
    plugin.create(TABLE, examples.table(database, parameters={"plain": "1"}))
    assert STAMP not in glue.get_table(DatabaseName=database, Name="orders")["Table"]["Parameters"].values()
