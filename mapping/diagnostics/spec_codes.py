"""The findings about the specs that import brings up to date: records, conflicts, renames, what is gone."""

from __future__ import annotations

from catalog.language.code_table import Code, Codes
from catalog.language.findings import Severity

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_NOTHING = "Nothing needs to be done"

OF_SPECS: Codes = {
    "IMP001": Code(
        _E,
        "a spec file belongs to another object",
        "Rename the spec, or give the object another name by names: in catalog_rules.yaml",
    ),
    "IMP002": Code(
        _E, "a spec file can't be read", "Bring it back with git checkout, or remove it and import again"
    ),
    "IMP003": Code(
        _W,
        "the spec says otherwise than the export: the spec's value was kept",
        "Import with --conflicts take to take the export's value",
    ),
    "IMP004": Code(
        _W,
        "the spec has a column that the export no longer has",
        "Remove it from the spec if it is gone for good",
    ),
    "IMP005": Code(
        _E,
        "a link, pipe, socket or device in the folder of specs, or a name that leads out of it",
        "Put the file itself in its place, or remove it; write names without / and .. in the rules",
    ),
    "IMP010": Code(
        _E,
        "people and the export changed the same thing differently",
        "Import with --conflicts keep or --conflicts take, or write the export's value into the spec",
    ),
    "IMP011": Code(_I, "changes of the export were taken over", _NOTHING),
    "IMP012": Code(_I, "a conflict was settled by --conflicts", _NOTHING),
    "IMP013": Code(
        _I,
        "the export orders columns differently: followed, or kept in a spec that people edited",
        "Where files without names of columns are read by position, order the spec's columns as they are",
    ),
    "IMP014": Code(
        _I,
        "a spec's object is in none of the files of its space",
        "If the files are the whole space, import with --prune to remove the spec",
    ),
    "IMP015": Code(_I, "a spec whose object is gone was removed", _NOTHING),
    "IMP016": Code(
        _W,
        "an object's name changed: its spec file was renamed",
        "Write the new name where other specs name the old one",
    ),
    "IMP017": Code(
        _E,
        "the record of the last import can't be read",
        "Bring .import.json back with git checkout, or remove it",
    ),
    "IMP018": Code(
        _W,
        "a spec whose object is gone was kept: what import last wrote is not known",
        "Remove the spec if it is of no use",
    ),
    "IMP019": Code(
        _W,
        "the export changed a column that is a partition key in the spec",
        "Change the key under partitions.keys by hand if need be",
    ),
    "IMP020": Code(
        _I,
        "a spec's object is in the files and gives no spec, by the rules or for want of columns",
        "Import with --prune to remove the spec, or change the rules to keep it",
    ),
    "IMP021": Code(
        _E,
        "the list of what a killed import left undone can't be read, or is not of this folder",
        "Bring the specs back with git checkout, remove .import.journal, and import again",
    ),
    "IMP022": Code(
        _W,
        "two specs are of one object, and only one of them is brought up to date",
        "Remove the other one, or the source block in it",
    ),
    "IMP023": Code(
        _W,
        "an object or column is gone and a new one is like it: renamed, perhaps; the spec stays as it is",
        "Import with --renames take if it was renamed, with --renames ignore if it is another one",
    ),
    "IMP024": Code(_I, "a rename upstream was followed: what people wrote stays", _NOTHING),
    "IMP025": Code(
        _W,
        "an object or column is gone and several renames would fit: the spec stays as it is",
        "Name the one that it is: import with --rename SPACE.OBJECT.COLUMN=NEW_COLUMN",
    ),
    "IMP026": Code(
        _E,
        "a rename that --rename names is none",
        "Write SPACE.OBJECT=NEW_OBJECT or SPACE.OBJECT.COLUMN=NEW_COLUMN as a finding of import shows them",
    ),
}
