"""Starts the plugin: one gRPC server on a free port of this machine, the port on stdout and nothing else.

Ends when the engine interrupts it or is gone. Loads nothing of AWS: that waits for the first request
that needs it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import grpc

from catalog.provider.functions.registry import FUNCTIONS
from catalog.provider.protocol.engine_watch import watch
from catalog.provider.protocol.messages import provider_pb2_grpc
from catalog.provider.protocol.servicer import Servicer
from catalog.provider.resources.registry import RESOURCES

MESSAGE_LIMIT = 400 * 1024 * 1024  # bytes, as the engine's own
# Threads are made on demand. Requests may wait for minutes (an index that is being built), and Cancel has to
# come through while as many wait as the engine has under way: 4 a core unless --parallel says more.
WORKERS = 512
GRACE = 3.0  # seconds for calls to AWS that are under way when the engine goes


def start(engine: str, address: str = "127.0.0.1:0") -> tuple[grpc.Server, int]:
    """A running server and its port."""
    options = [
        ("grpc.max_receive_message_length", MESSAGE_LIMIT),
        ("grpc.max_send_message_length", MESSAGE_LIMIT),
        ("grpc.so_reuseport", 0),
    ]
    server = grpc.server(ThreadPoolExecutor(WORKERS, "rpc"), options=options)
    servicer = Servicer(RESOURCES, engine, FUNCTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port(address)
    if not port:
        raise OSError("no free port on 127.0.0.1")
    server.start()
    return server, port


def main() -> None:
    """Serves until the engine is done; the engine's address is the last argument."""
    parent = os.getppid()  # before anybody can know of this process and kill its parent
    engine = next((a for a in reversed(sys.argv[1:]) if not a.startswith("-")), "")
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    try:
        server, port = start(engine)
    except OSError as error:
        sys.exit(f"pulumi-resource-aws: cannot serve: {error}")
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    sys.stdout = sys.stderr  # whatever a library prints must not reach the engine as a port
    watch(engine, parent, done.set)
    done.wait()
    server.stop(GRACE).wait(GRACE + 1)
    sys.stderr.flush()
    os._exit(0)  # worker threads that wait on AWS must not keep the process


if __name__ == "__main__":
    main()
