"""Programs by absolute path: never one of the folder that a command happens to run in.

PATH may have relative and empty parts; in a clone these would lead to programs that the clone brought.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping


def absolute_path(env: Mapping[str, str]) -> str:
    """PATH without the parts that mean another folder from place to place."""
    parts = env.get("PATH", "").split(os.pathsep)
    return os.pathsep.join(part for part in parts if os.path.isabs(part))


def program(name: str, env: Mapping[str, str]) -> str | None:
    """The program on PATH; a name with a slash is a path that somebody typed. None where there is none."""
    found = shutil.which(name, path=absolute_path(env))
    return None if found is None else os.path.abspath(found)
