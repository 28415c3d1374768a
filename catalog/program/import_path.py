"""Importing this puts the project's folder last on `sys.path`: what the program imports is what is installed.

The language host runs a program with its folder first, so a `yaml.py` there, of a pull request say, would be
what the spec language reads specs with. Modules of people's own are found all the same.
"""

from __future__ import annotations

import os
import sys


def put_last(folder: str) -> None:
    """Moves a folder to the end of `sys.path`, by whatever names it is there."""
    real = os.path.realpath(folder)
    own = [path for path in sys.path if os.path.realpath(path) == real]
    sys.path[:] = [path for path in sys.path if path not in own] + own


put_last(os.curdir)  # the engine starts the program in the project's folder
