"""The user's own cache, which outlives a project and which no clone can bring along.

Any Python from 3.9 on reads this: set-up needs it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

NAME = "datasphere-glue-catalog"


def user_cache(env: Mapping[str, str]) -> Path | None:
    """The folder, there or not: of XDG, on macOS below ~/Library; None where nothing says where."""
    base = env.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # the rule of XDG: as if it were not set
        home = env.get("HOME", "")
        if not os.path.isabs(home):
            return None
        base = os.path.join(home, *(("Library", "Caches") if sys.platform == "darwin" else (".cache",)))
    return Path(base) / NAME
