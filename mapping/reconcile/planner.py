"""Decides which files an import writes: the specs it gives meet those that lie in the folder.

For each spec: find its file (by name, else by `source`, so that one which people renamed or moved is
updated where it is), compare the export with the base, and merge only where the export changed. An
object whose export is as it was last imported costs a comparison of two texts. Reads, never writes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path as FilePath
from typing import Any

from catalog.language.findings import DataError, Finding
from catalog.language.specs.yaml_emitter import dump
from catalog.language.specs.yaml_text import decode, line_of, parse
from mapping.diagnostics.codes import finding
from mapping.diagnostics.progress import Step, nobody, ticked
from mapping.specs.tables import Specs
from mapping.store.case_renames import follow_case
from mapping.store.import_record import Base, Key, block, key_of, load_base, spec_in
from mapping.store.spec_files import DATABASE, Place, Present, is_inside
from mapping.store.writer import FileChange, Plan

from .conflicts import event, findings
from .merge import IMPORTS_OWN, Merge, Side, compare
from .references import renamer
from .removals import plan_gone
from .rollback import undone_if_failed
from .write_order import APART, changes_of
from .yaml_edits import Comments, apply

SCHEMAS = "catalog/schemas"  # in the project's folder; specs name their schema for editors
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One spec that the import gives, and where it goes if nothing lies there."""

    key: Key
    place: Place
    block: str
    copy: bool = False  # of another space's object
    may_fail: bool = False

    @property
    def spec(self) -> Spec:
        """The spec as data, made anew each time."""
        return spec_in(self.block)


@dataclass(slots=True)
class Work:
    """What one plan is made of and makes."""

    folder: FilePath
    side: Side
    base: Base
    present: Present
    plan: Plan = field(default_factory=Plan)
    at: dict[Key, Place] = field(default_factory=dict)  # where the specs that exist lie
    renames: dict[str, str] = field(default_factory=dict)  # logical name as imported -> as people have it
    writes: dict[Place, FileChange] = field(default_factory=dict)
    removals: dict[Place, str] = field(default_factory=dict)  # and the texts they had
    moves: dict[Place, Place] = field(default_factory=dict)  # from -> to
    schemas: str = ""  # the way from a spec to the schemas

    def dump(self, spec: Spec, place: Place) -> str:
        """The text of a spec that nobody edited; its first line names its schema, for editors."""
        kind = "database" if place.stem == DATABASE else "table"
        schema = f"yaml-language-server: $schema={self.schemas}/{kind}.schema.json" if self.schemas else ""
        return dump(spec, schema)

    def name(self, place: Place) -> str:
        """The file, as findings name it."""
        return str(place.path(self.folder))


def plan(
    specs: Specs, folder: FilePath, *, side: Side = Side.ASK, prune: bool = False, step: Step = nobody
) -> Plan:
    """The files to write so that `folder` holds `specs`, with what people did to them."""
    try:
        work = Work(folder, side, load_base(folder), Present(folder), schemas=_schema_folder(folder))
    except DataError as e:
        return Plan(findings=list(e.findings))
    left_out = {Key(*key): why for key, why in specs.left_out.items()}
    there = {*left_out, *(Key(*key) for key in specs.failed)}
    follow_case(work.base, work.present, {Key(*table.key) for table in specs.tables}, there)
    incoming = [*_incoming(specs, work.base)]
    _locate(work, incoming)
    for each in ticked(incoming, step):
        with undone_if_failed(work, each.key) if each.may_fail else nullcontext():
            _plan_or_tell(work, each)
    owners = {each.key.space for each in incoming if not each.key.is_database and not each.copy}
    owners |= {key.space for key in left_out}
    met = {each.key for each in incoming} | {Key(*key) for key in specs.failed}
    plan_gone(work, met, owners, left_out, prune=prune)
    work.plan.changes = [*changes_of(work)]
    return work.plan


def _incoming(specs: Specs, base: Base) -> Iterator[Incoming]:
    for name, database in specs.databases.items():
        key = key_of(database)
        assert key is not None, "import gives every spec a source"
        yield Incoming(key, Place(name, DATABASE), block(_with_label(database, key, base)))
    for table in specs.tables:
        key = Key(*table.key)
        stored = base.blocks.get(key)  # the same text is kept once
        text = stored if stored == table.block else table.block
        yield Incoming(key, Place(table.database, table.name), text, table.copy, table.may_fail)


def _with_label(database: Spec, key: Key, base: Base) -> Spec:
    """A database with the label that was last imported, if these files don't tell its space's.

    Any file of the tenant may hold a space's label, so a part of the files says nothing by leaving it out.
    """
    said = database.get("business", {})
    before = base.spec(key) if "label" not in said else None
    label = (before or {}).get("business", {}).get("label")
    return {**database, "business": {"label": label, **said}} if label else database


# --- where the specs lie ---


def _locate(work: Work, incoming: list[Incoming]) -> None:
    """Fills `at` and `renames`."""
    missing = [each for each in incoming if not _at_known_place(work, each)]
    if missing:
        taken = set(work.at.values()) | {each.place for each in incoming}
        found = work.present.find(work.present.places - taken)
        for each in missing:
            places = found.get(each.key, ())
            if each.key.is_database and not places and each.key not in work.base.blocks:
                places = _renamed_database(work, each, found)
            if len(places) == 1:
                work.at[each.key] = places[0]
    for each in incoming:
        if each.key.is_database and each.key not in work.at:
            _follow_rename(work, each, incoming)
        place = work.at.get(each.key, each.place)
        if place != each.place and place != _base_place(work, each):
            end = 1 if each.key.is_database else None  # a database's name is its folder's
            work.renames[".".join(each.place[:end])] = ".".join(place[:end])


def _at_known_place(work: Work, each: Incoming) -> bool:
    stored = work.base.blocks.get(each.key)
    present = work.present
    if stored == each.block and each.place in present.places:
        work.at[each.key] = each.place
        return True
    candidates = [each.place]
    if stored is not None:
        before = _base_place(work, each)
        candidates = [before, Place(work.base.homes[each.key], before.stem), each.place]
    for place in candidates:
        if place in present.places and (place == each.place or stored is not None):
            key = present.key(place)
            if key == each.key or (each.key.is_database and key is not None and key.space == each.key.space):
                work.at[each.key] = place
                return True
            if key is None and place == each.place:  # people's own, or not to be read: told later
                work.at[each.key] = place
                return True
    return False


def _base_place(work: Work, each: Incoming) -> Place:
    """Where import last wrote the spec."""
    if work.base.blocks.get(each.key) in (None, each.block):
        return each.place
    spec = work.base.spec(each.key) or {}
    name = str(spec.get("name"))
    return Place(name, DATABASE) if each.key.is_database else Place(str(spec.get("database")), name)


def _renamed_database(work: Work, each: Incoming, found: Mapping[Key, list[Place]]) -> list[Place]:
    """The one database of the space that no import is known to have named so."""
    return [
        place
        for key, places in found.items()
        for place in places
        if key.space == each.key.space and key.is_database and key not in work.base.blocks
    ]


def _follow_rename(work: Work, each: Incoming, incoming: list[Incoming]) -> None:
    """A database that takes over all tables of one that the import no longer names is that one, renamed."""
    mine = [i for i in incoming if i.place.folder == each.place.folder and not i.key.is_database]
    former = {_base_place(work, table).folder for table in mine} - {each.place.folder}
    old = Key(each.key.space, "", former.pop()) if len(former) == 1 else each.key
    met = {i.key for i in incoming}
    left = [k for k, home in work.base.homes.items() if home == old.database and k != old and k not in met]
    place = Place(old.database, DATABASE)
    if old in met or left or old not in work.base.blocks or place not in work.present.places:
        return
    work.at[each.key] = place
    work.base.put(each.key, work.base.homes[old], work.base.blocks[old])
    work.base.drop(old)


# --- one spec ---


def _plan_or_tell(work: Work, each: Incoming) -> None:
    try:
        _plan_one(work, each)
    except DataError as e:
        work.plan.findings += e.findings


def _plan_one(work: Work, each: Incoming) -> None:
    stored = work.base.blocks.get(each.key)
    place = work.at.get(each.key)
    if not is_inside((place or each.place).path(work.folder), work.folder):
        message = f"{work.name(place or each.place)} would lie outside {work.folder}"
        file = work.name(place or each.place)
        raise DataError(finding("IMP005", message, "Remove the link from the folder", file=file, line=1))
    if stored == each.block:  # nothing new, whatever people did to the file, its removal included
        work.plan.unchanged += 1
    elif stored is not None and each.copy and not _is_copy(work.base.spec(each.key) or {}):
        work.plan.unchanged += 1  # the owner's spec stands
    elif place is not None:
        _plan_existing(work, each, place)
    elif stored is None or _write_again(work, each):
        _plan_new(work, each)


def _plan_new(work: Work, each: Incoming) -> None:
    folder = work.renames.get(each.place.folder, each.place.folder)
    place = Place(folder, each.place.stem)
    work.base.put(each.key, folder, each.block)
    _write(work, each, place, FileChange(place.path(work.folder), partial(_fresh, work, each, place), True))


def _fresh(work: Work, each: Incoming, place: Place) -> str:
    """The text of a spec for a place where none lies yet."""
    spec = renamer(work.renames)(each.spec)
    if place.folder != each.place.folder and "database" in spec:
        spec = {**spec, "database": place.folder}
    return work.dump(spec, place)


def _on_disk(path: FilePath, file: str) -> str:
    return decode(path.read_bytes(), file)


def _write_again(work: Work, each: Incoming) -> bool:
    """Whether a spec is to come back that people removed and the export changed."""
    spec = work.name(Place(work.base.homes[each.key], _base_place(work, each).stem))
    message = f"the spec {spec} was removed here and its object changed in the export"
    file, line = work.base.line(each.key, work.folder)
    if work.side is Side.ASK:
        remedy = "Import with --conflicts keep to leave it out, --conflicts take to have it again"
        work.plan.findings.append(finding("IMP010", message, remedy, file=file, line=line))
        return False
    stands = "left out" if work.side is Side.KEEP else "written again"
    work.plan.findings.append(finding("IMP012", f"{message}: {stands}", file=file, line=line))
    if work.side is Side.KEEP:
        work.base.put(each.key, work.base.homes[each.key], each.block)
    return work.side is Side.TAKE


def _plan_existing(work: Work, each: Incoming, place: Place) -> None:
    file = work.name(place)
    try:
        raw = work.present.raw(place)
        work.present.forget(place)
    except OSError as e:
        raise DataError(finding("IMP002", f"can't be read: {e.strerror}", file=file, line=1)) from e
    rename = renamer(work.renames)
    base = work.base.spec(each.key)
    fresh = work.dump(rename(each.spec), each.place)
    if place == each.place and raw == fresh.encode():
        work.base.put(each.key, place.folder, each.block)
        work.plan.unchanged += 1
        return
    text = decode(raw, file)
    if base is not None and raw == work.dump(base, place).encode():  # nobody touched it
        theirs = base
        merge, new = compare(base, rename(each.spec), base).as_followed(), fresh
    else:
        theirs = _theirs(work, text, place, each)
        if each.copy and not _is_copy(theirs) and theirs.get(IMPORTS_OWN):
            work.plan.unchanged += 1  # the owner's spec stands
            return
        merge = compare(
            theirs,
            _as_read(each.spec),
            None if base is None else _as_read(base),
            side=work.side,
            commented=Comments(text),
            rename=rename,
        )
        new = apply(text, merge.edits, file) if merge.edits else text
    _tell(work, merge, theirs, text, file)
    target = _target(each, place, merge)
    work.base.put(each.key, target.folder, each.block)
    if target != place:
        _tell_move(work, place, target)
        work.removals[place] = text
        work.moves[place] = target
    if new == text and target == place:
        work.plan.unchanged += 1
    else:
        made = partial(_fresh, work, each, each.place) if new is fresh else new
        old = partial(_on_disk, place.path(work.folder), file)
        _write(work, each, target, FileChange(target.path(work.folder), made, target != place, old))


def _theirs(work: Work, text: str, place: Place, each: Incoming) -> Spec:
    file = work.name(place)
    theirs = parse(text, file)
    if not isinstance(theirs, dict):
        raise DataError(finding("IMP002", "the file holds no spec", "Repair or remove it", file=file, line=1))
    there, here = theirs.get(IMPORTS_OWN), each.spec[IMPORTS_OWN]
    if isinstance(there, dict) and _is_of_another(there, here) and not work.present.is_respelled(place):
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


def _tell(work: Work, merge: Merge, theirs: Spec, text: str, file: str) -> None:
    work.plan.findings += findings(merge, theirs, text, file, work.side)
    work.plan.events += [event(told, file) for told in merge.told]


def _tell_move(work: Work, place: Place, target: Place) -> None:
    what = "database" if place.stem == DATABASE else "table"
    message = (
        f"the {what}'s name by the export and the rules changed from {_logical(place)} "
        f"to {_logical(target)}: the spec goes to {'/'.join(target)}"
    )
    remedy = f"Glue makes that a new {what} and removes the old one: see the preview before it is applied"
    work.plan.findings.append(finding("IMP016", message, remedy, file=work.name(place), line=1))


def _logical(place: Place) -> str:
    return place.folder if place.stem == DATABASE else ".".join(place)


def _target(each: Incoming, place: Place, merge: Merge) -> Place:
    """Where a spec belongs whose names the merge may have changed."""
    edited = {edit.path for edit in merge.edits} | {told.path for told in merge.told if told.kind == "taken"}
    holder = "name" if each.key.is_database else "database"  # the member that is the folder's name
    folder = each.place.folder if (holder,) in edited else place.folder
    return Place(folder, each.place.stem if ("name",) in edited and not each.key.is_database else place.stem)


def _write(work: Work, each: Incoming, place: Place, change: FileChange) -> None:
    if place in work.writes:
        message = f"two objects would be written here; one is {each.key.space}.{each.key.label}"
        remedy = "Rename one of the two objects, or the spec"
        raise DataError(finding("IMP001", message, remedy, file=str(change.path), line=1))
    if not is_inside(change.path, work.folder):
        message = f"{change.path} would lie outside {work.folder}"
        remedy = "Remove the link from the folder"
        raise DataError(finding("IMP005", message, remedy, file=str(change.path), line=1))
    work.writes[place] = change


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
