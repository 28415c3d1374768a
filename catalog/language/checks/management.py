"""The rule about `manage: context`: nothing beside it says how another tool's object is stored."""

from __future__ import annotations

from catalog.language.findings import Violation
from catalog.language.specs.management import BEYOND_CONTEXT, only_context
from catalog.language.specs.resolver import DatabaseSpec, TableSpec

from .rule import Context, Violations


def beyond_context(spec: DatabaseSpec | TableSpec, _: Context) -> Violations:
    """SPEC028: of an object whose context alone is managed, only that is declared. Defaults don't count."""
    own = spec.documents[0]
    for key in BEYOND_CONTEXT[own.kind] if only_context(spec.data) else ():
        if key in own.data:
            message = f"found beside manage: context, which manages only what the {own.kind.lower()} means"
            yield Violation("SPEC028", (key,), message, "Remove it, or write manage: all")
