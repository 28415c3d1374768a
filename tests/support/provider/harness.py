"""The plugin without an engine: the servicer's RPCs called in this process, AWS calls written down.

`Plugin` speaks in plain property dicts where the engine speaks protobuf. A refused request raises
`Refused`; a half-made object raises `HalfMade` with what the engine would be told.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import grpc
from botocore.session import Session as BotocoreSession

from catalog.provider.protocol import wire
from catalog.provider.protocol.messages import provider_pb2, status_pb2
from catalog.provider.protocol.servicer import STATUS_KEY, Servicer
from catalog.provider.resources.registry import RESOURCES

PROJECT, STACK = "shop", "test"
STAMP = f"{PROJECT}/{STACK}"
ACCOUNT = "123456789012"

DATABASE = "aws:glue/catalogDatabase:CatalogDatabase"
TABLE = "aws:glue/catalogTable:CatalogTable"
PARTITION = "aws:glue/partition:Partition"
SET = "aws:glue/partitionSet:PartitionSet"
INDEX = "aws:glue/partitionIndex:PartitionIndex"

Properties = dict[str, Any]
Call = tuple[str, dict[str, Any]]  # operation, request


class Refused(Exception):
    """The RPC ended with an error; the message is what the engine prints."""


class CheckFailed(Exception):
    """Check found the inputs wrong; one text for each problem."""

    @property
    def reasons(self) -> tuple[str, ...]:
        return self.args


@dataclass
class HalfMade(Exception):
    """The RPC ended with ErrorResourceInitFailed."""

    id: str
    outputs: Properties
    inputs: Properties
    reasons: list[str]


class RpcContext:
    """As much of a grpc.ServicerContext as the servicer uses."""

    def __init__(self) -> None:
        self.metadata: dict[str, bytes] = {}

    def set_trailing_metadata(self, metadata: Any) -> None:
        self.metadata = dict(metadata)

    def abort(self, code: grpc.StatusCode, message: str) -> None:
        if STATUS_KEY not in self.metadata:
            raise Refused(message)
        status = status_pb2.Status.FromString(self.metadata[STATUS_KEY])
        assert status.code == code.value[0]
        detail = provider_pb2.ErrorResourceInitFailed()
        assert status.details[0].Unpack(detail)
        outputs, inputs = wire.decode(detail.properties), wire.decode(detail.inputs)
        raise HalfMade(detail.id, outputs, inputs, list(detail.reasons))


class RecordedLog:
    """Stands in for the engine's log."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []

    def info(self, urn: str, *lines: str) -> None:
        self.lines += [(urn, line) for line in lines]


@dataclass
class Plugin:
    """A configured plugin. `calls` are the requests it sent to Glue since the list was last cleared."""

    servicer: Servicer = field(default_factory=lambda: Servicer(RESOURCES))
    calls: list[Call] = field(default_factory=list)
    log: RecordedLog = field(default_factory=RecordedLog)

    def configure(self, **settings: Any) -> None:
        self.servicer.Configure(provider_pb2.ConfigureRequest(args=wire.encode(settings)), RpcContext())
        self.servicer._log = self.log  # type: ignore[assignment]  # same two methods

    def record(self, session: BotocoreSession) -> None:
        session.register("before-parameter-build.glue", self._record)

    def _record(self, **event: Any) -> None:
        self.calls.append((event["model"].name, dict(event["params"])))

    def take_calls(self) -> list[Call]:
        """The calls so far, forgotten here."""
        taken = [*self.calls]
        self.calls.clear()
        return taken

    def urn(self, token: str, name: str) -> str:
        return f"urn:pulumi:{STACK}::{PROJECT}::{token}::{name}"

    def check(
        self, token: str, news: Mapping[str, Any], olds: Mapping[str, Any] | None = None, name: str = "it"
    ) -> Any:
        """The checked inputs. Raises CheckFailed."""
        request = provider_pb2.CheckRequest(
            urn=self.urn(token, name),
            name=name,
            type=token,
            news=wire.encode(news),
            olds=wire.encode(olds or {}),
            randomSeed=b"seed",
        )
        answer = self.servicer.Check(request, RpcContext())
        if answer.failures:
            assert all(f.property == "" for f in answer.failures)
            raise CheckFailed(*(f.reason for f in answer.failures))
        return wire.decode(answer.inputs)

    def diff(
        self, token: str, id: str, olds: Any, old_inputs: Any, news: Any, ignore: tuple[str, ...] = ()
    ) -> Any:
        """The DiffResponse."""
        return self.servicer.Diff(
            provider_pb2.DiffRequest(
                id=id,
                urn=self.urn(token, "it"),
                type=token,
                olds=wire.encode(olds),
                old_inputs=wire.encode(old_inputs),
                news=wire.encode(news),
                ignoreChanges=ignore,
            ),
            RpcContext(),
        )

    def create(
        self,
        token: str,
        inputs: Mapping[str, Any],
        *,
        preview: bool = False,
        name: str = "it",
        timeout: float = 0,
    ) -> tuple[str, Properties]:
        request = provider_pb2.CreateRequest(
            urn=self.urn(token, name),
            type=token,
            properties=wire.encode(inputs),
            preview=preview,
            timeout=timeout,
        )
        answer = self.servicer.Create(request, RpcContext())
        return answer.id, wire.decode(answer.properties)

    def read(
        self,
        token: str,
        id: str,
        outputs: Mapping[str, Any] | None = None,
        inputs: Mapping[str, Any] | None = None,
    ) -> tuple[str, Properties, Properties]:
        """ID, outputs and inputs; '' and empty ones if it is gone."""
        request = provider_pb2.ReadRequest(
            id=id, urn=self.urn(token, "it"), type=token, properties=wire.encode(outputs or {})
        )
        if inputs is not None:
            request.inputs.CopyFrom(wire.encode(inputs))
        answer = self.servicer.Read(request, RpcContext())
        return answer.id, wire.decode(answer.properties), wire.decode(answer.inputs)

    def update(
        self, token: str, id: str, olds: Any, old_inputs: Any, news: Any, *, preview: bool = False
    ) -> Properties:
        request = provider_pb2.UpdateRequest(
            id=id,
            urn=self.urn(token, "it"),
            type=token,
            olds=wire.encode(olds),
            old_inputs=wire.encode(old_inputs),
            news=wire.encode(news),
            preview=preview,
        )
        return wire.decode(self.servicer.Update(request, RpcContext()).properties)

    def delete(
        self, token: str, id: str, outputs: Mapping[str, Any], inputs: Mapping[str, Any] | None = None
    ) -> None:
        request = provider_pb2.DeleteRequest(
            id=id,
            urn=self.urn(token, "it"),
            type=token,
            properties=wire.encode(outputs),
            old_inputs=wire.encode(inputs or {}),
        )
        self.servicer.Delete(request, RpcContext())


def kinds(diff: Any) -> dict[str, str]:
    """The detailed diff by path, kinds by name."""
    return {path: provider_pb2.PropertyDiff.Kind.Name(d.kind) for path, d in diff.detailedDiff.items()}


def refuse(http_response: Any, parsed: dict[str, Any], **_: Any) -> None:
    """A botocore handler (after-call): the answer as if AWS had refused the request."""
    http_response.status_code = 400
    parsed["Error"] = {"Code": "AccessDeniedException", "Message": "not allowed"}


def ask_fault(url: str, **asked: Any) -> None:
    """Asks the local catalog at `url` for a fault (see local.faults); without one, for none any more."""
    body, method = json.dumps(asked).encode(), "POST" if asked else "DELETE"
    urllib.request.urlopen(urllib.request.Request(f"{url}/_catalog/faults", body, method=method)).close()
