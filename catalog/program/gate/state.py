"""The stack's own state, asked of the engine before anything is registered.

The engine answers for the stack that runs, locked as it is, in previews too: the URN of each resource with
its type and outputs, 5 MB of 1,000 tables. Structures stay the engine's until somebody needs one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import grpc
import pulumi
from google.protobuf import struct_pb2
from pulumi.runtime import rpc, settings
from pulumi.runtime.proto import resource_pb2

from catalog.language.gate.base import Held
from catalog.language.gate.record import OUTPUT
from catalog.language.glue.kinds import CATALOG_DATABASE, CATALOG_TABLE, PARTITION_INDEX, PARTITION_SET

READ_STATE = "pulumi:pulumi:readStackResourceOutputs"
STACK_TYPE = "pulumi:pulumi:Stack"
NAMED_BY: Mapping[str, tuple[str, ...]] = {  # outputs that are the object's name in Glue
    CATALOG_DATABASE.token: ("name",),
    CATALOG_TABLE.token: ("databaseName", "name"),
    PARTITION_SET.token: ("databaseName", "tableName"),
    PARTITION_INDEX.token: ("databaseName", "tableName"),
}


class NotAnswered(Exception):
    """The engine, or the plugin behind it, refused a question; says why."""


async def invoked(token: str, arguments: Mapping[str, Any]) -> struct_pb2.Struct:
    """The answer of a function. Raises NotAnswered; the SDK would print a traceback."""
    asked = struct_pb2.Struct()
    asked.update(arguments)
    request = resource_pb2.ResourceInvokeRequest(tok=token, args=asked, acceptResources=True)
    monitor: Any = settings.get_monitor()
    try:
        answer = await asyncio.get_running_loop().run_in_executor(None, monitor.Invoke, request)
    except grpc.RpcError as error:
        raise NotAnswered(f"{token}: {_details(error)}") from None
    if answer.failures:
        raise NotAnswered(f"{token}: {'; '.join(failure.reason for failure in answer.failures)}")
    found: struct_pb2.Struct = getattr(answer, "return")
    return found


@dataclass(frozen=True, slots=True)
class State:
    """The resources of our kinds in the stack's state, and the stack's outputs, as the engine has them."""

    held: list[Held]
    outputs: Mapping[str, Any]

    @property
    def record(self) -> str | None:
        """The text of the last run's record, if there is one."""
        return _text(self.outputs[OUTPUT]) if OUTPUT in self.outputs else None


async def read_state() -> State:
    """Raises NotAnswered."""
    answer = await invoked(READ_STATE, {"stackName": pulumi.get_stack()})
    resources = answer.fields["outputs"].struct_value.fields
    return State([*_held(resources)], _outputs(resources))


async def put_outputs(outputs: Mapping[str, Any]) -> None:
    """Sets the stack's outputs at once. The program's exports come after its last registration, and never
    where one fails.
    """
    root = settings.get_root_resource()
    if root is None:
        return
    request = resource_pb2.RegisterResourceOutputsRequest(urn=str(await root.urn.future()))
    for name, value in outputs.items():
        request.outputs.fields[name].CopyFrom(value)
    monitor: Any = settings.get_monitor()
    await asyncio.get_running_loop().run_in_executor(None, monitor.RegisterResourceOutputs, request)


def secret(text: str) -> struct_pb2.Value:
    """A text that the engine encrypts, and shows to nobody."""
    found = struct_pb2.Value()
    found.struct_value.update({rpc._special_sig_key: rpc._special_secret_sig, "value": text})
    return found


def _held(resources: Mapping[str, Any]) -> Iterator[Held]:
    for urn, resource in resources.items():
        fields = resource.struct_value.fields
        token = fields["type"].string_value
        if (names := NAMED_BY.get(token)) is not None:
            outputs = fields["outputs"].struct_value
            address = ".".join(_text(outputs.fields[name]) for name in names if name in outputs.fields)
            yield Held(urn, token, address, lambda outputs=outputs: plain(outputs))  # type: ignore[misc]


def _outputs(resources: Mapping[str, Any]) -> Mapping[str, Any]:
    for resource in resources.values():
        fields = resource.struct_value.fields
        if fields["type"].string_value == STACK_TYPE:
            return dict(fields["outputs"].struct_value.fields)
    return {}


def _text(value: struct_pb2.Value) -> str:
    """A text, also one that the engine has marked as secret."""
    if value.HasField("struct_value") and rpc._special_sig_key in value.struct_value.fields:
        return value.struct_value.fields["value"].string_value
    return value.string_value


def plain(struct: struct_pb2.Struct) -> dict[str, Any]:
    """A structure as plain values; what is marked as secret is its value."""
    return {key: _plain(value) for key, value in struct.fields.items()}


def _plain(value: struct_pb2.Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        fields = value.struct_value.fields
        if rpc._special_sig_key in fields:
            return _plain(fields["value"]) if "value" in fields else None
        return plain(value.struct_value)
    if kind == "list_value":
        return [_plain(each) for each in value.list_value.values]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    return None if kind in (None, "null_value") else getattr(value, kind)


def _details(error: grpc.RpcError) -> str:
    details = getattr(error, "details", None)
    return str(details() if callable(details) else error).strip()
