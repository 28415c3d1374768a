"""Which annotations a spec has a place for: the rest is told as MAP030, and its value reaches no spec."""

from __future__ import annotations

from collections.abc import Callable

from mapping.rules.classification import Classification

from . import column_annotations, object_annotations

SEMANTICS = "@Semantics."  # of a column: its semantic type, by a rule
_PLACES = frozenset({*column_annotations.HANDLERS, *object_annotations.HANDLERS})


def places_of(classes: Classification) -> Callable[[str], bool]:
    """Whether an annotation of an object or a column has a place in a spec; `classes` are the rules'."""

    def has_place(annotation: str) -> bool:
        return annotation in _PLACES or annotation.startswith(SEMANTICS) or classes.names(annotation)

    return has_place
