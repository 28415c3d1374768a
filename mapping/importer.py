"""The import as a whole: which files, which spaces, then reader, mapping and plan in a row.

Takes paths, gives an `Outcome`: findings with their lines, figures by object, and the plan of files
to write. All inputs of one call are one import: references between files resolve. Writes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from catalog.findings import DataError, Finding, errors

from .context import BusinessContext, no_context
from .coverage import Coverage, Declared, coverage, declared
from .csn import Fragment, read_csn
from .merge import Side
from .model import Entity, Model, NamedType, ObjectKey, Space
from .notes import Notes
from .plan import plan
from .positions import lines_of
from .reading import read
from .rules import Rules, no_rules
from .rulesfile import unused_rules
from .specs import Specs, specs_of
from .write import Plan

DEFAULT_SPACE = "default"
SUFFIXES = frozenset({".json", ".csn", ".xml", ".edmx"})  # what is looked at in a folder
HIDDEN = "."


class MissingInputError(Exception):
    """A path that isn't there or can't be read: wrong usage, not wrong data."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file and the space it was exported from; `stated` is False where nobody said which."""

    path: FilePath
    space: str
    stated: bool = True


@dataclass(slots=True)
class Outcome:
    """What an import found and would write."""

    findings: list[Finding]
    specs: Specs = field(default_factory=lambda: Specs({}, ()))
    plan: Plan = field(default_factory=Plan)
    coverage: Coverage = field(default_factory=Coverage)


def inputs_of(paths: Sequence[FilePath], space: str = "") -> list[Input]:
    """The files behind the arguments: a folder gives those in it, each subfolder being a space.

    Raises MissingInputError.
    """
    found: list[Input] = []
    for path in paths:
        if path.is_dir():
            inside = list(_in_folder(path, space))
            if not inside:
                raise MissingInputError(f"no {', '.join(sorted(SUFFIXES))} file in {path}")
            found += inside
        elif path.is_file():
            found.append(Input(path, space or DEFAULT_SPACE, bool(space)))
        else:
            raise MissingInputError(f"{path} {'is no regular file' if path.exists() else 'does not exist'}")
    return list({i.path.resolve(): i for i in reversed(found)}.values())[::-1]


def _in_folder(folder: FilePath, space: str) -> Iterable[Input]:
    for path in sorted(_below(folder)):
        inside = path.relative_to(folder).parts
        if (
            path.suffix.lower() not in SUFFIXES
            or any(p.startswith(HIDDEN) for p in inside)
            or not path.is_file()
        ):
            continue
        stated = space or (inside[0] if len(inside) > 1 else "")
        yield Input(path, stated or DEFAULT_SPACE, bool(stated))


def _below(folder: FilePath) -> Iterable[FilePath]:
    """Every file below `folder`. Raises MissingInputError for a folder that can't be read."""

    def refuse(error: OSError) -> None:
        raise MissingInputError(f"{error.filename} can't be read: {error.strerror}") from error

    for parent, _, names in os.walk(folder, onerror=refuse):
        yield from (FilePath(parent, name) for name in names)


def run_import(
    inputs: Sequence[Input],
    folder: FilePath,
    *,
    conflicts: Side = Side.ASK,
    prune: bool = False,
    rules: Rules | None = None,
    context: BusinessContext | None = None,
) -> Outcome:
    """Reads, maps and plans. With an error in the data the plan is empty. Raises MissingInputError."""
    rules, context = rules or no_rules(), context or no_context()
    notes = Notes()
    fragments, texts, definitions = _read_all(inputs, rules, notes)
    model = combine(fragments, notes)
    if not notes.stopped and not model.entities:
        notes.add("CSN012", "no table or view in the export", file=str(inputs[0].path))
    specs = specs_of(model, notes, rules, context)
    if not notes.stopped:
        notes.found += [*unused_rules(rules), *context.unused()]
    outcome = Outcome(_with_lines(notes.all(), texts), specs)
    places = notes.places | {(f.code, f.file, f.path) for f in notes.found}
    outcome.coverage = coverage(definitions, specs, places)
    if not errors(outcome.findings):
        outcome.plan = plan(specs, folder, side=conflicts, prune=prune)
        outcome.findings += outcome.plan.findings
        if errors(outcome.plan.findings):
            outcome.plan.changes = []
    return outcome


def _read_all(
    inputs: Sequence[Input], rules: Rules, notes: Notes
) -> tuple[list[Fragment], dict[str, str], list[Declared]]:
    fragments: list[Fragment] = []
    definitions: list[Declared] = []
    texts: dict[str, str] = {}
    for each in inputs:
        file = str(each.path)
        try:
            document = read(each.path.read_bytes(), file)
        except DataError as e:
            notes.found += e.findings
            continue
        except OSError as e:
            raise MissingInputError(f"{file} can't be read: {e.strerror}") from e
        if not each.stated:
            folder = each.path.resolve().parent.name
            todo = f"Give --space NAME (--space {folder}?), or the folder that holds one folder a space"
            notes.add("CSN013", f"the export doesn't name its space: {each.space!r} taken", todo, file=file)
        texts[file] = document.text
        fragments.append(read_csn(document, each.space, notes, rules.languages))
        definitions += declared(document.root, fragments[-1], file)
    return fragments, texts, definitions


# --- one model of all files ---


def combine(fragments: Iterable[Fragment], notes: Notes) -> Model:
    """The fragments' model: an owner goes before a copy, the first file before later ones."""
    spaces: dict[str, Space] = {}
    types: dict[ObjectKey, NamedType] = {}
    entities: dict[ObjectKey, Entity] = {}
    for fragment in fragments:
        for space in fragment.spaces:
            known = spaces.setdefault(space.name, space)
            if space.label and not known.label:
                spaces[space.name] = replace(known, label=space.label)
        types |= {key: named for key, named in fragment.types.items() if key not in types}
        for entity in fragment.entities:
            first = entities.setdefault(entity.key, entity)
            if first is not entity:
                entities[entity.key] = _one_of(first, entity, notes)
    return Model(spaces, entities, types)


def _one_of(first: Entity, second: Entity, notes: Notes) -> Entity:
    """Of two definitions of one object the one to believe."""
    if first.copy != second.copy:
        owner, copy = (second, first) if first.copy else (first, second)
        message = "a copy of another space's object adds nothing to its owner's definition"
        notes.count("CSN015", message, file=copy.file, path=copy.path)
        return owner
    if _says(first) != _says(second):
        message = f"{second.key} is defined differently in {first.file}: that one is taken"
        notes.add("CSN011", message, "Export both files at the same time", file=second.file, path=second.path)
    if first.business_layer is None and second.business_layer is not None:
        return replace(first, business_layer=second.business_layer)
    return first


def _says(entity: Entity) -> object:
    """What a definition says of its columns, whatever file it stands in."""
    return {name: (e.type, e.key, e.not_null, e.label) for name, e in entity.elements.items()}


# --- lines ---


def _with_lines(findings: list[Finding], texts: dict[str, str]) -> list[Finding]:
    """The findings with their lines: one scan of each file that has any."""
    wanted: dict[str, list[Finding]] = {}
    for each in findings:
        if not each.line and each.file in texts:
            wanted.setdefault(each.file, []).append(each)
    lines = {file: lines_of(texts[file], [f.path for f in found]) for file, found in wanted.items()}
    return [f if f.line or f.file not in lines else f.at(f.file, lines[f.file][f.path]) for f in findings]
