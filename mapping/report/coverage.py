"""How much of the exports is in the specs, counted and not assumed.

An **element** is one member of `elements` of an entity definition in a file, as the raw document has it
(for formats that are no CSN: as the reader gives it); elements inside a structure belong to their column.
It is **carried** if the spec of its object has a column or relationship that names it as where it came
from, and **in findings** if a finding stands at it, or one that says that its whole definition is no table of
its own or failed. Coverage is (carried + in findings) / all. Elements of a definition that stands in two
files count twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from catalog.language.findings import Path
from mapping.combine.declared import Declared
from mapping.model import ObjectKey
from mapping.specs.documents import Specs

# Findings that say why a whole definition gives no spec, or adds nothing to one.
WHOLE = frozenset({"CSN010", "CSN011", "CSN015", "CSN016", "CSN023", "EDM009", "MAP015", "MAP033", "MAP043"})
FindingPlace = tuple[str, str, Path]  # code, file, CSN path


@dataclass(slots=True)
class Coverage:
    """The counts, and the elements that are in no spec and no finding: (file, definition, element)."""

    elements: int = 0
    carried: int = 0
    in_findings: int = 0
    missing: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def percent(self) -> float:
        """0 to 100, cut to one digit so that 100 means all; 100 for exports without elements."""
        return (self.carried + self.in_findings) * 1000 // self.elements / 10 if self.elements else 100.0


def coverage(found: Iterable[Declared], specs: Specs, places: AbstractSet[FindingPlace]) -> Coverage:
    """Counts the elements of the exports; `places` are those of all findings, the counted ones included."""
    carried = _carried(specs)
    reported = {(file, path) for _, file, path in places}
    whole = {(file, path) for code, file, path in places if code in WHOLE}
    counts = Coverage()
    for definition in found:
        names = frozenset(carried.get(definition.key, ())) if definition.key else frozenset[str]()
        is_reported = (definition.file, definition.path) in whole or definition.key in specs.failed
        is_reported = is_reported or definition.key in specs.refused
        for name in definition.names:
            counts.elements += 1
            if name in names:
                counts.carried += 1
            elif is_reported or (definition.file, (*definition.path, "elements", name)) in reported:
                counts.in_findings += 1
            else:
                counts.missing.append((definition.file, str(definition.path[-1]), name))
    return counts


def _carried(specs: Specs) -> Mapping[ObjectKey, tuple[str, ...]]:
    """The elements that each object's spec names as where its columns and relationships came from."""
    return {table.key: table.origins for table in specs.tables if table.key not in specs.refused}
