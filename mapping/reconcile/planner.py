"""Decides which files an import writes: the specs it gives meet those that lie in the folder.

For each spec: find its file (by name, else by `source`, so that one which people renamed or moved is
updated where it is), compare the export with the base, and merge only where the export changed. An
object whose export is as it was last imported costs a comparison of two texts. Reads, never writes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from functools import partial
from pathlib import Path as FilePath
from typing import Any

from catalog.language.findings import DataError, Finding
from catalog.language.specs.yaml_emitter import dump
from catalog.language.specs.yaml_text import decode, line_of, parse
from mapping.diagnostics.codes import finding
from mapping.diagnostics.progress import StageProgress, no_stage_progress, ticked
from mapping.specs.documents import Specs
from mapping.store.case_renames import follow_case
from mapping.store.import_record import ImportRecord, Key, block, key_of, load_record
from mapping.store.spec_files import DATABASE, SpecFiles, SpecPath, is_inside
from mapping.store.writer import FileChange, Plan

from .alignment import IMPORTS_OWN
from .conflicts import event, findings
from .locate import locate, recorded_place
from .merge import ConflictPolicy, Merge, compare
from .references import renamer
from .removals import plan_gone
from .rollback import undone_if_failed
from .state import Incoming, ReconcileState, Spec
from .write_order import APART, changes_of
from .yaml_edits import Comments, apply

SCHEMAS = "catalog/schemas"  # in the project's folder; specs name their schema for editors


def plan(
    specs: Specs,
    folder: FilePath,
    *,
    policy: ConflictPolicy = ConflictPolicy.ASK,
    prune: bool = False,
    progress: StageProgress = no_stage_progress,
) -> Plan:
    """The files to write so that `folder` holds `specs`, with what people did to them."""
    try:
        state = ReconcileState(
            folder, policy, load_record(folder), SpecFiles(folder), schemas=_schema_folder(folder)
        )
    except DataError as e:
        return Plan(findings=list(e.findings))
    left_out = {Key(*key): why for key, why in specs.left_out.items()}
    there = {*left_out, *(Key(*key) for key in specs.failed)}
    follow_case(state.record, state.files, {Key(*table.key) for table in specs.tables}, there)
    incoming = [*_incoming(specs, state.record)]
    locate(state, incoming)
    for each in ticked(incoming, progress):
        with undone_if_failed(state, each.key) if each.may_fail else nullcontext():
            _plan_or_tell(state, each)
    owners = {each.key.space for each in incoming if not each.key.is_database and not each.copy}
    owners |= {key.space for key in left_out}
    met = {each.key for each in incoming} | {Key(*key) for key in specs.failed}
    plan_gone(state, met, owners, left_out, prune=prune)
    state.plan.changes = [*changes_of(state)]
    return state.plan


def _incoming(specs: Specs, base: ImportRecord) -> Iterator[Incoming]:
    for name, database in specs.databases.items():
        key = key_of(database)
        assert key is not None, "import gives every spec a source"
        yield Incoming(key, SpecPath(name, DATABASE), block(_with_label(database, key, base)))
    for table in specs.tables:
        key = Key(*table.key)
        stored = base.blocks.get(key)  # the same text is kept once
        text = stored if stored == table.block else table.block
        yield Incoming(key, SpecPath(table.database, table.name), text, table.copy, table.may_fail)


def _with_label(database: Spec, key: Key, base: ImportRecord) -> Spec:
    """A database with the label that was last imported, if these files don't tell its space's.

    Any file of the tenant may hold a space's label, so a part of the files says nothing by leaving it out.
    """
    said = database.get("business", {})
    before = base.spec(key) if "label" not in said else None
    label = (before or {}).get("business", {}).get("label")
    return {**database, "business": {"label": label, **said}} if label else database


# --- where the specs lie ---


# --- one spec ---


def _plan_or_tell(state: ReconcileState, each: Incoming) -> None:
    try:
        _plan_one(state, each)
    except DataError as e:
        state.plan.findings += e.findings


def _plan_one(state: ReconcileState, each: Incoming) -> None:
    stored = state.record.blocks.get(each.key)
    place = state.at.get(each.key)
    if not is_inside((place or each.place).path(state.folder), state.folder):
        message = f"{state.name(place or each.place)} would lie outside {state.folder}"
        file = state.name(place or each.place)
        raise DataError(finding("IMP005", message, "Remove the link from the folder", file=file, line=1))
    if stored == each.block:  # nothing new, whatever people did to the file, its removal included
        state.plan.unchanged += 1
    elif stored is not None and each.copy and not _is_copy(state.record.spec(each.key) or {}):
        state.plan.unchanged += 1  # the owner's spec stands
    elif place is not None:
        _plan_existing(state, each, place)
    elif stored is None or _write_again(state, each):
        _plan_new(state, each)


def _plan_new(state: ReconcileState, each: Incoming) -> None:
    folder = state.renames.get(each.place.folder, each.place.folder)
    place = SpecPath(folder, each.place.stem)
    state.record.put(each.key, folder, each.block)
    _write(
        state, each, place, FileChange(place.path(state.folder), partial(_fresh, state, each, place), True)
    )


def _fresh(state: ReconcileState, each: Incoming, place: SpecPath) -> str:
    """The text of a spec for a place where none lies yet."""
    spec = renamer(state.renames)(each.spec)
    if place.folder != each.place.folder and "database" in spec:
        spec = {**spec, "database": place.folder}
    return state.dump(spec, place)


def _on_disk(path: FilePath, file: str) -> str:
    return decode(path.read_bytes(), file)


def _write_again(state: ReconcileState, each: Incoming) -> bool:
    """Whether a spec is to come back that people removed and the export changed."""
    spec = state.name(SpecPath(state.record.homes[each.key], recorded_place(state, each).stem))
    message = f"the spec {spec} was removed here and its object changed in the export"
    file, line = state.record.line(each.key, state.folder)
    if state.policy is ConflictPolicy.ASK:
        remedy = "Import with --conflicts keep to leave it out, --conflicts take to have it again"
        state.plan.findings.append(finding("IMP010", message, remedy, file=file, line=line))
        return False
    stands = "left out" if state.policy is ConflictPolicy.KEEP else "written again"
    state.plan.findings.append(finding("IMP012", f"{message}: {stands}", file=file, line=line))
    if state.policy is ConflictPolicy.KEEP:
        state.record.put(each.key, state.record.homes[each.key], each.block)
    return state.policy is ConflictPolicy.TAKE


def _plan_existing(state: ReconcileState, each: Incoming, place: SpecPath) -> None:
    file = state.name(place)
    try:
        raw = state.files.raw(place)
        state.files.forget(place)
    except OSError as e:
        raise DataError(finding("IMP002", f"can't be read: {e.strerror}", file=file, line=1)) from e
    rename = renamer(state.renames)
    base = state.record.spec(each.key)
    fresh = state.dump(rename(each.spec), each.place)
    if place == each.place and raw == fresh.encode():
        state.record.put(each.key, place.folder, each.block)
        state.plan.unchanged += 1
        return
    text = decode(raw, file)
    if base is not None and raw == state.dump(base, place).encode():  # nobody edited it
        theirs = base
        merge, new = compare(base, rename(each.spec), base).as_followed(), fresh
    else:
        theirs = _theirs(state, text, place, each)
        if each.copy and not _is_copy(theirs) and theirs.get(IMPORTS_OWN):
            state.plan.unchanged += 1  # the owner's spec stands
            return
        merge = compare(
            theirs,
            _as_read(each.spec),
            None if base is None else _as_read(base),
            policy=state.policy,
            commented=Comments(text),
            rename=rename,
        )
        new = apply(text, merge.edits, file) if merge.edits else text
    _tell(state, merge, theirs, text, file)
    target = _target(each, place, merge)
    state.record.put(each.key, target.folder, each.block)
    if target != place:
        _tell_move(state, place, target)
        state.removals[place] = text
        state.moves[place] = target
    if new == text and target == place:
        state.plan.unchanged += 1
    else:
        made = partial(_fresh, state, each, each.place) if new is fresh else new
        old = partial(_on_disk, place.path(state.folder), file)
        _write(state, each, target, FileChange(target.path(state.folder), made, target != place, old))


def _theirs(state: ReconcileState, text: str, place: SpecPath, each: Incoming) -> Spec:
    file = state.name(place)
    theirs = parse(text, file)
    if not isinstance(theirs, dict):
        raise DataError(finding("IMP002", "the file holds no spec", "Repair or remove it", file=file, line=1))
    there, here = theirs.get(IMPORTS_OWN), each.spec[IMPORTS_OWN]
    if isinstance(there, dict) and _is_of_another(there, here) and not state.files.is_respelled(place):
        raise DataError(_other_owner(text, file, there, here))
    return theirs


def _is_of_another(there: Spec, here: Spec) -> bool:
    return any(there.get(k, here.get(k)) != here.get(k) for k in ("space", "object"))


def _other_owner(text: str, file: str, there: Spec, here: Spec) -> Finding:
    """The finding that a file is not this object's; one without `source` may be people's own."""
    names = [".".join(str(s[k]) for k in ("space", "object") if k in s) for s in (there, here)]
    message = f"this is the spec of {names[0]!r}; {names[1]!r} has the same name in Glue"
    line = line_of(text, (IMPORTS_OWN,))[0]
    return finding("IMP001", message, APART, file=file, line=line)


def _as_read(spec: Spec) -> Spec:
    """A spec as it is read back from its own text, so that only what differs in YAML differs."""
    found: Spec = parse(dump(spec), "")
    return found


def _tell(state: ReconcileState, merge: Merge, theirs: Spec, text: str, file: str) -> None:
    state.plan.findings += findings(merge, theirs, text, file, state.policy)
    state.plan.events += [event(told, file) for told in merge.events]


def _tell_move(state: ReconcileState, place: SpecPath, target: SpecPath) -> None:
    what = "database" if place.stem == DATABASE else "table"
    message = (
        f"the {what}'s name by the export and the rules changed from {_logical(place)} "
        f"to {_logical(target)}: the spec goes to {'/'.join(target)}"
    )
    remedy = f"Glue makes that a new {what} and removes the old one: see the preview before it is applied"
    state.plan.findings.append(finding("IMP016", message, remedy, file=state.name(place), line=1))


def _logical(place: SpecPath) -> str:
    return place.folder if place.stem == DATABASE else ".".join(place)


def _target(each: Incoming, place: SpecPath, merge: Merge) -> SpecPath:
    """Where a spec belongs whose names the merge may have changed."""
    edited = {edit.path for edit in merge.edits} | {
        told.path for told in merge.events if told.kind == "taken"
    }
    holder = "name" if each.key.is_database else "database"  # the member that is the folder's name
    folder = each.place.folder if (holder,) in edited else place.folder
    return SpecPath(
        folder, each.place.stem if ("name",) in edited and not each.key.is_database else place.stem
    )


def _write(state: ReconcileState, each: Incoming, place: SpecPath, change: FileChange) -> None:
    if place in state.writes:
        message = f"two objects would be written here; one is {each.key.space}.{each.key.label}"
        remedy = "Rename one of the two objects, or the spec"
        raise DataError(finding("IMP001", message, remedy, file=str(change.path), line=1))
    if not is_inside(change.path, state.folder):
        message = f"{change.path} would lie outside {state.folder}"
        remedy = "Remove the link from the folder"
        raise DataError(finding("IMP005", message, remedy, file=str(change.path), line=1))
    state.writes[place] = change


def _is_copy(spec: Mapping[str, Any]) -> bool:
    source = spec.get(IMPORTS_OWN)
    return isinstance(source, dict) and source.get("copy") is True


def _schema_folder(folder: FilePath) -> str:
    """The way from a spec to the schemas, if the specs lie in a project that has them."""
    resolved = folder.resolve()
    for parent in (resolved, *resolved.parents):
        if (parent / SCHEMAS).is_dir():
            return os.path.relpath(parent / SCHEMAS, resolved / "database").replace(os.sep, "/")
    return ""
