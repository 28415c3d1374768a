"""Which rules and context an import has: the files named, else those of the project, else none.

The project's lie beside the folder of the specs: `catalog_rules.yaml` and `catalog_context.yaml`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from catalog.files import limits
from catalog.files.paths import read_file
from mapping.documents.inputs import MissingInputError

from .business_context import BusinessContext, no_context, read_context
from .loader import read_rules
from .rules import Rules, no_rules

RULES_FILE = "catalog_rules.yaml"
CONTEXT_FILE = "catalog_context.yaml"

T = TypeVar("T")


def rules_for(given: Path | None, specs: Path) -> Rules:
    """The rules of an import into the folder `specs`. Raises MissingInputError and DataError."""
    return _read(given, specs.resolve().parent / RULES_FILE, read_rules, no_rules, limits.RULES)


def context_for(given: Path | None, specs: Path) -> BusinessContext:
    """The business context of an import into the folder `specs`. Raises MissingInputError and DataError."""
    return _read(given, specs.resolve().parent / CONTEXT_FILE, read_context, no_context, limits.CONTEXT)


def _read(
    given: Path | None, usual: Path, read: Callable[[bytes, str], T], none: Callable[[], T], limit: int
) -> T:
    path = given or (usual if os.path.lexists(usual) else None)
    if path is None:
        return none()
    try:
        raw = read_file(path, limit)
    except FileNotFoundError as e:
        raise MissingInputError(f"{path} does not exist") from e
    except OSError as e:
        raise MissingInputError(f"{path} can't be read: {e.strerror}") from e
    return read(raw, str(given or _short(path)))


def _short(path: Path) -> str:
    """The path as people in this folder would type it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
