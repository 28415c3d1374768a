"""Which classification a column has by the privacy annotations of the export: a table in the rules.

`classification: {personal: ["@PersonalData.isPotentiallyPersonal"]}`: the first class one of whose
annotations an element has is its column's. An annotation alone means that it is true, `@Name: VALUE` that it
has this value. OData and CAP begin the last word of a name with a capital, CSN Interop does not: both are the
same. Pure.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from mapping.cds.annotations import symbol

Table = Mapping[str, tuple[str, ...]]  # class -> annotations

# SAP's PersonalData vocabulary: what may be sensitive is personal as well, so it goes first.
DEFAULT_TABLE: Table = {
    "sensitive": ("@PersonalData.isPotentiallySensitive",),
    "personal": (
        "@PersonalData.isPotentiallyPersonal",
        "@PersonalData.fieldSemantics: DataSubjectID",
        "@PersonalData.fieldSemantics: UserID",
    ),
}


@dataclass(frozen=True, slots=True)
class Classification:
    """The table as it is asked: for each name of an annotation its values and their classes."""

    classes: tuple[str, ...]
    by_name: Mapping[str, Mapping[str, str]]  # annotation -> its value, '' for true -> class

    def names(self, annotation: str) -> bool:
        """Whether the table has this annotation."""
        return annotation in self.by_name

    def class_of(self, annotation: str, value: Any) -> str:
        """The class that one annotation with its value gives; '' if none."""
        values = self.by_name.get(annotation)
        if values is None:
            return ""
        return values.get("", "") if value is True else values.get(symbol(value) or "\0", "")

    def of(self, annotations: Mapping[str, Any]) -> str | None:
        """The class of an element with these annotations; '' if none, None if it has none of the table's."""
        if self.by_name.keys().isdisjoint(annotations):
            return None
        found = {self.class_of(name, annotations[name]) for name in self.by_name if name in annotations}
        return self.highest(found)

    def highest(self, found: Container[str | None]) -> str:
        """The class that goes first of those that were found; '' if none was."""
        return next((each for each in self.classes if each in found), "")


def classification(table: Table) -> Classification:
    """The table as rules have it."""
    by_name: dict[str, dict[str, str]] = {}
    for each, listed in table.items():
        for annotation in listed:
            name, _, value = annotation.partition(":")
            for spelling in spellings(name.strip()):
                by_name.setdefault(spelling, {}).setdefault(value.strip(), each)
    return Classification(tuple(table), by_name)


def spellings(name: str) -> tuple[str, str]:
    """An annotation's name with its last word in small letters at first, and with a capital."""
    head, dot, last = name.rpartition(".")
    start = f"{head}{dot}"
    return f"{start}{last[:1].lower()}{last[1:]}", f"{start}{last[:1].upper()}{last[1:]}"


DEFAULT = classification(DEFAULT_TABLE)
