"""The command on a terminal of a given width, or in a pipe: what a person would see, as text."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

from .project import ROOT

CATALOG = ROOT / ".venv" / "bin" / "catalog"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
ROWS = 40


def on_terminal(words: Sequence[str], folder: Path, columns: int, env: Mapping[str, str]) -> tuple[int, str]:
    """Exit status and what stdout and stderr have shown together, colours and all."""
    mine, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
    with subprocess.Popen(
        [CATALOG, *words], cwd=folder, env=dict(env), stdin=its, stdout=its, stderr=its
    ) as run:
        os.close(its)
        shown = bytearray()
        while True:
            try:
                part = os.read(mine, 65536)
            except OSError:  # the other end was closed
                break
            if not part:
                break
            shown += part
    os.close(mine)
    return run.returncode, shown.decode("utf-8", "backslashreplace").replace("\r\n", "\n")


def in_pipe(words: Sequence[str], folder: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """The same where stdout and stderr are one pipe."""
    done = subprocess.run(
        [CATALOG, *words], cwd=folder, env=dict(env), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode("utf-8", "backslashreplace")
