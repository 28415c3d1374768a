"""What of a rule can't be used, as its readers say it."""

from __future__ import annotations

from typing import NamedTuple

from catalog.language.findings import Path, short
from catalog.language.glue.names import nearest

from .fields import SINGULAR, names_of


class Wrong(NamedTuple):
    """The place below the rule, what is wrong (after the rule's name), and what to do."""

    path: Path
    message: str
    remedy: str


def no_field(kind: str, name: str, path: Path) -> Wrong:
    """A field that objects of `kind` don't have."""
    known = names_of(kind)
    message = f"asks for {short(name)}, which is no field of a {SINGULAR[kind]}{nearest(name, known)}"
    return Wrong(path, message, f"Known: {', '.join(known)}")
