"""The project in its `.venv`: the checkout's packages as they are, and the `catalog` command.

Takes the folders; gives the files to write. The checkout's folder itself is not on `sys.path`, not even last:
a `sitecustomize.py` there would run at each start, and a module that a library uses where it is installed,
such as `awscrt`, would be found there. No build runs, so none of a `setup.py` that somebody put there.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Sequence
from pathlib import Path

PACKAGES = ("catalog", "mapping")  # what a distribution has
TOOLS = ("bench", "lab", "tools")  # names that a program's own modules may have too: these go before
FINDER = '''\
"""Finds the packages of a checkout, and nothing else that lies there. Written by set-up."""

import sys
from importlib.machinery import PathFinder

FOLDER = {folder!r}


class Checkout:
    """A finder for sys.meta_path."""

    def __init__(self, *packages):
        self.packages = frozenset(packages)

    def find_spec(self, name, path=None, target=None):
        """The package, if it is one of these."""
        return PathFinder.find_spec(name, [FOLDER], target) if name in self.packages else None


sys.meta_path.insert(0, Checkout({packages}))  # whatever lies in the folder that a program runs in
sys.meta_path.append(Checkout({tools}))
'''
# sh reads the second line as a command, Python the second and third as a text: there is no length that is too
# long for it, as for a line that begins with #!, and the path may hold spaces.
COMMAND = """\
#!/bin/sh
'''exec' {python} -P "$0" "$@"
' '''
import sys

from catalog.cli.main import main

sys.exit(main())
"""


def files(venv: Path, root: Path, version: Sequence[int]) -> dict[Path, str]:
    """Each file's path and text; `version` is that of the Python in `venv`."""
    site = venv / "lib" / "python{}.{}".format(*version[:2]) / "site-packages"
    finder = FINDER.format(folder=str(root), packages=_quoted(PACKAGES), tools=_quoted(TOOLS))
    return {
        site / "datasphere_glue_catalog_checkout.py": finder,
        site / "datasphere_glue_catalog.pth": "import datasphere_glue_catalog_checkout\n",
        venv / "bin" / "catalog": COMMAND.format(python=shlex.quote(str(venv / "bin" / "python"))),
    }


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def digest(wanted: dict[Path, str]) -> str:
    """A hash over paths and texts."""
    total = hashlib.sha256()
    for path, text in sorted(wanted.items()):
        total.update(f"{path}\0{text}\0".encode("utf-8", "surrogateescape"))
    return total.hexdigest()


def write(wanted: dict[Path, str]) -> None:
    """Write the files; what lies in `bin` can be run."""
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
        if path.parent.name == "bin":
            path.chmod(0o755)
