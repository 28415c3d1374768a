"""A run that a signal ends while it makes the partitions of a table."""

from __future__ import annotations

import signal
import subprocess
import time
from typing import Any

from tests.support.engine import Engine, glue

SECONDS = 60  # until the first partition is there, and until the engine is gone


def cut_short(engine: Engine, number: signal.Signals, table: Any) -> None:
    """Sends the signal to `pulumi up` once a partition is there; `table`: DatabaseName and TableName."""
    words = engine.command("up", "--yes", "--skip-preview")
    with subprocess.Popen(
        words, cwd=engine.root, env=engine.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        until = time.monotonic() + SECONDS
        while not _begun(engine, table):
            assert time.monotonic() < until
            time.sleep(0.02)
        process.send_signal(number)
        process.communicate(timeout=SECONDS)


def _begun(engine: Engine, table: Any) -> bool:
    client = glue(engine.endpoint)
    try:
        return bool(client.get_partitions(**table)["Partitions"])
    except client.exceptions.EntityNotFoundException:
        return False
