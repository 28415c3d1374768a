"""Which shells the code of `catalog env local` is for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.cli.project import UsageError
from catalog.cli.terminal import shell_code
from catalog.cli.terminal.shells import OTHERS, refuse_other_shells

SHELLS = [name for name in ("bash", "zsh", "dash", "sh", "ksh") if shutil.which(name)]
VALUES = {"PLAIN": "one", "ODD": 'it\'s $HOME `x` \\ "q"\n2', "GONE": None}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's name by /proc")
@pytest.mark.parametrize("name", OTHERS)
def test_a_shell_that_cannot_read_the_code_is_told_so(tmp_path: Path, name: str) -> None:
    program = tmp_path / name
    shutil.copy(shutil.which("cat") or "", program)
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(b"x\n")
        running.stdin.flush()
        assert running.stdout.readline() == b"x\n"  # it has its name by now
        with pytest.raises(UsageError, match=f"which {name} can't read: start one of them"):
            refuse_other_shells(running.pid)


def test_bash_and_what_is_no_shell_are_not_refused() -> None:
    refuse_other_shells(os.getpid())
    refuse_other_shells(0)  # no such process


@pytest.mark.parametrize("shell", SHELLS)
def test_the_code_sets_and_undoes_in_every_shell_that_is_installed(shell: str) -> None:
    env = {"PATH": os.environ["PATH"], "PLAIN": "before", "GONE": "was here"}
    on = shell_code.setting(VALUES, ["/first dir"], env)
    active = {**env, shell_code.ACTIVE: "/first dir", "PATH": f"/first dir:{env['PATH']}"}
    off = shell_code.unsetting(VALUES, active)
    show = 'printf "%s|%s|%s|%s\\n" "$PLAIN" "$ODD" "${GONE-unset}" "$PATH"\n'
    done = subprocess.run(
        [shutil.which(shell) or shell, *(["-f"] if shell == "zsh" else []), "-c", f"{on}{show}{off}{show}"],
        env=env, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    inside = f"one|{VALUES['ODD']}|unset|/first dir:{env['PATH']}\n"
    assert (done.stdout, done.stderr) == (f"{inside}before||was here|{env['PATH']}\n", "")
