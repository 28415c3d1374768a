"""Which members the user lets the program's values win over another writer's: CATALOG_OVERWRITE."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache

from catalog.aws.errors import ProviderError
from catalog.language.glue.overwrites import VARIABLE, Overwrite, OverwriteError
from catalog.language.glue.overwrites import overwrites as entries


def overwrites(database: str, table: str, member: str, env: Mapping[str, str] = os.environ) -> bool:
    """Whether a member of a table, of a database where `table` is '', may be written over.

    Raises ProviderError for a variable that names no members.
    """
    return any(entry.names(database, table, member) for entry in _entries(env.get(VARIABLE, "")))


@lru_cache(maxsize=4)
def _entries(listed: str) -> tuple[Overwrite, ...]:
    try:
        return entries(listed)
    except OverwriteError as error:
        raise ProviderError(f"{VARIABLE}: {error}") from None
