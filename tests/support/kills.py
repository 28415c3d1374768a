"""An engine killed at a request that changes the catalog: the process group, as of a CI job that is ended."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support import local_catalog
from tests.support.engine import Engine

SECONDS_TO_DIE = 20
PLUGIN = "provider"  # in its command


class Killer:
    """A local catalog that kills the engine that is about to change it for the n-th time.

    The request that is the last straw takes effect, its answer finds nobody.
    """

    def __init__(self) -> None:
        self.endpoint = ""
        self._lock = threading.Lock()
        self._left = 0  # requests until the kill; 0: there is to be none
        self._victim: subprocess.Popen[bytes] | None = None

    @contextmanager
    def catalog(self) -> Iterator[str]:
        """The catalog, for as long as the context lasts; gives its URL."""
        url, stop = local_catalog.start_in_thread(sleep=self._before_a_write)
        self.endpoint = url
        local_catalog.fault(url, operation="writes", latency=1)  # has each of them pass by here
        try:
            yield url
        finally:
            stop()

    def run(self, engine: Engine, *words: str, at: int) -> bool:
        """Runs pulumi until the `at`-th request that changes the catalog; False if it made fewer."""
        with self._lock:
            self._left = at
            self._victim = subprocess.Popen(
                engine.command(*words, "--yes", "--skip-preview"),
                cwd=engine.root,
                env=engine.env,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        status = self._victim.wait()
        with self._lock:
            killed, self._left = self._left == 0, 0
        assert killed == (status == -signal.SIGKILL)
        assert killed or status == 0
        await_end_of_plugins(engine)
        return killed

    def _before_a_write(self, _seconds: float) -> None:
        with self._lock:
            if self._left:
                self._left -= 1
                if not self._left and self._victim is not None:
                    os.killpg(self._victim.pid, signal.SIGKILL)


def await_end_of_plugins(engine: Engine) -> None:
    """Returns when no process of the engine's is left: a plugin has to end by itself when its engine is gone.

    The engine's own language host does so much later; it is ended here.
    """
    until = time.monotonic() + SECONDS_TO_DIE
    while PLUGIN in " ".join(left := [*processes(engine.env["PULUMI_HOME"]).values()]):
        assert time.monotonic() < until, f"still there after {SECONDS_TO_DIE} s: {left}"
        time.sleep(0.1)
    for process in processes(engine.env["PULUMI_HOME"]):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def processes(marker: str) -> dict[int, str]:
    """Command lines of the other processes whose environment names `marker`, by ID."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if marker.encode() in environment and int(entry.name) != os.getpid() and state != "Z":
            found[int(entry.name)] = command.strip()
    return found
