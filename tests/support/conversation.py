"""A command on a terminal of its own that asks something, and gets an answer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .engine import Done

# Ctrl-C is heard again, where whoever runs the tests ignores it (a shell's background job does).
ON_TERMINAL = (
    "import os, pty, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
)
QUESTION = b"(yes/no) "


def converse(
    command: Sequence[str],
    folder: Path,
    env: Mapping[str, str],
    answer: Callable[[], bytes],
    typed_before: bytes = b"",
) -> Done:
    """Runs it to its end; `answer` is called when the question stands there and gives what is typed.

    `typed_before` is typed when the command begins.
    """
    shown = bytearray()
    with subprocess.Popen(
        [sys.executable, "-c", ON_TERMINAL, *command],
        cwd=folder,
        env={name: value for name, value in env.items() if name != "CI"} | {"TERM": "xterm"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(typed_before)
        asked = False
        while part := process.stdout.read(65536):
            shown += part
            if not asked and QUESTION in shown:
                asked = True
                process.stdin.write(answer())
    return Done(process.returncode, shown.decode().replace("\r\n", "\n"))
