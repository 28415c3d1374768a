"""What is sent to the engine is what the SDK's own CustomResource would send."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import Any

import grpc
import pulumi
import pytest
from google.protobuf.json_format import MessageToDict
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime import settings
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.stack import run_pulumi_func

from catalog.language.declarations.declaration import Declaration
from catalog.program.registration import Wanted, register

# Lines of the calling program, dependencies of single properties (plain values have none), and no hooks.
SDK_ONLY = ("sourcePosition", "stackTrace", "propertyDependencies", "hooks")
DECLARATION = Declaration(
    "aws:glue/catalogTable:CatalogTable",
    "sales.orders",
    {
        "name": "orders",
        "retention": 3,
        "parameters": {"a": "1", "empty": ""},
        "storageDescriptor": {"compressed": True, "columns": [{"name": "ü", "type": "int"}, {}], "sort": []},
    },
)


class Monitor:
    """Stands in for the engine: records each request and answers with the same properties."""

    def __init__(self, error: grpc.RpcError | None = None) -> None:
        self.requests: list[resource_pb2.RegisterResourceRequest] = []
        self.error = error

    def __call__(
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        self.requests.append(request)
        if self.error:
            raise self.error
        return resource_pb2.RegisterResourceResponse(
            urn=f"urn:{request.name}", id="id", object=request.object
        )

    def future(self, request: resource_pb2.RegisterResourceRequest) -> Future[Any]:
        answer: Future[Any] = Future()
        try:
            answer.set_result(self(request))
        except grpc.RpcError as e:
            answer.set_exception(e)
        return answer


class NoMocks(pulumi.runtime.Mocks):
    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        raise AssertionError("requests go to the recording monitor")

    def call(self, args: pulumi.runtime.MockCallArgs) -> Any:
        raise AssertionError("no functions are called")


def run(program: Any, error: grpc.RpcError | None = None) -> tuple[Any, list[dict[str, Any]]]:
    """Runs the program against a recording monitor; its result and the requests as plain data."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    monitor = Monitor(error)
    results: list[Any] = []

    async def main() -> None:
        results.append(await program())

    pulumi.runtime.set_mocks(NoMocks(), preview=False)
    settings.SETTINGS.monitor.RegisterResource = monitor
    try:
        loop.run_until_complete(run_pulumi_func(main))
    finally:
        loop.close()
    plain = [MessageToDict(r) for r in monitor.requests if r.custom]
    return results[0], [{k: v for k, v in r.items() if k not in SDK_ONLY} for r in plain]


@pytest.mark.parametrize("protect", [False, True])
def test_the_request_is_the_one_of_the_sdk(protect: bool) -> None:
    async def ours() -> Any:
        return await register([Wanted(DECLARATION, ("urn:db",), protect)])

    async def theirs() -> Any:
        options = pulumi.ResourceOptions(
            protect=protect or None,
            delete_before_replace=True,
            depends_on=[pulumi.resource.DependencyResource("urn:db")],
        )
        made = pulumi.CustomResource(
            DECLARATION.token, DECLARATION.name, dict(DECLARATION.properties), options
        )
        return await made.urn.future()

    registered, sent = run(ours)
    urn, expected = run(theirs)
    assert sent == expected
    assert [r.urn for r in registered] == [urn]


def test_a_batch_keeps_its_order() -> None:
    names = [f"t{n}" for n in range(250)]

    async def ours() -> Any:
        return await register([Wanted(Declaration("a:b:C", n, {})) for n in names])

    registered, _ = run(ours)
    assert [r.urn for r in registered] == [f"urn:{n}" for n in names]


class GivenUp(grpc.RpcError):
    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.UNAVAILABLE


def test_an_engine_that_gave_up_ends_the_program_without_a_traceback() -> None:
    async def ours() -> Any:
        return await register([Wanted(DECLARATION)])

    with pytest.raises(pulumi.RunError, match="shutting down"):
        run(ours, GivenUp())


plain = st.recursive(
    st.text() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), plain, max_size=4))
def test_any_plain_properties_arrive_as_they_are(properties: dict[str, Any]) -> None:
    from catalog.program.registration import _request

    request = _request(Wanted(Declaration("a:b:C", "n", properties)), "")
    assert MessageToDict(request).get("object", {}) == properties


def test_what_is_no_plain_value_is_a_fault() -> None:
    from catalog.program.registration import _request

    with pytest.raises(TypeError, match="no plain property value"):
        _request(Wanted(Declaration("a:b:C", "n", {"x": None})), "")
