"""Lines to the engine's log, attached to the resource they are about.

Sends each line once per process: the engine asks for the same diff in refresh and in preview. Never
raises: a line that can't be delivered must not fail a deployment.
"""

from __future__ import annotations

import contextlib
import threading

import grpc

from .messages import engine_pb2, engine_pb2_grpc

TIMEOUT = 5  # seconds


class EngineLog:
    """The engine's log service at `address` ('' for none: lines are dropped)."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._stub: engine_pb2_grpc.EngineStub | None = None
        self._sent: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def info(self, urn: str, *lines: str) -> None:
        """One INFO entry with those of `lines` that were not sent before."""
        with self._lock:
            new = [line for line in lines if (urn, line) not in self._sent]
            self._sent.update((urn, line) for line in new)
        if new and self._address:
            request = engine_pb2.LogRequest(severity=engine_pb2.INFO, message="\n".join(new), urn=urn)
            with contextlib.suppress(grpc.RpcError):
                self._engine().Log(request, timeout=TIMEOUT)

    def _engine(self) -> engine_pb2_grpc.EngineStub:
        with self._lock:
            if self._stub is None:
                self._stub = engine_pb2_grpc.EngineStub(grpc.insecure_channel(self._address))
            return self._stub
