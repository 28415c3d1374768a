"""Which cases changes of files, their parameters and of a table's other properties are. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ... import table_changes as tables
from ...model import Table
from ..access import OPEN_FORMATS, access, format_of, is_declared
from .occurrence import Occurrence, transition
from .steering import case_of, changes_something

_OF_STORAGE = {"compressed": "change compression", "additionalLocations": "change location"}
OF_FORMAT = {  # what comes with another SerDe, which has a verdict of its own
    "change reading": "read anew",
    "change reading of text": "read anew",
    "change reading of JSON": "read anew",
    "change reading of Avro": "read anew",
    "change classification": "classify anew",
    "change header": "skip anew",
}
_OF_TABLE = {
    "databaseName": "rename table",
    "name": "rename table",
    "retention": "change parameter",
    "viewOriginalText": "change view text",
    "viewExpandedText": "change view text",
}


def format_(change: tables.ChangeFormat, old: Table, new: Table) -> Iterator[Occurrence]:
    """Between plain files and an open format another code; of what was undeclared, no change is known."""
    entry = transition(change.old.name, change.new.name)
    if not is_declared(old) or not is_declared(new):
        yield Occurrence("declare format", "", entry)
        return
    opened = [format_of(table) in OPEN_FORMATS for table in (old, new)]
    yield Occurrence("change open format" if any(opened) else "change format", "", entry)


def serde(change: tables.ChangeSerde, old: Table, new: Table) -> Iterator[Occurrence]:
    """Readers look at the SerDe and the input format; the output format is for who writes."""
    if change.old.library != change.new.library:
        yield Occurrence("change SerDe", "", transition(change.old.library, change.new.library))
    if change.old.input_format != change.new.input_format:
        yield Occurrence("change SerDe", "", transition(change.old.input_format, change.new.input_format))
    if change.old.output_format != change.new.output_format:
        yield Occurrence("change output", "", transition(change.old.output_format, change.new.output_format))


def location(change: tables.ChangeLocation, old: Table, new: Table) -> Iterator[Occurrence]:
    """Where none was declared before, nothing is known to change."""
    entry = transition(change.old, change.new)
    yield Occurrence("change location" if change.old else "declare format", "", entry)


def parameter(change: tables.ChangeParameter, old: Table, new: Table) -> Iterator[Occurrence]:
    """By its name, and whether it says something else than before."""
    entry = transition(change.old, change.new, parameter=change.name)
    case = "change parameter"
    if changes_something(change.name, change.old, change.new) and is_declared(old):
        case = case_of(change.name, change.owner, change.old, format_of(new))
    if case in OF_FORMAT and _comes_along(change, case, old, new):
        case = OF_FORMAT[case]
    of_reader = partial(_by_access, old, new) if case == "change access" else None
    yield Occurrence(case, change.name, entry, case_of=of_reader)


def _comes_along(change: tables.ChangeParameter, case: str, old: Table, new: Table) -> bool:
    """Another SerDe brings its own parameters along, another format headers and the classification."""
    if OF_FORMAT[case] == "read anew":
        return old.library != new.library
    if format_of(old) == format_of(new):
        return False
    return case == "change header" or (case == "change classification" and change.new == format_of(new))


def _by_access(old: Table, new: Table, reader: str) -> str:
    same = access(old, reader).mode == access(new, reader).mode
    return "keep access" if same else "change access"


def context(change: tables.ChangeBusinessContext, old: Table, new: Table) -> Iterator[Occurrence]:
    """Description, owner, and our own parameters."""
    yield Occurrence("describe", change.name)


def field(change: tables.ChangeTableField, old: Table, new: Table) -> Iterator[Occurrence]:
    """Another property of the table itself."""
    if change.name in ("databaseName", "name"):
        entry = transition(old.full_name, new.full_name)
    else:
        entry = transition(change.old, change.new, parameter=change.name)
    undeclared = change.name == "tableType" and not change.old
    yield Occurrence(
        "change parameter" if undeclared else _OF_TABLE.get(change.name, "change table type"),
        change.name,
        entry,
    )


def storage(change: tables.ChangeStorage, old: Table, new: Table) -> Iterator[Occurrence]:
    """Another property of the storage descriptor."""
    entry = transition(change.old, change.new, parameter=change.name)
    yield Occurrence(_OF_STORAGE.get(change.name, "change buckets"), change.name, entry)


def serde_name(change: tables.ChangeSerdeName, old: Table, new: Table) -> Iterator[Occurrence]:
    """Which no reader looks at."""
    yield Occurrence("change parameter", "name", transition(change.old, change.new, parameter="name"))
