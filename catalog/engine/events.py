"""The engine's events as they are wanted here: of a resource only what was done to it, and what is removed.

The SDK builds objects of all properties of each resource, twice: 1.2 s of 1,000 tables, for nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.automation import EngineEvent, OpType, ResOutputsEvent, StepEventMetadata, StepEventStateMetadata
from pulumi.runtime.proto import events_pb2_grpc

# Go writes an object's members in the order of the struct (pulumi's sdk/go/common/apitype/events.go)
RESOURCE = re.compile(
    r'\{"sequence":(\d+),"timestamp":(\d+),"(resourcePre|resOutputs)Event":\{"metadata":'
    r'\{"op":"([^"\\]+)","urn":"([^"\\]+)","type":"([^"\\]+)"'
)
REMOVALS = {"delete", "delete-replaced"}
STEPS = {step.value for step in OpType}
LARGEST = 400 * 1024 * 1024  # as the SDK has it


def read(text: str) -> EngineEvent:
    """One event. What was not begun to be read like this is read as the SDK does; unknown ones are empty."""
    found = RESOURCE.match(text)
    if found is None:
        try:
            return EngineEvent.from_json(json.loads(text))
        except (ValueError, TypeError, AttributeError, KeyError):
            return EngineEvent(0, 0)
    sequence, timestamp, which, op, urn, kind = found.groups()
    if which == "resourcePre" or op not in STEPS:
        return EngineEvent(int(sequence), int(timestamp))
    old = _state_before(text) if op in REMOVALS else None
    done = ResOutputsEvent(StepEventMetadata(OpType(op), urn, kind, "", old=old))
    return EngineEvent(int(sequence), int(timestamp), res_outputs_event=done)


def _state_before(text: str) -> StepEventStateMetadata | None:
    """What the stack held of a resource that is removed."""
    try:
        old = json.loads(text)["resOutputsEvent"]["metadata"].get("old")
    except (ValueError, KeyError):
        return None
    return StepEventStateMetadata.from_json(old) if old else None


class _Listener(events_pb2_grpc.EventsServicer):
    def __init__(self, take: Callable[[EngineEvent], None]) -> None:
        self._take = take

    def StreamEvents(self, request_iterator: Iterable[Any], context: Any) -> empty_pb2.Empty:
        """The engine sends all events of one run here."""
        for request in request_iterator:
            self._take(read(request.event))
        return empty_pb2.Empty()


def listen(take: Callable[[EngineEvent], None]) -> tuple[str, grpc.Server]:
    """A server for the engine's `--event-log`: its address, and the server to be stopped."""
    options = [("grpc.max_receive_message_length", LARGEST)]
    server = grpc.server(ThreadPoolExecutor(max_workers=1), options=options)
    events_pb2_grpc.add_EventsServicer_to_server(_Listener(take), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return f"tcp://127.0.0.1:{port}", server
