"""The specs of an import as they come in to a folder: with the keys and texts of the import record."""

from __future__ import annotations

from collections.abc import Iterator

from mapping.specs.documents import Specs, TableSpec
from mapping.specs.serialized import SerializedSpec, deserialize, serialize
from mapping.store.case_renames import follow_case
from mapping.store.import_record import ImportRecord, Key, key_of
from mapping.store.spec_files import DATABASE, SpecPath
from mapping.store.spec_store import SpecStore

from .merge import ConflictPolicy
from .state import Incoming, ReconcileState, Spec


def bring_in(specs: Specs, store: SpecStore, policy: ConflictPolicy) -> ReconcileState:
    """The state in which a reconciliation begins; objects whose case changed have their new names there."""
    kept = {Key(*key) for key in (*specs.left_out, *specs.failed)}
    follow_case(store.record, store.files, {Key(*table.key) for table in specs.tables}, kept)
    return ReconcileState(store, policy, [*_incoming(specs, store.record)])


def _incoming(specs: Specs, record: ImportRecord) -> Iterator[Incoming]:
    for name, database in specs.databases.items():
        key = key_of(database)
        assert key is not None, "import gives every spec a source"
        yield Incoming(key, SpecPath(name, DATABASE), serialize(_with_label(database, key, record)))
    for table in specs.tables:
        key = Key(*table.key)
        stored = record.texts.get(key)  # the same text is kept once
        text = stored if stored == table.text else _with_access(table, stored)
        path = SpecPath(table.database, table.name)
        yield Incoming(key, path, text, table.copy, table.may_fail, table.follows_export)


def _with_label(database: Spec, key: Key, record: ImportRecord) -> Spec:
    """A database with the label that was last imported, if these files don't hold its space's.

    Any file of the tenant may hold a space's label, so a part of the files says nothing by leaving it out.
    """
    business = database.get("business", {})
    before = record.spec(key) if "label" not in business else None
    label = (before or {}).get("business", {}).get("label")
    return {**database, "business": {"label": label, **business}} if label else database


def _with_access(table: TableSpec, stored: SerializedSpec | None) -> SerializedSpec:
    """A table of a service's metadata with the controls that its CSN was last imported with.

    Metadata has no word for them, so it says nothing by leaving them out.
    """
    before = deserialize(stored) if stored is not None and table.derived else {}
    if not before.get("access"):
        return table.text
    spec, known = table.spec, before.get("source", {}).get("access_controls")
    found: Spec = {}
    for member, value in spec.items():
        if member == "storage":  # which follows it in every spec
            found["access"] = before["access"]
        found[member] = value
    if known:
        found["source"] = {**spec["source"], "access_controls": known}
    return serialize(found)
