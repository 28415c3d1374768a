"""Forms that values of annotations may have beside those that a spec has a place for: right in a source.

By vocabulary. OData's terms take a path or an expression in place of any constant (CSDL 4.01, "Dynamic
expressions"), and CDS writes those in CSN as `{"=": ...}`; a term for texts may be one that depends on the
row. Of `@Semantics` some say yes or no, or a kind (`{"#": "WORK"}`), others name an element or have members.
Sources: github.com/SAP/odata-vocabularies, the OASIS vocabularies, the CSN Interop specification's
annotations and the list of ABAP CDS annotations in SAP's documentation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .annotations import is_dynamic, is_expression, symbols

# Vocabularies whose values may be dynamic, by their usual aliases; CDS's short names of their terms
DYNAMIC = (
    *("Aggregation", "Analytics", "Authorization", "Capabilities", "CodeList", "Common", "Communication"),
    *("Consumption", "Core", "EntityRelationship", "Hierarchy", "Measures", "ODM", "PersonalData"),
    *("Temporal", "UI", "Validation"),
)
SHORT = frozenset({"title", "description", "readonly", "mandatory", "assert"})
SEMANTICS = "@Semantics."

# Of `@Semantics`, those that are true, false, a kind or a name, by what they begin with: no objects
PLAIN = (
    *("amount", "quantity"),
    *("calendar", "fiscal", "businessDate", "systemDate", "systemDateTime", "systemTime", "calendarItem"),
    *("currencyCode", "unitOfMeasure", "language", "text", "date", "dateTime", "time", "timeZone", "uuid"),
    *("address", "contact", "eMail", "name", "organization", "telephone", "url", "user", "geoLocation"),
    *("imageUrl", "booleanIndicator", "durationInHours", "durationInMinutes", "durationInSeconds"),
)
# ... and those that name another element
REFERENCES = frozenset(
    {
        "timeZoneReference",
        "nullValueIndicatorFor",
        "largeObject.mimeType",
        "largeObject.fileName",
        "url.mimeType",
        "spatialData.srid.elementRef",
        "mailAttachment.mimeType",
        "unitOfMeasureReference",
    }
)


def is_allowed(name: str, value: Any) -> bool:
    """Whether annotation `name` may have this value in its vocabulary, whatever a spec has a place for."""
    vocabulary, _, term = name.removeprefix("@").partition(".")
    if is_dynamic(value):
        return vocabulary in DYNAMIC or vocabulary in SHORT or is_expression(value)
    if name.startswith(SEMANTICS):
        return _of_semantics(term, value)
    return _OTHERS.get(name, _nothing)(value)


def is_reference(name: str) -> bool:
    """True for an annotation of `@Semantics` whose text is the name of an element."""
    return name.removeprefix(SEMANTICS) in REFERENCES


def _of_semantics(term: str, value: Any) -> bool:
    is_plain = term.partition(".")[0] in PLAIN
    if isinstance(value, list):
        return len(symbols(value)) == len(value) or not is_plain
    return isinstance(value, dict) and not is_plain and not value.keys() & {"=", "#"}


def _nothing(_: Any) -> bool:
    return False


def _value_with_annotations(value: Any) -> bool:
    """CDS's `{$value: ..., ![@UI.TextArrangement]: ...}`: an annotation of the annotation."""
    return isinstance(value, dict) and "$value" in value


# Terms with a form that their own row in `semantics` has no place for
_OTHERS: dict[str, Callable[[Any], bool]] = {
    "@Common.Text": _value_with_annotations,
    "@Measures.Unit": _value_with_annotations,
    "@Measures.ISOCurrency": _value_with_annotations,
    "@UI.Hidden": _value_with_annotations,
}
