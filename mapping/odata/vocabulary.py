"""OData annotations in CSN's words: vocabularies by any alias, terms by a table, values as CSN has them.

`{"=": path}` is a path, with its steps as `ref` where it has several; `{"#": member}` an enum member, a
record is an object, a collection a list.
A term without a row keeps its own name under `@`, so that `semantics`, which knows
some of them, decides what has a place in a spec. Sources: the OASIS vocabularies (Core, Measures,
Aggregation, Validation, Capabilities) and SAP's (github.com/SAP/odata-vocabularies).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from mapping.documents.xml_tree import Node

# namespace -> the alias that its documentation uses
VOCABULARIES: dict[str, str] = {
    "Org.OData.Aggregation.V1": "Aggregation",
    "Org.OData.Authorization.V1": "Authorization",
    "Org.OData.Capabilities.V1": "Capabilities",
    "Org.OData.Core.V1": "Core",
    "Org.OData.Measures.V1": "Measures",
    "Org.OData.Temporal.V1": "Temporal",
    "Org.OData.Validation.V1": "Validation",
    "com.sap.vocabularies.Analytics.v1": "Analytics",
    "com.sap.vocabularies.CodeList.v1": "CodeList",
    "com.sap.vocabularies.Common.v1": "Common",
    "com.sap.vocabularies.Communication.v1": "Communication",
    "com.sap.vocabularies.DataIntegration.v1": "DataIntegration",
    "com.sap.vocabularies.EntityRelationship.v1": "EntityRelationship",
    "com.sap.vocabularies.Hierarchy.v1": "Hierarchy",
    "com.sap.vocabularies.ODM.v1": "ODM",
    "com.sap.vocabularies.PersonalData.v1": "PersonalData",
    "com.sap.vocabularies.UI.v1": "UI",
}

# term -> the CSN annotation that says the same; the value is carried as it is
TERMS: dict[str, str] = {
    "DataIntegration.OriginalDataType": "@DataWarehouse.native.dataType",
    "Common.IsCalendarDate": "@Semantics.date",
    "Common.IsCalendarYear": "@Semantics.calendar.year",
    "Common.IsCalendarHalfyear": "@Semantics.calendar.halfyear",
    "Common.IsCalendarQuarter": "@Semantics.calendar.quarter",
    "Common.IsCalendarMonth": "@Semantics.calendar.month",
    "Common.IsCalendarWeek": "@Semantics.calendar.week",
    "Common.IsCalendarYearHalfyear": "@Semantics.calendar.yearHalfyear",
    "Common.IsCalendarYearQuarter": "@Semantics.calendar.yearQuarter",
    "Common.IsCalendarYearMonth": "@Semantics.calendar.yearMonth",
    "Common.IsCalendarYearWeek": "@Semantics.calendar.yearWeek",
    "Common.IsDayOfCalendarMonth": "@Semantics.calendar.dayOfMonth",
    "Common.IsDayOfCalendarYear": "@Semantics.calendar.dayOfYear",
    "Common.IsFiscalYear": "@Semantics.fiscal.year",
    "Common.IsFiscalPeriod": "@Semantics.fiscal.period",
    "Common.IsFiscalYearPeriod": "@Semantics.fiscal.yearPeriod",
    "Common.IsFiscalQuarter": "@Semantics.fiscal.quarter",
    "Common.IsFiscalYearQuarter": "@Semantics.fiscal.yearQuarter",
    "Common.IsFiscalWeek": "@Semantics.fiscal.week",
    "Common.IsFiscalYearWeek": "@Semantics.fiscal.yearWeek",
    "Common.IsDayOfFiscalYear": "@Semantics.fiscal.dayOfYear",
    "Common.IsFiscalYearVariant": "@Semantics.fiscal.yearVariant",
    "Common.IsCurrency": "@Semantics.currencyCode",
    "Common.IsUnit": "@Semantics.unitOfMeasure",
    "Common.IsLanguageIdentifier": "@Semantics.language",
    "Common.IsTimezone": "@Semantics.timeZone",
    "Common.IsUserID": "@Semantics.user.id",
}
ORIGINAL_NAME = "@DataIntegration.OriginalName"
SOURCE_SYSTEM = "@DataIntegration.SourceSystem"
ALLOWED_VALUES = "@Validation.AllowedValues"
COMPUTED = "@Core.Computed"
LINKS = "@Core.Links"


class ComputedValueError(Exception):
    """The value, or the part of it at `place`, is an expression (`If`, `Apply`): the service knows it."""

    def __init__(self, element: str, place: str = "") -> None:
        super().__init__(element)
        self.element = element
        self.place = place


def canonical(term: str, aliases: Mapping[str, str]) -> str:
    """`Vocabulary.Term` of a term written with any alias, or with the whole namespace.

    A term that is CSN's own already (`@sap.label`) is so without its `@`.
    """
    if term.startswith("@"):
        return term[1:]
    prefix, _, name = term.rpartition(".")
    namespace = aliases.get(prefix, prefix)
    return f"{VOCABULARIES.get(namespace, namespace)}.{name}".lstrip(".")


Rename = Callable[[str], str]


def value_of(node: Node, aliases: Mapping[str, str], rename: Rename) -> Any:
    """The value of an Annotation or PropertyValue; `rename` gives a path in the model's names.

    Raises ComputedValueError.
    """
    for kind, read in _CONSTANTS.items():
        if kind in node.attributes:
            return read(node.attributes[kind], rename)
    for child in node.children:
        if child.name != "Annotation":
            return _expression(child, aliases, rename)
    if unknown := node.attributes.keys() - _BESIDE_A_VALUE:
        raise ComputedValueError(min(unknown))
    return True  # a tagging term: its default


def _expression(node: Node, aliases: Mapping[str, str], rename: Rename) -> Any:
    if node.name == "UrlRef" and node.children:
        return _expression(node.children[0], aliases, rename)
    if node.name in _CONSTANTS:
        return _CONSTANTS[node.name](node.text, rename)
    if node.name == "Collection":
        return [
            _part(f"[{i}]", partial(_expression, child, aliases, rename))
            for i, child in enumerate(node.children)
        ]
    if node.name == "Record":
        named = [(p.get("Property"), p) for p in node.all("PropertyValue")]
        named += [("@" + canonical(p.get("Term"), aliases), p) for p in node.all("Annotation")]
        return {name: _part(f".{name}", partial(value_of, p, aliases, rename)) for name, p in named}
    if node.name == "Null":
        return None
    raise ComputedValueError(node.name)


_BESIDE_A_VALUE = frozenset({"Term", "Qualifier", "Property"})


def _part(place: str, read: Callable[[], Any]) -> Any:
    try:
        return read()
    except ComputedValueError as e:
        raise ComputedValueError(e.element, place + e.place) from None


def _number(text: str, _: Rename) -> Any:
    try:
        return int(text) if len(text) < 20 else text
    except ValueError:
        return text


def _members(text: str, _: Rename) -> Any:
    found = [{"#": member.rpartition("/")[2]} for member in text.split()]
    return found[0] if len(found) == 1 else found


def _path(text: str, rename: Rename) -> dict[str, Any]:
    """A path as CSN has one: its steps beside it, as names of the model may hold slashes themselves."""
    first, slash, rest = text.partition("/")
    if not slash or not first:
        return {"=": rename(text)}
    return {"=": text, "ref": [rename(first), *rest.split("/")]}


_CONSTANTS: dict[str, Callable[[str, Rename], Any]] = {
    **dict.fromkeys(
        (
            "String",
            "Date",
            "DateTimeOffset",
            "Duration",
            "Guid",
            "TimeOfDay",
            "Binary",
            "Decimal",
            "Float",
            "UrlRef",
        ),
        lambda text, _: text,
    ),
    "Bool": lambda text, _: text == "true",
    "Int": _number,
    "EnumMember": _members,
    **dict.fromkeys(
        (
            "Path",
            "PropertyPath",
            "NavigationPropertyPath",
            "AnnotationPath",
            "ModelElementPath",
            "AnyPropertyPath",
        ),
        _path,
    ),
}


# --- terms whose CSN form is built ---


def in_csn(term: str, qualifier: str, value: Any) -> tuple[str, Any]:
    """Name and value in CSN of an annotation whose canonical term is `term`."""
    build = _BUILT.get(term)
    if build is not None:
        return build(qualifier, value)
    name = TERMS.get(term, "@" + term)
    return (f"{name}#{qualifier}" if qualifier else name), value


def _leveled(qualifier: str, value: Any) -> tuple[str, Any]:
    levels = [{"element": level} for level in value] if isinstance(value, list) else []
    return "@Hierarchy.leveled", [{"name": qualifier or "hierarchy", "levels": levels}]


def _recursive(qualifier: str, value: Any) -> tuple[str, Any]:
    """Its members beside the parent's are kept for the finding that they have no place."""
    members = dict(value) if isinstance(value, dict) else {}
    parent = members.pop("ParentNavigationProperty", None)
    return "@Hierarchy.parentChild", [{**members, "name": qualifier or "hierarchy", "recurseBy": parent}]


_BUILT: dict[str, Callable[[str, Any], tuple[str, Any]]] = {
    "Aggregation.LeveledHierarchy": _leveled,
    "Aggregation.RecursiveHierarchy": _recursive,
}
# CSN annotations that a type may have several of, one for each qualifier
REPEATED = frozenset({"@Hierarchy.leveled", "@Hierarchy.parentChild"})


def of_property(term: str, qualifier: str, value: Any) -> tuple[str, str, Any] | None:
    """What an annotation of an entity type says of one property: (property, CSN annotation, value)."""
    if term == "Aggregation.CustomAggregate" and qualifier:
        return qualifier, "@Analytics.Measure", True
    if term == "Analytics.AggregatedProperty" and isinstance(value, dict):
        path, method = value.get("AggregatableProperty"), value.get("AggregationMethod")
        name = path.get("=") if isinstance(path, dict) else None
        if isinstance(name, str) and isinstance(method, str):
            return name, "@Aggregation.default", {"#": method}
    return None
