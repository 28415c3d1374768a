"""What is known of one column while its annotations are read, and how it finds the columns they refer to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mapping.diagnostics.collector import Diagnostics
from mapping.model import ObjectKey
from mapping.rules.classification import DEFAULT, Classification

from .columns import Column, Layout
from .paths import column_at

NEVER = "none"  # the aggregation of what is not to be aggregated


@dataclass(slots=True)
class Facts:
    """What is known of one column so far; `spec` gives it in the spec's keys."""

    layout: Layout
    column: Column
    diagnostics: Diagnostics
    measure: dict[str, Any] | None = None
    dimension: dict[str, Any] | None = None
    unaggregated: bool = False  # stated to be never summed, whether it is a measure or not
    semantics: list[str] = field(default_factory=list)
    others: dict[str, Any] = field(default_factory=dict)
    source: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)  # of `business`
    classes: Classification = DEFAULT
    layouts: Mapping[ObjectKey, Layout] = field(default_factory=dict)  # of all objects of the import

    def spec(self) -> dict[str, Any]:
        """The members of the column spec, in the spec's order."""
        found: dict[str, Any] = {}
        if self.unaggregated and self.measure is not None:
            self.measure = {"aggregation": NEVER, **self.measure}
        elif self.unaggregated:
            self.dimension = {**(self.dimension or {}), "aggregation": NEVER}
        if self.measure is not None:
            found["measure"] = self.measure
        if self.dimension is not None:
            found["dimension"] = self.dimension
        for name in ("currency", "unit", "currency_value", "unit_value"):
            if name in self.others and self.measure is not None:
                self.measure[name] = self.others.pop(name)
        if self.semantics:
            found["semantic"] = self.semantics[0]
        return found | self.others

    def column_named(self, source: str, annotation: str) -> str:
        """The Glue name of the column that an annotation refers to; one that isn't there is a finding."""
        name = self.column_of((source,))
        if not name:
            self.not_there(source, annotation)
        return name

    def column_of(self, steps: tuple[str, ...]) -> str:
        """The column at the end of a path, here or where the column came from; nothing if there is none."""
        name = column_at(self.layout, steps)
        origin = self.column.resolved.origin_entity
        if not name and origin is not None:
            name = self.layout.origins.get((origin.key, "_".join(steps)), "")
        return name

    def not_there(self, source: str, annotation: str) -> None:
        """The finding of a column that an annotation refers to, and the entity doesn't have."""
        entity = self.layout.entity
        path = entity.place("elements", self.column.element.name, annotation)
        message = f"{annotation} of {self.column.source!r} refers to {source!r}, which is no column here"
        self.diagnostics.add("MAP014", message, file=entity.file, path=path)


# Whether all of the value is in the facts now; a text names the part that is not. What says nothing (null, an
# empty list) never comes here, and nothing of another kind than `_TAKES` has.
Handler = Callable[[Facts, Any], bool | str]
