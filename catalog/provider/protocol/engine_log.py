"""Lines to the engine's log, attached to the resource they are about.

Sends each line once per process: the engine asks for the same diff in refresh and in preview. Never
raises: a line that can't be delivered must not fail a deployment.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from typing import Any

import grpc

from catalog.language.visible import cut, line, visible_lines

from .messages import engine_pb2, engine_pb2_grpc

TIMEOUT = 5  # seconds
LONGEST = 20_000  # characters of a message of several lines


def shown(text: str) -> str:
    """A message as the engine is to print it: nothing in it acts on a terminal, and it ends."""
    return visible_lines(cut(text, LONGEST))


class EngineLog:
    """The engine's log service at `address` ('' for none: lines are dropped)."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._stub: engine_pb2_grpc.EngineStub | None = None
        self._sent: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def info(self, urn: str, *lines: str) -> None:
        """One INFO entry with those of `lines` that were not sent before."""
        self._send(engine_pb2.INFO, urn, lines)

    def warn(self, urn: str, *lines: str) -> None:
        """The same as one WARNING."""
        self._send(engine_pb2.WARNING, urn, lines)

    def _send(self, severity: Any, urn: str, lines: Sequence[str]) -> None:
        with self._lock:
            new = [text for text in lines if (urn, text) not in self._sent]
            self._sent.update((urn, text) for text in new)
        if new and self._address:
            request = engine_pb2.LogRequest(severity=severity, message="\n".join(map(line, new)), urn=urn)
            with contextlib.suppress(grpc.RpcError):
                self._engine().Log(request, timeout=TIMEOUT)

    def _engine(self) -> engine_pb2_grpc.EngineStub:
        with self._lock:
            if self._stub is None:
                self._stub = engine_pb2_grpc.EngineStub(grpc.insecure_channel(self._address))
            return self._stub
