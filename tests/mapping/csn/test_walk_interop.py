"""Every member of CSN Interop Effective v1, and every annotation that it documents, is carried or told."""

from __future__ import annotations

from typing import Any

from tests.support.walk import Row, assert_not_silent, assert_told_or_brought, each, places, rows

ID = {"type": "cds.Integer", "key": True}
DOCUMENT: dict[str, Any] = {
    "csnInteropEffective": "1.0",
    "$version": "2.0",
    "meta": {},
    "definitions": {
        "S": {"kind": "service"},
        "C": {"kind": "context"},
        "N": {"kind": "type", "type": "cds.String", "length": 4},
        "S.E": {
            "kind": "entity",
            "elements": {
                "id": ID,
                "x": {"type": "cds.String", "length": 5},
                "n": {"type": "cds.Decimal", "precision": 9, "scale": 2},
                "cur": {"type": "cds.String", "length": 3},
                "c": {"type": "N"},
                "to": {
                    "type": "cds.Association",
                    "target": "S.F",
                    "cardinality": {"min": 0, "max": 1},
                    "on": [{"ref": ["to", "id"]}, "=", {"ref": ["id"]}],
                },
            },
        },
        "S.F": {"kind": "entity", "elements": {"id": ID, "t": {"type": "cds.String"}}},
    },
}
KNOWN = "nothing: who wrote the file, and how"

ROOT = rows(
    "",
    {
        "$schema": ("https://example.com/csn.json", KNOWN),
        "$id": ("https://example.com/e.json", KNOWN),
        "__own": (1, "CSN010"),
        "meta/creator": ("a tool", KNOWN),
        "meta/flavor": ("effective", KNOWN),
        "meta/features": ({"complete": True}, KNOWN),
        "meta/__name": ("mine", KNOWN),
        "meta/odd": (1, "CSN010"),
        "meta/document": ({"namespace": "sap.s4"}, "source.system"),
        "meta/document (version)": ({"version": "1.2.3"}, "CSN010"),
        "meta/document (title)": ({"title": "Title"}, "CSN010"),
        "meta/document (doc)": ({"doc": "Text"}, "CSN010"),
        "i18n": ({"en": {"K": "v"}, "de": {"K": "w"}}, "CSN017"),
    },
)
DEFINITIONS = [
    *rows(
        "definitions/",
        {
            "S/doc": ("Text", "MAP031"),
            "S/__own": (1, "MAP031"),
            "S/@EndUserText.label": ("Label", "MAP030"),
            "S/@ObjectModel.modelingPattern": ({"#": "NONE"}, "MAP030"),
            "C/doc": ("Text", "MAP031"),
            "C/__own": (1, "MAP031"),
            "N/doc": ("Text", "c.description"),
            "N/__own": (1, "MAP031"),
            "N/@EndUserText.label": ("Label", "c.label"),
            "N/type": ("cds.Boolean", "c.type"),
            "N/length": (9, "c.source.type"),
            "N/enum": ({"A": {"val": "a"}}, "c.enum"),
            "S.E/doc": ("Text", "s_e.description"),
            "S.E/__own": (1, "MAP031"),
        },
    ),
    *(
        Row(f"definitions/S.E/{name}", True, "MAP031")
        for name in (
            *(
                "abstract",
                "customEntity",
                "tableFunction",
                "externalEntity",
                "providerContract",
                "rootEntity",
            ),
            *("transient", "literal", "toCompositionChild", "toParent", "hana_on_asString"),
        )
    ),
]
ELEMENTS = [
    *rows(
        "definitions/S.E/elements/",
        {
            "x/type": ("cds.UUID", "x.source.type"),
            "x/key": (True, "x.key"),
            "x/notNull": (True, "x.nullable"),
            "x/doc": ("Text", "x.description"),
            "x/default": ({"val": "q"}, "x.default"),
            "x/enum": ({"A": {"val": "a", "@EndUserText.label": "Label"}}, "x.enum"),
            "x/length": (7, "x.source.type"),
            "x/__own": (1, "MAP031"),
            "n/precision": (11, "n.type"),
            "n/scale": ("floating", "MAP002"),
            "n/default": ({"val": 1.5}, "n.default"),
            "n/enum": ({"A": {"val": 1}}, "n.enum"),
            "to/type": ("cds.Composition", "to.kind"),
            "to/target": ("S.G", "MAP011"),
            "to/doc": ("Text", "to.source.description"),
            "to/@EndUserText.label": ("Label", "to.label"),
            "to/@EndUserText.quickInfo": ("Text", "to.source.description"),
            "to/__own": (1, "MAP031"),
            "to/notNull": (True, "MAP031"),
            "to/key": (True, "MAP031"),
            "to/default": ({"val": 1}, "MAP031"),
            "to/cardinality": ({"src": 1, "min": 1, "max": "*"}, "to.source.cardinality"),
            "to/on/2": ({"val": 7}, "to.where"),
            "to/on (or)": ([{"ref": ["to", "id"]}, "=", {"ref": ["id"]}, "or", {"val": True}], "MAP013"),
        },
    )
]
OTHER = [{"referencedEntityType": "sap.x:Y", "referencedPropertyTypes": []}]
OF_ENTITIES = rows(
    "definitions/S.E/@",
    {
        "Aggregation.default": ({"#": "SUM"}, "MAP030"),
        "AI.usage": ("never", "MAP030"),
        "AnalyticsDetails.query.display": ({"#": "KEY"}, "MAP030"),
        "API.state": ({"#": "ACTIVE"}, "MAP030"),
        "Consumption.valueHelpDefinition": ([{"association": {"=": "to"}}], "MAP030"),
        "DataIntegration.dataUnavailable": (True, "MAP030"),
        "EndUserText.label": ("Label", "business.label"),
        "EndUserText.heading": ("Heading", "MAP030"),
        "EndUserText.quickInfo": ("Text", "s_e.description"),
        "EntityRelationship.entityType": ("sap.x:Y", "MAP030"),
        "EntityRelationship.entityIds": ([{"propertyTypes": ["sap.x:Id"]}], "MAP030"),
        "EntityRelationship.compositeReferences": (OTHER, "MAP030"),
        "EntityRelationship.temporalIds": ([{"propertyTypes": ["sap.x:Id"]}], "MAP030"),
        "EntityRelationship.temporalReferences": (OTHER, "MAP030"),
        "EntityRelationship.referencesWithConstantIds": (OTHER, "MAP030"),
        "Hierarchy.parentChild": ([{"recurse": {"parent": ["x"], "child": ["id"]}}], "hierarchies"),
        "Hierarchy.leveled": ([{"name": "H", "levels": [{"element": {"=": "x"}}]}], "hierarchies"),
        "ObjectModel.compositionRoot": (True, "MAP030"),
        "ObjectModel.representativeKey": ("id", "business.representative_key"),
        "ObjectModel.semanticKey": ([{"=": "x"}], "business.semantic_key"),
        "ObjectModel.modelingPattern": ({"#": "ANALYTICAL_FACT"}, "business.role"),
        "ObjectModel.supportedCapabilities": ([{"#": "SQL_DATA_SOURCE"}], "business.capabilities"),
        "ObjectModel.usageType.sizeCategory": ("XL", "MAP030"),
        "ODM.entityName": ("Workforce", "MAP030"),
        "ODM.oid": ("id", "MAP030"),
        "PersonalData.entitySemantics": ({"#": "DataSubject"}, "business.custom"),
        "PersonalData.dataSubjectRole": ("Customer", "business.custom"),
        "PersonalData.dataSubjectRoleDescription": ("Who buys", "business.custom"),
    },
)
STEPS = [{"exceptionAggregationBehavior": {"#": "LAST"}, "exceptionAggregationElements": ["id"]}]
OF_ELEMENTS = rows(
    "definitions/S.E/elements/n/@",
    {
        **{
            f"Aggregation.default ({word})": ({"#": word}, "n.measure")
            for word in ("SUM", "MIN", "MAX", "AVG", "COUNT_DISTINCT", "NOP", "FORMULA")
        },
        "Aggregation.default": ({"#": "NONE"}, "n.dimension"),
        "Aggregation.referenceElement": (["id"], "MAP030"),
        "AnalyticsDetails.measureType": ({"#": "BASE"}, "n.measure"),
        "AnalyticsDetails.exceptionAggregationSteps": (STEPS, "n.measure"),
        "Consumption.hidden": (True, "n.hidden"),
        "Consumption.valueHelpDefinition": ([{"entity": {"name": "S.F", "element": "id"}}], "MAP030"),
        "DataIntegration.dataUnavailable": (True, "MAP030"),
        "DataIntegration.technical": (True, "MAP030"),
        "EndUserText.label": ("Label", "n.label"),
        "EndUserText.heading": ("Heading", "MAP030"),
        "EndUserText.quickInfo": ("Text", "n.description"),
        "EntityRelationship.propertyType": ("sap.x:Id", "MAP030"),
        "EntityRelationship.reference": (OTHER, "MAP030"),
        "ObjectModel.foreignKey.association": ({"=": "to"}, "n.foreign_key"),
        "ObjectModel.text.element": ([{"=": "x"}], "n.text"),
        "ObjectModel.text.association": ({"=": "to"}, "n.text_association"),
        "ObjectModel.semanticKey": (["x"], "MAP030"),
        "ODM.oidReference.entityName": ("Workforce", "MAP030"),
        "PersonalData.fieldSemantics": ({"#": "DataSubjectID"}, "n.business.classification"),
        "PersonalData.isPotentiallyPersonal": (True, "n.business.classification"),
        "PersonalData.isPotentiallySensitive": (True, "n.business.classification"),
        "Semantics.valueRange": ({"minimum": "1", "exclusiveMaximum": True, "maximum": "9"}, "n.value_range"),
        "Semantics.valueRange.minimum": ("1", "n.value_range"),
        "Semantics.amount.currencyCode": ({"=": "cur"}, "n.currency"),
        "Semantics.quantity.unitOfMeasure": ("cur", "n.unit"),
        "Semantics.largeObject.acceptableMimeTypes": (["image/png"], "MAP030"),
        "Semantics.largeObject.mimeType": ({"=": "x"}, "n.references"),
        "Semantics.largeObject.fileName": ({"=": "x"}, "n.references"),
        **{
            f"Semantics.{word}": (True, "n.semantic")
            for word in (
                *("currencyCode", "unitOfMeasure", "language", "time", "text", "uuid", "mimeType"),
                *("businessDate.from", "businessDate.to"),
                *(f"calendar.{part}" for part in ("dayOfMonth", "dayOfYear", "week", "month", "quarter")),
                *(
                    f"calendar.{part}"
                    for part in ("halfyear", "year", "yearWeek", "yearMonth", "yearQuarter")
                ),
                *(f"fiscal.{part}" for part in ("yearVariant", "period", "year", "yearPeriod", "quarter")),
                *(f"fiscal.{part}" for part in ("yearQuarter", "week", "yearWeek", "dayOfYear")),
                "calendar.yearHalfyear",
            )
        },
        "Semantics.currencyCode (no)": (False, "nothing: the default"),
    },
)


@each([*ROOT, *DEFINITIONS, *ELEMENTS, *OF_ENTITIES, *OF_ELEMENTS])
def test_a_member_reaches_the_spec_or_is_told(row: Row) -> None:
    assert_not_silent(DOCUMENT, row)


@each(places(ROOT, DEFINITIONS, ELEMENTS, OF_ENTITIES, OF_ELEMENTS))
def test_any_value_of_a_member_gives_specs_or_an_error(row: Row) -> None:
    assert_told_or_brought(DOCUMENT, row)
