"""How the background process is begun: with nothing of the shell's, the project's or this process's own.

No credentials in its environment, no open descriptors but its log, a working folder that is not the project,
and a Python that finds packages where they are installed, never a `yaml.py` that lies about.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

# What a Python needs to run at all; nothing that could hold a key.
KEPT = (
    *("PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH"),
    *("LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LC_COLLATE", "LC_NUMERIC", "LC_TIME", "LC_MONETARY"),
)
PACKAGE = Path(__file__).resolve().parents[2]  # of the code that runs now, wherever it is installed
NOWHERE = "/"

# The package is bound by its path: nothing else of the folder it lies in can be imported because of that.
_BOOT = (
    "import importlib.util as u, sys; p = sys.argv.pop(1); "
    "s = u.spec_from_file_location('catalog', p + '/__init__.py', submodule_search_locations=[p]); "
    "m = sys.modules['catalog'] = u.module_from_spec(s); s.loader.exec_module(m); "
    "from catalog.local.__main__ import main; sys.exit(main())"
)


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """What the process sees of a shell's variables."""
    return {name: given[name] for name in KEPT if name in given}


def command(*options: str) -> list[str]:
    """The command that runs this very code, isolated (`python -I`)."""
    return [sys.executable, "-I", "-c", _BOOT, str(PACKAGE), *options]


def launch(options: Sequence[str], given: Mapping[str, str], log: BinaryIO) -> subprocess.Popen[bytes]:
    """Starts it in a session of its own, so that neither Ctrl-C nor the end of the shell reaches it."""
    return subprocess.Popen(
        command(*options),
        cwd=NOWHERE,
        env=environment(given),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        close_fds=True,
        start_new_session=True,
    )
