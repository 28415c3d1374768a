"""Times a command as a whole, with the largest memory of all its processes together."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROVIDER = "catalog.provider.server"  # in the command of its process
SAMPLE_SECONDS = 1.0  # a look at all processes is a tenth of a second of work


@dataclass(frozen=True, slots=True)
class Measured:
    """Wall seconds and resident megabytes (0: not sampled): of all processes together, of the provider."""

    seconds: float
    megabytes: int = 0
    provider: int = 0

    def __add__(self, other: Measured) -> Measured:
        """One after the other."""
        largest = max(self.megabytes, other.megabytes), max(self.provider, other.provider)
        return Measured(self.seconds + other.seconds, *largest)


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
    return Measured(seconds, peak.kilobytes // 1024, peak.provider // 1024)


def best(times: int, work: Callable[[], Measured]) -> Measured:
    """The quickest of several runs of what changes nothing: what else the machine did is in the others."""
    return min((work() for _ in range(times)), key=lambda measured: measured.seconds)


class _Peak:
    """Samples the tree below a process until stopped."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.kilobytes = self.provider = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(SAMPLE_SECONDS):
            tree = _tree(self.pid)
            self.kilobytes = max(self.kilobytes, sum(size for size, _ in tree))
            provider = (size for size, command in tree if PROVIDER in command)
            self.provider = max(self.provider, *provider, 0)


def _tree(root: int) -> list[tuple[int, str]]:
    """Kilobytes and command of each process below `root`, itself included."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,rss=,args="], capture_output=True, text=True, check=False
    )
    fields = (line.split(None, 3) for line in listed.stdout.splitlines())
    rows = sorted((int(f[0]), int(f[1]), int(f[2]), f[3]) for f in fields if len(f) == 4)
    wanted = {root}
    for pid, parent, _, _ in rows:
        if parent in wanted:
            wanted.add(pid)
    return [(size, command) for pid, _, size, command in rows if pid in wanted]
