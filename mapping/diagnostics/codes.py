"""Every finding that import can make: its code, severity, meaning and remedy.

`finding` is the one way to make one, so that a code always has the severity written here and the
documents can list them all from this table. Rules with `strict` make errors of an object's warnings.
"""

from __future__ import annotations

from catalog.language.code_table import Code, Codes
from catalog.language.findings import Finding, Path, Severity

from .spec_codes import OF_SPECS

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_NOTHING = "Nothing needs to be done"
_IN_SPEC = "Write it into the spec by hand if you need it there: later imports keep it"
_AGAIN = "Export the object again, with its dependencies"

CODES: Codes = {
    "CSN001": Code(
        _E,
        "the file is no text in the encoding that its first bytes or its declaration tell",
        "Save it as UTF-8, or export the object again",
    ),
    "CSN002": Code(_E, "the file is not JSON, or ends too early", "Export the object again"),
    "CSN003": Code(_E, "a key appears twice in one JSON object", "Remove one of the two"),
    "CSN004": Code(_E, "nested too deeply", "Export the object again: no real model is nested so"),
    "CSN005": Code(
        _E, "the content is no export", "Export the object as CSN/JSON from Datasphere, and name that file"
    ),
    "CSN006": Code(
        _E, "a format that is not read", "Export as CSN/JSON, or download OData metadata ($metadata as XML)"
    ),
    "CSN007": Code(
        _E,
        "half of a surrogate pair stands alone in a text",
        "Write the character itself, or both halves of its escape",
    ),
    "CSN008": Code(_E, "a part of the export has another shape than CSN's", _AGAIN),
    "CSN010": Code(_I, "a kind of definition or a section that is no table", _NOTHING),
    "CSN011": Code(
        _E,
        "one object, type or space is defined differently in two files",
        "Choose one with --prefer FILE, or `prefer:` in catalog_rules.yaml, or leave one of the files out",
    ),
    "CSN012": Code(
        _W,
        "the export holds no table, or none that is wanted",
        "Export tables or views, and import the file that holds them",
    ),
    "CSN013": Code(
        _E, "the export does not say its space", "Write --space NAME, or put the file into a folder called so"
    ),
    "CSN014": Code(
        _I,
        "a label or description placeholder has no text in the file",
        "Add the text in Datasphere and export again",
    ),
    "CSN015": Code(
        _I, "a copy of another space's object adds nothing to its owner's definition or spec", _NOTHING
    ),
    "CSN016": Code(_I, "one object as CSN and as service metadata: CSN is taken", _NOTHING),
    "CSN017": Code(
        _I,
        "texts in other languages than that of the specs",
        "Write languages: [de, en] into catalog_rules.yaml to take others first",
    ),
    "CSN018": Code(_W, "an extension whose target is not in the file, or that can't be applied", _AGAIN),
    "CSN019": Code(
        _I,
        "a file in a folder that starts as no export does: not read",
        "Move it out of the folder of exports",
    ),
    "CSN020": Code(
        _W,
        "JSON or XML in a folder that is no export: skipped; named directly it is an error",
        "Export it again if it is a broken download; else move it out of the folder of exports",
    ),
    "CSN021": Code(
        _I,
        "one object in several files that agree: all that they say is taken",
        _NOTHING,
    ),
    "CSN022": Code(
        _W,
        "a service's metadata shows columns that the object's CSN does not have: not carried",
        "Export the CSN again if it is the older one",
    ),
    "CSN023": Code(
        _I, "one object is defined differently in two files, and the preferred one is taken", _NOTHING
    ),
    "CSN024": Code(
        _W,
        "a service's metadata shows a column with another type than the object's CSN: the CSN's is taken",
        "Export the CSN again if it is the older file",
    ),
    "CSN025": Code(
        _I,
        "an object that no file of the import defines, known from its spec or the catalog's list",
        "Import its export, too, to bring its own spec up to date",
    ),
    "CSN026": Code(
        _I,
        "the space of an export is the one that its folder, the catalog's list or the file itself names",
        "Write --space NAME where it is another one",
    ),
    "CSN027": Code(
        _I,
        "a list of names or the settings of a space, which hold no tables",
        "Export the objects themselves: datasphere objects <type> read, or spaces read --definitions",
    ),
    "CSN028": Code(
        _W,
        "a table of the object store whose format is not what the spec's storage reads",
        "Keep plain files where the storage lies, or read the table with what knows its format",
    ),
    "XML001": Code(_E, "the file is not well-formed XML, or ends too early", "Download the metadata again"),
    "XML002": Code(
        _E, "the XML declares a document type or an entity", "Remove the declaration: metadata has none"
    ),
    "EDM001": Code(
        _E, "a part of the metadata has another shape than OData's", "Download the metadata again"
    ),
    "EDM002": Code(_I, "a part of the metadata that is no table", _NOTHING),
    "EDM003": Code(
        _I,
        "annotations of something that the file does not hold",
        "Import them together with the metadata that holds it",
    ),
    "EDM004": Code(_I, "an annotation whose value is computed: not carried", _IN_SPEC),
    "EDM005": Code(_I, "an entity type that the service exposes by no entity set", _NOTHING),
    "EDM006": Code(
        _W, "a base type that the file does not hold", "Import the metadata that defines it, in one call"
    ),
    "EDM007": Code(
        _E,
        "metadata with annotations only, whose targets are in none of the files",
        "Name the service's metadata beside it: catalog import metadata.xml annotations.xml",
    ),
    "EDM008": Code(
        _W,
        "an enum type that gives only some of its members a value",
        "Give all members a value, or none, in the source",
    ),
    "EDM009": Code(_I, "drafts of a service: what apps keep of unsaved changes is no data", _NOTHING),
    "EDM010": Code(
        _I, "what apps may do with a service of OData V2 (sap:creatable, sap:filterable, ...)", _NOTHING
    ),
    "EDM011": Code(
        _W,
        "a navigation property of OData V2 whose association is not in the file: no relationship",
        "Download the whole $metadata again, or write the relationship into the spec",
    ),
    "EDM012": Code(_I, "a type that the metadata defines twice, both times alike: it is read once", _NOTHING),
    "EDM021": Code(
        _W,
        "an open type of a service: its rows may have properties that the metadata does not name",
        "Add the columns that you know of to the spec by hand: later imports keep them",
    ),
    "EDM022": Code(
        _W,
        "entities that are media streams: the service gives their bytes by a link, not in rows",
        "Use a tool that follows the service's links where the bytes are wanted",
    ),
    "CAT001": Code(
        _I,
        "an object or space that the catalog API lists and no file defines",
        "Export it and name the file in the same import",
    ),
    "CAT002": Code(
        _I,
        "the catalog API says otherwise of an object than its definition",
        "Export both at the same time; the definition is taken",
    ),
    "CAT003": Code(_W, "a list of the catalog API that goes on elsewhere", "Import its other pages as well"),
    "MAP001": Code(
        _W,
        "a type that has no row in the type table: string",
        "Export the type too, or give the column one by columns: in catalog_rules.yaml",
    ),
    "MAP002": Code(
        _W,
        "a decimal without a fixed precision or scale: Glue's decimals have both",
        "Write types: {floating_decimal: 'decimal(34,10)'} into catalog_rules.yaml for other digits",
    ),
    "MAP003": Code(
        _W,
        "a decimal that Glue can't hold",
        "Write types: {decimal_over_38: string}, clamp or error into catalog_rules.yaml",
    ),
    "MAP004": Code(
        _W,
        "a time of day or a duration: Glue has no such type",
        "Write types: {time: seconds} into catalog_rules.yaml for whole numbers instead of text",
    ),
    "MAP005": Code(_W, "a geometry: Glue has no such type", _NOTHING),
    "MAP006": Code(
        _W,
        "a type that the export does not state and that can't be resolved: string",
        "Export the objects that the view selects from, too, or write the type into the spec",
    ),
    "MAP007": Code(
        _W,
        "types that refer to each other in a circle: string",
        "Break the circle in the source, and export again",
    ),
    "MAP008": Code(
        _W, "a type nested too deeply: string", "Flatten the structure in the source, and export again"
    ),
    "MAP009": Code(_W, "a document, stream, vector or structure without fields: Glue has no equal", _NOTHING),
    "MAP010": Code(_I, "a virtual element: it has no data", _NOTHING),
    "MAP011": Code(
        _W,
        "a relationship whose target is in none of the files",
        "Import the target's export, too, in one call",
    ),
    "MAP012": Code(
        _W,
        "an association whose condition is no comparison of columns",
        "Write on: {column: column} into the relationship of the spec",
    ),
    "MAP013": Code(
        _I,
        "a part of an association's condition that compares neither columns nor a column with a value",
        _IN_SPEC,
    ),
    "MAP014": Code(
        _W,
        "a reference to an element that is not there",
        "Name an element that is there in the source, and export again",
    ),
    "MAP015": Code(
        _I,
        "an entity that is not persisted: it has no data here, or is an external service's",
        "Write external: include into catalog_rules.yaml if an external service's entities are wanted",
    ),
    "MAP016": Code(_W, "a date-time with offset: Glue's timestamp has none", _NOTHING),
    "MAP017": Code(
        _W,
        "a view or analytic model whose source is in none of the files: its columns have no types",
        "Import the source's export, too, in one call",
    ),
    "MAP020": Code(
        _W,
        "two names become one in Glue: one got a suffix",
        "Write rename: under columns: of catalog_rules.yaml to choose a column's name yourself",
    ),
    "MAP022": Code(
        _E,
        "two names become one in Glue, and no rule says that one gets a suffix",
        "Write names: {collisions: suffix} into catalog_rules.yaml, or rename one of them in the source",
    ),
    "MAP030": Code(_I, "an annotation that a spec has no place for", _IN_SPEC),
    "MAP031": Code(_I, "an element property that a spec has no place for", _NOTHING),
    "MAP032": Code(_I, "a view whose query is stored as a diagram only", _NOTHING),
    "MAP033": Code(
        _W, "an object without columns: no table", "Deploy the object with columns, and export it again"
    ),
    "MAP034": Code(_W, "a text longer than Glue takes", "Shorten it in the source, or write the spec's own"),
    "MAP035": Code(_I, "a part of an analytic model that a spec has no place for", _IN_SPEC),
    "MAP037": Code(
        _W,
        "an annotation whose value is of another kind than it takes: not carried",
        "Write a value of that kind in the source, and export again",
    ),
    "MAP040": Code(
        _E,
        "a decimal that Glue can't hold, and the rules say that stops the import",
        "Write types: {decimal_over_38: string} into catalog_rules.yaml, or a type for this column",
    ),
    "MAP041": Code(_I, "a column that the rules drop", _NOTHING),
    "MAP042": Code(_I, "a column whose type the rules give", _NOTHING),
    "MAP043": Code(_I, "an object that the rules leave out", _NOTHING),
    "MAP044": Code(
        _W,
        "an object that failed and that the rules let the import go on without",
        "Do what the finding inside the message says, or leave the object out by objects: {exclude: ...}",
    ),
    "MAP045": Code(
        _E,
        "what the rules say can't be made of an object",
        "Change the rule in catalog_rules.yaml, or leave the object out of its pattern",
    ),
    "MAP046": Code(
        _W,
        "a pattern of the rules that fits nothing in this import",
        "Write it as SPACE/Object, * for any (case counts), or leave it for other exports",
    ),
    "MAP047": Code(
        _W,
        "a pattern of the context file that fits nothing in this import",
        "Write it as SPACE/Object, * for any (case counts), or leave it for other exports",
    ),
    "MAP048": Code(
        _E,
        "a value in the rules or context file that can't be used",
        "Write the value as the message says, in catalog_rules.yaml or catalog_context.yaml",
    ),
    "MAP049": Code(
        _I,
        "a column that the rules add is in the export",
        "Remove it from the rules if the export's is the one you mean",
    ),
    "MAP050": Code(
        _I,
        "what a partition key made of a column can't hold",
        "Write it as a text in the spec if people need it",
    ),
    "MAP051": Code(
        _W,
        "an association inside an array, which no join reaches: left out",
        "Nothing: the keys are fields of the items, where queries that unnest the array find them",
    ),
    "MAP055": Code(
        _W,
        "a measure whose type nothing says: a decimal, as a guess",
        "Write the measure's type into the spec; types: {floating_decimal: ...} of the rules is the guess",
    ),
    "MAP056": Code(
        _I,
        "a measure made of another one that is no column of the table",
        "Add that measure to the analytic model too if people need its column",
    ),
    "MAP060": Code(
        _W,
        "an object whose rows a data access control restricts: in Glue they are open to all readers",
        "Make sure that only those read the table who may see all rows, then write access.acknowledged",
    ),
    "MAP061": Code(
        _W,
        "a data access control of an object in a form that is not known: its name or columns are missing",
        "Write name and columns into access: of the spec",
    ),
    "MAP062": Code(
        _W,
        "a data access control that comes or changes, and that the spec's acknowledgement is not about",
        "Run catalog check, and write what it says below access: of the spec",
    ),
    "MAP063": Code(
        _W,
        "a data access control that restricts an object no more: it goes out of the spec",
        "Import the export that has the control, unless all may now see all rows",
    ),
    "MAP064": Code(
        _W,
        "a copy of another space's object has a data access control that its owner's definition has not",
        "Export the object from its own space again: it may have the control now",
    ),
    **OF_SPECS,
}


def finding(
    code: str, message: str, remedy: str = "", *, file: str = "", path: Path = (), line: int = 0
) -> Finding:
    """A finding of `code`, with the severity of the table above."""
    return Finding(code, CODES[code].severity, message, remedy, file, line, path)
