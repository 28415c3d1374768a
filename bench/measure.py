"""Times a command as a whole, with the largest memory of all its processes together."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 1.0  # a look at all processes is a tenth of a second of work


@dataclass(frozen=True, slots=True)
class Measured:
    """Wall seconds and megabytes (resident, summed over the process tree; 0 if not sampled)."""

    seconds: float
    megabytes: int = 0


def run(command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Measured:
    """Runs the command; exits this program with its output if it fails."""
    start = time.perf_counter()
    with subprocess.Popen(
        list(command), cwd=cwd, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        peak = _Peak(process.pid)
        output, _ = process.communicate()
        seconds = time.perf_counter() - start
        peak.stop()
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed with {process.returncode}:\n{output[-4000:]}")
    return Measured(seconds, peak.megabytes)


class _Peak:
    """Samples the tree below a process until stopped."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.megabytes = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(SAMPLE_SECONDS):
            self.megabytes = max(self.megabytes, _tree_kilobytes(self.pid) // 1024)


def _tree_kilobytes(root: int) -> int:
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=False
    )
    rows = [tuple(map(int, line.split())) for line in listed.stdout.splitlines() if line.strip()]
    wanted = {root}
    for pid, parent, _ in sorted(rows):
        if parent in wanted:
            wanted.add(pid)
    return sum(rss for pid, _, rss in rows if pid in wanted)
