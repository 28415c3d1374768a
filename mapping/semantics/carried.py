"""Which annotations a spec has a place for: the rest is told as MAP030, and its value reaches no spec."""

from __future__ import annotations

from . import column_annotations, object_annotations

SEMANTICS = "@Semantics."  # of a column: its semantic type, by a rule


def has_place(annotation: str) -> bool:
    """Whether an annotation of an object or a column has a place in a spec."""
    return (
        annotation.startswith(SEMANTICS)
        or annotation in column_annotations.HANDLERS
        or annotation in object_annotations.HANDLERS
        or annotation in _ELSEWHERE
    )


_ELSEWHERE = frozenset({"@cds.persistence.skip"})  # whether there is a spec at all
