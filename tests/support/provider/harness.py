"""The plugin without an engine: the servicer's RPCs called in this process, AWS calls written down.

`Plugin` speaks in plain property dicts where the engine speaks protobuf. A refused request raises
`Refused`; a half-made object raises `HalfMade` with what the engine would keep. `State` is that.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import grpc
from botocore.session import Session as BotocoreSession

from catalog.language.changes.forms import impact_of
from catalog.provider.functions.registry import FUNCTIONS
from catalog.provider.protocol import wire
from catalog.provider.protocol.messages import provider_pb2, status_pb2
from catalog.provider.protocol.servicer import STATUS_KEY, Servicer
from catalog.provider.resources.registry import RESOURCES
from tests.support import local_catalog

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


@dataclass(frozen=True)
class State:
    """What the engine has in its state of one resource; `id` is '' for one that a read did not find."""

    token: str
    id: str
    inputs: Properties
    outputs: Properties
    name: str = "it"

    @property
    def urn(self) -> str:
        return urn(self.token, self.name)


def urn(token: str, name: str = "it") -> str:
    return f"urn:pulumi:{STACK}::{PROJECT}::{token}::{name}"


@dataclass
class HalfMade(Exception):
    """The RPC ended with ErrorResourceInitFailed: what the engine would keep, and why."""

    state: State
    reasons: list[str]

    @property
    def id(self) -> str:
        return self.state.id

    @property
    def outputs(self) -> Properties:
        return self.state.outputs

    @property
    def inputs(self) -> Properties:
        return self.state.inputs


class RpcContext:
    """As much of a grpc.ServicerContext as the servicer uses, for a request about a resource of this kind."""

    def __init__(self, token: str = "") -> None:
        self.token = token
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
        raise HalfMade(State(self.token, detail.id, inputs, outputs), list(detail.reasons))


class RecordedLog:
    """Stands in for the engine's log; `unknown` are lines that no form of the plugin's has, of all logs."""

    unknown: ClassVar[list[str]] = []

    def __init__(self) -> None:
        self._entries: list[tuple[str, str]] = []

    def info(self, urn: str, *lines: str) -> None:
        self._entries += [(urn, line) for line in lines]
        self.unknown.extend(line for line in lines if impact_of(line) is None)

    def warn(self, urn: str, *lines: str) -> None:
        self._entries += [(urn, f"warning: {line}") for line in lines]

    @property
    def text(self) -> list[str]:
        """All lines so far, in order."""
        return [line for _, line in self._entries]

    def lines_of(self, urn: str) -> list[str]:
        """The lines about one resource, in order."""
        return [line for about, line in self._entries if about == urn]

    def holds(self, text: str) -> bool:
        """Whether a line has this text in it."""
        return any(text in line for line in self.text)

    def take(self) -> list[str]:
        """The lines so far, forgotten here."""
        taken = self.text
        self._entries.clear()
        return taken


@dataclass
class Plugin:
    """A configured plugin. `calls` are the requests it sent to Glue since the list was last cleared."""

    servicer: Servicer = field(default_factory=lambda: Servicer(RESOURCES, functions=FUNCTIONS))
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

    def count_calls(self) -> Counter[str]:
        """How many calls of each operation there were so far, forgotten here."""
        return Counter(operation for operation, _ in self.take_calls())

    def check(
        self, token: str, news: Mapping[str, Any], olds: Mapping[str, Any] | None = None, name: str = "it"
    ) -> Any:
        """The checked inputs. Raises CheckFailed."""
        request = provider_pb2.CheckRequest(
            urn=urn(token, name),
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

    def diff(self, state: State, new_inputs: Mapping[str, Any], ignore: tuple[str, ...] = ()) -> Any:
        """The DiffResponse."""
        request = provider_pb2.DiffRequest(
            id=state.id,
            urn=state.urn,
            type=state.token,
            olds=wire.encode(state.outputs),
            old_inputs=wire.encode(state.inputs),
            news=wire.encode(new_inputs),
            ignoreChanges=ignore,
        )
        return self.servicer.Diff(request, RpcContext(state.token))

    def create(
        self,
        token: str,
        inputs: Mapping[str, Any],
        *,
        preview: bool = False,
        name: str = "it",
        timeout: float = 0,
    ) -> State:
        """The state afterwards; without an ID for a preview. Raises Refused, HalfMade."""
        request = provider_pb2.CreateRequest(
            urn=urn(token, name),
            type=token,
            properties=wire.encode(inputs),
            preview=preview,
            timeout=timeout,
        )
        answer = self.servicer.Create(request, RpcContext(token))
        return State(token, answer.id, dict(inputs), wire.decode(answer.properties), name)

    def read(self, state: State) -> State:
        """The state after a refresh; without an ID if the object is gone."""
        request = provider_pb2.ReadRequest(
            id=state.id,
            urn=state.urn,
            type=state.token,
            properties=wire.encode(state.outputs),
            inputs=wire.encode(state.inputs),
        )
        answer = self.servicer.Read(request, RpcContext(state.token))
        inputs, outputs = wire.decode(answer.inputs), wire.decode(answer.properties)
        return replace(state, id=answer.id, inputs=inputs, outputs=outputs)

    def import_(self, token: str, id: str) -> State:
        """The state of an object of which nothing is known but its ID; without one if there is none."""
        return self.read(State(token, id, {}, {}))

    def update(self, state: State, new_inputs: Mapping[str, Any], *, preview: bool = False) -> State:
        """The state afterwards. Raises Refused, HalfMade."""
        request = provider_pb2.UpdateRequest(
            id=state.id,
            urn=state.urn,
            type=state.token,
            olds=wire.encode(state.outputs),
            old_inputs=wire.encode(state.inputs),
            news=wire.encode(new_inputs),
            preview=preview,
        )
        answer = self.servicer.Update(request, RpcContext(state.token))
        return replace(state, inputs=dict(new_inputs), outputs=wire.decode(answer.properties))

    def invoke(self, token: str, **arguments: Any) -> Properties:
        """What a function answers. Raises Refused."""
        request = provider_pb2.InvokeRequest(tok=token, args=wire.encode(arguments))
        return wire.decode(getattr(self.servicer.Invoke(request, RpcContext()), "return"))

    def delete(self, state: State) -> None:
        """Raises Refused."""
        request = provider_pb2.DeleteRequest(
            id=state.id,
            urn=state.urn,
            type=state.token,
            properties=wire.encode(state.outputs),
            old_inputs=wire.encode(state.inputs),
        )
        self.servicer.Delete(request, RpcContext(state.token))


def another_run(settings: Mapping[str, Any]) -> Plugin:
    """A plugin that has made nothing yet, with the calls it sends written down."""
    plugin = Plugin()
    plugin.configure(**settings)
    plugin.record(plugin.servicer._session._session())
    return plugin


def kinds(diff: Any) -> dict[str, str]:
    """The detailed diff by path, kinds by name."""
    return {path: provider_pb2.PropertyDiff.Kind.Name(d.kind) for path, d in diff.detailedDiff.items()}


def refuse(http_response: Any, parsed: dict[str, Any], **_: Any) -> None:
    """A botocore handler (after-call): the answer as if AWS had refused the request."""
    http_response.status_code = 400
    parsed["Error"] = {"Code": "AccessDeniedException", "Message": "not allowed"}


def ask_fault(url: str, **asked: Any) -> None:
    """Asks the local catalog at `url` for a fault (see local.faults); without one, for none any more."""
    local_catalog.fault(url, **asked)


@contextlib.contextmanager
def repeated(plugin: Plugin, operation: str) -> Iterator[None]:
    """Has the first answer of an operation count as lost while it is open, so that botocore asks again."""
    events = plugin.servicer._session.glue().meta.events
    event, answers = f"needs-retry.glue.{operation}", iter([True])

    def lose(**_: Any) -> Any:
        return 0 if next(answers, False) else None

    events.register(event, lose)
    try:
        yield
    finally:
        events.unregister(event, lose)
