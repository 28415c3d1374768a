"""Every code of a change: what it is about, and what to do instead of breaking readers.

Codes are stable: entries of `changes.accept` name them. Several cases of the verdict table may have one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeCode:
    """A code's group on the page, what it is about, and what to do: sentences without an end mark.

    `remedy` is for a break; `note` for a change that breaks nobody.
    """

    group: str
    meaning: str
    remedy: str
    note: str


_COLUMNS, _TYPES, _STRUCTS = "Columns", "Types", "Structs, arrays and maps"
_PARTITIONS, _FILES, _OBJECTS = "Partitions", "Files and parameters", "Tables and databases"
NOTHING = "Nothing has to be done"

_INSERT = "Name the columns in INSERT, and make views over SELECT * again"
_NOTES = {
    "CHG103": _INSERT,
    "CHG104": _INSERT,
    "CHG105": "Name the columns in INSERT",
    "CHG201": "Make views over the column again",
    "CHG202": "Make views over the column again",
    "CHG204": "Make views over the column again",
    "CHG301": "Keep partitions.cascade unset or true, so that Athena shows it",
    "CHG506": "Keep the extensions of text files, such as .gz",
    "CHG603": "Name it to who reads the column, or give a default",
    "CHG604": "Make sure that no row has NULL in it",
    "CHG608": "Name it to who joins by the key",
}

CODES: Mapping[str, ChangeCode] = {
    code: ChangeCode(group, meaning, remedy, _NOTES.get(code, NOTHING))
    for code, group, meaning, remedy in (
        (
            "CHG101",
            _COLUMNS,
            "a column is dropped",
            "Keep it and announce its end by `deprecated`, or drop it in a table of a next version",
        ),
        (
            "CHG102",
            _COLUMNS,
            "a column is renamed",
            "Add a new column and fill it, and drop the old one later; or give the new name in a view",
        ),
        (
            "CHG103",
            _COLUMNS,
            "a column is added at the end",
            "Name the columns in INSERT, and make views over SELECT * again",
        ),
        ("CHG104", _COLUMNS, "a column is added before others", "Move it to the end"),
        ("CHG105", _COLUMNS, "a column is moved", "Keep the order: who inserts without names swaps values"),
        ("CHG106", _COLUMNS, "only upper and lower case of a name differ", "Write names in lower case"),
        (
            "CHG201",
            _TYPES,
            "a number gets a wider type",
            "Add a new column of the type, or write the files anew first, with partitions.cascade left out",
        ),
        (
            "CHG202",
            _TYPES,
            "a decimal gets more digits",
            "Add a new column of the type, or write the files anew first",
        ),
        (
            "CHG203",
            _TYPES,
            "a number gets a narrower type",
            "Add a new column of the type, and fill it by a cast that is checked",
        ),
        ("CHG204", _TYPES, "a value becomes text", "Add a new column of type string"),
        (
            "CHG205",
            _TYPES,
            "the same bytes are taken for another thing",
            "Add a new column of the type: in place, values would be wrong without an error",
        ),
        (
            "CHG206",
            _TYPES,
            "a text gets a shorter limit, or gets one",
            "Keep the type, and check lengths where data are loaded",
        ),
        ("CHG207", _TYPES, "a text gets a longer limit, or loses it", NOTHING),
        (
            "CHG208",
            _TYPES,
            "a type becomes another one",
            "Add a new column of the type, or make a table of a next version",
        ),
        (
            "CHG209",
            _TYPES,
            "a type that is not known here",
            "Write one of Glue's types, such as string or decimal(15,2)",
        ),
        (
            "CHG301",
            _STRUCTS,
            "a field is added at the end of a struct",
            "Keep partitions.cascade unset or true, so that Athena shows it",
        ),
        (
            "CHG302",
            _STRUCTS,
            "a field is added before others, or fields are moved",
            "Add the field at the end",
        ),
        (
            "CHG303",
            _STRUCTS,
            "a field of a struct is dropped or renamed",
            "Keep the field, and add a new one",
        ),
        (
            "CHG304",
            _STRUCTS,
            "a type inside of a struct, array or map changes",
            "Add a new field of the type, or write the files anew first",
        ),
        ("CHG305", _STRUCTS, "a structure becomes another one", "Add a new column of the structure"),
        (
            "CHG401",
            _PARTITIONS,
            "a partition key is renamed",
            "Keep the key, and give the new name in a view; or make a new table",
        ),
        ("CHG402", _PARTITIONS, "a partition key gets another type", "Keep the type, and cast in queries"),
        (
            "CHG403",
            _PARTITIONS,
            "partition keys are added, dropped or moved",
            "Make a table of a next version, and write the files into its folders",
        ),
        (
            "CHG404",
            _PARTITIONS,
            "a column becomes a partition key, or the reverse",
            "Make a table of a next version",
        ),
        (
            "CHG411",
            _PARTITIONS,
            "projection is switched on or off",
            "Make sure that registered and projected partitions are the same ones",
        ),
        (
            "CHG412",
            _PARTITIONS,
            "projection computes fewer or other folders",
            "Keep what is projected, and only widen it",
        ),
        ("CHG413", _PARTITIONS, "projection computes more folders", NOTHING),
        (
            "CHG421",
            _PARTITIONS,
            "partitions are removed",
            "Keep them in partitions.values, or make sure that nobody reads their rows",
        ),
        ("CHG422", _PARTITIONS, "partitions are added", NOTHING),
        ("CHG423", _PARTITIONS, "a partition index is added or removed", NOTHING),
        ("CHG424", _PARTITIONS, "whether partitions are shared or follow the table", NOTHING),
        (
            "CHG425",
            _PARTITIONS,
            "partitions lie elsewhere, or some are read otherwise",
            "Move the files first, and compare counts",
        ),
        (
            "CHG501",
            _FILES,
            "the file format changes",
            "Make a table of the new format beside this one, then switch the view that people read",
        ),
        (
            "CHG502",
            _FILES,
            "another SerDe reads the same format",
            "Make a table with the SerDe beside this one, and compare",
        ),
        (
            "CHG503",
            _FILES,
            "a parameter of reading changes",
            "Change the files to fit the parameter, or make a new table",
        ),
        (
            "CHG504",
            _FILES,
            "columns are found by name instead of position, or the reverse",
            "Make sure that names and order agree in all files first",
        ),
        (
            "CHG505",
            _FILES,
            "the location changes",
            "Move the files first, compare counts, and point partitions there",
        ),
        (
            "CHG506",
            _FILES,
            "the compression of new files changes",
            "Keep the extensions of text files, such as .gz",
        ),
        ("CHG507", _FILES, "other lines of each file are skipped", "Keep it, and change the files"),
        (
            "CHG508",
            _FILES,
            "whether files are encrypted by who writes them",
            "Change it together with the key's policy",
        ),
        (
            "CHG509",
            _FILES,
            "buckets, sort order or skewed values change",
            "Write all files anew with the buckets",
        ),
        ("CHG510", _FILES, "the classification changes", "Keep it equal to the format"),
        ("CHG511", _FILES, "a parameter that no reader goes by changes", NOTHING),
        (
            "CHG512",
            _FILES,
            "the stream that the table stands for changes",
            "Make a table for the other stream",
        ),
        (
            "CHG513",
            _FILES,
            "Spark's own copy of the schema changes",
            "Change it together with the columns, or remove it",
        ),
        ("CHG514", _OBJECTS, "the table becomes another kind of table", "Make a new table"),
        ("CHG515", _OBJECTS, "the query of a view changes", "Make a view of a next version"),
        (
            "CHG601",
            _OBJECTS,
            "a table is dropped, or a table or database renamed",
            "Keep it for a time, as a view over the new one, and announce its end by `deprecated`",
        ),
        ("CHG602", _OBJECTS, "description, owner or context changes", NOTHING),
        (
            "CHG603",
            _COLUMNS,
            "a column may be empty now",
            "Name it to who reads the column, or give a default",
        ),
        ("CHG604", _COLUMNS, "a column may not be empty any more", "Make sure that no row has NULL in it"),
        (
            "CHG605",
            _FILES,
            "the table gets or loses a metadata log of its own",
            "Make a table of the format beside this one",
        ),
        ("CHG606", _OBJECTS, "a database is dropped", "Keep it until nobody reads its tables"),
        (
            "CHG607",
            _OBJECTS,
            "a table leaves a stack",
            "Run catalog move, which takes it to the other stack and leaves it in Glue",
        ),
        ("CHG608", _COLUMNS, "the columns of the primary key change", "Name it to who joins by the key"),
        ("CHG610", _OBJECTS, "a table or database is made", NOTHING),
        ("CHG611", _OBJECTS, "settings for tables that are made later change", NOTHING),
        (
            "CHG999",
            _OBJECTS,
            "what this version has no verdict for",
            "Make the change beside the old table, or accept it with a reason",
        ),
    )
}
