"""Which members the user lets the program's values win over another writer's: CATALOG_OVERWRITE.

A list with commas of `<database>[.<table>]:<member>`, where `*` stands for anything, as in
`sales.orders:description` or `sales.*:columns.amount.type`. `catalog apply --overwrite` sets it for its run.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Final

VARIABLE: Final = "CATALOG_OVERWRITE"


def overwrites(name: str, member: str, env: Mapping[str, str] = os.environ) -> bool:
    """Whether the object's member may be written over; `*` goes across dots."""
    asked = (part.strip() for part in env.get(VARIABLE, "").split(","))
    return any(fnmatchcase(f"{name}:{member}".lower(), pattern.lower()) for pattern in asked if pattern)
