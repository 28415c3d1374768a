"""Decides what becomes of the file of each spec that comes in: it stays, is new, or is merged into.

The export is compared with the record of the last import, and merged only where it changed. An object
whose export is as it was last imported costs a comparison of two texts. Reads, never writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from catalog.language.editing.edits import Edit
from catalog.language.editing.yaml_edits import Comments, UnknownLayoutError, apply
from catalog.language.findings import DataError, Finding
from catalog.language.specs.yaml_emitter import dump
from catalog.language.specs.yaml_text import decode, line_of, parse
from mapping.diagnostics.codes import finding
from mapping.diagnostics.progress import StageProgress, no_stage_progress, ticked
from mapping.store.import_record import is_copy
from mapping.store.spec_files import DATABASE, SpecPath

from .acknowledgements import lifted, narrowed, uncovered
from .actions import Decision, MoveSpec, WriteRecord, WriteSpec
from .alignment import IMPORTS_OWN
from .breaks import Above, findings_of_breaks, form_of
from .conflicts import MergedFile, as_event, findings
from .locate import recorded_path
from .merge import ConflictPolicy, EventKind, Merge, compare
from .positions import in_order_of, is_read_by_position
from .references import renamer
from .state import Incoming, ReconcileState, Spec
from .write_order import RENAME_ONE


def decide_each(state: ReconcileState, progress: StageProgress = no_stage_progress) -> None:
    """Adds to the state what is decided about each spec that comes in."""
    for each in ticked(state.incoming, progress):
        decision = _decided(state, each)
        if each.may_fail:
            decision = decision.without_failures(f"{each.key.space}.{each.key.label}")
        state.add(decision)


def _decided(state: ReconcileState, each: Incoming) -> Decision:
    decision = Decision()
    try:
        _decide(state, each, decision)
    except DataError as error:
        return decision.failed(error)
    return decision


def _decide(state: ReconcileState, each: Incoming, decision: Decision) -> None:
    stored = state.record.texts.get(each.key)
    path = state.at.get(each.key)
    _refuse_outside(state, path or each.path)
    if (
        stored == each.text and path not in state.revised
    ):  # nothing new, whatever people did to the file, its removal included
        decision.unchanged = True
    elif each.copy and state.record.owned(each.key):
        decision.unchanged = True  # the owner's spec stands
    elif path is not None:
        _decide_existing(state, each, path, decision)
    elif stored is None or _comes_back(state, each, decision):
        _decide_new(state, each, decision)


def _refuse_outside(state: ReconcileState, path: SpecPath) -> None:
    if not path.is_below:
        message = f"{state.name(path)} would lie outside {state.folder}"
        remedy = "Write names without / and .. for the database and the table in the rules"
        raise DataError(finding("IMP005", message, remedy, file=state.name(path), line=1))


# --- a spec that is not there ---


def _decide_new(state: ReconcileState, each: Incoming, decision: Decision) -> None:
    folder = state.renames.get(each.path.folder, each.path.folder)
    path = SpecPath(folder, each.path.stem)
    _refuse_occupied(state, each, path)
    decision.actions += [
        WriteRecord(each.key, folder, each.text),
        WriteSpec(path, partial(_fresh, state, each.spec, each.path, path), is_new=True),
    ]


def _fresh(state: ReconcileState, incoming: Spec, own: SpecPath, path: SpecPath) -> str:
    """The text of a spec for a path where none lies yet; `own` is where it goes by its names."""
    spec = renamer(state.renames)(incoming)
    if path.folder != own.folder and "database" in spec:
        spec = {**spec, "database": path.folder}
    return state.dump(spec, path)


def _comes_back(state: ReconcileState, each: Incoming, decision: Decision) -> bool:
    """Whether a spec is to come back that people removed and the export changed."""
    folder = state.record.folder_of[each.key]
    spec = state.name(SpecPath(folder, recorded_path(state, each).stem))
    message = f"the spec {spec} was removed here and its object changed in the export"
    file, line = state.record.line(each.key, state.folder)
    if state.policy is ConflictPolicy.ASK:
        remedy = "Import with --conflicts keep to leave it out, --conflicts take to have it again"
        decision.findings.append(finding("IMP010", message, remedy, file=file, line=line))
        return False
    stands = "left out" if state.policy is ConflictPolicy.KEEP else "written again"
    decision.findings.append(finding("IMP012", f"{message}: {stands}", file=file, line=line))
    if state.policy is ConflictPolicy.KEEP:
        decision.actions.append(WriteRecord(each.key, folder, each.text))
    return state.policy is ConflictPolicy.TAKE


def _refuse_occupied(state: ReconcileState, each: Incoming, path: SpecPath) -> None:
    if path in state.writes:
        message = f"two objects would be written here; one is {each.key.space}.{each.key.label}"
        remedy = "Rename one of the two objects, or the spec"
        raise DataError(finding("IMP001", message, remedy, file=state.name(path), line=1))
    _refuse_outside(state, path)


# --- a spec that is there ---


def _decide_existing(state: ReconcileState, each: Incoming, path: SpecPath, decision: Decision) -> None:
    file = state.name(path)
    raw = _raw(state, path, file)
    above = state.above(path.folder)
    spec, keeps_order = _spec_for(state, each, path, raw, above)
    fresh = state.dump(renamer(state.renames)(spec), each.path)
    if path == each.path and raw == fresh.encode() and spec == each.spec:
        decision.actions.append(WriteRecord(each.key, path.folder, each.text))
        decision.unchanged = path not in state.revised
        return
    merged = _merged(state, each, spec, path, raw, fresh)
    if merged is None:
        decision.unchanged = True  # the owner's spec stands
        return
    merge, old, new = merged
    old = replace(old, by_position=keeps_order)
    if new is fresh and not keeps_order:
        merge = merge.as_followed()
    decision.findings += [*findings(merge, old), *uncovered(old, spec), *lifted(old, new)]
    decision.events += [as_event(event, file) for event in merge.events]
    target = _target(each, path, merge)
    same = new == old.text and path not in state.revised
    if not each.key.is_database and not same and target == path:
        before = parse(_on_disk(state, path), file) if path in state.revised else old.spec
        decision.findings += findings_of_breaks(before, new, above, file)
    decision.actions.append(WriteRecord(each.key, target.folder, each.text))
    if target != path:
        decision.findings.append(_moved(path, target, file))
        decision.actions.append(MoveSpec(path, target, old.text))
    if same and target == path:
        decision.unchanged = True
    else:
        _refuse_occupied(state, each, target)
        text = partial(_fresh, state, spec, each.path, each.path) if new is fresh else new
        decision.actions.append(WriteSpec(target, text, target != path, partial(_on_disk, state, path)))


def _raw(state: ReconcileState, path: SpecPath, file: str) -> bytes:
    if path in state.revised:
        return state.revised[path].encode()
    try:
        raw = state.files.raw(path)
        state.files.forget(path)
    except OSError as e:
        raise DataError(finding("IMP002", f"can't be read: {e.strerror}", file=file, line=1)) from e
    return raw


def _on_disk(state: ReconcileState, path: SpecPath) -> str:
    return decode(state.files.read(path), state.name(path))


def _spec_for(
    state: ReconcileState, each: Incoming, path: SpecPath, raw: bytes, above: Above
) -> tuple[Spec, bool]:
    """The incoming spec in the order of columns that the one here is to have, and whether that is its own."""
    incoming = each.spec
    if each.key.is_database or each.follows_export:
        return incoming, False
    file = state.name(path)
    here = parse(decode(raw, file), file)
    spec = above.table(here, file) if isinstance(here, dict) else None
    table = form_of(spec) if spec else None
    if spec is None or table is None or not is_read_by_position(table, spec):
        return incoming, False
    return in_order_of(here, incoming), True


def _merged(
    state: ReconcileState, each: Incoming, spec: Spec, path: SpecPath, raw: bytes, fresh: str
) -> tuple[Merge, MergedFile, str] | None:
    """The merge into the file, the file as it is, and its new text; None where an owner's spec stands."""
    file = state.name(path)
    text = decode(raw, file)
    rename = renamer(state.renames)
    base = state.record.spec(each.key)
    if base is not None and raw == state.dump(base, path).encode():  # nobody edited it
        merge = compare(base, rename(spec), base, order=each.spec.get("columns", ()))
        return merge, MergedFile(file, text, base, state.policy), fresh
    theirs = _theirs(state, text, path, each)
    if each.copy and not is_copy(theirs) and theirs.get(IMPORTS_OWN):
        return None
    merge = compare(
        theirs,
        _as_read(spec),
        None if base is None else _as_read(base),
        policy=state.policy,
        commented=Comments(text),
        rename=rename,
        order=each.spec.get("columns", ()),
    )
    merge.edits += narrowed(theirs, spec)[0]
    new = _edited(text, merge.edits, file) if merge.edits else text
    return merge, MergedFile(file, text, theirs, state.policy), new


def _edited(text: str, edits: Sequence[Edit], file: str) -> str:
    """The text with the export's changes. Raises DataError where they can't be made in it."""
    try:
        return apply(text, edits, file)
    except UnknownLayoutError as e:
        remedy = "Make the export's changes by hand, or write the spec in block style"
        raise DataError(
            finding("IMP002", "this file is laid out so that it can't be edited", remedy, file=file, line=1)
        ) from e


def _theirs(state: ReconcileState, text: str, path: SpecPath, each: Incoming) -> Spec:
    """People's spec. Raises DataError for a file that holds none, or another object's."""
    file = state.name(path)
    theirs = parse(text, file)
    if not isinstance(theirs, dict):
        raise DataError(
            finding(
                "IMP002",
                "the file holds no spec",
                "Bring it back with git checkout, or remove it",
                file=file,
                line=1,
            )
        )
    there, here = theirs.get(IMPORTS_OWN), each.spec[IMPORTS_OWN]
    if isinstance(there, dict) and _is_of_another(there, here) and not state.files.is_respelled(path):
        raise DataError(_other_owner(text, file, there, here))
    return theirs


def _is_of_another(there: Spec, here: Spec) -> bool:
    return any(there.get(k, here.get(k)) != here.get(k) for k in ("space", "object"))


def _other_owner(text: str, file: str, there: Spec, here: Spec) -> Finding:
    """The finding that a file is not this object's; one without `source` may be people's own."""
    names = [".".join(str(s[k]) for k in ("space", "object") if k in s) for s in (there, here)]
    message = f"this is the spec of {names[0]!r}; {names[1]!r} has the same name in Glue"
    line = line_of(text, (IMPORTS_OWN,))[0]
    return finding("IMP001", message, RENAME_ONE, file=file, line=line)


def _as_read(spec: Spec) -> Spec:
    """A spec as it is read back from its own text, so that only what differs in YAML differs."""
    found: Spec = parse(dump(spec), "")
    return found


# --- a spec whose names the merge changed ---


def _target(each: Incoming, path: SpecPath, merge: Merge) -> SpecPath:
    """Where a spec belongs whose names the merge may have changed."""
    edited = {edit.path for edit in merge.edits}
    edited |= {event.path for event in merge.events if event.kind is EventKind.TAKEN}
    holder = "name" if each.key.is_database else "database"  # the member that is the folder's name
    folder = each.path.folder if (holder,) in edited else path.folder
    return SpecPath(folder, each.path.stem if ("name",) in edited and not each.key.is_database else path.stem)


def _moved(path: SpecPath, target: SpecPath, file: str) -> Finding:
    what = "database" if path.stem == DATABASE else "table"
    message = (
        f"the {what}'s name by the export and the rules changed from {_logical(path)} "
        f"to {_logical(target)}: the spec goes to {'/'.join(target)}"
    )
    remedy = f"Glue makes that a new {what} and removes the old one: see the preview before it is applied"
    return finding("IMP016", message, remedy, file=file, line=1)


def _logical(path: SpecPath) -> str:
    return path.folder if path.stem == DATABASE else ".".join(path)
