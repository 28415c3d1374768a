"""What the plugin takes of memory, as the process that the engine starts."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from mypy_boto3_glue import GlueClient

from catalog.language.glue.kinds import LIVE_OBJECTS
from catalog.provider.protocol import wire
from catalog.provider.protocol.messages import provider_pb2, provider_pb2_grpc
from tests.provider.test_process import address, engine, port_of, started

__all__ = ["engine"]

TABLES = 1000
FOREIGN = 500  # in the same database, read on the way
LIMIT = 150 * 1024  # kilobytes
MESSAGE = [("grpc.max_receive_message_length", -1)]


def table(name: str) -> Any:
    columns = [
        {
            "Name": f"column_{n}",
            "Type": "decimal(15,2)",
            "Comment": f"Column {n}",
            "Parameters": {"x": "y" * 60},
        }
        for n in range(20)
    ]
    parameters = {f"business.key_{n}": "value " * 10 for n in range(11)}
    storage = {"Columns": columns, "Location": f"s3://lake/sales/{name}/"}
    return {"Name": name, "StorageDescriptor": storage, "Parameters": parameters}


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_thousand_live_tables_fit_into_150_megabytes(
    glue: GlueClient, database: str, settings: dict[str, Any], tmp_path: Path, engine: Any
) -> None:
    names = [f"t{n}" for n in range(TABLES)]
    with ThreadPoolExecutor(4) as pool:
        made = [*names, *(f"a{n}" for n in range(FOREIGN))]
        [*pool.map(lambda n: glue.create_table(DatabaseName=database, TableInput=table(n)), made)]
    with (
        started(address(engine), cwd=tmp_path) as process,
        grpc.insecure_channel(f"127.0.0.1:{port_of(process)}", MESSAGE) as channel,
    ):
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        stub.Configure(provider_pb2.ConfigureRequest(args=wire.encode(settings)), timeout=30)
        asked = wire.encode({"tables": [{"database": database, "name": name} for name in names]})
        answer = stub.Invoke(provider_pb2.InvokeRequest(tok=LIVE_OBJECTS, args=asked), timeout=120)
        assert len(wire.decode(getattr(answer, "return"))["tables"]) == TABLES
        assert most_memory(process.pid) < LIMIT


def most_memory(pid: int) -> int:
    """The most that the process ever held, in kilobytes (VmHWM, proc(5))."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
