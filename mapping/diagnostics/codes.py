"""Every finding that import can make: its code, how much it matters, and what it is about.

`finding` is the one way to make one, so that a code always has the severity written here and the
documents can list them all from this table.
"""

from __future__ import annotations

from catalog.language.findings import Finding, Path, Severity

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

CODES: dict[str, tuple[Severity, str]] = {
    "CSN001": (_E, "the file is not UTF-8"),
    "CSN002": (_E, "the file is not JSON, or ends too early"),
    "CSN003": (_E, "a key appears twice in one JSON object"),
    "CSN004": (_E, "nested too deeply"),
    "CSN005": (_E, "the content is no export"),
    "CSN006": (_E, "a format that is not read"),
    "CSN007": (_E, "half of a surrogate pair stands alone in a text"),
    "CSN008": (_E, "a part of the export has another shape than CSN's"),
    "CSN010": (_I, "a kind of definition or a section that is no table"),
    "CSN011": (_W, "one object is defined differently in two files"),
    "CSN012": (_W, "the export holds no table"),
    "CSN013": (_I, "the export does not say its space"),
    "CSN014": (_I, "a label or description placeholder has no text in the file"),
    "CSN015": (_I, "a copy of another space's object adds nothing to its owner's spec"),
    "CSN016": (_I, "one object as CSN and as service metadata: CSN is taken"),
    "CSN017": (_I, "texts in other languages than that of the specs"),
    "CSN018": (_W, "an extension whose target is not in the file, or that can't be applied"),
    "CSN019": (_I, "a file in a folder that starts as no export does: not read"),
    "CSN020": (_W, "JSON or XML in a folder that is no export: skipped; named directly it is an error"),
    "XML001": (_E, "the file is not well-formed XML, or ends too early"),
    "XML002": (_E, "the XML declares a document type or an entity"),
    "EDM001": (_E, "a part of the metadata has another shape than OData's"),
    "EDM002": (_I, "a part of the metadata that is no table"),
    "EDM003": (_I, "annotations of something that the file does not hold"),
    "EDM004": (_I, "an annotation whose value is computed: not carried"),
    "EDM005": (_I, "an entity type that the service exposes by no entity set"),
    "EDM006": (_W, "a base type that the file does not hold"),
    "EDM007": (_E, "metadata with annotations only, whose targets are in none of the files"),
    "EDM008": (_W, "an enum type that gives only some of its members a value"),
    "CAT001": (_I, "an object or space that the catalog API lists and no file defines"),
    "CAT002": (_I, "the catalog API says otherwise of an object than its definition"),
    "CAT003": (_W, "a list of the catalog API that goes on elsewhere"),
    "MAP001": (_W, "a type that has no row in the type table: string"),
    "MAP002": (_W, "a decimal without a fixed precision or scale: Glue's decimals have both"),
    "MAP003": (_W, "a decimal that Glue can't hold"),
    "MAP004": (_W, "a time of day or a duration: Glue has no such type"),
    "MAP005": (_W, "a geometry: Glue has no such type"),
    "MAP006": (_W, "a type that the export does not state and that can't be resolved: string"),
    "MAP007": (_W, "types that refer to each other in a circle: string"),
    "MAP008": (_W, "a type nested too deeply: string"),
    "MAP009": (_W, "a document, stream or vector type: Glue has no equal"),
    "MAP010": (_I, "a virtual element: it has no data"),
    "MAP011": (_W, "a relationship whose target is in none of the files"),
    "MAP012": (_W, "an association whose condition is no comparison of columns"),
    "MAP013": (
        _I,
        "a part of an association's condition that compares neither columns nor a column with a value",
    ),
    "MAP014": (_W, "a reference to an element that is not there"),
    "MAP015": (_I, "an entity that is not persisted: it has no data"),
    "MAP016": (_W, "a date-time with offset: Glue's timestamp has none"),
    "MAP020": (_W, "two names become one in Glue: one got a suffix"),
    "MAP022": (_E, "two names become one in Glue, and no rule says that one gets a suffix"),
    "MAP030": (_I, "an annotation that a spec has no place for"),
    "MAP031": (_I, "an element property that a spec has no place for"),
    "MAP032": (_I, "a view whose query is stored as a diagram only"),
    "MAP033": (_W, "an object without columns: no table"),
    "MAP034": (_W, "a text longer than Glue takes"),
    "MAP035": (_I, "a part of an analytic model that a spec has no place for"),
    "MAP037": (_W, "an annotation whose value is of another kind than it takes: not carried"),
    "MAP040": (_E, "a decimal that Glue can't hold, and the rules say that stops the import"),
    "MAP041": (_I, "a column that the rules drop"),
    "MAP042": (_I, "a column whose type the rules give"),
    "MAP043": (_I, "an object that the rules leave out"),
    "MAP044": (_W, "an object that failed and that the rules let the import go on without"),
    "MAP045": (_E, "what the rules say can't be made of an object"),
    "MAP046": (_W, "a pattern of the rules that fits nothing in this import"),
    "MAP047": (_W, "a pattern of the context file that fits nothing in this import"),
    "MAP048": (_E, "a value in the rules or context file that can't be used"),
    "MAP049": (_I, "a column that the rules add is in the export"),
    "MAP050": (_I, "what a partition key made of a column can't hold"),
    "IMP001": (_E, "a spec file belongs to another object"),
    "IMP002": (_E, "a spec file can't be read"),
    "IMP003": (_W, "the spec says otherwise than the export: the spec's value was kept"),
    "IMP004": (_W, "the spec has a column that the export no longer has"),
    "IMP005": (_E, "a link, pipe, socket or device in the folder of specs, or a name that leads out of it"),
    "IMP010": (_E, "people and the export changed the same thing differently"),
    "IMP011": (_I, "changes of the export were taken over"),
    "IMP012": (_I, "a conflict was settled by --conflicts"),
    "IMP013": (_I, "the export orders columns differently: followed, or kept in a spec that people edited"),
    "IMP014": (_I, "a spec's object is in none of the files of its space"),
    "IMP015": (_I, "a spec whose object is gone was removed"),
    "IMP016": (_W, "an object's name changed: its spec file was renamed"),
    "IMP017": (_E, "the record of the last import can't be read"),
    "IMP018": (_W, "a spec whose object is gone was kept: what import last wrote is not known"),
    "IMP020": (_I, "a spec's object is in the files and gives no spec, by the rules or for want of columns"),
    "IMP021": (_E, "the list of what a killed import left undone can't be read, or is not of this folder"),
    "IMP022": (_W, "two specs are of one object, and only one of them is brought up to date"),
    "IMP019": (_W, "the export changed a column that is a partition key in the spec"),
}


def finding(
    code: str, message: str, remedy: str = "", *, file: str = "", path: Path = (), line: int = 0
) -> Finding:
    """A finding of `code`, with the severity of the table above."""
    return Finding(code, CODES[code][0], message, remedy, file, line, path)
