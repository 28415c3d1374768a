"""Names that Glue accepts.

Glue folds database, table and column names to lower case when it stores them, so a name with an
upper-case letter would differ from what was declared for ever. Specs hold the folded form only;
the name a thing has in Datasphere is kept beside it in `source`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from .limits import NAME_LIMIT

_NAME = re.compile(r"[a-z0-9_]+")


def is_glue_name(name: object) -> bool:
    """True for 1 to 255 characters of a-z, 0-9 and underscore: what Athena, Spark and Glue all accept."""
    return isinstance(name, str) and len(name) <= NAME_LIMIT and _NAME.fullmatch(name) is not None


def nearest(word: str, known: Iterable[str]) -> str:
    """` (did you mean 'x'?)` for the closest known word, or nothing."""
    names = [
        name for name in known if all(part.strip() for part in name.split("."))
    ]  # of a broken spec: no name
    found = get_close_matches(word, names, n=1, cutoff=0.6)
    return f" (did you mean {found[0]!r}?)" if found else ""
