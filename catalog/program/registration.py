"""Registers many resources with the engine at little cost.

The SDK's CustomResource serialises each property through coroutines, reads every output back and logs
twice: 5 ms a table of 20 columns, three quarters of the program's time. Our properties are plain
values and nobody reads the outputs, so the request goes to the engine's monitor as it is, and the next
are made while the engine works on the last; the engine sees the same requests (tests/program compares
both). SDK transformations, which work on Python resource objects only, don't apply to this program's
own tables. A Registered can stand in `depends_on` of any further resource of a program
through `resource()`.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import grpc
import pulumi
from google.protobuf import struct_pb2
from pulumi.runtime import settings
from pulumi.runtime.proto import resource_pb2

from catalog.language.declarations.declaration import Declaration

IN_FLIGHT = 200  # requests; more would only take memory, as the engine works on PULUMI_PARALLEL of them


@dataclass(frozen=True, slots=True)
class Registered:
    """A resource that the engine knows."""

    urn: str

    def resource(self) -> pulumi.Resource:
        """A resource object to depend on."""
        return pulumi.resource.DependencyResource(self.urn)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A declaration, with the URNs of the resources that must exist before it.

    `protect`: the engine refuses to delete or replace it.
    """

    declaration: Declaration
    after: tuple[str, ...] = ()
    protect: bool = False


async def register(wanted: Iterable[Wanted]) -> list[Registered]:
    """Registers all, IN_FLIGHT at a time, and gives them in the same order.

    Raises what the SDK raises when the engine gives up; a resource that failed under
    `--continue-on-error` counts as registered, as it does there.
    """
    parent = await _stack_urn()
    monitor: Any = settings.get_monitor()
    requests = (_request(w, parent) for w in wanted)
    return await asyncio.get_running_loop().run_in_executor(None, _registered, monitor, requests)


def _registered(monitor: Any, requests: Iterable[Any]) -> list[Registered]:
    waiting: deque[Any] = deque()
    found: list[Registered] = []
    try:
        for request in requests:
            if len(waiting) == IN_FLIGHT:
                found.append(Registered(waiting.popleft().result().urn))
            waiting.append(monitor.RegisterResource.future(request))
        return found + [Registered(call.result().urn) for call in waiting]
    except grpc.RpcError as e:
        settings.handle_grpc_error(e)


async def _stack_urn() -> str:
    root = settings.get_root_resource()
    return str(await root.urn.future()) if root is not None else ""


def _request(wanted: Wanted, parent: str) -> resource_pb2.RegisterResourceRequest:
    """The request that `pulumi.CustomResource(token, name, properties, ...)` would send."""
    declaration = wanted.declaration
    properties = struct_pb2.Struct()
    _fill(properties, declaration.properties)
    request = resource_pb2.RegisterResourceRequest(
        type=declaration.token,
        name=declaration.name,
        parent=parent,
        custom=True,
        object=properties,
        dependencies=list(wanted.after),
        deleteBeforeReplace=True,
        deleteBeforeReplaceDefined=True,
        acceptSecrets=True,
        acceptResources=True,
        supportsPartialValues=True,
        supportsResultReporting=True,
    )
    if wanted.protect:
        request.protect = True
    return request


def _fill(struct: struct_pb2.Struct, values: dict[str, Any]) -> None:
    for key, value in values.items():
        _set(struct.fields[key], value)


def _set(field: struct_pb2.Value, value: Any) -> None:
    """One plain value; a TypeError for any other is a fault of this program."""
    if isinstance(value, str):
        field.string_value = value
    elif isinstance(value, dict):
        field.struct_value.SetInParent()
        _fill(field.struct_value, value)
    elif isinstance(value, list):
        field.list_value.SetInParent()
        for item in value:
            _set(field.list_value.values.add(), item)
    elif isinstance(value, bool):
        field.bool_value = value
    elif isinstance(value, int | float):
        field.number_value = value
    else:
        raise TypeError(f"{type(value).__name__} is no plain property value")
