"""A process that is asked to stop while a program that it has started runs."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

SECONDS = 30


def stopped_while_it_runs(process: subprocess.Popen[str], pids: Path) -> str:
    """Sends SIGTERM once the program has written its number to `pids`; what the process said on stderr."""
    try:
        deadline = time.monotonic() + SECONDS
        while not (pids.exists() and pids.read_text().strip()):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
    return said
