"""A process by more than its number, which comes round again: when it began, whose it is, what it listens on.

Linux has this in /proc and holds a process by a descriptor (pidfd_open(2)), so that a signal can't reach its
number's next bearer; elsewhere `ps` is asked, right before the signal.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

from catalog.loopback import tables

LARGEST_PID = 2**22  # Linux's limit; macOS's is below
POLL_SECONDS = 0.01
PS = "/bin/ps"


class NotOursError(Exception):
    """A process that may not be signalled; the message says why."""


def start_time(pid: int) -> str:
    """When a process began, in the system's own form; '' where it doesn't say."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, IndexError):
            return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
        return ""
    return _ps(pid, "lstart")


@cache
def own_start_time() -> str:
    """When this process began."""
    return start_time(os.getpid())


class Process:
    """One that is known to be the catalog on `port`. Raises NotOursError for any other, or if in doubt."""

    def __init__(self, pid: object, started: object, port: int) -> None:
        if type(pid) is not int or not 1 < pid <= LARGEST_PID or pid in (os.getpid(), os.getppid()):
            raise NotOursError("what it gives as its process is no process of a local catalog")
        self.pid: int = pid
        self._started, self._port = started, port
        self._descriptor = -1
        if sys.platform == "linux":
            try:
                self._descriptor = os.pidfd_open(pid)
            except ProcessLookupError as error:
                raise NotOursError(f"process {pid} has ended") from error
            except OSError:
                self._descriptor = -1  # a kernel without it
        try:
            self._refuse_others()
        except NotOursError:
            self.close()
            raise

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal; fine if it has ended. Raises NotOursError if its number is another's by now."""
        with contextlib.suppress(ProcessLookupError):
            if sys.platform == "linux" and self._descriptor >= 0:
                signal.pidfd_send_signal(self._descriptor, number)
            elif not self.ended(0):
                self._refuse_others()
                os.kill(self.pid, number)

    def ended(self, patience: float) -> bool:
        """Whether it ends within so many seconds."""
        if self._descriptor >= 0:
            found = select.poll()
            found.register(self._descriptor, select.POLLIN)
            ended = bool(found.poll(patience * 1000))
        else:
            until = time.monotonic() + patience
            while not (ended := not _alive(self.pid)) and time.monotonic() < until:
                time.sleep(POLL_SECONDS)
        if ended:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.pid, os.WNOHANG)  # of a child of ours nothing is left behind
        return ended

    def close(self) -> None:
        """Lets go of it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _refuse_others(self) -> None:
        if _owner(self.pid) != os.getuid():
            raise NotOursError(f"process {self.pid} is not one of yours")
        if not self._started or start_time(self.pid) != self._started:
            raise NotOursError(f"process {self.pid} began at another time than the local catalog did")
        if sys.platform == "linux" and not _listens(self.pid, self._port):
            raise NotOursError(f"process {self.pid} is not the one that listens on port {self._port}")


def _owner(pid: int) -> int | None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return os.stat(f"/proc/{pid}").st_uid
        return None
    text = _ps(pid, "uid")
    return int(text) if text.isdecimal() else None


def _listens(pid: int, port: int) -> bool:
    """Whether a process holds a socket that listens on a port; Linux alone."""
    try:
        wanted = {f"socket:[{found.inode}]" for found in tables.listening(port)}
        return any(_leads_to(entry.path) in wanted for entry in os.scandir(f"/proc/{pid}/fd"))
    except OSError:
        return False


def _leads_to(link: str) -> str:
    try:
        return os.readlink(link)
    except FileNotFoundError:
        return ""  # closed meanwhile


def _alive(pid: int) -> bool:
    with contextlib.suppress(ChildProcessError):  # not a child of ours: the usual case
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _ps(pid: int, column: str) -> str:
    command = [PS, "-o", f"{column}=", "-p", str(pid)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"LC_ALL": "C"})
    return done.stdout.strip()
